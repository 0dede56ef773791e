use fallline_autodiff::Error;

use super::Network;
use crate::text::refuse;

/// Samples for a network: rows of inputs, each with the targets of the outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Samples {
    count: usize,
    features: Vec<f64>,
    targets: Vec<f64>,
    /// Whether the targets say which class a sample is of.
    classes: bool,
}

impl Samples {
    /// Samples that fit a network. `features` are the samples' inputs, one sample after the other. `labels` has for each
    /// sample its class, from 0, or as many targets as there are outputs.
    ///
    /// A label of a network with one output is the target itself; under cross-entropy such targets, and all others,
    /// are probabilities.
    ///
    /// # Errors
    /// Kind "parameter" where there is no sample, the numbers do not fit the network, a number is not finite or a
    /// label is no class.
    pub fn new(network: &Network, features: Vec<f64>, labels: &[f64]) -> Result<Self, Error> {
        let (inputs, outputs) = (network.inputs(), network.outputs());
        let count = features.len() / inputs;
        if count == 0 || count * inputs != features.len() {
            return Err(refuse(format!(
                "a sample has {inputs} inputs; {} numbers are no whole number of samples",
                features.len()
            )));
        }
        if labels.len() != count && labels.len() != count * outputs {
            return Err(refuse(format!(
                "{count} samples have {count} labels, or {outputs} targets each; there are {}",
                labels.len()
            )));
        }
        if !features.iter().chain(labels).all(|x| x.is_finite()) {
            return Err(refuse("samples must be finite numbers"));
        }
        let are_probabilities = network.loss() == super::Loss::CrossEntropy;
        let by_class = outputs > 1 && labels.len() == count;
        let targets = match by_class {
            true => one_hot(labels, outputs)?,
            false => labels.to_vec(),
        };
        if are_probabilities && !targets.iter().all(|y| (0.0..=1.0).contains(y)) {
            return Err(refuse("the targets of `cross-entropy` are probabilities, from 0 to 1"));
        }
        Ok(Self { count, features, targets, classes: by_class || are_probabilities })
    }

    /// The number of samples.
    #[must_use]
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether the targets say which class a sample is of, so that a sample can be classified wrongly.
    #[must_use]
    pub fn are_classes(&self) -> bool {
        self.classes
    }

    /// The first samples, at most `count`.
    #[must_use]
    pub fn first(&self, count: usize) -> Self {
        let kept = count.clamp(1, self.count);
        let [inputs, outputs] = [&self.features, &self.targets].map(|numbers| numbers.len() / self.count);
        Self {
            count: kept,
            features: self.features[..kept * inputs].to_vec(),
            targets: self.targets[..kept * outputs].to_vec(),
            classes: self.classes,
        }
    }

    pub(super) fn features(&self) -> &[f64] {
        &self.features
    }

    pub(super) fn targets(&self) -> &[f64] {
        &self.targets
    }

    /// The inputs and the targets of the samples with these indices, one sample after the other.
    pub(super) fn gathered(&self, indices: &[usize]) -> (Vec<f64>, Vec<f64>) {
        let rows = |numbers: &[f64]| {
            let width = numbers.len() / self.count;
            let mut rows = Vec::with_capacity(indices.len() * width);
            indices.iter().for_each(|&i| rows.extend_from_slice(&numbers[i * width..][..width]));
            rows
        };
        (rows(&self.features), rows(&self.targets))
    }
}

/// 1 at the class, 0 elsewhere.
fn one_hot(labels: &[f64], classes: usize) -> Result<Vec<f64>, Error> {
    let mut targets = vec![0.0; labels.len() * classes];
    for (row, &label) in targets.chunks_mut(classes).zip(labels) {
        let entry = (label.fract() == 0.0 && label >= 0.0).then(|| row.get_mut(label as usize)).flatten();
        let Some(entry) = entry else {
            return Err(refuse(format!(
                "a label must be a whole number from 0 to {}, the class of its sample; one is {label}",
                classes - 1
            )));
        };
        *entry = 1.0;
    }
    Ok(targets)
}
