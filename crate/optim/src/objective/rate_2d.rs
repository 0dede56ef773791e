use super::{ObjectiveInfo, View, minimum};

/// The bowl with eigenvalues 1 and 4.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rate-2d",
    name: "Rate in two dimensions",
    formula: "(w1^2 + 4w2^2)/2",
    reduce: None,
    variables: &["w1", "w2"],
    parameters: &[],
    view: View::plane([-3.0, 3.0], [-2.0, 2.0]),
    starts: &[&[2.5, 1.5], &[2.0, -0.5]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "Gradient descent multiplies w1 by 1 - a and w2 by 1 - 4a: the best rate is 2/5, where both shrink by 3/5.",
    source: "Convergence rate, f(w) = (w1^2 + 4w2^2)/2",
};
