use super::{ObjectiveInfo, View, maximum, minimum};

/// A cubic with a minimum, a maximum and no lowest value.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "unbounded",
    name: "Unbounded below",
    formula: "-x^3 + 3x",
    reduce: None,
    variables: &["x"],
    parameters: &[],
    view: View::line(-3.0, 3.0),
    starts: &[&[0.5], &[1.5], &[-2.0]],
    critical_points: &[minimum(&[-1.0]), maximum(&[1.0])],
    note: "There is a minimum at -1, but no lowest value: from beyond the maximum at 1 gradient descent runs away.",
    source: "Critical points told by the Hessian's eigenvalues",
};
