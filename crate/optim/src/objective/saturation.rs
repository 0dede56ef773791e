use super::{ObjectiveInfo, View, minimum};

/// The squared error of one neuron.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "saturation",
    name: "Saturated neuron",
    formula: "(sigmoid(t) - 1/2)^2",
    reduce: None,
    variables: &["t"],
    parameters: &[],
    view: View::line(-8.0, 8.0),
    starts: &[&[1.0], &[3.0], &[-7.0]],
    critical_points: &[minimum(&[0.0])],
    note: "The sigmoid is flat far out, so that a wrong answer given with confidence has almost no gradient: from -7 gradient descent needs very long to begin to move.",
    source: "MEDL 4.2, figure 4.5; vanishing gradients",
};
