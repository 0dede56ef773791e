use super::{ObjectiveInfo, View, minimum};

/// A hyperbola: a parabola near 0, straight far out.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "pseudo-huber",
    name: "Pseudo-Huber",
    formula: "sqrt(1 + t^2)",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-4.0, 4.0),
    starts: &[&[0.9], &[1.1], &[1.0]],
    critical_points: &[minimum(&[0.0])],
    note: "Newton goes from t to -t^3: it converges cubically from inside (-1, 1), alternates from 1, and flies apart from outside, although the function is convex.",
    source: "Charbonnier et al., Deterministic edge-preserving regularization in computed imaging (1997)",
};
