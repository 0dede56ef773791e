use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};
use crate::parameter::{DefaultValue, Domain, Parameter};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "iris",
    objective: ObjectiveInfo {
        id: "linear-regression-huber",
        name: "Linear regression, Huber loss",
        formula: "a = |petal_width - (w*petal_length + b)|; q = min(a, delta); q*(a - q/2)",
        reduce: Some(Reduce::Mean),
        variables: &["w", "b"],
        parameters: &[Parameter {
            id: "delta",
            tex: r"\delta",
            help: "Beyond this size a residual counts by its size, below it by its square.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(0.2),
        }],
        view: View::plane([-0.6, 1.4], [-2.5, 1.5]),
        starts: &[&[-0.4, 1.0], &[0.0, 0.0], &[1.0, -1.5]],
        critical_points: &[minimum(&[0.41201570910581564, -0.35947865679581087])],
        note: "Squared loss for small residuals, absolute loss for large ones: smooth at the minimum, and not pulled by points far off the line.",
        source: "MEDL 4.1, (2.19)",
    },
};
