use super::rosenbrock::PARAMETERS;
use super::{ObjectiveInfo, View, minimum};
use crate::expression::Reduce;

/// Rosenbrock's function by its residuals.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rosenbrock-residuals",
    name: "Rosenbrock as least squares",
    formula: "(a - t1, sqrt(b)*(t2 - t1^2))",
    reduce: Some(Reduce::Squares),
    variables: &["t1", "t2"],
    parameters: PARAMETERS,
    view: View::plane([-2.0, 2.0], [-1.0, 3.0]),
    starts: &[&[-1.2, 1.0], &[0.2, -0.2], &[0.4, -0.2], &[0.8, 0.0]],
    critical_points: &[minimum(&[1.0, 1.0])],
    note: "Rosenbrock's function with its two residuals known: Gauss-Newton and Levenberg-Marquardt need no second derivatives.",
    source: "MEDL (4.9); PBDL (13)",
};
