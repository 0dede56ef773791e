use super::{ObjectiveInfo, View, saddle};
use crate::expression::Reduce;

/// The cross-entropy of a network with two weights: softplus(−z) where the label is 1, softplus(z) where it is 0.
pub(super) static INFO: ObjectiveInfo = ObjectiveInfo {
    id: "two-weights-cross-entropy",
    name: "Two weights, cross-entropy",
    formula: "(softplus(-w2*sigmoid(-3*w1)), softplus(w2*sigmoid(-2*w1)), softplus(w2*sigmoid(-w1)), softplus(-w2*sigmoid(w1)), softplus(-w2*sigmoid(2*w1)), softplus(w2*sigmoid(3*w1)))",
    reduce: Some(Reduce::Mean),
    variables: &["w1", "w2"],
    parameters: &[],
    view: View::plane([-20.0, 20.0], [-20.0, 20.0]),
    starts: &[&[6.0, 10.0], &[-5.0, -15.0], &[1.0, -10.0]],
    critical_points: &[saddle(&[0.0, 0.0]).degenerate()],
    note: "The same network and samples as under the squared loss. Cross-entropy grows where the network is wrong with confidence, so that gradients lead back from there. The Hessian at the origin is singular.",
    source: "MEDL figure 4.5 (b)",
};
