use std::rc::Rc;

use serde::Deserialize;

use super::{ARMIJO, CURVATURE, INITIAL_STEP, Names, Ray, Search, SearchInfo};
use crate::linear;
use crate::oracle::Oracle;
use crate::record::Probe;
use crate::status::Status;

/// The most trials in one search.
const MOST_TRIALS: usize = 200;

/// The strong Wolfe conditions: Armijo's condition and a small slope,
///
/// C(θ + α d) ≤ C(θ) + β α dᵀ∇C(θ), |dᵀ∇C(θ + α d)| ≤ −γ dᵀ∇C(θ).
///
/// From α₀ the trials double until some step is too long or lies behind a minimum of the ray; then the search
/// zooms into the bracket. There a trial is the minimum of the cubic through the bracket's ends and the end that
/// was replaced last, with the slope at the better end; where that is within a fifth of the bracket's width
/// from an end, of the parabola without the replaced end; where that is within a tenth, the middle.
///
/// The base rate has no effect; a schedule scales α₀. Cost per step: C and ∇C at θ, C at each trial, and ∇C at
/// each trial that is not already too long. Fails with "not-a-descent-direction" where dᵀ∇C(θ) is not negative,
/// and with "line-search-failed" where no trial is accepted.
///
/// Source: MEDL (4.48) and (4.50); Nocedal and Wright, Numerical Optimization, Algorithms 3.5 and 3.6.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StrongWolfe {
    /// α₀ > 0, the first trial.
    pub initial_step: f64,
    /// 0 ≤ β ≤ 1, the share of the decrease predicted to first order that is asked for.
    pub beta: f64,
    /// 0 < γ < 1, the share of the slope at θ that may remain in absolute value.
    pub gamma: f64,
}

/// A point of the graph of φ(α) = C(θ + α d).
#[derive(Clone, Copy)]
struct At {
    alpha: f64,
    value: f64,
}

/// What the trials of one search share.
struct Trials<'a> {
    search: &'a StrongWolfe,
    ray: &'a Ray<'a>,
    start: At,
    slope: f64,
    made: usize,
}

impl Trials<'_> {
    /// φ(α), and φ'(α) where Armijo's condition holds and φ(α) is below `bound`.
    fn at(&mut self, oracle: &mut Oracle, alpha: f64, bound: f64) -> (At, Option<f64>) {
        let StrongWolfe { beta, gamma, .. } = *self.search;
        let point = self.ray.at(alpha);
        let found = oracle.value(&point).ok();
        let value = found.unwrap_or(f64::INFINITY);
        let armijo = value <= self.start.value + beta * alpha * self.slope;
        let there = match armijo && value < bound {
            true => oracle.slope(&point, self.ray.direction).ok(),
            false => None,
        };
        let curvature = there.map(|there| there.abs() <= -gamma * self.slope);
        let accepted = curvature == Some(true);
        oracle.probe(Probe { step_size: alpha, value: found, accepted, armijo: Some(armijo), curvature });
        self.made += 1;
        (At { alpha, value }, there)
    }

    fn accepts(&self, slope: f64) -> bool {
        slope.abs() <= -self.search.gamma * self.slope
    }

    fn exhausted(&self, last: f64) -> Status {
        self.ray.exhausted(self.made, last, self.slope, "a strong Wolfe condition")
    }

    /// Closes in on an accepted step between `low`, the best step so far, where φ falls towards `high`, and `high`.
    fn zoom(
        &mut self,
        oracle: &mut Oracle,
        mut low: At,
        mut low_slope: f64,
        mut high: At,
    ) -> Result<f64, Status> {
        let mut replaced = None;
        while self.made < MOST_TRIALS {
            let alpha = inside(low, low_slope, high, replaced);
            if alpha == high.alpha || self.ray.at(alpha) == self.ray.at(low.alpha) {
                break;
            }
            let (trial, slope) = self.at(oracle, alpha, low.value);
            let Some(slope) = slope else {
                replaced = Some(high);
                high = trial;
                continue;
            };
            if self.accepts(slope) {
                return Ok(alpha);
            }
            if slope * (high.alpha - low.alpha) >= 0.0 {
                replaced = Some(high);
                high = low;
            } else {
                replaced = Some(low);
            }
            (low, low_slope) = (trial, slope);
        }
        Err(self.exhausted(low.alpha))
    }
}

