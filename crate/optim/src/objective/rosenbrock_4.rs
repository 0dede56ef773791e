use super::{ObjectiveInfo, View, minimum, saddle};

/// Rosenbrock's function of n variables, Σ 100 (tᵢ₊₁ − tᵢ²)² + (1 − tᵢ)², for n = 4.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "rosenbrock-4",
    name: "Rosenbrock in four dimensions",
    formula: "100*(t2 - t1^2)^2 + (1 - t1)^2 + 100*(t3 - t2^2)^2 + (1 - t2)^2 + 100*(t4 - t3^2)^2 + (1 - t3)^2",
    reduce: None,
    variables: &["t1", "t2", "t3", "t4"],
    parameters: &[],
    view: View::section([0, 1], [-2.0, 2.0], [-1.0, 3.0]),
    starts: &[&[-1.2, 1.0, -1.2, 1.0], &[-1.0, 1.0, 1.0, 1.0], &[0.0, 0.0, 0.0, 0.0]],
    critical_points: &[
        minimum(&[-0.7756592265653526, 0.6130933654850435, 0.38206284633839316, 0.1459720185521946]),
        minimum(&[1.0, 1.0, 1.0, 1.0]),
        saddle(&[-0.6561246357194459, 0.44312004097157237, 0.20431224822836433, 0.041743494776128764]),
    ],
    note: "The valley of two dimensions chained: from four variables on there is a second, local minimum where t1 is negative, and a saddle beside it. More variables follow the same pattern.",
    source: "Kok and Sandrock, Locating and characterizing the stationary points of the extended Rosenbrock function (2009)",
};
