//! All that an optimizer may ask about an objective, counted.

use fallline_autodiff::{Error, ErrorKind};

use crate::linear;
use crate::objective::Objective;
use crate::parameter::{DefaultValue, Domain, Parameter, Setting};
use crate::record::{Counts, Probe};
use crate::sampling::Sampling;
use crate::status::{Status, StatusKind};
use crate::text::refuse;

/// What is done to a gradient before an optimizer gets it: g = clip(∇C(θ)) + λ θ.
///
/// Clipping by value brings every coordinate into [−b, b]; clipping by norm then scales a gradient that is longer
/// than c to the length c. Weight decay is L2
/// regularization: λθ is the gradient of ½ λ‖θ‖², and the Oracle's values and Hessians contain that
/// term too.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct GradientChain {
    /// c > 0, the longest gradient let through.
    pub clip: Option<f64>,
    /// b > 0, the largest coordinate let through.
    pub clip_value: Option<f64>,
    /// λ ≥ 0.
    pub weight_decay: f64,
}

impl GradientChain {
    /// What can be set of it, under its names in a specification.
    pub const PARAMETERS: [Parameter; 3] = [
        Parameter {
            id: "clip",
            tex: "c",
            help: "The longest gradient let through; longer ones are scaled to this length.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Automatic,
        },
        Parameter {
            id: "clipValue",
            tex: "b",
            help: "The largest coordinate of the gradient let through; larger ones are cut to it.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Automatic,
        },
        Parameter {
            id: "weightDecay",
            tex: r"\lambda",
            help: "Factor of L2 regularization, which adds the factor times the point to the gradient.",
            domain: Domain::NOT_NEGATIVE,
            default: DefaultValue::Number(0.0),
        },
    ];

    /// The chain of the settings that a specification gives.
    pub(crate) fn checked(
        clip: Option<f64>,
        clip_value: Option<f64>,
        weight_decay: Option<f64>,
    ) -> Result<Self, Error> {
        let given = [clip, clip_value, weight_decay];
        for (Parameter { id, domain, .. }, given) in Self::PARAMETERS.iter().zip(given) {
            if let Some(x) = given.filter(|&x| !domain.contains(&Setting::Number(x))) {
                return Err(refuse(format!("`{id}` must be {}; it is {x}", domain.describe(id))));
            }
        }
        Ok(Self { clip, clip_value, weight_decay: weight_decay.unwrap_or(0.0) })
    }

    /// The chain on a gradient written as TeX.
    #[must_use]
    pub fn tex(&self, gradient: &str, point: &str) -> String {
        let clipped = |name: &str, bound: Option<f64>, gradient: String| match bound {
            Some(_) => format!(r"\operatorname{{clip}}_{{{name}}}\bigl({gradient}\bigr)"),
            None => gradient,
        };
        let by_value = clipped(r"\pm b", self.clip_value, gradient.to_owned());
        let clipped = clipped("c", self.clip, by_value);
        match self.weight_decay > 0.0 {
            true if point.contains(['+', '-']) => format!(r"{clipped} + \lambda ({point})"),
            true => format!(r"{clipped} + \lambda {point}"),
            false => clipped,
        }
    }

    /// The numbers that its formula names.
    pub(crate) fn names(self) -> impl Iterator<Item = (&'static str, f64)> {
        let given = [self.clip, self.clip_value, Some(self.weight_decay)];
        Self::PARAMETERS.into_iter().zip(given).filter_map(|(parameter, given)| Some((parameter.tex, given?)))
    }

    fn clipped(&self, gradient: &[f64]) -> Vec<f64> {
        let mut gradient = gradient.to_vec();
        if let Some(bound) = self.clip_value {
            gradient.iter_mut().for_each(|g| *g = g.clamp(-bound, bound));
        }
        if let Some(longest) = self.clip {
            let length = linear::norm(&gradient);
            if length > longest {
                gradient.iter_mut().for_each(|g| *g *= longest / length);
            }
        }
        gradient
    }

    fn decayed(&self, gradient: Vec<f64>, theta: &[f64]) -> Vec<f64> {
        match self.weight_decay > 0.0 {
            true => linear::add_scaled(&gradient, self.weight_decay, theta),
            false => gradient,
        }
    }

    fn penalty(&self, theta: &[f64]) -> f64 {
        match self.weight_decay > 0.0 {
            true => 0.5 * self.weight_decay * linear::dot(theta, theta),
            false => 0.0,
        }
    }
}

