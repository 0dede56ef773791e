use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "wdbc",
    objective: ObjectiveInfo {
        id: "logistic-regression",
        name: "Logistic regression",
        formula: "z = w*(radius - 14) + b; softplus(z) - malignant*z",
        reduce: Some(Reduce::Mean),
        variables: &["w", "b"],
        parameters: &[],
        view: View::plane([-1.0, 3.0], [-4.0, 3.0]),
        starts: &[&[-0.5, 2.0], &[0.0, 0.0], &[2.5, -3.0]],
        critical_points: &[minimum(&[1.0335888217087033, -0.7756272735844371])],
        note: "Whether a tumour is malignant, by the radius of its cells' nuclei: the cross entropy -y ln p - (1 - y) ln(1 - p) of p = sigmoid(z), written so that it does not overflow. Convex, with the Hessian (4.7).",
        source: "MEDL 4.1, (4.7)",
    },
};
