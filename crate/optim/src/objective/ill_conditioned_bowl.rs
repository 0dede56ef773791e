use super::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

/// A quadratic bowl of condition number γ.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "ill-conditioned-bowl",
    name: "Ill-conditioned bowl",
    formula: "(x^2 + gamma*y^2)/2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[Parameter {
        id: "gamma",
        tex: r"\gamma",
        help: "Condition number: how many times as steep y is as x.",
        domain: Domain::POSITIVE,
        default: DefaultValue::Number(10.0),
    }],
    view: View::plane([-11.0, 11.0], [-4.0, 4.0]),
    starts: &[&[10.0, 1.0], &[-8.0, 3.0]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "Its Hessian has the condition number gamma: with exact line search from (gamma, 1) the value falls by ((gamma - 1)/(gamma + 1))^2 a step, and no more.",
    source: "Quadratic bowl with exact line search",
};
