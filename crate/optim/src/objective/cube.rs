use super::{ObjectiveInfo, View, minimum};

/// Rosenbrock's valley bent along a cubic.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "cube",
    name: "Cube",
    formula: "100*(y - x^3)^2 + (1 - x)^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-1.5, 1.5], [-2.0, 2.0]),
    starts: &[&[-1.2, 1.0], &[0.0, 0.0], &[0.5, -1.0]],
    critical_points: &[minimum(&[1.0, 1.0])],
    note: "A steep, flat-bottomed valley with two bends: methods with a memory of the direction overshoot where it turns.",
    source: "Leon, A comparison among eight known optimizing procedures (1966)",
};
