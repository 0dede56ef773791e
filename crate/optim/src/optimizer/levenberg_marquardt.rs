use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::gauss_newton::{matrix, stacked, with_jacobian};
use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Probe, Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text::number;

/// What the damping is added to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scaling {
    /// Levenberg: to every diagonal entry alike, D = I.
    Identity,
    /// Marquardt: in proportion to the diagonal, D = diag(2 JᵀJ).
    Diagonal,
}

/// Levenberg-Marquardt for a sum of squares C(θ) = |f(θ)|²: Gauss-Newton with an adapted damping μ,
///
/// 1. g ← ∇C(θ), H ← 2 JᵀJ, solve (H + μ D) d = −g
/// 2. where C(θ + d) ≤ C(θ): θ ← θ + d, μ ← μ / ν
/// 3. elsewhere the step is rejected, θ stays and μ ← ν μ ("step-rejected").
///
/// For μ → 0 the step is Gauss-Newton's; for large μ with D = I it is a short step along the negative gradient.
/// Where J does not have full rank the damping makes the step unique, and the status says so
/// ("rank-deficient-jacobian"); with D = diag(2 JᵀJ) a column of zeros has no damping, and the run fails by that name.
/// With weight decay λ, H is 2 JᵀJ + λ I.
///
/// It decides the whole step and takes no search. Cost per step: one gradient, one Jacobian, the value at θ and at the
/// trial. Needs residuals. Fails where C, f or J is not finite at θ; a trial without a value is rejected.
///
/// Source: PBDL (13); Nocedal and Wright, Numerical Optimization, 10.3.
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "rosenbrock-residuals" }, "start": [-1.2, 1],
///          "optimizer": { "id": "levenberg-marquardt" } }"#,
/// )?;
/// assert_eq!(run.step_many(40).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LevenbergMarquardt {
    /// μ(0) > 0.
    pub damping: f64,
    /// ν > 1.
    pub factor: f64,
    /// D.
    pub scaling: Scaling,
}

impl Optimizer for LevenbergMarquardt {
    /// μ.
    type State = f64;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let decay = if notation.chain.weight_decay > 0.0 { r" + \lambda I" } else { "" };
        let scaling = match self.scaling {
            Scaling::Identity => "I",
            Scaling::Diagonal => r"\operatorname{diag}(H)",
        };
        vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("J", r"J \leftarrow \frac{\partial f}{\partial \theta}(\theta)"),
            Line::new("H", format!(r"H \leftarrow 2 J^\top J{decay}")),
            Line::new("d", format!(r"\text{{solve }} (H + \mu {scaling}) d = -g")),
            Line::new("value", r"C_{+} \leftarrow C(\theta + d)"),
            Line::new("theta", r"\text{if } C_{+} \le C(\theta):\quad \theta \leftarrow \theta + d"),
            Line::new(
                "mu",
                r"\mu \leftarrow \mu / \nu \text{ if } C_{+} \le C(\theta), \text{ else } \nu \mu",
            ),
        ]
    }

    fn init(&self, _: &[f64]) -> Result<f64, Error> {
        Ok(self.damping)
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, &mu: &f64) -> Result<(f64, Step), Status> {
        let n = at.theta.len();
        let g = oracle.gradient(at.theta)?;
        let jacobian = oracle.jacobian(at.theta)?;
        let value = oracle.value(at.theta)?;
        let hessian = matrix(&jacobian, n, oracle.weight_decay());
        let mut damped = hessian.clone();
        for entry in damped.iter_mut().step_by(n + 1) {
            *entry += match self.scaling {
                Scaling::Identity => mu,
                Scaling::Diagonal => mu * *entry,
            };
        }
        let full_rank = linear::solve_gram(&stacked(&jacobian, n, oracle.weight_decay()), &g).is_some();
        let deficient = |what: &str| {
            let message = format!("The Jacobian of the residuals does not have full rank: {what}.");
            Status::new(StatusKind::RankDeficientJacobian, message)
        };
        let direction = linear::solve(&damped, &linear::negated(&g))
            .ok_or_else(|| deficient("with this damping too the system has no single solution"))?;
        let trial = linear::add_scaled(at.theta, 1.0, &direction);
        let found = oracle.value(&trial).ok();
        let accepted = found.is_some_and(|found| found <= value);
        oracle.probe(Probe { step_size: 1.0, value: found, accepted, armijo: None, curvature: None });
        let next_mu = match accepted {
            true => (mu / self.factor).max(f64::MIN_POSITIVE),
            false => (mu * self.factor).min(f64::MAX),
        };
        if !accepted && trial == at.theta {
            let message = "The damping has grown until the step vanished in rounding.";
            return Err(Status::new(StatusKind::Stalled, message));
        }
        let remark = match (accepted, full_rank) {
            (false, _) => {
                let found =
                    found.map_or("have no value".to_owned(), |found| format!("rise to {}", number(found)));
                let message = format!(
                    "The step was rejected: the objective would {found}. The iterate stays and the damping grows to {}.",
                    number(next_mu)
                );
                Some(Status::new(StatusKind::StepRejected, message))
            }
            (true, false) => Some(deficient("only the damping makes the step unique")),
            (true, true) => None,
        };
        let next = if accepted { trial } else { at.theta.to_vec() };
        let step = at
            .step(next, direction.clone(), if accepted { 1.0 } else { 0.0 })
            .number("g", g.as_slice())
            .number("H", Quantity::square(&hessian, n))
            .number("d", direction.as_slice())
            .number("mu", next_mu);
        let step = with_jacobian(step, &jacobian, n);
        let step = match found {
            Some(found) => step.number("value", found),
            None => step,
        };
        Ok((next_mu, Step { curvature: Some(Curvature::Matrix(hessian)), remark, ..step }))
    }

    fn describe(&self, mu: &f64) -> Vec<StateEntry> {
        vec![StateEntry::new("mu", r"\mu", Quantity::Scalar(*mu))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "levenberg-marquardt",
    name: "Levenberg-Marquardt",
    source: "PBDL (13)",
    needs: &[Need::LeastSquares],
    replaces: &[],
    default_search: None,
    parameters: &[
        Parameter {
            id: "damping",
            tex: r"\mu^{(0)}",
            help: "Damping of the first step; large values give short steps along the negative gradient.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(0.01),
        },
        Parameter {
            id: "factor",
            tex: r"\nu",
            help: "By how much the damping falls after a step and grows after a rejected one.",
            domain: Domain::Real { min: Some(1.0), max: None, min_open: true, max_open: false, log: true },
            default: DefaultValue::Number(10.0),
        },
        Parameter {
            id: "scaling",
            tex: "D",
            help: "Adds the damping to the diagonal alike, or in proportion to its entries.",
            domain: Domain::Choice { options: &["identity", "diagonal"] },
            default: DefaultValue::Text("identity"),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<LevenbergMarquardt>()?)),
};
