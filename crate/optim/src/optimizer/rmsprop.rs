use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// RMSprop, root mean square propagation: each coordinate has its own rate, from an average of its squared
/// derivatives. From s(0) = 0, element by element,
///
/// s(t+1) = γ s(t) + (1 − γ) g⊙g, θ(t+1) = θ(t) − α g / (√s(t+1) + ε) with g = ∇C(θ(t)).
///
/// Switch: ε can stand inside the root, √(s + ε).
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search does.
///
/// Source: MEDL (4.20) to (4.22).
///
/// ```
/// use fallline_optim::Run;
/// // The first average is 1 − γ of the first square: the first step is 2α long for γ = 3/4.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2" }, "start": [1],
///          "optimizer": { "id": "rmsprop", "learningRate": 0.125, "gamma": 0.75, "epsilon": 1e-300 } }"#,
/// )?;
/// assert_eq!(run.step().next_theta, [0.75]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rmsprop {
    /// α.
    pub learning_rate: f64,
    /// γ.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether ε is added under the root.
    pub epsilon_inside: bool,
}

impl Optimizer for Rmsprop {
    /// s, n numbers.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scaled = format!(r"\frac{{1}}{{{}}} g", moments::root_tex("s", self.epsilon_inside));
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)"),
        ];
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(vec![0.0; start.len()])
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        s: &Vec<f64>,
    ) -> Result<(Vec<f64>, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let s = moments::average(self.gamma, s, &moments::squares(&g));
        let root = |s: f64| moments::root(s, self.epsilon, self.epsilon_inside);
        let direction = g.iter().zip(&s).map(|(&g, &s)| -(g / root(s))).collect();
        let step = at.advance(oracle, direction, self.learning_rate)?;
        let step = step.number("g", g.as_slice()).number("s", s.as_slice());
        let step = step.preconditioned(s.iter().map(|&s| root(s)));
        Ok((s, step))
    }

    fn describe(&self, s: &Vec<f64>) -> Vec<StateEntry> {
        vec![moments::entry("s", s)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "rmsprop",
    name: "RMSprop",
    source: "MEDL (4.20) to (4.22)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::learning_rate("About how far each coordinate goes in a step.", 0.01),
        moments::gamma(0.99),
        moments::EPSILON,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<Rmsprop>()?)),
};
