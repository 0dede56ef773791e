use super::finite_sum::STEEPNESS;
use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;
use crate::parameter::{DefaultValue, Domain, Parameter};

const fn coordinate(id: &'static str, tex: &'static str) -> Parameter {
    Parameter {
        id,
        tex,
        help: "Coordinate of the minimum that all terms share.",
        domain: Domain::REAL,
        default: DefaultValue::Number(2.0),
    }
}

/// A mean of five bowls with the same minimum.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "finite-sum-shared",
    name: "Finite sum, shared minimum",
    formula: "(a1*(t1 - u1)^2 + (t2 - u2)^2, a2*(t1 - u1)^2 + (t2 - u2)^2, a3*(t1 - u1)^2 + (t2 - u2)^2, a4*(t1 - u1)^2 + (t2 - u2)^2, a5*(t1 - u1)^2 + (t2 - u2)^2)",
    reduce: Some(Reduce::Mean),
    variables: &["t1", "t2"],
    parameters: &[
        STEEPNESS[0],
        STEEPNESS[1],
        STEEPNESS[2],
        STEEPNESS[3],
        STEEPNESS[4],
        coordinate("u1", "u_1"),
        coordinate("u2", "u_2"),
    ],
    view: View::plane([-1.0, 7.0], [-1.0, 7.0]),
    starts: &[&[6.0, 6.0], &[0.0, 5.0], &[6.0, 0.0]],
    critical_points: &[minimum(&[2.0, 2.0])],
    note: "All terms have the same minimum, so that their gradients vanish together: stochastic gradient descent converges at a fixed rate, as gradient descent does.",
    source: "MEDL (4.12), figure 4.3 (b)",
};
