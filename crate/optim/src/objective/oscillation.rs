use super::{ObjectiveInfo, View, maximum, minimum};

/// A quartic on which Newton alternates between two points.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "oscillation",
    name: "Oscillation",
    formula: "-t^4/4 + 5t^2/2",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-3.5, 3.5),
    starts: &[&[1.0], &[0.9], &[1.1]],
    critical_points: &[minimum(&[0.0]), maximum(&[-2.23606797749979]), maximum(&[2.23606797749979])],
    note: "From 1 Newton alternates between -1 and 1 for ever; from 0.9 it finds the minimum, from 1.1 a maximum.",
    source: "MEDL 4.6",
};
