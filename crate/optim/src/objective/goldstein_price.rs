use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// A polynomial of degree 8 with values from 3 to 10⁶.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "goldstein-price",
    name: "Goldstein-Price",
    formula: "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-2.0, 2.0], [-3.0, 1.0]),
    starts: &[&[-0.5, 0.25], &[1.0, -0.5], &[-1.0, -2.0]],
    critical_points: &[
        minimum(&[-0.6, -0.4]),
        minimum(&[0.0, -1.0]),
        minimum(&[1.2, 0.8]),
        minimum(&[1.8, 0.2]),
        maximum(&[0.8, 0.2]),
        saddle(&[-0.4, -0.6]),
        saddle(&[0.6, 0.4]),
        saddle(&[1.2, -0.2]),
        saddle(&[1.4, 0.6]),
    ],
    note: "Values and gradients grow by five orders of magnitude within the view: no fixed learning rate fits both the walls and the floor with its four minima.",
    source: "Goldstein and Price, On descent from local minima (1971)",
};
