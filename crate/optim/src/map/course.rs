//! A method run again and again without records.

use std::rc::Rc;

use fallline_autodiff::Error;

use crate::linear;
use crate::optimizer::{Chosen, Iteration, Pace, Walk};
use crate::oracle::{GradientChain, Ledger, Oracle};
use crate::phase::Phase;
use crate::pseudocode::Notation;
use crate::run::{DIVERGED, STATIONARY, alternate, check_finite, check_start, is_no_step, nature, numbered};
use crate::schedule::Progress;
use crate::spec::RunSpec;
use crate::status::{Status, StatusKind};
use crate::stop::{Met, StopRules};

/// The most iterations from one start of a map.
pub const MOST_ITERATIONS: u32 = 10_000;
/// Where a gradient is longer than this, a quantity of the step may overflow although the step does not.
const LARGE: f64 = 1e50;

/// Where and how a course ends.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    /// How a [`Run`](crate::Run) from the same start ends. At the last iteration that is allowed it says "cycle" in
    /// place of "max-iterations" where the iterates alternate between two points.
    pub status: StatusKind,
    /// The number of steps made.
    pub iterations: usize,
    /// The last iterate, n numbers.
    pub theta: Vec<f64>,
}

impl End {
    fn unmoved(status: StatusKind, start: &[f64]) -> Self {
        Self { status, iterations: 0, theta: start.to_vec() }
    }
}

/// A method on an objective that runs from one start after another. The objective is built once; no step leaves a
/// record. Every course ends at the same point, to the last bit, after as many steps and in the same way as a
/// [`Run`](crate::Run).
///
/// ```
/// use fallline_optim::map::Courses;
/// use fallline_optim::{Run, RunSpec};
///
/// let spec = RunSpec::from_json(r#"{
///     "objective": { "id": "himmelblau" }, "optimizer": { "id": "newton" }, "start": [4, 4],
///     "stop": { "gradientNorm": 1e-10 }
/// }"#)?;
/// let end = Courses::new(&spec, 100, None)?.run(&[4.0, 4.0]);
/// let mut run = Run::new(spec)?;
/// run.step_many(100);
/// assert_eq!((end.iterations, end.theta.as_slice()), (run.iteration(), run.theta()));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct Courses {
    /// What can change from course to course.
    phases: Vec<Phase>,
    chain: GradientChain,
    oracle: Oracle,
    stop: StopRules,
    /// A value of the objective that is low enough to stop.
    value: Option<f64>,
}

/// A course on its way.
struct Course {
    iteration: usize,
    theta: Vec<f64>,
    before: Option<Vec<f64>>,
    walk: Rc<dyn Walk>,
    progress: Progress,
}

impl Courses {
    /// The courses of a specification's method with its stop rules, of at most `limit` steps each. With `value` a course
    /// also ends, as "stopped", where the objective is not above that.
    ///
    /// # Errors
    /// As for [`Run::new`](crate::Run::new); the specification's start must be one, but is not used.
    pub fn new(spec: &RunSpec, limit: u32, value: Option<f64>) -> Result<Self, Error> {
        let objective = spec.objective.build()?;
        check_start(objective.variables(), &spec.start)?;
        Chosen::new(&spec.optimizer)?.check(&*objective)?;
        let chain = spec.chain()?;
        let phases = phases(spec, chain)?;
        let sampling = spec.sampling(&*objective)?;
        let mut stop = spec.stop.clone().unwrap_or_default();
        stop.check()?;
        let limit = limit.min(MOST_ITERATIONS);
        stop.max_iterations = Some(stop.max_iterations.map_or(limit, |most| most.min(limit)));
        let oracle = Oracle::new(objective, chain);
        let oracle = match sampling {
            Some(sampling) => oracle.sampled(sampling),
            None => oracle,
        };
        Ok(Self { phases, chain, oracle, stop, value })
    }

    /// n, the number of variables.
    #[must_use]
    pub fn dim(&self) -> usize {
        self.oracle.dim()
    }

    /// Takes the parameters of another specification's optimizer, search and schedule.
    ///
    /// # Errors
    /// Kind "parameter" where a value is outside its domain.
    pub fn adjust(&mut self, spec: &RunSpec) -> Result<(), Error> {
        self.phases = phases(spec, self.chain)?;
        Ok(())
    }

    /// What the step of an iteration is made with.
    fn phase(&self, iteration: usize) -> &Phase {
        // The first phase begins at 0.
        &self.phases[self.phases.partition_point(|phase| phase.from <= iteration) - 1]
    }

