use super::{ObjectiveInfo, View, minimum, saddle};

/// Three minima in a row.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "three-hump-camel",
    name: "Three-hump camel",
    formula: "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-2.5, 2.5], [-2.5, 2.5]),
    starts: &[&[-1.0, 2.0], &[2.0, 1.0], &[1.2, -0.5]],
    critical_points: &[
        minimum(&[-1.7475523458302888, 0.8737761729151444]),
        minimum(&[0.0, 0.0]),
        minimum(&[1.7475523458302888, -0.8737761729151444]),
        saddle(&[-1.07054229182366, 0.53527114591183]),
        saddle(&[1.07054229182366, -0.53527114591183]),
    ],
    note: "The lowest minimum lies in the middle, with a higher one on either side: momentum may carry a run over the saddle between them.",
    source: "Jamil and Yang, A literature survey of benchmark functions for global optimization problems (2013)",
};
