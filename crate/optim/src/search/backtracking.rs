use std::rc::Rc;

use serde::Deserialize;

use super::{ARMIJO, INITIAL_STEP, Names, Ray, Search, SearchInfo};
use crate::linear;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::record::Probe;
use crate::status::Status;

/// The most trials in one search. Factors near 1 would otherwise shrink the step for ever.
const MOST_TRIALS: usize = 1000;

/// Backtracking: tries α₀, τα₀, τ²α₀, ... until Armijo's condition holds,
///
/// C(θ + α d) ≤ C(θ) + β α dᵀ∇C(θ).
///
/// A trial where the objective is not finite is rejected like any other. The base rate has no
/// effect; a schedule scales α₀. Cost per step: C and ∇C at θ, and C at each trial.
///
/// Fails with "not-a-descent-direction" where dᵀ∇C(θ) is not negative, and with
/// "line-search-failed" where no trial is accepted before the steps vanish in rounding.
///
/// Source: MEDL 4.5, (4.48).
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Backtracking {
    /// α₀ > 0, the first trial.
    pub initial_step: f64,
    /// 0 < τ < 1, the factor from one trial to the next.
    pub factor: f64,
    /// 0 ≤ β ≤ 1, the share of the decrease predicted to first order that is asked for.
    pub beta: f64,
}

impl Search for Backtracking {
    fn step_size(&self, oracle: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        let mut alpha = self.initial_step * ray.factor;
        if linear::largest(ray.direction) == 0.0 {
            return Ok(alpha);
        }
        let (value, slope) = ray.descent(oracle)?;
        let mut trials = 0;
        while trials < MOST_TRIALS {
            let trial = ray.at(alpha);
            if trial == ray.theta {
                break;
            }
            let found = oracle.value(&trial).ok();
            let accepted = found.is_some_and(|found| found <= value + self.beta * alpha * slope);
            oracle.probe(Probe {
                step_size: alpha,
                value: found,
                accepted,
                armijo: Some(accepted),
                curvature: None,
            });
            if accepted {
                return Ok(alpha);
            }
            alpha *= self.factor;
            trials += 1;
        }
        Err(ray.exhausted(trials, alpha, slope, "Armijo's condition"))
    }

    fn formula(&self, Names { factor, direction, .. }: &Names<'_>) -> Option<String> {
        let with = if *direction == "d" { String::new() } else { format!(r",\quad d = {direction}") };
        Some(format!(
            r"\alpha_t \leftarrow \max_{{j \ge 0}} \{{\alpha = \alpha_0 {factor} \tau^j : C(\theta + \alpha d) \le C(\theta) + \beta_A \alpha\, d^\top \nabla C(\theta)\}}{with}"
        ))
    }
}

pub(super) static INFO: SearchInfo = SearchInfo {
    id: "backtracking",
    name: "Backtracking (Armijo)",
    source: "MEDL (4.48)",
    needs: &[],
    replaces: &["learningRate"],
    default_search: None,
    parameters: &[
        INITIAL_STEP,
        Parameter {
            id: "factor",
            tex: r"\tau",
            help: "Factor from one trial to the next.",
            domain: Domain::FRACTION,
            default: DefaultValue::Number(0.5),
        },
        ARMIJO,
    ],
    build: |settings| Ok(Rc::new(settings.read::<Backtracking>()?)),
};
