use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::moments;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Adadelta: RMSprop whose learning rate is the root mean square u of its own past steps, so that steps have the
/// units of θ. From s(0) = Δ(0) = 0, element by element,
///
/// s(t+1) = γ s(t) + (1 − γ) g⊙g, u = √(Δ(t) + ε) / √(s(t+1) + ε) ⊙ g,
/// θ(t+1) = θ(t) − u, Δ(t+1) = ρ Δ(t) + (1 − ρ) u⊙u with g = ∇C(θ(t)).
///
/// ε stands under the roots, as in Zeiler's paper: it sets how fast the method starts. Switch: it can stand
/// outside, (√Δ + ε) / (√s + ε), where the first step is about ε long. A schedule or a search scales the
/// step u; Δ averages u itself.
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search does.
///
/// Source: MEDL (4.38), which writes ε outside; Zeiler, ADADELTA: an adaptive learning rate method (2012).
///
/// ```
/// use fallline_optim::Run;
/// // √ε / √(g²/4 + ε) g with ε = 1/4 and g = 2√3.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2" }, "start": [1.7320508075688772],
///          "optimizer": { "id": "adadelta", "gamma": 0.6875, "epsilon": 0.25 } }"#,
/// )?;
/// let moved = run.theta()[0] - run.step().next_theta[0];
/// assert!((moved - 0.5 / 2.0 * 2.0 * 1.7320508075688772).abs() < 1e-15);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Adadelta {
    /// γ, for the squared gradients s.
    pub gamma: f64,
    /// ρ, for the squared steps Δ.
    pub rho: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether ε is added under the roots.
    pub epsilon_inside: bool,
}

/// Adadelta's averages.
#[derive(Clone, Debug)]
pub struct Averages {
    s: Vec<f64>,
    delta: Vec<f64>,
}

impl Optimizer for Adadelta {
    type State = Averages;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let root = |s: &str| moments::root_tex(s, self.epsilon_inside);
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)"),
            Line::new("u", format!(r"u \leftarrow \frac{{{}}}{{{}}} g", root(r"\Delta"), root("s"))),
        ];
        lines.extend(notation.step_size_line("", "-u"));
        let alpha = notation.step_size("");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} u")));
        lines.push(Line::new("Delta", r"\Delta \leftarrow \rho \Delta + (1 - \rho)\, (u \odot u)"));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Averages, Error> {
        Ok(Averages { s: vec![0.0; start.len()], delta: vec![0.0; start.len()] })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Averages,
    ) -> Result<(Averages, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let s = moments::average(self.gamma, &state.s, &moments::squares(&g));
        let root = |s: f64| moments::root(s, self.epsilon, self.epsilon_inside);
        let rates = state.delta.iter().zip(&s).map(|(&delta, &s)| root(delta) / root(s));
        let u: Vec<f64> = rates.zip(&g).map(|(rate, g)| rate * g).collect();
        let delta = moments::average(self.rho, &state.delta, &moments::squares(&u));
        let step = at
            .advance(oracle, linear::negated(&u), 1.0)?
            .number("g", g.as_slice())
            .number("s", s.as_slice())
            .number("u", u.as_slice())
            .number("Delta", delta.as_slice())
            .preconditioned(state.delta.iter().zip(&s).map(|(&delta, &s)| root(s) / root(delta)));
        Ok((Averages { s, delta }, step))
    }

    fn describe(&self, state: &Averages) -> Vec<StateEntry> {
        let delta = StateEntry { tex: r"\Delta".into(), ..moments::entry("Delta", &state.delta) };
        vec![moments::entry("s", &state.s), delta]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adadelta",
    name: "Adadelta",
    source: "MEDL (4.38)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::gamma(0.95),
        Parameter {
            id: "rho",
            tex: r"\rho",
            help: "How much of the averaged squares of its steps stays from step to step.",
            domain: Domain::AVERAGE,
            default: DefaultValue::Number(0.95),
        },
        Parameter {
            help: "Keeps the division away from 0, and sets how fast the method starts.",
            default: DefaultValue::Number(1e-6),
            ..moments::EPSILON
        },
        moments::epsilon_inside(true),
    ],
    build: |settings| Ok(Rc::new(settings.read::<Adadelta>()?)),
};
