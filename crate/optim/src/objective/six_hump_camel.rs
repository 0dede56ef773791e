use super::{ObjectiveInfo, View, maximum, minimum, saddle};

/// Six minima in pairs.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "six-hump-camel",
    name: "Six-hump camel",
    formula: "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2",
    reduce: None,
    variables: &["x", "y"],
    parameters: &[],
    view: View::plane([-2.0, 2.0], [-1.2, 1.2]),
    starts: &[&[0.5, 1.0], &[-1.8, 0.2], &[1.0, 0.0]],
    critical_points: &[
        minimum(&[-1.703606714969981, 0.7960835686726251]),
        minimum(&[-1.6071047529201972, -0.5686514548841314]),
        minimum(&[-0.08984201310031806, 0.7126564030207396]),
        minimum(&[0.08984201310031806, -0.7126564030207396]),
        minimum(&[1.6071047529201972, 0.5686514548841314]),
        minimum(&[1.703606714969981, -0.7960835686726251]),
        maximum(&[-1.2302298765166526, -0.16233458445899496]),
        maximum(&[1.2302298765166526, 0.16233458445899496]),
        saddle(&[-1.6380679841897785, -0.22867406904439408]),
        saddle(&[-1.2960702671671092, -0.6050843880386585]),
        saddle(&[-1.1092053368047865, 0.7682680925095399]),
        saddle(&[0.0, 0.0]),
        saddle(&[1.1092053368047865, -0.7682680925095399]),
        saddle(&[1.2960702671671092, 0.6050843880386585]),
        saddle(&[1.6380679841897785, 0.22867406904439408]),
    ],
    note: "Six minima in three pairs of the same depth, two maxima and seven saddles in a small space: neighbouring starts end in different minima.",
    source: "Dixon and Szegő, Towards global optimisation 2 (1978)",
};
