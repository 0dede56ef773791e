use super::{ObjectiveInfo, View, maximum, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// Two wells of different depth.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "double-well",
    name: "Double well",
    formula: "(t^2 - 1)^2 + a*t",
    reduce: None,
    variables: &["t"],
    parameters: &[Parameter {
        id: "a",
        tex: "a",
        help: "Tilt.",
        domain: Domain::REAL,
        default: DefaultValue::Number(0.2),
    }],
    view: View::line(-2.0, 2.0),
    starts: &[&[0.3], &[1.6], &[0.0]],
    critical_points: &[
        minimum(&[-1.0241203002150503]),
        minimum(&[0.9739943532312778]),
        maximum(&[0.050125946983772554]),
    ],
    note: "The tilt a makes the left well the deeper one. Beyond a = 1.54 the right one is gone: its minimum has met the maximum in between.",
    source: "A fold of two critical points; tilted quartic potential",
};
