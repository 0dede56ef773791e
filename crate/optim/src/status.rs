//! How a run stands, with a name and a sentence.

use fallline_autodiff::Error;
use serde::Serialize;

use crate::text;

/// How a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusKind {
    /// At the start; no step was made yet.
    Ready,
    /// Nothing special about the last step.
    Running,
    /// The gradient is (almost) zero and the Hessian positive definite.
    Minimum,
    /// The gradient is (almost) zero and the Hessian negative definite.
    Maximum,
    /// The gradient is (almost) zero and the Hessian has eigenvalues of both signs.
    Saddle,
    /// The gradient is (almost) zero and the Hessian singular, or not to be had.
    Stationary,
    /// A stop rule other than the gradient's is met.
    Stopped,
    /// The given number of iterations is done.
    MaxIterations,
    /// The run keeps as many numbers as it may.
    BudgetReached,
    /// The iterates have grown beyond [`crate::run::DIVERGED`].
    Diverged,
    /// The objective, a derivative or a quantity of the step is undefined or infinite.
    NotFinite,
    /// The Hessian (or the secant that stands for it) is singular, so there is no Newton step.
    SingularHessian,
    /// The Hessian has eigenvalues of both signs: the Newton step heads to a saddle.
    IndefiniteHessian,
    /// The Hessian is negative definite: the Newton step heads to a maximum.
    NegativeDefiniteHessian,
    /// The Hessian has negative curvature along a direction that the method went: it does not divide by it.
    NegativeCurvature,
    /// The residuals' Jacobian has dependent columns, so the Gauss-Newton system has no single solution.
    RankDeficientJacobian,
    /// The change of the gradient along the step is not positive, MEDL (4.64): the matrix stays as it was.
    CurvatureConditionBroken,
    /// The trial did not keep what the model promised: the iterate stays, and the next trial is more careful.
    StepRejected,
    /// The method forgot its past directions and goes along the negative gradient.
    Restarted,
    /// A search was asked to go along a direction in which the objective does not fall.
    NotADescentDirection,
    /// A search tried all its step sizes and accepted none.
    LineSearchFailed,
    /// The iterates alternate between two points.
    Cycle,
    /// The step moved nothing although the gradient is not zero.
    Stalled,
    /// The objective was asked for what it does not have: terms or residuals.
    Unsuitable,
}

impl StatusKind {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::Ready,
        Self::Running,
        Self::Minimum,
        Self::Maximum,
        Self::Saddle,
        Self::Stationary,
        Self::Stopped,
        Self::MaxIterations,
        Self::BudgetReached,
        Self::Diverged,
        Self::NotFinite,
        Self::SingularHessian,
        Self::IndefiniteHessian,
        Self::NegativeDefiniteHessian,
        Self::NegativeCurvature,
        Self::RankDeficientJacobian,
        Self::CurvatureConditionBroken,
        Self::StepRejected,
        Self::Restarted,
        Self::NotADescentDirection,
        Self::LineSearchFailed,
        Self::Cycle,
        Self::Stalled,
        Self::Unsuitable,
    ];

    /// The stable kebab-case name, the same as in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Running => "running",
            Self::Minimum => "minimum",
            Self::Maximum => "maximum",
            Self::Saddle => "saddle",
            Self::Stationary => "stationary",
            Self::Stopped => "stopped",
            Self::MaxIterations => "max-iterations",
            Self::BudgetReached => "budget-reached",
            Self::Diverged => "diverged",
            Self::NotFinite => "not-finite",
            Self::SingularHessian => "singular-hessian",
            Self::IndefiniteHessian => "indefinite-hessian",
            Self::NegativeDefiniteHessian => "negative-definite-hessian",
            Self::NegativeCurvature => "negative-curvature",
            Self::RankDeficientJacobian => "rank-deficient-jacobian",
            Self::CurvatureConditionBroken => "curvature-condition-broken",
            Self::StepRejected => "step-rejected",
            Self::Restarted => "restarted",
            Self::NotADescentDirection => "not-a-descent-direction",
            Self::LineSearchFailed => "line-search-failed",
            Self::Cycle => "cycle",
            Self::Stalled => "stalled",
            Self::Unsuitable => "unsuitable",
        }
    }
}

/// How a run stands: a kind for programs, a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What kind of state it is.
    pub kind: StatusKind,
    /// One sentence with its numbers.
    pub message: String,
}

impl Status {
    /// A status of this kind with this sentence.
    #[must_use]
    pub fn new(kind: StatusKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// The status of an evaluation at `theta` that failed; `error` names the sub-expression.
    #[must_use]
    pub fn not_finite(theta: &[f64], error: &Error) -> Self {
        Self::new(StatusKind::NotFinite, format!("At {}: {}.", text::point(theta), error.message))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_in_json() {
        for (place, kind) in StatusKind::ALL.into_iter().enumerate() {
            // The place in the list is a map's code of the kind.
            assert_eq!(kind as usize, place);
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
    }
}
