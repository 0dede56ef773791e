use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// Himmelblau's function: four minima of value 0.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "himmelblau",
    name: "Himmelblau",
    formula: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-5.0, 5.0], [-5.0, 5.0]),
    starts: &[&[0.0, 4.0], &[-1.0, -1.0], &[0.5, -4.0]],
    critical_points: &[
        minimum(&[-3.779310253377747, -3.2831859912861696]),
        minimum(&[-2.805118086952745, 3.131312518250573]),
        minimum(&[3.0, 2.0]),
        minimum(&[3.5844283403304917, -1.8481265269644036]),
        maximum(&[-0.2708445906673476, -0.9230385564799815]),
        saddle(&[-3.0730257507643897, -0.08135304428796751]),
        saddle(&[-0.12796134673068008, -1.9537149802445763]),
        saddle(&[0.08667750455539636, 2.884254701174776]),
        saddle(&[3.385154183607021, 0.07385187983774928]),
    ],
    note: "Four minima, all of value 0, with a maximum and four saddles between them.",
    source: "Himmelblau, Applied Nonlinear Programming (1972)",
};