impl Search for StrongWolfe {
    fn step_size(&self, oracle: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        let mut alpha = self.initial_step * ray.factor;
        if linear::largest(ray.direction) == 0.0 {
            return Ok(alpha);
        }
        let (value, slope) = ray.descent(oracle)?;
        let start = At { alpha: 0.0, value };
        let mut trials = Trials { search: self, ray, start, slope, made: 0 };
        let (mut last, mut last_slope, mut bound) = (start, slope, f64::INFINITY);
        while trials.made < MOST_TRIALS && ray.at(alpha) != ray.theta {
            let (trial, slope) = trials.at(oracle, alpha, bound);
            match slope {
                None => return trials.zoom(oracle, last, last_slope, trial),
                Some(slope) if trials.accepts(slope) => return Ok(alpha),
                Some(slope) if slope >= 0.0 => return trials.zoom(oracle, trial, slope, last),
                Some(slope) => (last, last_slope, bound) = (trial, slope, trial.value),
            }
            alpha *= 2.0;
        }
        Err(trials.exhausted(alpha))
    }

    fn formula(&self, Names { direction, .. }: &Names<'_>) -> Option<String> {
        let with = if *direction == "d" { String::new() } else { format!(r",\quad d = {direction}") };
        Some(format!(
            r"\text{{find }} \alpha_t:\; C(\theta + \alpha_t d) \le C(\theta) + \beta_A \alpha_t\, d^\top \nabla C(\theta),\; |d^\top \nabla C(\theta + \alpha_t d)| \le -\gamma_W\, d^\top \nabla C(\theta){with}"
        ))
    }
}

/// A step between the ends of the bracket, not close to either.
fn inside(low: At, low_slope: f64, high: At, replaced: Option<At>) -> f64 {
    let width = high.alpha - low.alpha;
    let clear_of_ends = |alpha: &f64, margin: f64| {
        let share = (alpha - low.alpha) / width;
        (margin..=1.0 - margin).contains(&share)
    };
    replaced
        .and_then(|replaced| cubic_minimum(low, low_slope, high, replaced))
        .filter(|alpha| clear_of_ends(alpha, 0.2))
        .or_else(|| quadratic_minimum(low, low_slope, high).filter(|alpha| clear_of_ends(alpha, 0.1)))
        .unwrap_or(low.alpha + 0.5 * width)
}

/// Where the parabola through two points, with the slope at the first, has its minimum.
fn quadratic_minimum(a: At, slope: f64, b: At) -> Option<f64> {
    let h = b.alpha - a.alpha;
    let second = (b.value - a.value - slope * h) / (h * h);
    Some(a.alpha - slope / (2.0 * second)).filter(|alpha| alpha.is_finite())
}

/// Where the cubic through three points, with the slope at the first, has its minimum.
fn cubic_minimum(a: At, slope: f64, b: At, c: At) -> Option<f64> {
    // With h = α - a the cubic is a.value + slope h + second h² + third h³.
    let (h, k) = (b.alpha - a.alpha, c.alpha - a.alpha);
    let (rest_h, rest_k) =
        ((b.value - a.value - slope * h) / (h * h), (c.value - a.value - slope * k) / (k * k));
    let third = (rest_h - rest_k) / (h - k);
    let second = rest_h - third * h;
    let root = (second * second - 3.0 * third * slope).sqrt();
    Some(a.alpha + (root - second) / (3.0 * third)).filter(|alpha| alpha.is_finite())
}

pub(super) static INFO: SearchInfo = SearchInfo {
    id: "strong-wolfe",
    name: "Strong Wolfe conditions",
    source: "MEDL (4.48), (4.50)",
    needs: &[],
    replaces: &["learningRate"],
    default_search: None,
    parameters: &[INITIAL_STEP, ARMIJO, CURVATURE],
    build: |settings| Ok(Rc::new(settings.read::<StrongWolfe>()?)),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interpolation_finds_the_minima_of_parabolas_and_cubics() {
        let of = |f: fn(f64) -> f64| move |alpha: f64| At { alpha, value: f(alpha) };
        let parabola = of(|x| 3.0 * (x - 2.0) * (x - 2.0) + 1.0);
        assert_eq!(quadratic_minimum(parabola(0.0), -12.0, parabola(5.0)), Some(2.0));
        // x³ - 3x has its minimum at 1 and the slope -3 at 0.
        let cubic = of(|x| x * x * x - 3.0 * x);
        let found = cubic_minimum(cubic(0.0), -3.0, cubic(3.0), cubic(2.0)).unwrap();
        assert!((found - 1.0).abs() < 1e-15, "{found}");
        assert_eq!(inside(cubic(0.0), -3.0, At { alpha: 4.0, value: f64::INFINITY }, None), 2.0);
    }
}
