use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "iris",
    objective: ObjectiveInfo {
        id: "linear-regression",
        name: "Linear regression",
        formula: "(petal_width - (w*petal_length + b))^2",
        reduce: Some(Reduce::Mean),
        variables: &["w", "b"],
        parameters: &[],
        view: View::plane([-0.6, 1.4], [-2.5, 1.5]),
        starts: &[&[-0.4, 1.0], &[0.0, 0.0], &[1.0, -1.5]],
        critical_points: &[minimum(&[0.4157554163524115, -0.363075521319029])],
        note: "The width of a petal by its length with the squared loss: a quadratic bowl, elongated because all lengths are positive. Newton's method needs one step; scaled or centred data would make the bowl round.",
        source: "MEDL 4.1, (2.13)",
    },
};
