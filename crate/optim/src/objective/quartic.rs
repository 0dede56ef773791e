use super::{ObjectiveInfo, View, maximum, minimum};

/// A quartic with two minima and a maximum between them.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "quartic",
    name: "Quartic",
    formula: "t^4 - 4t^3 - 2t^2 + 10t + 15",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-2.2, 4.4),
    starts: &[&[2.5], &[1.7], &[-1.5]],
    critical_points: &[
        minimum(&[-0.93429787576606]),
        minimum(&[3.0597919701013208]),
        maximum(&[0.8745059056647393]),
    ],
    note: "Newton from 1.7 goes to the maximum, from 2.5 to the minimum: between them lies the inflection 1 + sqrt(4/3), where the parabola turns over.",
    source: "MEDL figure 4.10",
};
