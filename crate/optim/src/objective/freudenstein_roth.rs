use super::{ObjectiveInfo, View, minimum, saddle};
use crate::expression::Reduce;

/// Two residuals, solved in one point and stuck in another.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "freudenstein-roth",
    name: "Freudenstein-Roth",
    formula: "(-13 + x + ((5 - y)*y - 2)*y, -29 + x + ((y + 1)*y - 14)*y)",
    reduce: Some(Reduce::Squares),
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-10.0, 25.0], [-3.0, 6.0]),
    starts: &[&[0.5, -2.0], &[15.0, 5.0], &[0.0, 3.0]],
    critical_points: &[
        minimum(&[5.0, 4.0]),
        minimum(&[11.412778986902094, -0.8968052532744765]),
        saddle(&[23.92055434643124, 2.23013858660781]),
    ],
    note: "The residuals are 0 at (5, 4) only, but from the usual start least squares ends in a local minimum where they are not, and Gauss-Newton suffers there from the curvature that it leaves out.",
    source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software (1981), no. 2",
};
