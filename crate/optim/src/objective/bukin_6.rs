use super::{ObjectiveInfo, View, minimum};

/// A ridge upside down.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "bukin-6",
    name: "Bukin no. 6",
    formula: "100*sqrt(|y - 0.01*x^2|) + 0.01*|x + 10|",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-15.0, -5.0], [-3.0, 3.0]),
    starts: &[&[-7.0, 1.0], &[-13.0, -2.0], &[-6.0, 2.5]],
    critical_points: &[minimum(&[-10.0, 1.0]).nonsmooth()],
    note: "The floor of the valley is a sharp crease along a parabola, where the function has no gradient and towards which gradients grow without bound; the minimum at (-10, 1) is a point of the crease.",
    source: "Bukin, New minimization strategy for non-smooth functions (1997)",
};
