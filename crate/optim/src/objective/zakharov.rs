use super::{ObjectiveInfo, View, minimum};

/// A bowl with one steep direction.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "zakharov",
    name: "Zakharov",
    formula: "x^2 + y^2 + (x/2 + y)^2 + (x/2 + y)^4",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-5.0, 5.0], [-5.0, 5.0]),
    starts: &[&[4.0, 3.0], &[-4.0, 4.0], &[3.0, -4.0]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "One minimum, but along (1, 2) the value grows like a fourth power: its curvature changes a hundredfold on the way down.",
    source: "Jamil and Yang, A literature survey of benchmark functions for global optimization problems (2013)",
};
