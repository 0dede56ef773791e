use std::f64::consts::{FRAC_PI_2, PI};

use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// The egg box.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "sine-product",
    name: "Sine product",
    formula: "sin(x) sin(y)",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.0, 4.0], [-4.0, 4.0]),
    starts: &[&[0.5, -0.2], &[2.0, 0.8], &[-1.0, 1.0]],
    critical_points: &[
        minimum(&[-FRAC_PI_2, FRAC_PI_2]),
        minimum(&[FRAC_PI_2, -FRAC_PI_2]),
        maximum(&[-FRAC_PI_2, -FRAC_PI_2]),
        maximum(&[FRAC_PI_2, FRAC_PI_2]),
        saddle(&[-PI, -PI]),
        saddle(&[-PI, 0.0]),
        saddle(&[-PI, PI]),
        saddle(&[0.0, -PI]),
        saddle(&[0.0, 0.0]),
        saddle(&[0.0, PI]),
        saddle(&[PI, -PI]),
        saddle(&[PI, 0.0]),
        saddle(&[PI, PI]),
    ],
    note: "Minima and maxima like the fields of a chess board, saddles at their corners.",
    source: "Gradient and level curves",
};
