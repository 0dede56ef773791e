use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Adam, adaptive moment estimation, from v = s = 0:
///
/// 1. g ← ∇C(θ)
/// 2. v ← β v + (1 − β) g
/// 3. s ← γ s + (1 − γ) g⊙g
/// 4. v̂ ← v / (1 − βᵗ⁺¹)
/// 5. ŝ ← s / (1 − γᵗ⁺¹)
/// 6. θ ← θ − α v̂ / (√ŝ + ε), element by element.
///
/// Switches: without bias correction v and s stand for v̂ and ŝ; ε can stand inside the root, √(ŝ + ε).
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search
/// does.
///
/// Source: MEDL Algorithm 4.2, (4.24) and (4.25).
///
/// ```
/// use fallline_optim::Run;
/// // With bias correction the first step has the length α in every coordinate.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 1000 y^2" }, "start": [1, 1],
///          "optimizer": { "id": "adam", "learningRate": 0.1 } }"#,
/// )?;
/// let next = run.step().next_theta.clone();
/// assert!(next.iter().all(|x| (x - 0.9).abs() < 1e-8));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adam {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the second moment s.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether v and s are corrected for their start at 0.
    pub bias_correction: bool,
    /// Whether ε is added under the root.
    pub epsilon_inside: bool,
}

/// Adam's moments.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    s: Vec<f64>,
}

/// What Adam makes of a gradient, before it is known how far the step goes.
pub(super) struct Update {
    /// The moments with this gradient.
    pub(super) moments: Moments,
    /// −v̂ / (√ŝ + ε).
    pub(super) direction: Vec<f64>,
    g: Vec<f64>,
    v_hat: Vec<f64>,
    s_hat: Vec<f64>,
    epsilon: f64,
    epsilon_inside: bool,
}

impl Update {
    /// The state after a step along a direction made of this one, and the step with what the lines assigned.
    pub(super) fn complete(self, step: Step) -> (Moments, Step) {
        let Self { moments, g, v_hat, s_hat, epsilon, epsilon_inside, .. } = self;
        let step = step
            .number("g", g.as_slice())
            .number("v", moments.v.as_slice())
            .number("s", moments.s.as_slice())
            .number("v_hat", v_hat.as_slice())
            .number("s_hat", s_hat.as_slice())
            .preconditioned(s_hat.iter().map(|&s| moments::root(s, epsilon, epsilon_inside)));
        (moments, step)
    }
}

impl Adam {
    /// The lines up to the moments, and v̂ / (√ŝ + ε) as TeX.
    pub(super) fn moment_lines(&self, notation: &Notation) -> (Vec<Line>, String) {
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)"),
        ];
        let (v, s) = if self.bias_correction {
            lines.push(Line::new("v_hat", r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}"));
            lines.push(Line::new("s_hat", r"\hat{s} \leftarrow \frac{s}{1 - \gamma^{t+1}}"));
            (r"\hat{v}", r"\hat{s}")
        } else {
            ("v", "s")
        };
        let root = moments::root_tex(s, self.epsilon_inside);
        (lines, format!(r"\frac{{1}}{{{root}}} {v}"))
    }

    /// The gradient at θ(t) and what becomes of it.
    pub(super) fn update(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<Update, Status> {
        let Self { beta, gamma, epsilon, .. } = *self;
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(beta, &state.v, &g);
        let s = moments::average(gamma, &state.s, &moments::squares(&g));
        let corrected = |average: &[f64], weight: f64| match self.bias_correction {
            true => moments::divided(average, moments::share(weight, at.index + 1)),
            false => average.to_vec(),
        };
        let (v_hat, s_hat) = (corrected(&v, beta), corrected(&s, gamma));
        let epsilon_inside = self.epsilon_inside;
        let root = |s: f64| moments::root(s, epsilon, epsilon_inside);
        let direction = v_hat.iter().zip(&s_hat).map(|(&v, &s)| -(v / root(s))).collect();
        Ok(Update { moments: Moments { v, s }, direction, g, v_hat, s_hat, epsilon, epsilon_inside })
    }
}

impl Optimizer for Adam {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let (mut lines, scaled) = self.moment_lines(notation);
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        Ok(Moments { v: vec![0.0; start.len()], s: vec![0.0; start.len()] })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let mut update = self.update(oracle, at, state)?;
        let direction = std::mem::take(&mut update.direction);
        let step = at.advance(oracle, direction, self.learning_rate)?;
        Ok(update.complete(step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("s", &state.s)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adam",
    name: "Adam",
    source: "MEDL Algorithm 4.2",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::STEP_LENGTH,
        moments::BETA,
        moments::gamma(0.999),
        moments::EPSILON,
        moments::BIAS_CORRECTION,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<Adam>()?)),
};
