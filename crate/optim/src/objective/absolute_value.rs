use super::{ObjectiveInfo, View, minimum};

/// A kink.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "absolute-value",
    name: "Absolute value",
    formula: "|t|",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-3.0, 3.0),
    starts: &[&[2.05], &[-1.0], &[0.3]],
    critical_points: &[minimum(&[0.0]).nonsmooth()],
    note: "The slope is -1 or 1 however near the minimum is, so that steps of a fixed length jump over it and back for ever. At 0 itself the derivative is taken as 0.",
    source: "MEDL 4.1, absolute loss",
};