/// The last answer of a kind, with the point it is for.
#[derive(Clone, Debug)]
struct Answer<T> {
    point: Vec<f64>,
    answer: T,
    counted: bool,
}

impl<T> Answer<T> {
    fn is_for(&self, point: &[f64]) -> bool {
        // Bits, not values: 0 and -0 are different points to atan2.
        self.point.len() == point.len()
            && self.point.iter().zip(point).all(|(a, b)| a.to_bits() == b.to_bits())
    }
}

/// The counts and the last answers: what must be restored for a replay to count the same.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) counts: Counts,
    value: Option<Answer<f64>>,
    gradient: Option<Answer<Vec<f64>>>,
    estimate: Option<Answer<Vec<f64>>>,
    hessian: Option<Answer<Vec<f64>>>,
    hessian_vector: Option<Answer<Vec<f64>>>,
    residuals: Option<Answer<Vec<f64>>>,
    jacobian: Option<Answer<Vec<f64>>>,
}

/// Answers an optimizer's questions about an objective, and counts them.
///
/// The last answer of each kind is kept: the same question at the same point right away is answered
/// from memory and not counted again. With weight decay λ the questions are about
/// C(θ) + ½ λ‖θ‖².
///
/// ```
/// use fallline_autodiff::Expression;
/// use fallline_optim::oracle::{GradientChain, Oracle};
/// use fallline_optim::ExpressionObjective;
///
/// let objective = ExpressionObjective::new(Expression::parse("2w^2")?)?;
/// let mut oracle = Oracle::new(Box::new(objective), GradientChain::default());
/// assert_eq!(oracle.gradient(&[3.0]).unwrap(), [12.0]);
/// assert_eq!(oracle.gradient(&[3.0]).unwrap(), [12.0]);
/// assert_eq!(oracle.counts().gradient, 1);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct Oracle {
    objective: Box<dyn Objective>,
    chain: GradientChain,
    /// Where gradients are estimated, how, and the terms of this iteration.
    sampling: Option<(Sampling, Vec<usize>)>,
    probes: Vec<Probe>,
    ledger: Ledger,
}

impl Oracle {
    /// An oracle for an objective, with nothing counted yet.
    #[must_use]
    pub fn new(objective: Box<dyn Objective>, chain: GradientChain) -> Self {
        Self { objective, chain, sampling: None, probes: Vec::new(), ledger: Ledger::default() }
    }

    /// The same oracle whose [`Oracle::gradient`] is estimated from the terms of a mini-batch. Everything else
    /// it answers is about the whole sum.
    #[must_use]
    pub fn sampled(mut self, mut sampling: Sampling) -> Self {
        let batch = sampling.batch(0);
        self.sampling = Some((sampling, batch));
        self
    }

    /// Begins an iteration: its terms are drawn.
    pub(crate) fn begin(&mut self, iteration: usize) {
        if let Some((sampling, batch)) = &mut self.sampling {
            *batch = sampling.batch(iteration);
        }
    }

    /// The terms that gradients of this iteration are made of, from 0; `None` where they are whole.
    #[must_use]
    pub fn batch(&self) -> Option<&[usize]> {
        self.sampling.as_ref().map(|(_, batch)| batch.as_slice())
    }

    pub(crate) fn terms_per_value(&self) -> usize {
        self.objective.terms_per_value()
    }

    pub(crate) fn sampling(&self) -> Option<&Sampling> {
        self.sampling.as_ref().map(|(sampling, _)| sampling)
    }

    pub(crate) fn chain(&self) -> GradientChain {
        self.chain
    }

