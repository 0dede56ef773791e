use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// The sum of a double well in each variable.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "styblinski-tang",
    name: "Styblinski-Tang",
    formula: "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-5.0, 5.0], [-5.0, 5.0]),
    starts: &[&[0.0, 0.0], &[1.0, -1.0], &[4.0, 4.0]],
    critical_points: &[
        minimum(&[-2.903534027771177, -2.903534027771177]),
        minimum(&[-2.903534027771177, 2.746802770990837]),
        minimum(&[2.746802770990837, -2.903534027771177]),
        minimum(&[2.746802770990837, 2.746802770990837]),
        maximum(&[0.1567312567803401, 0.1567312567803401]),
        saddle(&[-2.903534027771177, 0.1567312567803401]),
        saddle(&[0.1567312567803401, -2.903534027771177]),
        saddle(&[0.1567312567803401, 2.746802770990837]),
        saddle(&[2.746802770990837, 0.1567312567803401]),
    ],
    note: "Four minima, one for each choice of a well in each variable; the start decides which one a run ends in, and only one is lowest.",
    source: "Styblinski and Tang, Experiments in nonconvex optimization (1990)",
};
