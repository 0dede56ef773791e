//! When a run ends, MEDL 4.1.

use fallline_autodiff::Error;
use serde::{Deserialize, Serialize};

use crate::linear;
use crate::oracle::Oracle;
use crate::status::{Status, StatusKind};
use crate::text::{number, refuse};

/// The termination conditions of MEDL 4.1, after the step from θ(t) to θ(t+1). Only those that are given
/// apply; with none, no rule ends a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StopRules {
    /// ‖∇C(θ(t+1))‖ < ε.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gradient_norm: Option<f64>,
    /// |C(θ(t)) − C(θ(t+1))| < ε.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub absolute_improvement: Option<f64>,
    /// |C(θ(t)) − C(θ(t+1))| < ε |C(θ(t))|.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relative_improvement: Option<f64>,
    /// ‖θ(t+1) − θ(t)‖ < ε.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_norm: Option<f64>,
    /// t + 1 = T.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_iterations: Option<u32>,
}

/// A stop rule that is met.
pub(crate) enum Met {
    /// The gradient's, with ‖∇C(θ(t+1))‖.
    Gradient(f64),
    /// Another one, with its status.
    Other(Status),
}

impl StopRules {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let tolerances = [
            ("gradientNorm", self.gradient_norm),
            ("absoluteImprovement", self.absolute_improvement),
            ("relativeImprovement", self.relative_improvement),
            ("stepNorm", self.step_norm),
        ];
        for (id, epsilon) in tolerances {
            if let Some(epsilon) = epsilon.filter(|epsilon| !(epsilon.is_finite() && *epsilon >= 0.0)) {
                let wanted = format!("a number with 0 <= {id}");
                return Err(refuse(format!("the stop rule `{id}` must be {wanted}; it is {epsilon}")));
            }
        }
        Ok(())
    }

    /// C(θ(t)) where a rule compares it with C(θ(t+1)). It is asked before the step, when the answer to the
    /// last step's rule is still in the oracle's memory.
    pub(crate) fn value_before(&self, oracle: &mut Oracle, theta: &[f64]) -> Result<Option<f64>, Status> {
        match self.absolute_improvement.is_some() || self.relative_improvement.is_some() {
            true => oracle.value(theta).map(Some),
            false => Ok(None),
        }
    }

    /// The first rule that is met after the step from `theta` to `next`, which is iteration `iteration`.
    /// What a rule needs to know is asked, and so counted.
    pub(crate) fn met(
        &self,
        oracle: &mut Oracle,
        iteration: usize,
        theta: &[f64],
        value_before: Option<f64>,
        next: &[f64],
    ) -> Result<Option<Met>, Status> {
        if let Some(epsilon) = self.gradient_norm {
            let length = linear::norm(&oracle.exact_gradient(next)?);
            if length < epsilon {
                return Ok(Some(Met::Gradient(length)));
            }
        }
        if let Some(before) = value_before {
            let improvement = (before - oracle.value(next)?).abs();
            let relative = self.relative_improvement.map(|epsilon| epsilon * before.abs());
            let rules =
                [("absoluteImprovement", self.absolute_improvement), ("relativeImprovement", relative)];
            let met =
                rules.iter().find_map(|&(id, bound)| bound.filter(|&b| improvement < b).map(|b| (id, b)));
            if let Some((id, bound)) = met {
                let message = format!(
                    "Stopped by {id}: the objective changed by {}, which is below {}.",
                    number(improvement),
                    number(bound)
                );
                return Ok(Some(Met::Other(Status::new(StatusKind::Stopped, message))));
            }
        }
        let step = linear::norm(&linear::difference(next, theta));
        if let Some(epsilon) = self.step_norm.filter(|&epsilon| step < epsilon) {
            let message = format!(
                "Stopped by stepNorm: the step has the length {}, which is below {}.",
                number(step),
                number(epsilon)
            );
            return Ok(Some(Met::Other(Status::new(StatusKind::Stopped, message))));
        }
        Ok(self.out_of_iterations(iteration + 1).map(Met::Other))
    }

    /// The status after `done` iterations where no more are allowed.
    pub(crate) fn out_of_iterations(&self, done: usize) -> Option<Status> {
        let most = self.max_iterations.filter(|&most| done >= most as usize)?;
        let message = format!("Stopped by maxIterations: all {most} iterations are done.");
        Some(Status::new(StatusKind::MaxIterations, message))
    }
}
