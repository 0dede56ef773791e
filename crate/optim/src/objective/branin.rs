use std::f64::consts::{PI, TAU};

use super::{ObjectiveInfo, View, minimum, saddle};

/// Three minima of the same depth.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "branin",
    name: "Branin",
    formula: "(y - 5.1/(4*pi^2)*x^2 + 5/pi*x - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-5.0, 10.0], [0.0, 15.0]),
    starts: &[&[0.0, 7.0], &[5.0, 12.0], &[9.0, 6.0]],
    critical_points: &[
        minimum(&[-PI, 12.275]),
        minimum(&[PI, 2.275]),
        minimum(&[9.42477796076938, 2.475]),
        saddle(&[0.0, 6.0]),
        saddle(&[TAU, 1.1]),
    ],
    note: "Three minima of exactly the same value along a curved valley: which one a run finds says nothing about how good it is.",
    source: "Dixon and Szegő, Towards global optimisation 2 (1978)",
};
