use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// A very wide bowl covered with ripples.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "griewank",
    name: "Griewank",
    formula: "1 + (x^2 + y^2)/4000 - cos(x)*cos(y/sqrt(2))",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-6.0, 6.0], [-6.0, 6.0]),
    starts: &[&[1.0, 1.0], &[4.0, 3.0], &[-5.0, 1.0]],
    critical_points: &[
        minimum(&[-3.1400226338955397, -4.438444480920714]),
        minimum(&[-3.1400226338955397, 4.438444480920714]),
        minimum(&[0.0, 0.0]),
        minimum(&[3.1400226338955397, -4.438444480920714]),
        minimum(&[3.1400226338955397, 4.438444480920714]),
        maximum(&[-3.1431642363549055, 0.0]),
        maximum(&[0.0, -4.447330275764381]),
        maximum(&[0.0, 4.447330275764381]),
        maximum(&[3.1431642363549055, 0.0]),
        saddle(&[-4.710820534479318, -2.2181104087569534]),
        saddle(&[-4.710820534479318, 2.2181104087569534]),
        saddle(&[-1.5723679104393218, -2.2225533025787545]),
        saddle(&[-1.5723679104393218, 2.2225533025787545]),
        saddle(&[1.5723679104393218, -2.2225533025787545]),
        saddle(&[1.5723679104393218, 2.2225533025787545]),
        saddle(&[4.710820534479318, -2.2181104087569534]),
        saddle(&[4.710820534479318, 2.2181104087569534]),
    ],
    note: "Near the origin the ripples hide the bowl; seen from far away, zoomed out a hundredfold, the bowl hides the ripples. The critical points listed are those in the view, out of many.",
    source: "Griewank, Generalized descent for global optimization (1981)",
};
