use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation, Role};
use crate::record::StateEntry;
use crate::status::Status;

/// Look-ahead momentum, from v(0) = 0: like Nesterov momentum, with gradients at θ(t) only,
///
/// v(t+1) = β v(t) + (1 − β) g, θ(t+1) = θ(t) − α (β v(t+1) + (1 − β) g) with g = ∇C(θ(t)).
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: MEDL (4.36) and (4.37).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2/2" }, "start": [1],
///          "optimizer": { "id": "look-ahead-momentum", "beta": 0.5, "learningRate": 0.5 } }"#,
/// )?;
/// // v is 0.5, and the step is half of it and half of the gradient 1.
/// assert_eq!(run.step().next_theta, [1.0 - 0.5 * 0.75]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LookAheadMomentum {
    /// α.
    pub learning_rate: f64,
    /// β.
    pub beta: f64,
}

impl Optimizer for LookAheadMomentum {
    /// v, n numbers.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("u", r"u \leftarrow \beta v + (1 - \beta)\, g").meaning(Role::Momentum),
        ];
        lines.extend(notation.step_size_line(r"\alpha", "-u"));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha}\, u")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(vec![0.0; start.len()])
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        v: &Vec<f64>,
    ) -> Result<(Vec<f64>, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(self.beta, v, &g);
        let u = moments::average(self.beta, &v, &g);
        let step = at
            .advance(oracle, linear::negated(&u), self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("u", u.as_slice());
        Ok((v, step))
    }

    fn describe(&self, v: &Vec<f64>) -> Vec<StateEntry> {
        vec![moments::entry("v", v)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "look-ahead-momentum",
    name: "Look-ahead momentum",
    source: "MEDL (4.36), (4.37)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[moments::learning_rate("How far to go along the momentum.", 0.01), moments::BETA],
    build: |settings| Ok(Rc::new(settings.read::<LookAheadMomentum>()?)),
};
