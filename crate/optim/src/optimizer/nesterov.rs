use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Nesterov momentum, from v(0) = 0: the gradient is taken where the momentum alone would lead,
///
/// v(t+1) = β v(t) + (1 − β) ∇C(θ(t) − α β v(t)), θ(t+1) = θ(t) − α v(t+1).
///
/// A schedule scales both α; a search finds the second one only, since the first is needed before there is a
/// direction to search along.
///
/// Cost per step: one gradient, at the predicted point. Fails where that is not finite, or as its search does.
///
/// Source: MEDL (4.33) and (4.34), with v(0) = 0.
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2/2" }, "start": [1],
///          "optimizer": { "id": "nesterov", "beta": 0.5, "learningRate": 0.5 } }"#,
/// )?;
/// // v is 0.5; then the gradient at 0.75 - 0.125 = 0.625 makes it 0.25 + 0.3125.
/// assert_eq!(run.step_many(2).next_theta, [0.75 - 0.5 * 0.5625]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Nesterov {
    /// α.
    pub learning_rate: f64,
    /// β.
    pub beta: f64,
}

impl Optimizer for Nesterov {
    /// v, n numbers.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let factor = notation.pace.schedule.tex();
        let predicted = format!(r"\tilde{{\theta}} \leftarrow \theta - \alpha {factor} \beta v");
        let mut lines = vec![
            Line::new("theta_predicted", predicted),
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\tilde{\theta}"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
        ];
        lines.extend(notation.step_size_line(r"\alpha", "-v"));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha}\, v")));
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
        let rate = self.learning_rate * at.factor;
        let predicted = linear::add_scaled(at.theta, -rate * self.beta, v);
        let g = oracle.gradient(&predicted)?;
        let v = moments::average(self.beta, v, &g);
        let step = at
            .advance(oracle, linear::negated(&v), self.learning_rate)?
            .number("theta_predicted", predicted.as_slice())
            .number("g", g.as_slice())
            .number("v", v.as_slice());
        Ok((v, step))
    }

    fn describe(&self, v: &Vec<f64>) -> Vec<StateEntry> {
        vec![moments::entry("v", v)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "nesterov",
    name: "Nesterov momentum",
    source: "MEDL (4.33), (4.34)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[moments::learning_rate("How far to go along the momentum.", 0.01), moments::BETA],
    build: |settings| Ok(Rc::new(settings.read::<Nesterov>()?)),
};
