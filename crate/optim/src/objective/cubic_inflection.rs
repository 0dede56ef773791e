use super::{ObjectiveInfo, View, inflection};

/// A cubic with one stationary point that is neither minimum nor maximum.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "cubic-inflection",
    name: "Inflection",
    formula: "t^3",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-2.0, 2.0),
    starts: &[&[1.5], &[0.5], &[-0.2]],
    critical_points: &[inflection(&[0.0]).degenerate()],
    note: "Gradient descent from the right slows down towards 0 as if it were a minimum, and from the left runs away. Newton halves its distance from 0 in every step.",
    source: "Critical points told by the Hessian's eigenvalues",
};
