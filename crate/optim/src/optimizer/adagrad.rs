use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Adagrad, adaptive subgradient: each coordinate has its own rate, which falls with the gradients seen so far.
/// From s(0) = 0, element by element,
///
/// s(t+1) = s(t) + g⊙g, θ(t+1) = θ(t) − α g / (√s(t+1) + ε) with g = ∇C(θ(t)).
///
/// Switch: ε can stand inside the root, √(s + ε).
///
/// Cost per step: one gradient. Fails where the gradient or s is not finite, or as its search does.
///
/// Source: MEDL (4.20) to (4.22).
///
/// ```
/// use fallline_optim::Run;
/// // The first step has the length α in every coordinate.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 1000 y^2" }, "start": [1, 1],
///          "optimizer": { "id": "adagrad", "learningRate": 0.1 } }"#,
/// )?;
/// let next = run.step().next_theta.clone();
/// assert!(next.iter().all(|x| (x - 0.9).abs() < 1e-8));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adagrad {
    /// α.
    pub learning_rate: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether ε is added under the root.
    pub epsilon_inside: bool,
}

impl Optimizer for Adagrad {
    /// s, n numbers.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scaled = format!(r"\frac{{1}}{{{}}} g", moments::root_tex("s", self.epsilon_inside));
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("s", r"s \leftarrow s + g \odot g"),
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
        let s: Vec<f64> = s.iter().zip(&g).map(|(s, g)| s + g * g).collect();
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
    id: "adagrad",
    name: "Adagrad",
    source: "MEDL (4.20) to (4.22)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::learning_rate("How far each coordinate goes in the first step.", 0.5),
        moments::EPSILON,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<Adagrad>()?)),
};