    /// n, the number of variables.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.objective.dim()
    }

    /// How often the objective was asked so far.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.ledger.counts
    }

    /// The value C(θ) (+ ½ λ‖θ‖²).
    ///
    /// # Errors
    /// "not-finite" with the sub-expression that is undefined or infinite there.
    pub fn value(&mut self, theta: &[f64]) -> Result<f64, Status> {
        let value = self.look_up_value(theta, true)?;
        Ok(value + self.chain.penalty(theta))
    }

    /// The gradient as the optimizer's method takes it: of the whole objective or of this iteration's terms, after
    /// clipping, with weight decay; n numbers.
    ///
    /// # Errors
    /// As for [`Oracle::value`].
    pub fn gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        let chain = self.chain;
        let clipped = match self.sampling.is_some() {
            true => chain.clipped(self.estimate(theta)?),
            false => chain.clipped(self.look_up_gradient(theta, true)?),
        };
        finite(chain.decayed(clipped, theta))
    }

    /// The whole gradient before clipping, with weight decay; n numbers. The same question as a whole
    /// [`Oracle::gradient`] to the counts.
    ///
    /// # Errors
    /// As for [`Oracle::value`].
    pub fn exact_gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        let gradient = self.look_up_gradient(theta, true)?.to_vec();
        finite(self.chain.decayed(gradient, theta))
    }

    /// The slope dᵀ∇C(θ) in the direction d, of the whole objective. The same question as
    /// [`Oracle::exact_gradient`] to the counts.
    ///
    /// # Errors
    /// As for [`Oracle::value`].
    pub fn slope(&mut self, theta: &[f64], direction: &[f64]) -> Result<f64, Status> {
        Ok(linear::dot(direction, &self.exact_gradient(theta)?))
    }

    /// The Hessian ∇²C(θ) (+ λ I), n·n numbers in rows.
    ///
    /// # Errors
    /// As for [`Oracle::value`].
    pub fn hessian(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        self.look_up_hessian(theta, true)
    }

    /// The product ∇²C(θ) v (+ λ v), n numbers.
    ///
    /// # Errors
    /// As for [`Oracle::value`].
    pub fn hessian_vector(&mut self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Status> {
        let Self { objective, chain, ledger, .. } = self;
        let question = [theta, v].concat();
        let product =
            ask(&mut ledger.hessian_vector, &question, Some(&mut ledger.counts.hessian_vector), || {
                objective.hessian_vector(theta, v)
            })
            .map_err(|error| Status::not_finite(theta, &error))?;
        Ok(chain.decayed(product.clone(), v))
    }

    /// The residuals f(θ) of a sum of squares, m numbers. Weight decay is no part of them: [`Oracle::weight_decay`]
    /// tells it.
    ///
    /// # Errors
    /// As for [`Oracle::value`]; "unsuitable" where the objective is not a sum of squares.
    pub fn residuals(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        let Self { objective, ledger, .. } = self;
        let squares = objective.least_squares().ok_or_else(|| unsuitable("residuals"))?;
        ask(&mut ledger.residuals, theta, Some(&mut ledger.counts.value), || squares.residuals(theta))
            .cloned()
            .map_err(|error| Status::not_finite(theta, &error))
    }

    /// The Jacobian J(θ) of the residuals, m·n numbers in rows.
    ///
    /// # Errors
    /// As for [`Oracle::residuals`].
    pub fn jacobian(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        let Self { objective, ledger, .. } = self;
        let squares = objective.least_squares().ok_or_else(|| unsuitable("residuals"))?;
        ask(&mut ledger.jacobian, theta, Some(&mut ledger.counts.jacobian), || squares.jacobian(theta))
            .cloned()
            .map_err(|error| Status::not_finite(theta, &error))
    }

    /// λ, the factor of the term ½ λ‖θ‖² in what is minimized.
    #[must_use]
    pub fn weight_decay(&self) -> f64 {
        self.chain.weight_decay
    }

    /// Keeps a trial of a search for the record.
    pub fn probe(&mut self, probe: Probe) {
        self.probes.push(probe);
    }

    pub(crate) fn take_probes(&mut self) -> Vec<Probe> {
        std::mem::take(&mut self.probes)
    }

    /// C(θ) alone, for the record: not counted unless an optimizer asks the same.
    pub(crate) fn peek_value(&mut self, theta: &[f64]) -> Result<f64, Status> {
        self.look_up_value(theta, false)
    }

    /// As [`Oracle::exact_gradient`], for the record: not counted unless an optimizer asks the same.
    pub(crate) fn peek_gradient(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        let gradient = self.look_up_gradient(theta, false)?.to_vec();
        finite(self.chain.decayed(gradient, theta))
    }

    /// As [`Oracle::hessian`], for the record: not counted unless an optimizer asks the same.
    pub(crate) fn peek_hessian(&mut self, theta: &[f64]) -> Result<Vec<f64>, Status> {
        self.look_up_hessian(theta, false)
    }

    pub(crate) fn ledger(&self) -> Ledger {
        self.ledger.clone()
    }

    pub(crate) fn restore(&mut self, ledger: &Ledger) {
        self.ledger = ledger.clone();
        self.probes.clear();
    }

    fn look_up_value(&mut self, theta: &[f64], counted: bool) -> Result<f64, Status> {
        let Self { objective, ledger, .. } = self;
        let count = counted.then_some(&mut ledger.counts.value);
        ask(&mut ledger.value, theta, count, || objective.value(theta))
            .copied()
            .map_err(|error| Status::not_finite(theta, &error))
    }

    fn look_up_gradient(&mut self, theta: &[f64], counted: bool) -> Result<&[f64], Status> {
        let Self { objective, ledger, .. } = self;
        let mut value = None;
        let count = counted.then_some(&mut ledger.counts.gradient);
        let gradient = ask(&mut ledger.gradient, theta, count, || {
            let mut gradient = vec![0.0; theta.len()];
            value = Some(objective.value_and_gradient(theta, &mut gradient)?);
            Ok(gradient)
        })
        .map_err(|error| Status::not_finite(theta, &error))?;
        // The value comes with the gradient at no cost; keeping it saves the pass that shows it.
        if let Some(answer) = value
            && !ledger.value.as_ref().is_some_and(|known| known.is_for(theta))
        {
            ledger.value = Some(Answer { point: theta.to_vec(), answer, counted: false });
        }
        Ok(gradient)
    }

    /// The gradient of this iteration's terms, scaled so that its expectation is the whole gradient.
    fn estimate(&mut self, theta: &[f64]) -> Result<&[f64], Status> {
        let Self { objective, sampling, ledger, .. } = self;
        let (Some(sum), Some((sampling, batch))) = (objective.finite_sum(), sampling) else {
            return Err(unsuitable("terms to draw from"));
        };
        // Indices are far below 2^53, so the question of another batch is another question.
        #[expect(clippy::cast_precision_loss, reason = "texts are short")]
        let places: Vec<f64> = batch.iter().map(|&i| i as f64).collect();
        let question = [theta, &places].concat();
        let mut asked = 0;
        let estimate = ask(&mut ledger.estimate, &question, Some(&mut asked), || {
            let mut total = sum.batch_gradient(batch, theta)?;
            let scale = sampling.scale(batch.len());
            total.iter_mut().for_each(|g| *g *= scale);
            Ok(total)
        })
        .map_err(|error| Status::not_finite(theta, &error))?;
        ledger.counts.term += asked * batch.len() as u64;
        Ok(estimate)
    }

    fn look_up_hessian(&mut self, theta: &[f64], counted: bool) -> Result<Vec<f64>, Status> {
        let Self { objective, chain, ledger, .. } = self;
        let count = counted.then_some(&mut ledger.counts.hessian);
        let hessian = ask(&mut ledger.hessian, theta, count, || objective.hessian(theta));
        let hessian = hessian.map_err(|error| match error.kind {
            ErrorKind::Limit => {
                Status::new(StatusKind::Unsuitable, format!("No Hessian: {}.", error.message))
            }
            _ => Status::not_finite(theta, &error),
        })?;
        let mut hessian = hessian.clone();
        if chain.weight_decay > 0.0 {
            hessian.iter_mut().step_by(theta.len() + 1).for_each(|entry| *entry += chain.weight_decay);
        }
        Ok(hessian)
    }
}

/// An objective's gradient is finite; scaled or with weight decay it can overflow.
fn finite(gradient: Vec<f64>) -> Result<Vec<f64>, Status> {
    match linear::all_finite(&gradient) {
        true => Ok(gradient),
        false => {
            Err(Status::new(StatusKind::NotFinite, "The gradient overflows, scaled or with weight decay."))
        }
    }
}

fn unsuitable(what: &str) -> Status {
    Status::new(StatusKind::Unsuitable, format!("The objective has no {what}."))
}

/// Answers a question from memory or by asking. `count` is raised where the question counts and was
/// not counted for the answer in memory.
fn ask<'a, T>(
    memory: &'a mut Option<Answer<T>>,
    point: &[f64],
    count: Option<&mut u64>,
    answer: impl FnOnce() -> Result<T, Error>,
) -> Result<&'a T, Error> {
    let counts = count.is_some();
    let known = memory.take_if(|known| known.is_for(point));
    if let Some(count) = count
        && !known.as_ref().is_some_and(|known| known.counted)
    {
        *count += 1;
    }
    let mut known = match known {
        Some(known) => known,
        None => Answer { point: point.to_vec(), answer: answer()?, counted: false },
    };
    known.counted |= counts;
    Ok(&memory.insert(known).answer)
}
