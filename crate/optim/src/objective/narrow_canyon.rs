use super::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// A valley along a sine with walls of curvature 2k.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "narrow-canyon",
    name: "Narrow canyon",
    formula: "x^2/20 + k*(y - sin(x))^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[Parameter {
        id: "k",
        tex: "k",
        help: "Steepness of the walls.",
        domain: Domain::POSITIVE,
        default: DefaultValue::Number(1000.0),
    }],
    view: View::plane([-5.0, 5.0], [-2.0, 2.0]),
    starts: &[&[-4.0, 1.0], &[4.0, -1.0], &[2.0, 0.0]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "A winding canyon: its walls are so steep that a stable learning rate is below 1/k, its floor so flat that with it nothing moves.",
    source: "Ill-conditioning along a curve, as in MEDL (4.9)",
};
