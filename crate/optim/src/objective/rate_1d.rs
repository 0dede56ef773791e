use super::{ObjectiveInfo, View, minimum};

/// The parabola whose rate of convergence is |1 − 4α|.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rate-1d",
    name: "Rate in one dimension",
    formula: "2w^2",
    reduce: None,
    variables: &["w"],
    parameters: &[],
    view: View::line(-3.0, 3.0),
    starts: &[&[2.5], &[-1.0]],
    critical_points: &[minimum(&[0.0])],
    note: "Gradient descent multiplies w by 1 - 4a in every step: slow for a small rate a, done at once for 1/4, divergent above 1/2.",
    source: "Convergence rate, f(w) = 2w^2",
};
