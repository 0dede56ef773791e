use std::rc::Rc;

use serde::Deserialize;

use super::{Names, Ray, Search, SearchInfo};
use crate::linear;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::record::Probe;
use crate::status::Status;

/// The most trials in one search.
const MOST_TRIALS: usize = 300;

/// Exact line search: α = argmin C(θ + α d) over α > 0, a minimum of φ(α) = C(θ + α d) that is reached downhill.
///
/// The first trial is −dᵀ∇C(θ) / dᵀ∇²C(θ)d where that curvature is positive, the minimum itself when C is
/// quadratic along d; elsewhere a step of the length max(1, |θ|) / 10. Trials double until φ rises again; in the
/// bracket the next one is where the secant of φ′ through the last two trials vanishes, or the bracket's
/// middle where that is outside or gains too little. The search ends where |φ′(α)| ≤ tolerance · |φ′(0)|, or where
/// the bracket has no more numbers inside.
///
/// The base rate and a schedule have no effect. Cost per step: C, ∇C and one product with the Hessian at θ, C and
/// ∇C at each trial. Fails with "not-a-descent-direction" where dᵀ∇C(θ) is not negative, and with
/// "line-search-failed" where φ falls as far as the search looks.
///
/// Source: MEDL (4.43) to (4.47).
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Exact {
    /// 0 < tolerance < 1, the share of the slope at θ that counts as 0.
    pub tolerance: f64,
}

/// A point of the graph of φ(α) = C(θ + α d) with its slope.
#[derive(Clone, Copy)]
struct Trial {
    alpha: f64,
    value: f64,
    slope: f64,
}

/// The step 0 < α < ∞ at which two slopes extrapolate or interpolate to 0.
fn secant(a: Trial, b: Trial) -> f64 {
    b.alpha - b.slope * ((b.alpha - a.alpha) / (b.slope - a.slope))
}

impl Exact {
    fn first(oracle: &mut Oracle, ray: &Ray<'_>, slope: f64) -> Result<f64, Status> {
        let product = oracle.hessian_vector(ray.theta, ray.direction)?;
        let newton = -slope / linear::dot(ray.direction, &product);
        match newton > 0.0 && newton.is_finite() {
            true => Ok(newton),
            false => Ok(0.1 * linear::norm(ray.theta).max(1.0) / linear::norm(ray.direction)),
        }
    }
}

impl Search for Exact {
    fn step_size(&self, oracle: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        if linear::largest(ray.direction) == 0.0 {
            return Ok(0.0);
        }
        let (value, slope) = ray.descent(oracle)?;
        // Values that differ by less are the same, and slopes tell better.
        let same = |alpha: f64| 4.0 * f64::EPSILON * value.abs() - 1e-9 * slope * alpha;
        let mut low = Trial { alpha: 0.0, value, slope };
        let mut high: Option<f64> = None;
        let mut last = low;
        let mut width = f64::INFINITY;
        let mut alpha = Self::first(oracle, ray, slope)?;
        for made in 1..=MOST_TRIALS {
            let point = ray.at(alpha);
            let found = oracle.value(&point).ok();
            let there = oracle.slope(&point, ray.direction).ok();
            let trial = found.zip(there).map(|(value, slope)| Trial { alpha, value, slope });
            let fell = trial.filter(|trial| trial.value <= low.value + same(alpha));
            let accepted = fell.is_some_and(|trial| trial.slope.abs() <= self.tolerance * -slope);
            let probe = |step_size, value, accepted| Probe {
                step_size,
                value: Some(value),
                accepted,
                armijo: None,
                curvature: Some(accepted),
            };
            oracle.probe(Probe { value: found, ..probe(alpha, value, accepted) });
            if accepted {
                return Ok(alpha);
            }
            match fell {
                Some(trial) if trial.slope < 0.0 => low = trial,
                _ => high = Some(alpha),
            }
            let Some(high) = high else {
                alpha *= 2.0;
                last = low;
                continue;
            };
            let middle = low.alpha + 0.5 * (high - low.alpha);
            if middle <= low.alpha || middle >= high || ray.at(high) == ray.at(low.alpha) {
                if ray.at(low.alpha) == ray.theta {
                    return Err(ray.exhausted(made, alpha, slope, "the condition of a minimum"));
                }
                oracle.probe(probe(low.alpha, low.value, true));
                return Ok(low.alpha);
            }
            let before = std::mem::replace(&mut width, high - low.alpha);
            let proposed = trial.map_or(f64::NAN, |trial| secant(std::mem::replace(&mut last, trial), trial));
            let gains = width <= 0.75 * before && low.alpha < proposed && proposed < high;
            alpha = if gains { proposed } else { middle };
        }
        Err(ray.exhausted(MOST_TRIALS, alpha, slope, "the condition of a minimum"))
    }

    fn formula(&self, Names { direction, .. }: &Names<'_>) -> Option<String> {
        let with = if *direction == "d" { String::new() } else { format!(r",\quad d = {direction}") };
        Some(format!(r"\alpha_t \leftarrow \arg\min_{{\alpha > 0}} C(\theta + \alpha d){with}"))
    }
}

pub(super) static INFO: SearchInfo = SearchInfo {
    id: "exact",
    name: "Exact line search",
    source: "MEDL (4.43)",
    needs: &[],
    replaces: &["learningRate"],
    default_search: None,
    parameters: &[Parameter {
        id: "tolerance",
        tex: r"\tau",
        help: "Share of the slope at the start that counts as 0 at the end of the step.",
        domain: Domain::FRACTION,
        default: DefaultValue::Number(1e-10),
    }],
    build: |settings| Ok(Rc::new(settings.read::<Exact>()?)),
};
