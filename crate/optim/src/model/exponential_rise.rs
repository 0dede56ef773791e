use super::ModelInfo;
use crate::expression::Reduce;
use crate::objective::{ObjectiveInfo, View, minimum};

pub(super) static INFO: ModelInfo = ModelInfo {
    data: "misra1a",
    objective: ObjectiveInfo {
        id: "exponential-rise",
        name: "Nonlinear least squares",
        formula: "y - b1*(1 - exp(-b2*x))",
        reduce: Some(Reduce::Squares),
        variables: &["b1", "b2"],
        parameters: &[],
        view: View::plane([150.0, 600.0], [0.00005, 0.001]),
        starts: &[&[500.0, 0.0001], &[250.0, 0.0005]],
        critical_points: &[minimum(&[238.9421291788617, 0.0005501564318059135])],
        note: "A curve that rises to b1, fitted to 14 measurements. The variables differ by six powers of ten in scale, and the valley is bent: gradient descent stands still where Gauss-Newton and Levenberg-Marquardt need a few steps.",
        source: "NIST StRD, Misra1a; PBDL (13)",
    },
};
