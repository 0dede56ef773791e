use super::{ObjectiveInfo, View, minimum, saddle};

/// A sine along a parabolic valley.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "mccormick",
    name: "McCormick",
    formula: "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-1.5, 4.0], [-3.0, 4.0]),
    starts: &[&[0.0, 0.0], &[3.0, 3.0], &[-1.0, 2.0]],
    critical_points: &[
        minimum(&[-0.5471975511965977, -1.5471975511965979]),
        minimum(&[2.5943951023931957, 1.5943951023931955]),
        saddle(&[1.5471975511965979, 0.5471975511965977]),
    ],
    note: "Two minima one behind the other along the valley, of different depth, and a saddle between them; beyond the view they repeat without end, towards the lower left each deeper than the one before.",
    source: "McCormick, Computability of global solutions to factorable nonconvex programs (1976)",
};
