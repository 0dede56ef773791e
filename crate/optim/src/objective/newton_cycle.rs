use super::{ObjectiveInfo, View, minimum};

/// A quartic with derivative t³ − 2t + 2.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "newton-cycle",
    name: "Newton's cycle",
    formula: "t^4/4 - t^2 + 2*t",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-3.0, 2.5),
    starts: &[&[0.0], &[0.1], &[-1.5]],
    critical_points: &[minimum(&[-1.7692923542386314])],
    note: "From 0 Newton goes to 1, from 1 back to 0, and from nearby the cycle draws it in: a minimum exists at -1.77, and Newton does not find it.",
    source: "The textbook example x^3 - 2x + 2 of Newton's method",
};
