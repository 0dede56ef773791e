use super::{ObjectiveInfo, View, minimum};

/// A round hole in a plain.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "plateau",
    name: "Plateau",
    formula: "1 - exp(-(x^2 + y^2)/2)",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.0, 4.0], [-4.0, 4.0]),
    starts: &[&[0.8, 0.4], &[1.5, -0.5], &[3.0, 2.5]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "Beyond the rim the gradient vanishes and gradient descent hardly moves; the Hessian is indefinite outside the unit circle, and Newton walks away from the hole.",
    source: "Vanishing gradients",
};
