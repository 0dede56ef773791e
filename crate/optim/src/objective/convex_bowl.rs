use super::{ObjectiveInfo, View, minimum};

/// The round bowl.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "convex-bowl",
    name: "Convex bowl",
    formula: "t1^2 + t2^2",
    reduce: None,
    variables: &["t1", "t2"],
    parameters: &[],
    view: View::plane([-2.5, 2.5], [-2.5, 2.5]),
    starts: &[&[2.0, 1.5], &[-2.0, 0.5]],
    critical_points: &[minimum(&[0.0, 0.0])],
    note: "Convex and round: every level curve is a circle, and the negative gradient points at the minimum.",
    source: "MEDL figure 4.1",
};
