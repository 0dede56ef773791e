use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;

/// A valley that winds around an axis.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "helical-valley",
    name: "Helical valley",
    formula: "(10*(z - 10*atan2(y, x)/(2*pi)), 10*(sqrt(x^2 + y^2) - 1), z)",
    reduce: Some(Reduce::Squares),
    variables: &["x", "y", "z"],
    parameters: &[],
    view: View::section([0, 1], [-2.0, 2.0], [-2.0, 2.0]),
    starts: &[&[-1.0, 0.0, 0.0], &[-0.5, 1.0, 3.0], &[1.0, -1.0, 1.0]],
    critical_points: &[minimum(&[1.0, 0.0, 0.0])],
    note: "The floor climbs with the angle around the z axis, from the start half a turn away from the minimum. Across the half-plane x < 0, y = 0 the angle jumps.",
    source: "Moré, Garbow and Hillstrom, Testing unconstrained optimization software (1981), no. 7",
};
