use super::{ObjectiveInfo, View, minimum};

/// A minimum so flat that its second derivative is 0.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "fourth-power",
    name: "Fourth power",
    formula: "t^4",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-2.0, 2.0),
    starts: &[&[1.5], &[-0.8]],
    critical_points: &[minimum(&[0.0]).degenerate()],
    note: "Newton converges only linearly, by a factor of 2/3 a step, because the second derivative vanishes with the first; gradient descent slows down more and more.",
    source: "A degenerate minimum",
};
