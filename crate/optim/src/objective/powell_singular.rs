use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;

/// Four residuals whose Jacobian is singular at the minimum.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "powell-singular",
    name: "Powell's singular function",
    formula: "(x1 + 10*x2, sqrt(5)*(x3 - x4), (x2 - 2*x3)^2, sqrt(10)*(x1 - x4)^2)",
    reduce: Some(Reduce::Squares),
    variables: &["x1", "x2", "x3", "x4"],
    parameters: &[],
    view: View::section([0, 1], [-4.0, 4.0], [-4.0, 4.0]),
    starts: &[&[3.0, -1.0, 0.0, 1.0], &[1.0, 1.0, 1.0, 1.0], &[-2.0, 2.0, -1.0, 0.0]],
    critical_points: &[minimum(&[0.0, 0.0, 0.0, 0.0]).degenerate()],
    note: "At the minimum the Hessian has rank 2: Newton converges, but only linearly, by a factor of 2/3 a step, and near the end its system is singular to rounding.",
    source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software (1981), no. 13",
};
