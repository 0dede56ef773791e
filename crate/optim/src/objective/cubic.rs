use super::{ObjectiveInfo, View, minimum, saddle};

/// A cubic with a minimum and a saddle.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "cubic",
    name: "Cubic",
    formula: "x^2 + 2*x*y + y^3",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.0, 4.0], [-3.0, 3.0]),
    starts: &[&[3.0, 2.0], &[-1.0, 1.0], &[1.0, -1.0]],
    critical_points: &[minimum(&[-0.6666666666666666, 0.6666666666666666]), saddle(&[0.0, 0.0])],
    note: "The gradient at (3, 2) is (10, 18). There is a minimum at (-2/3, 2/3), but far down the function has no lowest value.",
    source: "Gradient by partial derivatives",
};
