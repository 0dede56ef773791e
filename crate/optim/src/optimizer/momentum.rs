use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::Status;

/// How the momentum v weighs the newest gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Exponential average: v ← β v + (1 − β) g.
    Ema,
    /// Heavy ball: v ← β v + g.
    HeavyBall,
}

/// Gradient descent with momentum, from v(0) = 0:
///
/// v(t+1) = β v(t) + (1 − β) ∇C(θ(t)), θ(t+1) = θ(t) − α v(t+1);
///
/// the heavy-ball form has no factor 1 − β, so that its steps are 1 / (1 − β) times as long.
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: MEDL (4.16) and (4.17); the heavy-ball form in footnote 15 there.
///
/// ```
/// use fallline_optim::Run;
/// let run = |form: &str, rate: f64| -> Result<Vec<f64>, fallline_autodiff::Error> {
///     let mut run = Run::from_json(&format!(
///         r#"{{ "objective": {{ "expression": "x^2/2" }}, "start": [1],
///              "optimizer": {{ "id": "momentum", "form": "{form}", "beta": 0.5, "learningRate": {rate} }} }}"#,
///     ))?;
///     run.step_many(2);
///     Ok(run.trajectory().to_vec())
/// };
/// assert_eq!(run("ema", 0.5)?, [1.0, 0.75, 0.4375]);
/// assert_eq!(run("heavy-ball", 0.25)?, [1.0, 0.75, 0.4375]);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Momentum {
    /// α.
    pub learning_rate: f64,
    /// β.
    pub beta: f64,
    /// How v weighs the newest gradient.
    pub form: Form,
}

impl Optimizer for Momentum {
    /// v, n numbers.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let average = match self.form {
            Form::Ema => r"v \leftarrow \beta v + (1 - \beta)\, g",
            Form::HeavyBall => r"v \leftarrow \beta v + g",
        };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", average),
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
        let g = oracle.gradient(at.theta)?;
        let weight = match self.form {
            Form::Ema => 1.0 - self.beta,
            Form::HeavyBall => 1.0,
        };
        let v: Vec<f64> = v.iter().zip(&g).map(|(v, g)| self.beta * v + weight * g).collect();
        let step = at.advance(oracle, linear::negated(&v), self.learning_rate)?;
        let step = step.number("g", g.as_slice()).number("v", v.as_slice());
        Ok((v, step))
    }

    fn describe(&self, v: &Vec<f64>) -> Vec<StateEntry> {
        vec![StateEntry::new("v", "v", Quantity::from(v.as_slice()))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "momentum",
    name: "Momentum",
    source: "MEDL (4.16), (4.17)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::learning_rate("How far to go along the momentum.", 0.01),
        Parameter {
            id: "beta",
            tex: r"\beta",
            help: "How much of the momentum stays from step to step; 0 is gradient descent.",
            domain: Domain::AVERAGE,
            default: DefaultValue::Number(0.9),
        },
        Parameter {
            id: "form",
            tex: r"\text{form}",
            help: "Exponential average of the gradients, or heavy ball, whose steps are 1/(1 - beta) times as long.",
            domain: Domain::Choice { options: &["ema", "heavy-ball"] },
            default: DefaultValue::Text("ema"),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Momentum>()?)),
};
