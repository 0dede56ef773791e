//! Fully connected networks, trained by the optimizers of the list.
//!
//! A [`Network`] is a shape: widths, activations, a loss. With [`Samples`] it is a [`NetworkObjective`], a finite sum like
//! any other, and a [`Training`] takes it through epochs of mini-batches.
//!
//! Layer l makes of the activations a of the layer before it the sums z = W a + b and of these its own activations.
//! All weights of a network lie in one vector θ: layer after layer the rows of W, one for each neuron, and then b.

mod activation;
pub mod digits;
mod initialization;
mod loss;
mod objective;
pub mod plane;
mod product;
mod samples;
mod spec;
mod training;

pub use activation::Activation;
pub use initialization::{Initialization, Scheme};
pub use loss::Loss;
pub use objective::NetworkObjective;
pub use samples::Samples;
pub use spec::NetworkSpec;
pub use training::{EpochRecord, MOST_KEPT, Training};

use std::ops::Range;

use fallline_autodiff::{Error, ErrorKind, Scalar};

use crate::text::refuse;
use product::{add_product, transposed};

/// The most weights of a network.
pub const MOST_WEIGHTS: usize = 2_000_000;
/// The most layers of a network.
pub const MOST_LAYERS: usize = 64;
/// Samples that go through a network together where there are more.
const BATCH: usize = 100;

/// The shape of a fully connected network.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    layers: Vec<Layer>,
    loss: Loss,
}

/// A layer and where its weights lie in θ.
#[derive(Clone, Debug, PartialEq)]
struct Layer {
    inputs: usize,
    outputs: usize,
    activation: Activation,
    weights: Range<usize>,
    biases: Range<usize>,
}

/// What a layer made of a batch, sample after sample.
struct Passed<S> {
    sums: Vec<S>,
    outputs: Vec<S>,
}

