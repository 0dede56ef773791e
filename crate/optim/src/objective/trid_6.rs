use super::{ObjectiveInfo, View, minimum};

/// A quadratic of six variables with a tridiagonal Hessian.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "trid-6",
    name: "Trid",
    formula: "(t1 - 1)^2 + (t2 - 1)^2 + (t3 - 1)^2 + (t4 - 1)^2 + (t5 - 1)^2 + (t6 - 1)^2 - t1*t2 - t2*t3 - t3*t4 - t4*t5 - t5*t6",
    reduce: None,
    variables: &["t1", "t2", "t3", "t4", "t5", "t6"],
    parameters: &[],
    view: View::section([0, 3], [-36.0, 36.0], [-36.0, 36.0]),
    starts: &[&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0], &[30.0, -10.0, 20.0, 0.0, 10.0, -30.0]],
    critical_points: &[minimum(&[6.0, 10.0, 12.0, 12.0, 10.0, 6.0])],
    note: "Quadratic in six variables: conjugate gradient needs six steps, Newton one. The minimum, -50, is at (6, 10, 12, 12, 10, 6).",
    source: "Jamil and Yang, A literature survey of benchmark functions for global optimization problems (2013)",
};
