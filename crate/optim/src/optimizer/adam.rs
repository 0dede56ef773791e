use std::rc::Rc;

use fallline_autodiff::{Error, math};
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
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

impl Optimizer for Adam {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
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
        let root = match self.epsilon_inside {
            true => format!(r"\sqrt{{{s} + \varepsilon}}"),
            false => format!(r"\sqrt{{{s}}} + \varepsilon"),
        };
        let scaled = format!(r"\frac{{1}}{{{root}}} {v}");
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
        let Self { beta, gamma, epsilon, .. } = *self;
        let g = oracle.gradient(at.theta)?;
        let v: Vec<f64> = state.v.iter().zip(&g).map(|(v, g)| beta * v + (1.0 - beta) * g).collect();
        let s: Vec<f64> = state.s.iter().zip(&g).map(|(s, g)| gamma * s + (1.0 - gamma) * (g * g)).collect();
        #[expect(clippy::cast_precision_loss, reason = "iterations are far below 2^53")]
        let corrected = |average: &[f64], weight: f64| -> Vec<f64> {
            let share = 1.0 - math::pow(weight, (at.index + 1) as f64);
            average.iter().map(|x| x / share).collect()
        };
        let (v_hat, s_hat) = match self.bias_correction {
            true => (corrected(&v, beta), corrected(&s, gamma)),
            false => (v.clone(), s.clone()),
        };
        let root = |s: f64| if self.epsilon_inside { (s + epsilon).sqrt() } else { s.sqrt() + epsilon };
        let direction = v_hat.iter().zip(&s_hat).map(|(&v, &s)| -(v / root(s))).collect();
        let mut step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("s", s.as_slice());
        if self.bias_correction {
            step = step.number("v_hat", v_hat.as_slice()).number("s_hat", s_hat.as_slice());
        }
        Ok((Moments { v, s }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![
            StateEntry { symbol: "v", tex: "v", value: Quantity::from(state.v.as_slice()) },
            StateEntry { symbol: "s", tex: "s", value: Quantity::from(state.s.as_slice()) },
        ]
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
        Parameter {
            id: "learningRate",
            tex: r"\alpha",
            help: "About how far each coordinate goes in a step.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(0.05),
        },
        Parameter {
            id: "beta",
            tex: r"\beta",
            help: "How much of the momentum v stays from step to step.",
            domain: Domain::AVERAGE,
            default: DefaultValue::Number(0.9),
        },
        Parameter {
            id: "gamma",
            tex: r"\gamma",
            help: "How much of the second moment s stays from step to step.",
            domain: Domain::AVERAGE,
            default: DefaultValue::Number(0.999),
        },
        Parameter {
            id: "epsilon",
            tex: r"\varepsilon",
            help: "Keeps the division away from 0.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(1e-8),
        },
        Parameter {
            id: "biasCorrection",
            tex: r"\hat{v}, \hat{s}",
            help: "Corrects v and s for their start at 0.",
            domain: Domain::Bool,
            default: DefaultValue::Bool(true),
        },
        Parameter {
            id: "epsilonInside",
            tex: r"\sqrt{\cdot + \varepsilon}",
            help: "Adds epsilon under the root instead of to the root.",
            domain: Domain::Bool,
            default: DefaultValue::Bool(false),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Adam>()?)),
};
