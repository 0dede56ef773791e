use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Adamax: Adam with the largest of the discounted gradients in place of their root mean square. From v = r = 0:
///
/// 1. g ← ∇C(θ)
/// 2. v ← β v + (1 − β) g
/// 3. r ← max(γ r, |g|)
/// 4. v̂ ← v / (1 − βᵗ⁺¹)
/// 5. θ ← θ − α v̂ / (r + ε), element by element.
///
/// It is the limit of Adam with the p-norm as p → ∞.
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: MEDL (4.41) and (4.42).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 1000 y^2" }, "start": [1, 1],
///          "optimizer": { "id": "adamax", "learningRate": 0.1 } }"#,
/// )?;
/// let next = run.step().next_theta.clone();
/// assert!(next.iter().all(|x| (x - 0.9).abs() < 1e-8));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adamax {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the largest gradient r.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
}

/// Adamax's momentum and its largest gradients.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    r: Vec<f64>,
}

impl Optimizer for Adamax {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scaled = r"\frac{1}{r + \varepsilon} \hat{v}";
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("r", r"r \leftarrow \max(\gamma r, |g|)"),
            Line::new("v_hat", r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}"),
        ];
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        Ok(Moments { v: vec![0.0; start.len()], r: vec![0.0; start.len()] })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(self.beta, &state.v, &g);
        let r: Vec<f64> = state.r.iter().zip(&g).map(|(r, g)| (self.gamma * r).max(g.abs())).collect();
        let v_hat = moments::divided(&v, moments::share(self.beta, at.index + 1));
        let direction = v_hat.iter().zip(&r).map(|(v, r)| -(v / (r + self.epsilon))).collect();
        let step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("r", r.as_slice())
            .number("v_hat", v_hat.as_slice())
            .preconditioned(r.iter().map(|r| r + self.epsilon));
        Ok((Moments { v, r }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("r", &state.r)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adamax",
    name: "Adamax",
    source: "MEDL (4.41), (4.42)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[moments::STEP_LENGTH, moments::BETA, moments::largest_gamma(0.999), moments::EPSILON],
    build: |settings| Ok(Rc::new(settings.read::<Adamax>()?)),
};
