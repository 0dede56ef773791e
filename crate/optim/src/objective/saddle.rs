use super::{ObjectiveInfo, View, saddle};

/// The plain saddle.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "saddle",
    name: "Saddle",
    formula: "x^2 - y^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-2.0, 2.0], [-2.0, 2.0]),
    starts: &[&[1.5, 0.001], &[1.5, 0.0], &[-1.0, 0.5]],
    critical_points: &[saddle(&[0.0, 0.0])],
    note: "Unbounded below. From y = 0 gradient descent ends in the saddle; the smallest y takes it away. Newton goes to the saddle in one step.",
    source: "Critical points told by the Hessian's eigenvalues",
};
