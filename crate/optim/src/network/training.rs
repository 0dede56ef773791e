use std::rc::Rc;

use fallline_autodiff::{Error, ErrorKind};
use serde::Serialize;

use super::{NetworkObjective, NetworkSpec, Samples};
use crate::linear;
use crate::objective::Objective;
use crate::optimizer::{Chosen, Iteration, Pace, Walk};
use crate::oracle::{GradientChain, Oracle};
use crate::sampling::Sampling;
use crate::schedule::Progress;
use crate::spec;
use crate::status::{Status, StatusKind};
use crate::text::number;

/// The most numbers of weights that are kept along the way.
pub const MOST_KEPT: usize = 4_000_000;
/// The most epochs, whose records are all kept.
const MOST_EPOCHS: usize = 1_000_000;

/// What an epoch led to. The first record, of epoch 0, is that of the start.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EpochRecord {
    /// The number of epochs so far.
    pub epoch: usize,
    /// The number of steps so far.
    pub steps: usize,
    /// The mean loss over the training samples.
    pub loss: f64,
    /// The share of the training samples that are classified wrongly; `None` where they have no classes.
    pub error: Option<f64>,
    /// The mean loss over the validation samples; `None` where there are none.
    pub validation_loss: Option<f64>,
    /// The share of the validation samples that are classified wrongly; `None` where there are none or they have no
    /// classes.
    pub validation_error: Option<f64>,
    /// The best epoch so far.
    pub best_epoch: usize,
    /// How training stands.
    pub status: Status,
}

impl EpochRecord {
    /// What early stopping watches: the first of validation error, validation loss and training loss that there is.
    fn score(&self) -> f64 {
        self.validation_error.or(self.validation_loss).unwrap_or(self.loss)
    }
}

/// The weights at some epochs.
struct Path {
    epochs: Vec<usize>,
    weights: Vec<f64>,
    interval: usize,
}

/// A network on its way through epochs of steps.
///
/// A step is an optimizer's, with a gradient of the terms that the specification says; its record is not made. An
/// epoch has as many steps as it takes to ask for each training sample once: one with the full gradient. After an epoch
/// the losses are computed, the best weights so far are kept, and training ends where it had no better epoch for as
/// many as its patience says. The best epoch is the first with the lowest validation error; where that is not
/// known, the lowest validation loss, or training loss.
///
/// ```
/// use fallline_optim::network::{NetworkSpec, Training};
/// let spec = NetworkSpec::from_json(r#"{
///     "widths": [2, 4, 1], "activation": "tanh", "loss": "cross-entropy",
///     "initialization": { "kind": "xavier-uniform", "seed": 1 },
///     "optimizer": { "id": "adam", "learningRate": 0.1 },
///     "gradient": { "kind": "mini-batch", "batch": 2 }
/// }"#)?;
/// // Exclusive or.
/// let features = vec![0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0];
/// let mut training = Training::new(spec, features, &[0.0, 1.0, 1.0, 0.0], None)?;
/// for _ in 0..200 {
///     training.epoch();
/// }
/// assert_eq!(training.record().steps, 400);
/// assert_eq!(training.record().error, Some(0.0));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct Training {
    spec: NetworkSpec,
    objective: NetworkObjective,
    validation: Option<NetworkObjective>,
    oracle: Oracle,
    pace: Pace,
    walk: Rc<dyn Walk>,
    progress: Progress,
    theta: Vec<f64>,
    steps: usize,
    steps_per_epoch: usize,
    records: Vec<EpochRecord>,
    best: Vec<f64>,
    path: Path,
    ended: bool,
    /// The most numbers of weights kept: [`MOST_KEPT`].
    budget: usize,
}