    /// Runs from a start to the end.
    pub fn run(&mut self, start: &[f64]) -> End {
        // What the last course has asked must not be answered from memory: each begins afresh.
        self.oracle.restore(&Ledger::default());
        let Ok(walk) = Rc::clone(&self.phase(0).optimizer).walk(start) else {
            return End::unmoved(StatusKind::Unsuitable, start);
        };
        match self.oracle.peek_value(start) {
            Err(status) => return End::unmoved(status.kind, start),
            Ok(value) if self.is_low(value) => return End::unmoved(StatusKind::Stopped, start),
            Ok(_) => {}
        }
        if let Some(status) = self.stop.out_of_iterations(0) {
            return End::unmoved(status.kind, start);
        }
        let (theta, progress) = (start.to_vec(), Progress::default());
        let mut course = Course { iteration: 0, theta, before: None, walk, progress };
        let status = loop {
            match self.step(&mut course) {
                Ok(None) => {}
                Ok(Some(kind)) => break kind,
                Err(status) => break self.failed(status.kind, &course.theta),
            }
        };
        End { status, iterations: course.iteration, theta: course.theta }
    }

    fn is_low(&self, value: f64) -> bool {
        self.value.is_some_and(|low| value <= low)
    }

    /// One step, and the status where it ends the course. A failure leaves the course where it is.
    fn step(&mut self, course: &mut Course) -> Result<Option<StatusKind>, Status> {
        let Phase { from, optimizer, pace, .. } = self.phase(course.iteration);
        if *from == course.iteration && course.iteration > 0 {
            course.walk =
                Rc::clone(optimizer).resume(&*course.walk).unwrap_or_else(|| Rc::clone(&course.walk));
        }
        let pace = Rc::clone(pace);
        let Self { oracle, stop, .. } = self;
        let Course { iteration, theta, walk, progress, .. } = course;
        oracle.begin(*iteration);
        let gradient = oracle.peek_gradient(theta)?;
        let value_before = stop.value_before(oracle, theta)?;
        let schedule = &pace.schedule;
        let watched = match schedule.watches() {
            true => schedule.watch(progress, oracle.value(theta)?),
            false => *progress,
        };
        let factor = schedule.factor(*iteration, &watched);
        let at = Iteration { index: *iteration, theta, pace: &pace, factor, recorded: false };
        let (next_walk, step) = walk.step(oracle, &at)?;
        oracle.take_probes();
        let is_safe = linear::largest(&gradient) < LARGE
            && linear::all_finite(&step.next)
            && linear::all_finite(&step.direction);
        if !is_safe {
            self.check(walk, &Iteration { recorded: true, ..at })?;
        }
        let next = step.next;
        // The value comes with the gradient, which the next step asks for.
        let _ = self.oracle.peek_gradient(&next);
        let value = match self.oracle.peek_value(&next) {
            Err(_) if linear::largest(&next) > DIVERGED => {
                return Err(Status::new(StatusKind::Diverged, ""));
            }
            found => found?,
        };
        let is_rejected = step.remark.is_some_and(|remark| remark.kind == StatusKind::StepRejected);
        let theta = &course.theta;
        let end = if self.is_low(value) {
            Some(StatusKind::Stopped)
        } else if is_rejected {
            self.stop.out_of_iterations(course.iteration + 1).map(|status| status.kind)
        } else {
            match self.stop.met(&mut self.oracle, course.iteration, theta, value_before, &next) {
                Ok(Some(Met::Gradient(_))) => Some(nature(&mut self.oracle, &next).0),
                Ok(Some(Met::Other(status))) | Err(status) => Some(status.kind),
                Ok(None) => (linear::largest(&next) > DIVERGED).then_some(StatusKind::Diverged),
            }
        };
        let alternates = course.before.as_ref().is_some_and(|before| alternate(before, theta, &next));
        course.iteration += 1;
        course.before = Some(std::mem::replace(&mut course.theta, next));
        course.walk = next_walk;
        course.progress = watched;
        Ok(end.map(|kind| match kind {
            StatusKind::MaxIterations if alternates => StatusKind::Cycle,
            kind => kind,
        }))
    }

    /// The step once more with the numbers of its lines, which a run refuses where they are not finite.
    fn check(&mut self, walk: &Rc<dyn Walk>, at: &Iteration<'_>) -> Result<(), Status> {
        let (_, step) = walk.step(&mut self.oracle, at)?;
        self.oracle.take_probes();
        let lines = &self.phase(at.index).lines;
        let numbers = step.numbers.as_deref().unwrap_or_default();
        let lines = numbered(lines, numbers, Some((&step.next, step.step_size)));
        check_finite(&lines, &step.direction, &step.next)
    }

    /// As for a run: where the gradient vanishes, that there is no step is no failure.
    fn failed(&mut self, kind: StatusKind, theta: &[f64]) -> StatusKind {
        let gradient = self.oracle.peek_gradient(theta);
        let is_short = gradient.is_ok_and(|gradient| linear::norm(&gradient) < STATIONARY);
        match is_no_step(kind) && self.stop.gradient_norm.is_none() && is_short {
            true => nature(&mut self.oracle, theta).0,
            false => kind,
        }
    }
}

/// The phases of a specification's method, whose lines are those of whole gradients.
fn phases(spec: &RunSpec, chain: GradientChain) -> Result<Vec<Phase>, Error> {
    let one_variable = spec.start.len() == 1;
    let notation = |pace: &Rc<Pace>| Notation { one_variable, chain, sampling: None, pace: Rc::clone(pace) };
    Phase::all(spec, &spec.changes, notation)
}
