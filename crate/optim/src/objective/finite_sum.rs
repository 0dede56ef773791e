use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;
use crate::parameter::{DefaultValue, Domain, Parameter};

const fn steepness(id: &'static str, tex: &'static str, default: f64) -> Parameter {
    Parameter {
        id,
        tex,
        help: "Steepness of the term along the first axis.",
        domain: Domain::POSITIVE,
        default: DefaultValue::Number(default),
    }
}

const fn coordinate(id: &'static str, tex: &'static str, default: f64) -> Parameter {
    Parameter {
        id,
        tex,
        help: "Coordinate of the term's minimum.",
        domain: Domain::REAL,
        default: DefaultValue::Number(default),
    }
}

/// Steepness of the terms a₁, ..., a₅ of the sums of figure 4.3.
pub(super) const STEEPNESS: [Parameter; 5] = [
    steepness("a1", "a_1", 1.0),
    steepness("a2", "a_2", 2.0),
    steepness("a3", "a_3", 3.0),
    steepness("a4", "a_4", 2.0),
    steepness("a5", "a_5", 4.0),
];

/// A mean of five bowls with minima of their own.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "finite-sum",
    name: "Finite sum",
    formula: "(a1*(t1 - u11)^2 + (t2 - u12)^2, a2*(t1 - u21)^2 + (t2 - u22)^2, a3*(t1 - u31)^2 + (t2 - u32)^2, a4*(t1 - u41)^2 + (t2 - u42)^2, a5*(t1 - u51)^2 + (t2 - u52)^2)",
    reduce: Some(Reduce::Mean),
    variables: &["t1", "t2"],
    parameters: &[
        STEEPNESS[0],
        STEEPNESS[1],
        STEEPNESS[2],
        STEEPNESS[3],
        STEEPNESS[4],
        coordinate("u11", "u_{1,1}", 1.0),
        coordinate("u12", "u_{1,2}", 1.0),
        coordinate("u21", "u_{2,1}", 2.0),
        coordinate("u22", "u_{2,2}", 0.0),
        coordinate("u31", "u_{3,1}", 3.0),
        coordinate("u32", "u_{3,2}", 1.0),
        coordinate("u41", "u_{4,1}", 2.0),
        coordinate("u42", "u_{4,2}", 3.0),
        coordinate("u51", "u_{5,1}", 1.0),
        coordinate("u52", "u_{5,2}", 2.0),
    ],
    view: View::plane([-1.0, 7.0], [-1.0, 7.0]),
    starts: &[&[6.0, 6.0], &[0.0, 5.0], &[6.0, 0.0]],
    critical_points: &[minimum(&[11.0 / 6.0, 1.4])],
    note: "Each term is a bowl around its own point u. Stochastic gradient descent goes straight while it is outside the convex hull of these points, and wanders inside it.",
    source: "MEDL (4.12), figure 4.3 (a)",
};
