use super::{ObjectiveInfo, View, saddle};
use crate::expression::Reduce;

/// The squared loss of a network with two weights.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "two-weights-squared",
    name: "Two weights, squared loss",
    formula: "(1 - sigmoid(w2*sigmoid(-3*w1)), sigmoid(w2*sigmoid(-2*w1)), sigmoid(w2*sigmoid(-w1)), 1 - sigmoid(w2*sigmoid(w1)), 1 - sigmoid(w2*sigmoid(2*w1)), sigmoid(w2*sigmoid(3*w1)))",
    reduce: Some(Reduce::Squares),
    variables: &["w1", "w2"],
    parameters: &[],
    view: View::plane([-20.0, 20.0], [-20.0, 20.0]),
    starts: &[&[6.0, 10.0], &[-5.0, -15.0], &[1.0, -10.0]],
    critical_points: &[
        saddle(&[-1.030_859_646_835_355_7, 7.129_177_547_741_808]),
        saddle(&[0.0, 0.0]).degenerate(),
        saddle(&[1.030_859_646_835_355_7, -7.129_177_547_741_808]),
    ],
    note: "The residuals of a network with one hidden neuron and six samples. Far out the sigmoids are flat, and gradients almost vanish; valleys lead to infinity. The Hessian at the origin is singular.",
    source: "MEDL figure 4.5 (a)",
};
