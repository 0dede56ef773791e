use fallline_autodiff::{Op, Scalar, math};
use serde::{Deserialize, Serialize};

/// How far a network's outputs are from a sample's targets y.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// |ŷ − y|², the sum of the squares.
    Squared,
    /// −Σ y ln p with the softmax p of the outputs z, MEDL 4.1: computed as Σ y (ln Σ eᶻ − z) after the largest z
    /// is subtracted from all, so that nothing overflows. Of one output z the probability is the sigmoid of z, and the
    /// loss −y ln p − (1 − y) ln(1 − p).
    CrossEntropy,
}

impl Loss {
    /// The loss of one sample.
    pub(super) fn value(self, outputs: &[f64], targets: &[f64]) -> f64 {
        match (self, outputs, targets) {
            (Self::Squared, ..) => outputs.iter().zip(targets).map(|(z, y)| (z - y) * (z - y)).sum(),
            (Self::CrossEntropy, &[z], &[y]) => math::softplus(z) - y * z,
            (Self::CrossEntropy, ..) => {
                let largest = largest(outputs);
                let sum: f64 = outputs.iter().map(|z| math::exp(z - largest)).sum();
                let log_sum = largest + math::ln(sum);
                outputs
                    .iter()
                    .zip(targets)
                    .map(|(z, y)| if *y == 0.0 { 0.0 } else { y * (log_sum - z) })
                    .sum()
            }
        }
    }

    /// Puts the derivatives of one sample's loss with respect to the outputs in their place.
    pub(super) fn differentiate<S: Scalar + Copy>(self, outputs: &mut [S], targets: &[f64]) {
        match (self, &mut *outputs) {
            (Self::Squared, outputs) => {
                for (z, &y) in outputs.iter_mut().zip(targets) {
                    *z = S::constant(2.0) * (*z - S::constant(y));
                }
            }
            (Self::CrossEntropy, [z]) => {
                let y = targets.first().copied().unwrap_or_default();
                *z = S::apply(Op::Sigmoid, &[*z], &[]) - S::constant(y);
            }
            (Self::CrossEntropy, outputs) => {
                softmax(outputs);
                let whole = S::constant(targets.iter().sum());
                for (p, &y) in outputs.iter_mut().zip(targets) {
                    *p = whole * *p - S::constant(y);
                }
            }
        }
    }

    /// What the network says of a sample: probabilities under cross-entropy, else the outputs themselves.
    pub(super) fn predict(self, outputs: &mut [f64]) {
        match (self, outputs) {
            (Self::Squared, _) => {}
            (Self::CrossEntropy, [z]) => *z = math::sigmoid(*z),
            (Self::CrossEntropy, outputs) => softmax(outputs),
        }
    }
}

/// eᶻ / Σ eᶻ in place of z.
fn softmax<S: Scalar + Copy>(z: &mut [S]) {
    // Less the largest z, so that no exponential overflows.
    let shift = z.iter().copied().reduce(|a, b| S::apply(Op::Max, &[a, b], &[]));
    let Some(shift) = shift else { return };
    z.iter_mut().for_each(|z| *z = *z - shift);
    z.copy_from_slice(&S::apply_each(Op::Exp, z));
    let sum = z.iter().copied().fold(S::constant(0.0), |sum, e| sum + e);
    z.iter_mut().for_each(|z| *z = *z / sum);
}

fn largest(z: &[f64]) -> f64 {
    z.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}
