use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Nadam: Adam with look-ahead momentum. From v = s = 0:
///
/// 1. g ← ∇C(θ)
/// 2. v ← β v + (1 − β) g
/// 3. s ← γ s + (1 − γ) g⊙g
/// 4. v̂ ← β v / (1 − βᵗ⁺²) + (1 − β) g / (1 − βᵗ⁺¹)
/// 5. ŝ ← s / (1 − γᵗ⁺¹)
/// 6. θ ← θ − α v̂ / (√ŝ + ε), element by element.
///
/// Switch: ε can stand inside the root, √(ŝ + ε).
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search does.
///
/// Source: MEDL 4.5, Algorithm 4.2 with another line 7.
///
/// ```
/// use fallline_optim::Run;
/// // β = 0: no momentum, so the first step has the length α.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 1000 y^2" }, "start": [1, 1],
///          "optimizer": { "id": "nadam", "learningRate": 0.1, "beta": 0 } }"#,
/// )?;
/// let next = run.step().next_theta.clone();
/// assert!(next.iter().all(|x| (x - 0.9).abs() < 1e-8));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Nadam {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the second moment s.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether ε is added under the root.
    pub epsilon_inside: bool,
}

/// Nadam's moments.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    s: Vec<f64>,
}

impl Optimizer for Nadam {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let root = moments::root_tex(r"\hat{s}", self.epsilon_inside);
        let scaled = format!(r"\frac{{1}}{{{root}}} \hat{{v}}");
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)"),
            Line::new(
                "v_hat",
                r"\hat{v} \leftarrow \frac{\beta}{1 - \beta^{t+2}} v + \frac{1 - \beta}{1 - \beta^{t+1}} g",
            ),
            Line::new("s_hat", r"\hat{s} \leftarrow \frac{s}{1 - \gamma^{t+1}}"),
        ];
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
        let Self { beta, gamma, .. } = *self;
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(beta, &state.v, &g);
        let s = moments::average(gamma, &state.s, &moments::squares(&g));
        let ahead = beta / moments::share(beta, at.index + 2);
        let now = (1.0 - beta) / moments::share(beta, at.index + 1);
        let v_hat: Vec<f64> = v.iter().zip(&g).map(|(v, g)| ahead * v + now * g).collect();
        let s_hat = moments::divided(&s, moments::share(gamma, at.index + 1));
        let root = |s: f64| moments::root(s, self.epsilon, self.epsilon_inside);
        let direction = v_hat.iter().zip(&s_hat).map(|(&v, &s)| -(v / root(s))).collect();
        let step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("s", s.as_slice())
            .number("v_hat", v_hat.as_slice())
            .number("s_hat", s_hat.as_slice())
            .preconditioned(s_hat.iter().map(|&s| root(s)));
        Ok((Moments { v, s }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("s", &state.s)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "nadam",
    name: "Nadam",
    source: "MEDL 4.5, Algorithm 4.2",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::STEP_LENGTH,
        moments::BETA,
        moments::gamma(0.999),
        moments::EPSILON,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<Nadam>()?)),
};
