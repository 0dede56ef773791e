use std::rc::Rc;

use fallline_autodiff::{Error, math};
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Sign descent: every coordinate goes the same length against its derivative,
///
/// θ(t+1) = θ(t) − α sign ∇C(θ(t)), with sign 0 = 0.
///
/// It is what is left of Adam without its averages: g / √(g⊙g).
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: PBDL, the limit of Adam's diagonal approximation (14).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 1000 y^2" }, "start": [1, -3],
///          "optimizer": { "id": "sign-descent", "learningRate": 0.5 } }"#,
/// )?;
/// assert_eq!(run.step_many(3).next_theta, [0.0, -1.5]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignDescent {
    /// α.
    pub learning_rate: f64,
}

impl Optimizer for SignDescent {
    type State = ();

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let sign = r"\operatorname{sign}(g)";
        let mut lines = vec![Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta")))];
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{sign}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {sign}")));
        lines
    }

    fn init(&self, _: &[f64]) -> Result<(), Error> {
        Ok(())
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, (): &()) -> Result<((), Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let direction = g.iter().map(|&g| -math::sign(g)).collect();
        let step = at.advance(oracle, direction, self.learning_rate)?;
        Ok(((), step.number("g", g.as_slice())))
    }

    fn describe(&self, (): &()) -> Vec<StateEntry> {
        Vec::new()
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "sign-descent",
    name: "Sign descent",
    source: "PBDL (14)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[moments::learning_rate("How far each coordinate goes in a step.", 0.01)],
    build: |settings| Ok(Rc::new(settings.read::<SignDescent>()?)),
};
