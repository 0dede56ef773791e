use super::{ObjectiveInfo, View};

/// A plane.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "linear-slope",
    name: "Linear slope",
    formula: "-x - 2*y",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-3.0, 3.0], [-3.0, 3.0]),
    starts: &[&[-1.0, -2.0], &[0.0, 0.0]],
    critical_points: &[],
    note: "The gradient is (-1, -2) everywhere: level curves are parallel lines, there is no critical point, and the value falls without end. The Hessian is 0, so that Newton has no step.",
    source: "Gradient and level curves",
};
