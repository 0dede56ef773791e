use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "wdbc",
    objective: ObjectiveInfo {
        id: "logistic-regression-2",
        name: "Logistic regression, two features",
        formula: "z = w1*(radius - 14) + w2*(texture - 19) + b; softplus(z) - malignant*z",
        reduce: Some(Reduce::Mean),
        variables: &["w1", "w2", "b"],
        parameters: &[],
        view: View::section([0, 1], [-1.0, 3.0], [-1.0, 1.5]),
        starts: &[&[0.0, 0.0, 0.0], &[2.0, 1.0, 1.0]],
        critical_points: &[minimum(&[1.0571018305242723, 0.21814100610428108, -0.9053118231465935])],
        note: "Logistic regression on radius and texture. Convex, with the Hessian (4.7).",
        source: "MEDL 4.1, (4.7)",
    },
};
