use super::{ObjectiveInfo, View, minimum};

/// Rosenbrock's function: a curved, flat valley.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rosenbrock",
    name: "Rosenbrock",
    formula: "(1 - t1)^2 + 100*(t2 - t1^2)^2",
    reduce: None,
    variables: &["t1", "t2"],
    parameters: &[],
    view: View::plane([-2.0, 2.0], [-1.0, 3.0]),
    starts: &[&[-1.2, 1.0], &[0.2, -0.2], &[0.4, -0.2], &[0.8, 0.0]],
    critical_points: &[minimum(&[1.0, 1.0])],
    note: "A flat valley along a parabola: finding it is easy, following it is hard for gradient descent, which zig-zags or creeps.",
    source: "MEDL (4.9)",
};
