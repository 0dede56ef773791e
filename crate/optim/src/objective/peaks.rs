use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// MATLAB's peaks: three maxima, three minima, three saddles.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "peaks",
    name: "Peaks",
    formula: "3*(1 - x)^2*exp(-x^2 - (y + 1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-3.0, 3.0], [-3.0, 3.0]),
    starts: &[&[0.2, 0.9], &[-0.5, 2.0], &[1.0, 1.2], &[-2.0, 1.0]],
    critical_points: &[
        minimum(&[-1.3473962443682108, 0.20451886609700518]),
        minimum(&[0.22827892055636909, -1.6255349574999964]),
        minimum(&[0.2964455538468321, 0.32019624766683435]),
        maximum(&[-0.46002451803438665, -0.6291965087168009]),
        maximum(&[-0.009317581959954116, 1.5813679629389998]),
        maximum(&[1.285684697241304, -0.004847559075593672]),
        saddle(&[-0.2659375568372457, 0.4667399937262694]),
        saddle(&[0.4163233216785082, -0.3941450984024246]),
        saddle(&[1.0982728343350927, 0.8544609795247524]),
    ],
    note: "Hills and hollows: where a run ends depends on where it starts, and pure Newton ends in maxima and saddles as gladly as in minima. Far out it is flat.",
    source: "MEDL figure 4.1; MATLAB's peaks",
};
