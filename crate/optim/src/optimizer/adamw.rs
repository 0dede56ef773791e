use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::adam::{Adam, Moments};
use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// AdamW: Adam with decoupled weight decay, which shrinks θ itself instead of adding to the gradient, so that
/// the adaptive rates do not rescale it. From v = s = 0:
///
/// 1. to 5. as Adam: g, v, s, v̂, ŝ
/// 6. θ ← θ − α (v̂ / (√ŝ + ε) + ω θ), element by element.
///
/// The run's own weight decay λ is the coupled form: it adds λθ to g. ω = 0 is Adam.
///
/// Switches: without bias correction v and s stand for v̂ and ŝ; ε can stand inside the root, √(ŝ + ε).
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search does.
///
/// Source: Loshchilov and Hutter, Decoupled weight decay regularization (2019), on MEDL Algorithm 4.2.
///
/// ```
/// use fallline_optim::Run;
/// // Where the gradient is 0, the weights decay all the same.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "0*x + 3" }, "start": [2],
///          "optimizer": { "id": "adamw", "learningRate": 0.5, "weightDecay": 0.25 } }"#,
/// )?;
/// assert_eq!(run.step().next_theta, [2.0 - 0.5 * 0.25 * 2.0]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdamW {
    /// α, β, γ, ε and the switches.
    #[serde(flatten)]
    pub adam: Adam,
    /// ω.
    pub weight_decay: f64,
}

impl Optimizer for AdamW {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let (mut lines, scaled) = self.adam.moment_lines(notation);
        let decayed = format!(r"\Bigl({scaled} + \omega \theta\Bigr)");
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{decayed}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {decayed}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        self.adam.init(start)
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let update = self.adam.update(oracle, at, state)?;
        let direction = linear::add_scaled(&update.direction, -self.weight_decay, at.theta);
        let step = at.advance(oracle, direction, self.adam.learning_rate)?;
        Ok(update.complete(step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        self.adam.describe(state)
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adamw",
    name: "AdamW",
    source: "Loshchilov and Hutter (2019)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::STEP_LENGTH,
        moments::BETA,
        moments::gamma(0.999),
        moments::EPSILON,
        Parameter {
            id: "weightDecay",
            tex: r"\omega",
            help: "How strongly each step shrinks the point itself, beside the gradient.",
            domain: Domain::NOT_NEGATIVE,
            default: DefaultValue::Number(0.01),
        },
        moments::BIAS_CORRECTION,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<AdamW>()?)),
};
