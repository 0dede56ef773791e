use super::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// A parabola along the valley, Huber's loss across it.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "huber-valley",
    name: "Huber valley",
    formula: "(x + y)^2/40 + (x - y)^2/2 - relu(|x - y| - delta)^2/2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[Parameter {
        id: "delta",
        tex: r"\delta",
        help: "Where the walls become straight.",
        domain: Domain::POSITIVE,
        default: DefaultValue::Number(0.5),
    }],
    view: View::plane([-4.0, 4.0], [-4.0, 4.0]),
    starts: &[&[3.0, -2.0], &[-3.0, 0.0], &[3.0, 3.2]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "The walls are parabolas up to the distance delta from the floor and straight beyond, so that far out gradients do not grow. The second derivative jumps at the seam.",
    source: "Huber, Robust estimation of a location parameter (1964)",
};
