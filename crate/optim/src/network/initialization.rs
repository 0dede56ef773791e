use fallline_autodiff::math;
use serde::{Deserialize, Serialize};

use super::Network;
use crate::draws::Draws;

/// How far from 0 the weights of a layer start. Biases start at 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scheme {
    /// Uniform between ±√(6 / (inputs + outputs)), Glorot and Bengio (2010).
    #[default]
    XavierUniform,
    /// Normal with the variance 2 / (inputs + outputs).
    XavierNormal,
    /// Uniform between ±√(6 / inputs), He et al. (2015).
    KaimingUniform,
    /// Normal with the variance 2 / inputs.
    KaimingNormal,
    /// All 0.
    Zero,
}

/// The weights at the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Initialization {
    /// Their distribution.
    #[serde(default)]
    pub kind: Scheme,
    /// The seed of the draws.
    #[serde(default)]
    pub seed: u64,
}

impl Initialization {
    /// The weights θ(0) of a network.
    ///
    /// ```
    /// use fallline_optim::network::{Activation, Initialization, Loss, Network, Scheme};
    /// let network = Network::new(&[2, 3], Activation::Tanh, Activation::Tanh, Loss::Squared)?;
    /// let theta = Initialization { kind: Scheme::KaimingUniform, seed: 1 }.weights(&network);
    /// assert!(theta[..6].iter().all(|w| w.abs() <= 3.0_f64.sqrt() && *w != 0.0));
    /// assert_eq!(theta[6..], [0.0; 3]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    #[must_use]
    pub fn weights(&self, network: &Network) -> Vec<f64> {
        let n = network.dim();
        let draws = Draws::new(self.seed);
        let drawn = match self.kind {
            Scheme::Zero => return vec![0.0; n],
            Scheme::XavierUniform | Scheme::KaimingUniform => {
                // Uniform between ±√3, whose variance is 1.
                let centred = |u: f64| math::sqrt(3.0) * (2.0 * u - 1.0);
                draws.uniform(0, n).into_iter().map(centred).collect()
            }
            Scheme::XavierNormal | Scheme::KaimingNormal => draws.normal(0, n),
        };
        let mut weights = vec![0.0; n];
        for layer in &network.layers {
            #[expect(clippy::cast_precision_loss, reason = "widths are small")]
            let fan = match self.kind {
                Scheme::KaimingUniform | Scheme::KaimingNormal => layer.inputs as f64,
                _ => (layer.inputs + layer.outputs) as f64,
            };
            let deviation = math::sqrt(2.0 / fan);
            for i in layer.weights.clone() {
                weights[i] = deviation * drawn[i];
            }
        }
        weights
    }
}
