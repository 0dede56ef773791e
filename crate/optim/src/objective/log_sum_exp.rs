use super::{ObjectiveInfo, View, minimum};

/// The soft maximum of three linear functions.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "log-sum-exp",
    name: "Log-sum-exp",
    formula: "ln(exp(x + 3*y - 0.1) + exp(x - 3*y - 0.1) + exp(-x - 0.1))",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-3.0, 3.0], [-2.0, 2.0]),
    starts: &[&[-2.0, 1.0], &[2.0, 1.5], &[1.0, -0.5]],
    critical_points: &[minimum(&[-0.34657359027997264, 0.0])],
    note: "Convex and smooth, with its minimum at (-ln(2)/2, 0). Far out it is nearly linear: the Hessian is almost 0 there, and pure Newton leaps away.",
    source: "Boyd and Vandenberghe, Convex optimization (2004), (9.20)",
};
