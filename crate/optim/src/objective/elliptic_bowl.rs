use super::{ObjectiveInfo, View, minimum};

/// A quadratic ½ θᵀAθ − bᵀθ with A = (3, 2; 2, 6) and b = (2, −8).
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "elliptic-bowl",
    name: "Elliptic bowl",
    formula: "3*x^2/2 + 2*x*y + 3*y^2 - 2*x + 8*y",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.0, 6.0], [-6.0, 4.0]),
    starts: &[&[-2.0, -2.0], &[5.0, 3.0], &[-3.0, 1.0]],
    critical_points: &[minimum(&[2.0, -2.0])],
    note: "Convex, with ellipses that lie askew: the gradient does not point at the minimum, Newton is there in one step and conjugate gradient in two.",
    source: "MEDL (4.46); Shewchuk, An introduction to the conjugate gradient method without the agonizing pain (1994)",
};
