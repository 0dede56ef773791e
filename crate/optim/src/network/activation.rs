use fallline_autodiff::{Op, Scalar};
use serde::{Deserialize, Serialize};

/// What a neuron makes of its weighted sum z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// z itself.
    #[default]
    Identity,
    /// 1 / (1 + e⁻ᶻ).
    Sigmoid,
    /// tanh z.
    Tanh,
    /// max(0, z), with the derivative 0 at 0.
    Relu,
    /// ln(1 + eᶻ).
    Softplus,
}

impl Activation {
    /// Every activation.
    pub const ALL: [Self; 5] = [Self::Identity, Self::Sigmoid, Self::Tanh, Self::Relu, Self::Softplus];

    /// Its entry in the table of operations; none for the identity.
    #[must_use]
    pub fn op(self) -> Option<Op> {
        match self {
            Self::Identity => None,
            Self::Sigmoid => Some(Op::Sigmoid),
            Self::Tanh => Some(Op::Tanh),
            Self::Relu => Some(Op::Relu),
            Self::Softplus => Some(Op::Softplus),
        }
    }

    /// The activations of weighted sums.
    pub(super) fn outputs<S: Scalar>(self, sums: &[S]) -> Vec<S> {
        match self.op() {
            None => sums.to_vec(),
            Some(op) => S::apply_each(op, sums),
        }
    }

    /// Multiplies the derivatives with respect to the outputs by those of the outputs with respect to the sums.
    pub(super) fn chain<S: Scalar>(self, derivatives: &mut [S], sums: &[S], outputs: &[S]) {
        let Some(op) = self.op() else { return };
        for ((derivative, z), y) in derivatives.iter_mut().zip(sums).zip(outputs) {
            *derivative = derivative.clone() * op.partial(0, std::slice::from_ref(z), y, &[]);
        }
    }
}
