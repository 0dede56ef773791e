use std::rc::Rc;

use fallline_autodiff::{Dual, Error, ErrorKind};

use super::{BATCH, Network, Samples};
use crate::linear;
use crate::objective::{FiniteSum, Objective};
use crate::spec::MOST_VARIABLES;
use crate::text::refuse;

/// A network's mean loss over samples, C(θ) = (C₁(θ) + ... + Cₘ(θ)) / m.
///
/// Products with the Hessian come from the gradient's own program over dual numbers. The Hessian itself is there
/// for at most [`MOST_VARIABLES`] weights.
///
/// ```
/// use fallline_optim::Objective;
/// use fallline_optim::network::{Activation, Loss, Network, NetworkObjective, Samples};
/// // The two-parameter network of MEDL figure 4.5 has biases here, which are 0.
/// let network = Network::new(&[1, 1, 1], Activation::Sigmoid, Activation::Sigmoid, Loss::Squared)?;
/// let x = vec![-3.0, -2.0, -1.0, 1.0, 2.0, 3.0];
/// let samples = Samples::new(&network, x, &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0])?;
/// let objective = NetworkObjective::new(network, samples)?;
/// assert_eq!(objective.value(&[0.0; 4])? * 6.0, 1.5);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct NetworkObjective {
    network: Rc<Network>,
    samples: Rc<Samples>,
}

impl NetworkObjective {
    /// The mean loss of a network over samples.
    ///
    /// # Errors
    /// Kind "parameter" for samples that were made for another number of inputs or outputs.
    pub fn new(network: impl Into<Rc<Network>>, samples: Samples) -> Result<Self, Error> {
        let network = network.into();
        let (inputs, outputs) = (samples.features().len(), samples.targets().len());
        match inputs == samples.count() * network.inputs() && outputs == samples.count() * network.outputs() {
            true => Ok(Self { network, samples: Rc::new(samples) }),
            false => Err(refuse("the samples do not fit the network")),
        }
    }

    /// The network.
    #[must_use]
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The samples.
    #[must_use]
    pub fn samples(&self) -> &Samples {
        &self.samples
    }

    /// The mean loss, and the share of the samples that are classified wrongly where they have classes. The class is
    /// that of the largest output; of a single output it is whether the probability is above ½.
    ///
    /// # Errors
    /// See [`Objective`].
    pub fn evaluate(&self, theta: &[f64]) -> Result<(f64, Option<f64>), Error> {
        let (mut total, mut wrong) = (0.0, 0.0);
        self.each_output(theta, |outputs, targets| {
            total += self.network.loss().value(outputs, targets);
            if class(outputs, 0.0) != class(targets, 0.5) {
                wrong += 1.0;
            }
        })?;
        let loss = finite(total * self.weight())?;
        Ok((loss, self.samples.are_classes().then_some(wrong * self.weight())))
    }

    fn each_output(&self, theta: &[f64], mut visit: impl FnMut(&[f64], &[f64])) -> Result<(), Error> {
        self.network.check_weights(theta)?;
        let (inputs, outputs) = (self.network.inputs(), self.network.outputs());
        let features = self.samples.features().chunks(BATCH * inputs);
        for (features, targets) in features.zip(self.samples.targets().chunks(BATCH * outputs)) {
            let found = self.network.outputs_of(theta, features.to_vec());
            found.chunks(outputs).zip(targets.chunks(outputs)).for_each(|(z, y)| visit(z, y));
        }
        Ok(())
    }
}

/// The number of the largest entry; of a single one whether it is above `threshold`.
fn class(entries: &[f64], threshold: f64) -> usize {
    match entries {
        [x] => usize::from(*x > threshold),
        _ => {
            let better = |best: usize, i: usize| if entries[i] > entries[best] { i } else { best };
            (1..entries.len()).fold(0, better)
        }
    }
}

fn finite(value: f64) -> Result<f64, Error> {
    match value.is_finite() {
        true => Ok(value),
        false => Err(Error::new(ErrorKind::Evaluate, "the network's loss is not finite")),
    }
}

impl Objective for NetworkObjective {
    fn dim(&self) -> usize {
        self.network.dim()
    }

    fn value(&self, theta: &[f64]) -> Result<f64, Error> {
        self.evaluate(theta).map(|(loss, _)| loss)
    }

    fn value_and_gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let value = self.value(theta)?;
        let all: Vec<usize> = (0..self.terms()).collect();
        let sum = self.batch_gradient(&all, theta)?;
        gradient.iter_mut().zip(sum).for_each(|(entry, sum)| *entry = sum * self.weight());
        Ok(value)
    }

    fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.dim();
        if n > MOST_VARIABLES {
            let message = format!(
                "a Hessian of {n} weights has {n}·{n} numbers; it is there for {MOST_VARIABLES} at most"
            );
            return Err(Error::new(ErrorKind::Limit, message));
        }
        // It is symmetric, so columns are rows.
        let unit = |j: usize| (0..n).map(|i| if i == j { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
        let columns: Result<Vec<_>, _> = (0..n).map(|j| self.hessian_vector(theta, &unit(j))).collect();
        Ok(columns?.concat())
    }

    fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        self.network.check_weights(theta)?;
        self.network.check_weights(v)?;
        let theta: Vec<Dual<f64>> = theta.iter().zip(v).map(|(&x, &v)| Dual::new(x, v)).collect();
        let mut gradient = vec![Dual::new(0.0, 0.0); theta.len()];
        let (inputs, outputs) = (self.network.inputs(), self.network.outputs());
        let features = self.samples.features().chunks(BATCH * inputs);
        for (features, targets) in features.zip(self.samples.targets().chunks(BATCH * outputs)) {
            let features: Vec<Dual<f64>> = features.iter().map(|&x| Dual::new(x, 0.0)).collect();
            self.network.add_gradient(&theta, &features, targets, &mut gradient);
        }
        gradient.iter().map(|entry| finite(entry.tangent * self.weight())).collect()
    }

    fn finite_sum(&self) -> Option<&dyn FiniteSum> {
        Some(self)
    }
}

impl FiniteSum for NetworkObjective {
    fn terms(&self) -> usize {
        self.samples.count()
    }

    #[expect(clippy::cast_precision_loss, reason = "samples are fewer than 2^53")]
    fn weight(&self) -> f64 {
        1.0 / self.terms() as f64
    }

    fn term_values(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let mut values = Vec::with_capacity(self.terms());
        self.each_output(theta, |z, y| values.push(self.network.loss().value(z, y)))?;
        values.into_iter().map(finite).collect()
    }

    fn term_gradient(&self, i: usize, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.batch_gradient(&[i], theta)
    }

    fn batch_gradient(&self, terms: &[usize], theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.network.check_weights(theta)?;
        let mut gradient = vec![0.0; theta.len()];
        for terms in terms.chunks(BATCH) {
            let (features, targets) = self.samples.gathered(terms);
            self.network.add_gradient(theta, &features, &targets, &mut gradient);
        }
        match linear::all_finite(&gradient) {
            true => Ok(gradient),
            false => Err(Error::new(ErrorKind::Evaluate, "the gradient of the network's loss is not finite")),
        }
    }
}
