use super::{ObjectiveInfo, View, minimum};

/// A well that levels out: Geman and McClure's robust loss.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "geman-mcclure",
    name: "Well in a plain",
    formula: "t^2/(1 + t^2)",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-6.0, 6.0),
    starts: &[&[0.5], &[1.0], &[4.0]],
    critical_points: &[minimum(&[0.0])],
    note: "Beyond 1/sqrt(3) the second derivative is negative and Newton heads away from the minimum; farther out the gradient fades like 1/t^3.",
    source: "Geman and McClure, Statistical methods for tomographic image reconstruction (1987)",
};