impl Training {
    /// Training from the start on samples and, where there are some, validation samples: features and labels as for
    /// [`Samples::new`].
    ///
    /// # Errors
    /// As for [`NetworkSpec::network`] and [`Samples::new`]; kind "parameter" where something in the specification does
    /// not exist, is outside its domain or does not fit the rest, such as an optimizer that needs a matrix of
    /// n·n numbers for n weights beyond a hundred.
    pub fn new(
        spec: NetworkSpec,
        features: Vec<f64>,
        labels: &[f64],
        validation: Option<(Vec<f64>, &[f64])>,
    ) -> Result<Self, Error> {
        let network = Rc::new(spec.network()?);
        let objective =
            NetworkObjective::new(Rc::clone(&network), Samples::new(&network, features, labels)?)?;
        let validation = match validation {
            Some((features, labels)) => {
                let samples = Samples::new(&network, features, labels)?;
                Some(NetworkObjective::new(Rc::clone(&network), samples)?)
            }
            None => None,
        };
        let chosen = Chosen::new(&spec.optimizer)?;
        chosen.check(&objective)?;
        let pace = spec::pace(&chosen, spec.search.as_ref(), spec.schedule.as_ref())?;
        let chain = GradientChain::checked(spec.clip, spec.clip_value, spec.weight_decay)?;
        let sampling = match &spec.gradient {
            Some(gradient) => gradient.sampling(&objective)?,
            None => None,
        };
        let steps_per_epoch = sampling.as_ref().map_or(1, Sampling::batches);
        let theta = spec.initialization.weights(&network);
        let walk = chosen.optimizer.walk(&theta)?;
        let oracle = Oracle::new(Box::new(objective.clone()), chain);
        let oracle = match sampling {
            Some(sampling) => oracle.sampled(sampling),
            None => oracle,
        };
        let mut training = Self {
            spec,
            objective,
            validation,
            oracle,
            pace,
            walk,
            progress: Progress::default(),
            best: theta.clone(),
            path: Path { epochs: vec![0], weights: theta.clone(), interval: 1 },
            theta,
            steps: 0,
            steps_per_epoch,
            records: Vec::new(),
            ended: false,
            budget: MOST_KEPT,
        };
        let ready = Status::new(StatusKind::Ready, "At the start.");
        let record = training.evaluated(ready)?;
        training.records.push(record);
        Ok(training)
    }

    /// The specification.
    #[must_use]
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// The loss over the training samples.
    #[must_use]
    pub fn objective(&self) -> &NetworkObjective {
        &self.objective
    }

