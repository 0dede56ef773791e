use super::{ObjectiveInfo, View, saddle};

/// Three valleys and three ridges that meet in one point.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "monkey-saddle",
    name: "Monkey saddle",
    formula: "x^3 - 3*x*y^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-1.5, 1.5], [-1.5, 1.5]),
    starts: &[&[0.8, 0.1], &[1.0, 0.0], &[0.5, 1.0]],
    critical_points: &[saddle(&[0.0, 0.0]).degenerate()],
    note: "At the origin gradient and Hessian are both 0, so that no second-order test tells what it is. Newton approaches it by one half a step, gradient descent slides off along one of the three valleys, without end.",
    source: "Hilbert and Cohn-Vossen, Anschauliche Geometrie (1932)",
};
