use super::{ObjectiveInfo, View, minimum};

/// A quadratic bowl with condition number 25.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "matyas",
    name: "Matyas",
    formula: "0.26*(x^2 + y^2) - 0.48*x*y",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-10.0, 10.0], [-10.0, 10.0]),
    starts: &[&[8.0, 3.0], &[-6.0, 6.0], &[5.0, -9.0]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "A shallow, narrow bowl along the diagonal: the slope along its floor is 1/25 of that of its walls.",
    source: "Jamil and Yang, A literature survey of benchmark functions for global optimization problems (2013)",
};
