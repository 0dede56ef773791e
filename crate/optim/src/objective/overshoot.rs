use super::{ObjectiveInfo, View, maximum, minimum};

/// A cubic on which Newton overshoots.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "overshoot",
    name: "Overshoot",
    formula: "(t - 3)^2 (t + 3)",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-4.0, 6.0),
    starts: &[&[1.5], &[0.5], &[5.0]],
    critical_points: &[minimum(&[3.0]), maximum(&[-1.0])],
    note: "From 1.5 Newton overshoots to 5.25, where the value is four times as large, and is then exact in a few steps. From below 1 it ends in the maximum at -1.",
    source: "MEDL (4.52)",
};