impl Network {
    /// A network of the given widths from the inputs to the outputs. The hidden layers have `activation`, the last
    /// one `last`.
    ///
    /// # Errors
    /// Kind "parameter" for fewer than two widths, a width of 0, or an activation of the outputs beside cross-entropy,
    /// which has its own; "limit" for more than [`MOST_LAYERS`] layers or [`MOST_WEIGHTS`] weights.
    ///
    /// ```
    /// use fallline_optim::network::{Activation, Loss, Network};
    /// let network = Network::new(&[64, 32, 32, 10], Activation::Relu, Activation::Identity, Loss::CrossEntropy)?;
    /// assert_eq!(network.dim(), 65 * 32 + 33 * 32 + 33 * 10);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(
        widths: &[usize],
        activation: Activation,
        last: Activation,
        loss: Loss,
    ) -> Result<Self, Error> {
        if widths.len() < 2 || widths.contains(&0) {
            return Err(refuse(
                "`widths` must name the numbers of inputs, of each hidden layer's neurons and of outputs, all of them above 0",
            ));
        }
        if loss == Loss::CrossEntropy && last != Activation::Identity {
            return Err(refuse(
                "beside `cross-entropy` the outputs have no activation of their own: a softmax, or a sigmoid of a single output, is part of the loss",
            ));
        }
        let weights = widths
            .windows(2)
            .try_fold(0_usize, |sum, pair| pair[0].checked_add(1)?.checked_mul(pair[1])?.checked_add(sum));
        if widths.len() > MOST_LAYERS + 1 || weights.is_none_or(|weights| weights > MOST_WEIGHTS) {
            let message = format!("a network has at most {MOST_LAYERS} layers and {MOST_WEIGHTS} weights");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let mut end = 0;
        let mut layers: Vec<Layer> = widths
            .windows(2)
            .map(|pair| {
                let (inputs, outputs) = (pair[0], pair[1]);
                let weights = end..end + inputs * outputs;
                end = weights.end + outputs;
                let biases = weights.end..end;
                Layer { inputs, outputs, activation, weights, biases }
            })
            .collect();
        if let Some(layer) = layers.last_mut() {
            layer.activation = last;
        }
        Ok(Self { layers, loss })
    }

    /// n, the number of weights.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.biases.end)
    }

    /// The number of inputs.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.inputs)
    }

    /// The number of outputs.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.layers.last().map_or(0, |layer| layer.outputs)
    }

    /// The loss of a sample.
    #[must_use]
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// Where each layer's weights and biases lie in θ.
    #[must_use]
    pub fn layers(&self) -> Vec<Range<usize>> {
        self.layers.iter().map(|layer| layer.weights.start..layer.biases.end).collect()
    }

    /// What the network says of samples: probabilities under cross-entropy, else its outputs; for each sample as many
    /// numbers as there are outputs. `features` are the samples' inputs, one sample after the other.
    ///
    /// # Errors
    /// Kind "parameter" where the numbers do not fit the widths.
    pub fn predict(&self, theta: &[f64], features: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_weights(theta)?;
        if !features.len().is_multiple_of(self.inputs()) {
            return Err(refuse(format!(
                "a sample has {} inputs; {} numbers are no whole number of samples",
                self.inputs(),
                features.len()
            )));
        }
        let mut predictions = Vec::with_capacity(features.len() / self.inputs() * self.outputs());
        for features in features.chunks(BATCH * self.inputs()) {
            let from = predictions.len();
            predictions.extend(self.outputs_of(theta, features.to_vec()));
            let new = &mut predictions[from..];
            new.chunks_mut(self.outputs()).for_each(|outputs| self.loss.predict(outputs));
        }
        Ok(predictions)
    }

    fn check_weights(&self, theta: &[f64]) -> Result<(), Error> {
        match theta.len() == self.dim() {
            true => Ok(()),
            false => Err(refuse(format!(
                "the network has {} weights; {} numbers are given",
                self.dim(),
                theta.len()
            ))),
        }
    }

    /// The last layer's activations.
    fn outputs_of(&self, theta: &[f64], inputs: Vec<f64>) -> Vec<f64> {
        self.layers.iter().fold(inputs, |inputs, layer| layer.forward(theta, &inputs).outputs)
    }

    /// Adds to `gradient` the sum of the gradients of the samples' losses.
    fn add_gradient<S: Scalar + Copy>(&self, theta: &[S], inputs: &[S], targets: &[f64], gradient: &mut [S]) {
        let mut passed: Vec<Passed<S>> = Vec::with_capacity(self.layers.len());
        for layer in &self.layers {
            let inputs = passed.last().map_or(inputs, |before| &before.outputs);
            passed.push(layer.forward(theta, inputs));
        }
        let mut derivatives = passed.last().map_or_else(Vec::new, |last| last.outputs.clone());
        for (outputs, targets) in derivatives.chunks_mut(self.outputs()).zip(targets.chunks(self.outputs())) {
            self.loss.differentiate(outputs, targets);
        }
        for (l, layer) in self.layers.iter().enumerate().rev() {
            layer.activation.chain(&mut derivatives, &passed[l].sums, &passed[l].outputs);
            let inputs = l.checked_sub(1).map_or(inputs, |before| &passed[before].outputs);
            let by_neuron = transposed(&derivatives, layer.outputs);
            add_product(
                &mut gradient[layer.weights.clone()],
                &by_neuron,
                inputs,
                by_neuron.len() / layer.outputs,
                layer.inputs,
            );
            for row in derivatives.chunks(layer.outputs) {
                for (sum, &derivative) in gradient[layer.biases.clone()].iter_mut().zip(row) {
                    *sum = *sum + derivative;
                }
            }
            if l > 0 {
                let mut before = vec![S::constant(0.0); inputs.len()];
                let weights = &theta[layer.weights.clone()];
                add_product(&mut before, &derivatives, weights, layer.outputs, layer.inputs);
                derivatives = before;
            }
        }
    }
}

impl Layer {
    fn forward<S: Scalar + Copy>(&self, theta: &[S], inputs: &[S]) -> Passed<S> {
        let by_input = transposed(&theta[self.weights.clone()], self.inputs);
        let mut sums = theta[self.biases.clone()].repeat(inputs.len() / self.inputs);
        add_product(&mut sums, inputs, &by_input, self.inputs, self.outputs);
        let outputs = self.activation.outputs(&sums);
        Passed { sums, outputs }
    }
}
