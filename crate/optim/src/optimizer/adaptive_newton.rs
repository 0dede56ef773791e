use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::newton::newton_direction;
use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::{Probe, Quantity, StateEntry};
use crate::status::{Status, StatusKind};

/// The most constants that are tried in a step.
const MOST_TRIALS: u32 = 100;

/// Newton with an adaptive step size α, PBDL's λ: with H d = −g and ε = dᵀHd, the cubic bound
///
/// C(θ + α d) ≤ C(θ) − α ε + α² ε / 2 + α³ 𝓛 ε^(3/2) / 6
///
/// holds for 0 ≤ α where 𝓛 is the Lipschitz constant of the Hessian in the norm of the Hessian itself, and its right
/// side is least at α = 2 / (1 + √(1 + 2 𝓛 √ε)), which is at most 1 and approaches 1 where ε vanishes: near a
/// minimum the steps are Newton's.
///
/// Where 𝓛 is not given it is estimated from values, from 𝓛 = 0: a trial that breaks the bound raises 𝓛 to the
/// least constant with which the bound holds there, and at least doubles it; each step starts from the
/// constant that the last trial needed, and at least half of the last one.
///
/// The bound is PBDL's (12), an inequality there too in its derivation, whose intermediate lines write 1 + α/2 for
/// 1 − α/2. It needs a positive definite H: fails with "indefinite-hessian", "negative-definite-hessian" or
/// "singular-hessian" elsewhere, with "line-search-failed" where no constant is large enough, and where C or a
/// derivative is not finite. It decides the whole step and takes no search.
///
/// Cost per step: one gradient, one Hessian; where 𝓛 is estimated, one value and one for each trial.
///
/// Source: PBDL (11) and (12).
///
/// ```
/// use fallline_optim::Run;
/// // Newton overshoots from 1.5 and raises the objective from 10.1 to 41.8; with the bound it falls.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "overshoot" }, "start": [1.5], "optimizer": { "id": "adaptive-newton" } }"#,
/// )?;
/// let record = run.step();
/// assert!(record.step_size < 1.0 && record.next_value < record.value);
/// assert_eq!(run.step_many(20).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdaptiveNewton {
    /// 𝓛 ≥ 0; estimated where none is given.
    pub lipschitz: Option<f64>,
}

/// Where the bound's right side is least.
fn best_step(lipschitz: f64, epsilon: f64) -> f64 {
    2.0 / (1.0 + (1.0 + 2.0 * lipschitz * epsilon.sqrt()).sqrt())
}

/// The least constant with which the bound holds for a step α that changed the objective by `change`.
fn needed(change: f64, lambda: f64, epsilon: f64) -> f64 {
    let cubic = change + lambda * (1.0 - 0.5 * lambda) * epsilon;
    (6.0 * cubic / (lambda * lambda * lambda * epsilon * epsilon.sqrt())).max(0.0)
}

impl AdaptiveNewton {
    /// α with the constant that gave it and the one from which the next step starts.
    fn estimated(
        oracle: &mut Oracle,
        theta: &[f64],
        direction: &[f64],
        epsilon: f64,
        start: f64,
    ) -> Result<(f64, f64, f64), Status> {
        let value = oracle.value(theta)?;
        let rounding = 4.0 * f64::EPSILON * value.abs();
        let mut lipschitz = start;
        for _ in 0..MOST_TRIALS {
            let lambda = best_step(lipschitz, epsilon);
            let trial = linear::add_scaled(theta, lambda, direction);
            if trial == theta {
                break;
            }
            let found = oracle.value(&trial).ok();
            let observed =
                found.map_or(f64::INFINITY, |found| needed(found - value - rounding, lambda, epsilon));
            let accepted = observed <= lipschitz;
            oracle.probe(Probe { step_size: lambda, value: found, accepted, armijo: None, curvature: None });
            if accepted {
                return Ok((lambda, lipschitz, observed.max(0.5 * lipschitz)));
            }
            // Without a value there, the step is shortened as for a constant that counts.
            let fallback = 8.0 * lipschitz.max(1.0 / epsilon.sqrt());
            lipschitz = if observed.is_finite() { observed.max(2.0 * lipschitz) } else { fallback };
        }
        let message = "No Lipschitz constant that was tried is large enough for the cubic bound to hold.";
        Err(Status::new(StatusKind::LineSearchFailed, message))
    }
}

impl Optimizer for AdaptiveNewton {
    /// The constant 𝓛 from which the next step starts.
    type State = f64;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("H", format!(r"H \leftarrow {}", notation.hessian(r"\theta"))),
            Line::new("d", r"\text{solve } H d = -g"),
            Line::new("epsilon", r"\epsilon \leftarrow d^\top H d"),
        ];
        if self.lipschitz.is_none() {
            let bound = r"C(\theta) - \alpha \epsilon + \tfrac{\alpha^2 \epsilon}{2} + \tfrac{\alpha^3 \mathcal{L} \epsilon^{3/2}}{6}";
            let raise =
                format!(r"\text{{raise }} \mathcal{{L}} \text{{ until }} C(\theta + \alpha d) \le {bound}");
            lines.push(Line::new("L", raise));
        }
        lines.push(Line::new(
            "alpha",
            r"\alpha \leftarrow \frac{2}{1 + \sqrt{1 + 2 \mathcal{L} \sqrt{\epsilon}}}",
        ));
        lines.push(Line::new("theta", r"\theta \leftarrow \theta + \alpha d"));
        lines
    }

    fn init(&self, _: &[f64]) -> Result<f64, Error> {
        Ok(self.lipschitz.unwrap_or(0.0))
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, start: &f64) -> Result<(f64, Step), Status> {
        let n = at.theta.len();
        let g = oracle.gradient(at.theta)?;
        let hessian = oracle.hessian(at.theta)?;
        let direction = match linear::largest(&g) == 0.0 {
            true => vec![0.0; n],
            false => match newton_direction(&hessian, &g)? {
                (direction, None) => direction,
                (_, Some(indefinite)) => return Err(indefinite),
            },
        };
        let epsilon = -linear::dot(&g, &direction);
        let (lambda, lipschitz, next_start) = match self.lipschitz {
            Some(lipschitz) => (best_step(lipschitz, epsilon), lipschitz, lipschitz),
            None if epsilon > 0.0 => Self::estimated(oracle, at.theta, &direction, epsilon, *start)?,
            None => (1.0, *start, *start),
        };
        let next = linear::add_scaled(at.theta, lambda, &direction);
        let step = at
            .step(next, direction.clone(), lambda)
            .number("g", g.as_slice())
            .number("H", Quantity::square(&hessian, n))
            .number("d", direction.as_slice())
            .number("epsilon", epsilon)
            .number("L", lipschitz);
        Ok((next_start, Step { curvature: Some(Curvature::Matrix(hessian)), ..step }))
    }

    fn describe(&self, start: &f64) -> Vec<StateEntry> {
        vec![StateEntry::new("L", r"\mathcal{L}", Quantity::Scalar(*start))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adaptive-newton",
    name: "Newton with adaptive step size",
    source: "PBDL (12)",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: None,
    parameters: &[Parameter {
        id: "lipschitz",
        tex: r"\mathcal{L}",
        help: "Lipschitz constant of the Hessian in its own norm; without one it is estimated from values.",
        domain: Domain::Real { min: Some(0.0), max: None, min_open: false, max_open: false, log: false },
        default: DefaultValue::Automatic,
    }],
    build: |settings| Ok(Rc::new(settings.read::<AdaptiveNewton>()?)),
};
