use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;

/// Two linear residuals: a quadratic bowl with condition number 9.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "booth",
    name: "Booth",
    formula: "(x + 2*y - 7, 2*x + y - 5)",
    reduce: Some(Reduce::Squares),
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-10.0, 10.0], [-10.0, 10.0]),
    starts: &[&[-5.0, -5.0], &[8.0, -4.0], &[0.0, 0.0]],
    critical_points: &[minimum(&[1.0, 3.0])],
    note: "Two linear equations as least squares, solved at (1, 3). Newton and Gauss-Newton take the same step, and it is the last one.",
    source: "Jamil and Yang, A literature survey of benchmark functions for global optimization problems (2013)",
};
