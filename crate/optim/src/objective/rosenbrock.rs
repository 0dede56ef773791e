use super::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// a and b, of both forms of the function.
pub(super) const PARAMETERS: &[Parameter] = &[
    Parameter {
        id: "a",
        tex: "a",
        help: "Where along the valley the minimum (a, a^2) is.",
        domain: Domain::REAL,
        default: DefaultValue::Number(1.0),
    },
    Parameter {
        id: "b",
        tex: "b",
        help: "Steepness of the valley's walls.",
        domain: Domain::POSITIVE,
        default: DefaultValue::Number(100.0),
    },
];

/// Rosenbrock's function: a curved, flat valley.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rosenbrock",
    name: "Rosenbrock",
    formula: "(a - t1)^2 + b*(t2 - t1^2)^2",
    reduce: None,
    variables: &["t1", "t2"],
    parameters: PARAMETERS,
    view: View::plane([-2.0, 2.0], [-1.0, 3.0]),
    starts: &[&[-1.2, 1.0], &[0.2, -0.2], &[0.4, -0.2], &[0.8, 0.0]],
    critical_points: &[minimum(&[1.0, 1.0])],
    note: "A flat valley along a parabola: finding it is easy, following it is hard for gradient descent, which zig-zags or creeps.",
    source: "MEDL (4.9)",
};
