use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Gradient descent: θ(t+1) = θ(t) − α ∇C(θ(t)) with the learning rate α > 0.
///
/// The step leads to the minimum of the local model C(θ) + ∇C(θ)ᵀp + |p|² / (2α), whose matrix is I / α. There is no
/// model where the gradient is clipped or sampled.
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: MEDL Algorithm 2.1 and 4.1.
///
/// ```
/// use fallline_optim::Run;
/// // On 2w² every step multiplies w by 1 − 4α.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "2w^2" }, "start": [3],
///          "optimizer": { "id": "gradient-descent", "learningRate": 0.125 } }"#,
/// )?;
/// run.step_many(2);
/// assert_eq!(run.trajectory(), [3.0, 1.5, 0.75]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GradientDescent {
    /// α.
    pub learning_rate: f64,
}

impl Optimizer for GradientDescent {
    type State = ();

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let mut lines = vec![Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta")))];
        lines.extend(notation.step_size_line(r"\alpha", "-g"));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha}\, g")));
        lines
    }

    fn init(&self, _: &[f64]) -> Result<(), Error> {
        Ok(())
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, (): &()) -> Result<((), Step), Status> {
        let g = oracle.gradient(at.theta)?;
        // Drawn and clipped gradients have no model; the whole one is asked for only where somebody looks.
        let is_whole = at.recorded && oracle.peek_gradient(at.theta)? == g;
        let step = at.advance(oracle, linear::negated(&g), self.learning_rate)?;
        let rate = step.step_size;
        let curvature = (is_whole && (1.0 / rate).is_finite()).then_some(Curvature::Proximal { rate });
        Ok(((), Step { curvature, ..step }.number("g", g.as_slice())))
    }

    fn describe(&self, (): &()) -> Vec<StateEntry> {
        Vec::new()
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "gradient-descent",
    name: "Gradient descent",
    source: "MEDL Algorithm 2.1",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[moments::learning_rate("How far to go along the negative gradient.", 0.001)],
    build: |settings| Ok(Rc::new(settings.read::<GradientDescent>()?)),
};