    /// θ, the weights now.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.theta
    }

    /// The weights of the best epoch so far.
    #[must_use]
    pub fn best_weights(&self) -> &[f64] {
        &self.best
    }

    /// The number of steps made.
    #[must_use]
    pub fn steps(&self) -> usize {
        self.steps
    }

    /// The number of steps in an epoch.
    #[must_use]
    pub fn steps_per_epoch(&self) -> usize {
        self.steps_per_epoch
    }

    /// A record for each epoch, from the start on.
    #[must_use]
    pub fn records(&self) -> &[EpochRecord] {
        &self.records
    }

    /// The last epoch's record.
    #[must_use]
    pub fn record(&self) -> &EpochRecord {
        // The record of the start is never removed.
        &self.records[self.records.len() - 1]
    }

    /// Whether training has ended: its patience is over, or a step failed.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// The epochs whose weights are kept and, in the same order, these weights, n numbers each. Where all of them
    /// would be more than [`MOST_KEPT`] numbers, every second, fourth, ... is kept.
    #[must_use]
    pub fn path(&self) -> (&[usize], &[f64]) {
        (&self.path.epochs, &self.path.weights)
    }

    /// Makes steps up to the end of the epoch and returns its record; the last one where training has ended.
    pub fn epoch(&mut self) -> &EpochRecord {
        self.step_many(self.steps_per_epoch);
        self.record()
    }

    /// Makes `n` steps, or fewer where the epoch ends, whose record it returns then. `None` where the epoch is not
    /// over yet.
    pub fn step_many(&mut self, n: usize) -> Option<&EpochRecord> {
        let left = self.steps_per_epoch - self.steps % self.steps_per_epoch;
        for _ in 0..n.min(left) {
            if self.ended {
                break;
            }
            if let Err(status) = self.step() {
                self.end(status);
            }
        }
        if n >= left && !self.ended {
            self.finish_epoch();
        }
        (n >= left || self.ended).then(|| self.record())
    }

    /// The norm of the whole gradient's part in each layer, from the inputs on. It takes about as long as an epoch.
    ///
    /// # Errors
    /// Kind "evaluate" where the gradient is not finite.
    pub fn gradient_norms(&self) -> Result<Vec<f64>, Error> {
        let mut gradient = vec![0.0; self.theta.len()];
        self.objective.value_and_gradient(&self.theta, &mut gradient)?;
        let layers = self.objective.network().layers();
        Ok(layers.into_iter().map(|layer| linear::norm(&gradient[layer])).collect())
    }

    fn step(&mut self) -> Result<(), Status> {
        let iteration = self.steps;
        self.oracle.begin(iteration);
        let schedule = &self.pace.schedule;
        if schedule.watches() {
            self.progress = schedule.watch(&self.progress, self.oracle.value(&self.theta)?);
        }
        let factor = schedule.factor(iteration, &self.progress);
        let at =
            Iteration { index: iteration, theta: &self.theta, pace: &self.pace, factor, recorded: false };
        let (walk, step) = self.walk.step(&mut self.oracle, &at)?;
        self.oracle.take_probes();
        (self.walk, self.theta) = (walk, step.next);
        self.steps += 1;
        Ok(())
    }

    fn finish_epoch(&mut self) {
        let status = Status::new(StatusKind::Running, String::new());
        match self.evaluated(status) {
            Ok(record) => self.conclude(record),
            Err(error) => {
                let message = format!("After {} steps {}.", self.steps, error.message);
                let kind = match error.kind {
                    ErrorKind::Evaluate => StatusKind::Diverged,
                    _ => StatusKind::Unsuitable,
                };
                self.end(Status::new(kind, message));
            }
        }
    }

    /// Judges the record of an epoch and keeps it, with its weights where they are the best.
    fn conclude(&mut self, mut record: EpochRecord) {
        let best = self.records.get(record.best_epoch).map_or(f64::INFINITY, EpochRecord::score);
        if record.score() < best {
            record.best_epoch = record.epoch;
            self.best.clone_from(&self.theta);
        }
        let waited = record.epoch - record.best_epoch;
        let last = number(record.score());
        record.status = match self.spec.patience {
            Some(patience) if waited >= patience as usize => {
                self.ended = true;
                let message = format!(
                    "Stopped early: {waited} epochs after epoch {} none was better; the last has {last}.",
                    record.best_epoch
                );
                Status::new(StatusKind::Stopped, message)
            }
            _ if record.epoch >= MOST_EPOCHS => {
                self.ended = true;
                let message = format!("Training has at most {MOST_EPOCHS} epochs, and has had them.");
                Status::new(StatusKind::BudgetReached, message)
            }
            _ => {
                let message = format!("Epoch {}; the best so far is {}.", record.epoch, record.best_epoch);
                Status::new(StatusKind::Running, message)
            }
        };
        self.keep_weights(record.epoch);
        self.records.push(record);
    }

    /// Ends training with the last epoch's record, which says why.
    fn end(&mut self, status: Status) {
        self.ended = true;
        if let Some(record) = self.records.last_mut() {
            record.status = status;
        }
    }

    /// The record of the weights now, in which the best epoch is still that of the epoch before.
    fn evaluated(&self, status: Status) -> Result<EpochRecord, Error> {
        let (loss, error) = self.objective.evaluate(&self.theta)?;
        let validation = self.validation.as_ref().map(|validation| validation.evaluate(&self.theta));
        let (validation_loss, validation_error) = match validation.transpose()? {
            Some((loss, error)) => (Some(loss), error),
            None => (None, None),
        };
        Ok(EpochRecord {
            epoch: self.steps / self.steps_per_epoch,
            steps: self.steps,
            loss,
            error,
            validation_loss,
            validation_error,
            best_epoch: self.records.last().map_or(0, |record| record.best_epoch),
            status,
        })
    }

    /// Keeps the weights of every `interval`-th epoch; when there are too many, every other one goes.
    fn keep_weights(&mut self, epoch: usize) {
        let Self { path: Path { epochs, weights, interval }, theta, budget, .. } = self;
        if !epoch.is_multiple_of(*interval) {
            return;
        }
        epochs.push(epoch);
        weights.extend_from_slice(theta);
        if weights.len() > *budget && epochs.len() > 2 {
            *interval *= 2;
            let kept: Vec<(usize, Vec<f64>)> = epochs
                .iter()
                .zip(weights.chunks(theta.len()))
                .filter(|(epoch, _)| epoch.is_multiple_of(*interval))
                .map(|(epoch, weights)| (*epoch, weights.to_vec()))
                .collect();
            (*epochs, *weights) = (Vec::new(), Vec::new());
            for (epoch, kept) in kept {
                epochs.push(epoch);
                weights.extend(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_keeps_few_weights() {
        let spec = NetworkSpec::from_json(
            r#"{ "widths": [1, 1], "activation": "identity", "loss": "squared", "optimizer": { "id": "adam" } }"#,
        )
        .unwrap();
        let mut training = Training::new(spec, vec![0.0, 1.0], &[1.0, 3.0], None).unwrap();
        training.budget = 20;
        (0..50).for_each(|_| _ = training.epoch());
        let (epochs, weights) = training.path();
        assert_eq!(epochs, [0, 8, 16, 24, 32, 40, 48]);
        assert_eq!((weights.len(), training.records().len()), (14, 51));
    }
}
