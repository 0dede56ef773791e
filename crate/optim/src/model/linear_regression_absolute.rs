use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "iris",
    objective: ObjectiveInfo {
        id: "linear-regression-absolute",
        name: "Linear regression, absolute loss",
        formula: "|petal_width - (w*petal_length + b)|",
        reduce: Some(Reduce::Mean),
        variables: &["w", "b"],
        parameters: &[],
        view: View::plane([-0.6, 1.4], [-2.5, 1.5]),
        starts: &[&[-0.4, 1.0], &[0.0, 0.0], &[1.0, -1.5]],
        critical_points: &[minimum(&[0.4193548387096774, -0.3870967741935483]).nonsmooth()],
        note: "Convex with a kink wherever the line goes through a point. The minimum is such a kink, so that gradients there do not vanish and a fixed rate ends in a cycle around it.",
        source: "MEDL 4.1, (2.18)",
    },
};
