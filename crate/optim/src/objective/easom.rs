use std::f64::consts::{FRAC_PI_2, PI};

use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// A hole in a plain.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "easom",
    name: "Easom",
    formula: "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-0.5, 6.5], [-0.5, 6.5]),
    starts: &[&[2.6, 3.4], &[1.5, 2.5], &[5.6, 5.2]],
    critical_points: &[
        minimum(&[1.3049954504376675, 1.3049954504376675]),
        minimum(&[1.3049954504376675, 4.978189856741919]),
        minimum(&[PI, PI]),
        minimum(&[4.978189856741919, 1.3049954504376675]),
        minimum(&[4.978189856741919, 4.978189856741919]),
        maximum(&[1.3049954504376675, PI]),
        maximum(&[PI, 1.3049954504376675]),
        maximum(&[PI, 4.978189856741919]),
        maximum(&[4.978189856741919, PI]),
        saddle(&[FRAC_PI_2, FRAC_PI_2]),
        saddle(&[FRAC_PI_2, 4.71238898038469]),
        saddle(&[4.71238898038469, FRAC_PI_2]),
        saddle(&[4.71238898038469, 4.71238898038469]),
    ],
    note: "A deep hole around (pi, pi) and nothing to tell where it is from afar: gradients vanish like exp(-r^2). Around the hole lie ripples; those farther out than the view are too flat to see.",
    source: "Easom, A survey of global optimization techniques (1990)",
};
