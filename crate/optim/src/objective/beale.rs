use super::{ObjectiveInfo, View, minimum, saddle};

/// Beale's function: flat, with steep walls.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "beale",
    name: "Beale",
    formula: "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.5, 4.5], [-4.5, 4.5]),
    starts: &[&[2.5, 1.5], &[1.0, 1.0], &[-2.0, 1.5]],
    critical_points: &[
        minimum(&[3.0, 0.5]),
        saddle(&[0.0, 1.0]),
        saddle(&[0.10053793732415836, -2.644513585023125]),
    ],
    note: "A flat floor between steep walls: one learning rate is too small on the floor and too large at the walls.",
    source: "Beale, On an iterative method for finding a local minimum (1958)",
};
