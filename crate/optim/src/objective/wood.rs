use super::{ObjectiveInfo, View, minimum, saddle};

/// Two of Rosenbrock's valleys, coupled.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "wood",
    name: "Wood",
    formula: "100*(x2 - x1^2)^2 + (1 - x1)^2 + 90*(x4 - x3^2)^2 + (1 - x3)^2 + 10.1*((x2 - 1)^2 + (x4 - 1)^2) + 19.8*(x2 - 1)*(x4 - 1)",
    reduce: None,
    variables: &["x1", "x2", "x3", "x4"],
    parameters: &[],
    view: View::section([0, 1], [-4.0, 4.0], [-2.0, 6.0]),
    starts: &[&[-3.0, -1.0, -3.0, -1.0], &[0.0, 0.0, 0.0, 0.0], &[-1.2, 1.0, 1.2, 1.0]],
    critical_points: &[
        minimum(&[1.0, 1.0, 1.0, 1.0]),
        saddle(&[-0.9679740249375931, 0.9471391408178418, -0.9695163103315911, 0.9512476657923252]),
        saddle(&[-0.03125102339433596, 0.16597138685578314, -0.031258171023264066, 0.18426393469672842]),
    ],
    note: "From the usual start the path leads past a saddle with a value of 7.88 where progress stalls: gradients are small there, and the negative curvature is slight.",
    source: "Colville, A comparative study of nonlinear programming codes (1968); Moré, Garbow and Hillstrom, Testing unconstrained optimization software (1981), no. 14",
};
