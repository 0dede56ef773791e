use std::rc::Rc;

use serde::Deserialize;

use super::{ARMIJO, CURVATURE, INITIAL_STEP, Names, Ray, Search, SearchInfo};
use crate::linear;
use crate::oracle::Oracle;
use crate::record::Probe;
use crate::status::Status;

/// The most trials in one search.
const MOST_TRIALS: usize = 200;

/// The Wolfe conditions: Armijo's condition and the second Wolfe condition,
///
/// C(θ + α d) ≤ C(θ) + β α dᵀ∇C(θ), dᵀ∇C(θ + α d) ≥ γ dᵀ∇C(θ).
///
/// It starts from α₀ and bisects: a step that breaks the first condition is too long, one that breaks the
/// second too short. While no step was too long, the next trial is twice as long. Where β < γ and C is
/// smooth and bounded below along d, a step that keeps both conditions exists and is found.
///
/// The base rate has no effect; a schedule scales α₀. Cost per step: C and ∇C at θ, C at each trial, and ∇C
/// at each trial that keeps the first condition. Fails with "not-a-descent-direction" where dᵀ∇C(θ) is not
/// negative, and with "line-search-failed" where no trial is accepted.
///
/// Source: MEDL (4.48) and (4.49).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Wolfe {
    /// α₀ > 0, the first trial.
    pub initial_step: f64,
    /// 0 ≤ β ≤ 1, the share of the decrease predicted to first order that is asked for.
    pub beta: f64,
    /// 0 < γ < 1, the share of the slope at θ that may remain.
    pub gamma: f64,
}

impl Search for Wolfe {
    fn step_size(&self, oracle: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        let mut alpha = self.initial_step * ray.factor;
        if linear::largest(ray.direction) == 0.0 {
            return Ok(alpha);
        }
        let (value, slope) = ray.descent(oracle)?;
        let (mut short, mut long) = (0.0, None);
        let mut trials = 0;
        while trials < MOST_TRIALS {
            let point = ray.at(alpha);
            let found = oracle.value(&point).ok();
            let armijo = found.is_some_and(|found| found <= value + self.beta * alpha * slope);
            let there = if armijo { oracle.slope(&point, ray.direction).ok() } else { None };
            let curvature = there.map(|there| there >= self.gamma * slope);
            let accepted = curvature == Some(true);
            oracle.probe(Probe { step_size: alpha, value: found, accepted, armijo: Some(armijo), curvature });
            trials += 1;
            match curvature {
                Some(true) => return Ok(alpha),
                Some(false) => short = alpha,
                None => long = Some(alpha),
            }
            let next = long.map_or(2.0 * short, |long| short + 0.5 * (long - short));
            if ray.at(next) == ray.at(short) || long.is_some_and(|long| next == long) {
                break;
            }
            alpha = next;
        }
        Err(ray.exhausted(trials, alpha, slope, "a Wolfe condition"))
    }

    fn formula(&self, Names { direction, .. }: &Names<'_>) -> Option<String> {
        let with = if *direction == "d" { String::new() } else { format!(r",\quad d = {direction}") };
        Some(format!(
            r"\text{{find }} \alpha_t:\; C(\theta + \alpha_t d) \le C(\theta) + \beta_A \alpha_t\, d^\top \nabla C(\theta),\; d^\top \nabla C(\theta + \alpha_t d) \ge \gamma_W\, d^\top \nabla C(\theta){with}"
        ))
    }
}

pub(super) static INFO: SearchInfo = SearchInfo {
    id: "wolfe",
    name: "Wolfe conditions",
    source: "MEDL (4.48), (4.49)",
    needs: &[],
    replaces: &["learningRate"],
    default_search: None,
    parameters: &[INITIAL_STEP, ARMIJO, CURVATURE],
    build: |settings| Ok(Rc::new(settings.read::<Wolfe>()?)),
};
