use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// The egg box.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "sine-product",
    name: "Sine product",
    formula: "sin(x) sin(y)",
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-4.0, 4.0], [-4.0, 4.0]),
    starts: &[&[0.5, -0.2], &[2.0, 0.8], &[-1.0, 1.0]],
    critical_points: &[
        minimum(&[-1.5707963267948966, 1.5707963267948966]),
        minimum(&[1.5707963267948966, -1.5707963267948966]),
        maximum(&[-1.5707963267948966, -1.5707963267948966]),
        maximum(&[1.5707963267948966, 1.5707963267948966]),
        saddle(&[-3.141592653589793, -3.141592653589793]),
        saddle(&[-3.141592653589793, 0.0]),
        saddle(&[-3.141592653589793, 3.141592653589793]),
        saddle(&[0.0, -3.141592653589793]),
        saddle(&[0.0, 0.0]),
        saddle(&[0.0, 3.141592653589793]),
        saddle(&[3.141592653589793, -3.141592653589793]),
        saddle(&[3.141592653589793, 0.0]),
        saddle(&[3.141592653589793, 3.141592653589793]),
    ],
    note: "Minima and maxima like the fields of a chess board, saddles at their corners.",
    source: "Gradient and level curves",
};
