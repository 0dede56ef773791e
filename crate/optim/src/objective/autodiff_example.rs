use std::f64::consts::LN_2;

use super::{ObjectiveInfo, View, saddle};

/// The function whose graph and tables are those of MEDL 4.4.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "autodiff-example",
    name: "The example of the autodiff tables",
    formula: "sin(t1*t2) + exp(t2 + t3) - 2*t3",
    reduce: None,
    variables: &["t1", "t2", "t3"],
    parameters: &[],
    view: View::section([0, 1], [-4.0, 4.0], [-3.0, 3.0]),
    starts: &[&[0.5235987755982988, 2.0, 5.0], &[0.5, 0.5, 0.0], &[-1.0, -1.0, 1.0]],
    critical_points: &[saddle(&[-2.0, 0.0, LN_2])],
    note: "Made for its computational graph rather than for its shape: unbounded below, with one saddle, at (-2, 0, ln 2). The first start is the point of the tables.",
    source: "MEDL figure 4.7, tables 4.1 to 4.3",
};
