//! A run: an optimizer on an objective from a start, one step at a time, forth and back.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::rc::Rc;

use fallline_autodiff::{Error, ErrorKind, Expression};

use crate::curvature::{self, CurvatureReport};
use crate::linear::{self, Definiteness};
use crate::list::{self, Info};
use crate::objective;
use crate::optimizer::{Chosen, Curvature, Iteration, OPTIMIZERS, Pace, Step, Walk};
use crate::oracle::{GradientChain, Ledger, Oracle};
use crate::parameter::Settings;
use crate::phase::{Held, Phase};
use crate::pseudocode::{Line, Notation};
use crate::record::{Counts, Model, Probe, Quantity, RecordLine, StateEntry, StepRecord, Symbol};
use crate::rule::Rule;
use crate::sampling::Sampling;
use crate::schedule::{Progress, SCHEDULES};
use crate::search::SEARCHES;
use crate::spec::{Change, MOST_VARIABLES, ObjectiveSpec, RunSpec, Selection};
use crate::status::{Status, StatusKind};
use crate::stop::{Met, StopRules};
use crate::text::{self, number, refuse};
use crate::unfold::{self, Scope, UnfoldedLine};

/// The most numbers that a run keeps: n + 10 for each iterate.
pub const MOST_NUMBERS: usize = 10_000_000;
/// A run whose iterate has a coordinate beyond this has diverged.
pub const DIVERGED: f64 = 1e30;
/// Where no rule says when a gradient is (almost) zero, it is below this norm.
pub const STATIONARY: f64 = 1e-10;

/// What is kept of an iterate besides its coordinates.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// C(θ(t)).
    pub value: f64,
    /// The smallest of C(θ(0)), ..., C(θ(t)).
    pub least: f64,
    /// The norm of the gradient; `None` where that is not finite.
    pub gradient_norm: Option<f64>,
    /// The step size that led here; 0 at the start.
    pub step_size: f64,
    /// How often the objective was asked until here.
    pub counts: Counts,
}

/// Numbers in a [`Row`].
const ROW: usize = 10;

/// All that a replay from an iterate needs. Steps are pure, so sharing the walk is enough.
#[derive(Clone)]
struct Checkpoint {
    iteration: usize,
    walk: Rc<dyn Walk>,
    progress: Progress,
    ledger: Ledger,
}

/// An optimizer on an objective from a start. Steps forth and back; what it shows at an iterate is the
/// same, bit for bit, however it got there.
///
/// After a failure, or when a stop rule is met, the run is at its end: stepping changes nothing and
/// shows the last record again. Every point that was reached is kept, up to [`MOST_NUMBERS`] numbers, also
/// when the run has gone back from there; of the optimizer's state some checkpoints, between which steps are
/// replayed.
///
/// ```
/// use fallline_optim::Run;
///
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "rosenbrock" }, "optimizer": { "id": "adam" }, "start": [-1.2, 1] }"#,
/// )?;
/// let there = run.step_many(100).clone();
/// run.back();
/// assert_eq!(run.iteration(), 99);
/// assert_eq!(*run.step(), there);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct Run {
    spec: RunSpec,
    variables: Vec<String>,
    expression: Option<Expression>,
    chain: GradientChain,
    sampling: Option<Sampling>,
    /// One or more, the first from the start.
    phases: Vec<Phase>,
    stop: StopRules,
    oracle: Oracle,
    walk: Rc<dyn Walk>,
    progress: Progress,
    /// k.
    iteration: usize,
    /// Every point reached.
    trajectory: Vec<f64>,
    /// One for each point reached.
    rows: Vec<Row>,
    first: StepRecord,
    record: StepRecord,
    /// The optimizer's state before the step of the record.
    before: Vec<StateEntry>,
    ended: bool,
    /// Where the run ends, as soon as that is known.
    end: Option<usize>,
    checkpoints: Vec<Checkpoint>,
    interval: usize,
    /// The most numbers kept: [`MOST_NUMBERS`].
    budget: usize,
}

impl Run {
    /// A run at its start.
    ///
    /// # Errors
    /// Kind "parameter" where something in the specification does not exist, is outside its domain or does
    /// not fit the rest; "limit" for more than [`MOST_VARIABLES`] variables; "parse" for a typed function
    /// that is none; "evaluate" where the objective is not finite at the start.
    pub fn new(spec: RunSpec) -> Result<Self, Error> {
        let objective = spec.objective.build()?;
        let (variables, expression) = (objective.variables().to_vec(), objective.expression().cloned());
        check_start(&variables, &spec.start)?;
        Chosen::new(&spec.optimizer)?.check(&*objective)?;
        let chain = spec.chain()?;
        let sampling = spec.sampling(&*objective)?;
        let stop = spec.stop.clone().unwrap_or_default();
        stop.check()?;
        let phases =
            Phase::all(&spec, &spec.changes, |pace| notation(variables.len(), chain, &sampling, pace))?;
        // There is always a first phase.
        let Phase { optimizer, pace, lines, held, .. } = &phases[0];
        let walk = Rc::clone(optimizer).walk(&spec.start)?;
        // Asked here and not through the oracle: an error at the start keeps its place in the text.
        let value = objective.value(&spec.start)?;
        let oracle = Oracle::new(objective, chain);
        let mut oracle = match sampling.clone() {
            Some(sampling) => oracle.sampled(sampling),
            None => oracle,
        };
        let gradient = oracle.peek_gradient(&spec.start);
        let gradient_norm = gradient.as_ref().ok().map(|gradient| linear::norm(gradient));
        let row = Row { value, least: value, gradient_norm, step_size: 0.0, counts: Counts::default() };
        let progress = Progress::default();
        let checkpoint =
            Checkpoint { iteration: 0, walk: Rc::clone(&walk), progress, ledger: oracle.ledger() };
        let ready = Status::new(StatusKind::Ready, format!("At the start {}.", text::point(&spec.start)));
        let status = stop.out_of_iterations(0);
        let ended = status.is_some();
        let first = StepRecord {
            iteration: 0,
            theta: spec.start.clone(),
            next_theta: spec.start.clone(),
            value,
            next_value: value,
            gradient: gradient.unwrap_or_default(),
            terms: None,
            direction: vec![0.0; spec.start.len()],
            step_size: 0.0,
            held: Rc::clone(held),
            probes: Vec::new(),
            lines: numbered(lines, &[], None),
            predicted_decrease: None,
            counts: Counts::default(),
            status: status.unwrap_or(ready),
            model: None,
            state: described(&*walk, pace, &progress),
            preconditioner: None,
        };
        Ok(Self {
            before: first.state.clone(),
            record: first.clone(),
            first,
            trajectory: spec.start.clone(),
            rows: vec![row],
            checkpoints: vec![checkpoint],
            interval: 1,
            budget: MOST_NUMBERS,
            spec,
            variables,
            expression,
            chain,
            sampling,
            phases,
            stop,
            oracle,
            walk,
            progress,
            iteration: 0,
            ended,
            end: ended.then_some(0),
        })
    }

    /// A run from the JSON of a [`RunSpec`].
    ///
    /// # Errors
    /// As for [`RunSpec::from_json`] and [`Run::new`].
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::new(RunSpec::from_json(text)?)
    }

    /// The run's specification as JSON, from which [`Run::from_json`] makes the same run.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.spec.to_json()
    }

    /// The run's specification.
    #[must_use]
    pub fn spec(&self) -> &RunSpec {
        &self.spec
    }

    /// The names of the n variables.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// The objective as an expression, where it is one, see
    /// [`Objective::expression`](crate::objective::Objective::expression).
    #[must_use]
    pub fn expression(&self) -> Option<&Expression> {
        self.expression.as_ref()
    }

    /// k, the number of steps made.
    #[must_use]
    pub fn iteration(&self) -> usize {
        self.iteration
    }

    /// The furthest iterate that the run has been at; it is kept when the run goes back.
    #[must_use]
    pub fn reached(&self) -> usize {
        self.rows.len() - 1
    }

    /// The iterate at which the run ends; `None` until it has got there.
    #[must_use]
    pub fn end(&self) -> Option<usize> {
        self.end
    }

    /// θ(k), n numbers.
    #[must_use]
    pub fn theta(&self) -> &[f64] {
        self.at(self.iteration())
    }

    /// C(θ(k)).
    #[must_use]
    pub fn value(&self) -> f64 {
        self.row().value
    }

    /// How the run stands.
    #[must_use]
    pub fn status(&self) -> &Status {
        &self.record.status
    }

    /// Whether another step would change nothing: a stop rule is met, or the last attempt failed.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        self.ended
    }

    /// The record of the step that led here, or of the attempt that failed here; at the start one that
    /// moved nothing.
    #[must_use]
    pub fn record(&self) -> &StepRecord {
        &self.record
    }

    /// θ(0), ..., θ(k): (k + 1)·n numbers.
    #[must_use]
    pub fn trajectory(&self) -> &[f64] {
        self.trajectory.get(..(self.iteration + 1) * self.dim()).unwrap_or_default()
    }

    /// What is kept of θ(0), ..., θ(k) besides the coordinates.
    #[must_use]
    pub fn rows(&self) -> &[Row] {
        self.rows.get(..=self.iteration).unwrap_or_default()
    }

    /// Makes a step. At the run's end it changes nothing.
    pub fn step(&mut self) -> &StepRecord {
        if !self.ended {
            let attempt = self.attempt();
            self.take(attempt);
        }
        &self.record
    }

    /// The record of the coming step, which is not made; `None` at the run's end, and where the step would fail.
    pub fn peek(&mut self) -> Option<StepRecord> {
        if self.ended {
            return None;
        }
        let here = self.checkpoint();
        let attempt = self.attempt();
        self.restore(&here);
        attempt.ok().map(|Attempt { record, .. }| record)
    }

    /// Makes at most `n` steps, those after which all evaluations so far have cost no more than `budget`. A step
    /// that fails is tried whatever it costs.
    ///
    /// ```
    /// use fallline_optim::Run;
    /// let mut run = Run::from_json(
    ///     r#"{ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1], "optimizer": { "id": "adam" } }"#,
    /// )?;
    /// run.step_within(100, 7.5, |counts| counts.gradient as f64);
    /// assert_eq!(run.iteration(), 7);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn step_within(&mut self, n: usize, budget: f64, cost: impl Fn(&Counts) -> f64) {
        for _ in 0..n {
            if self.ended {
                return;
            }
            let here = self.checkpoint();
            let attempt = self.attempt();
            if attempt.as_ref().is_ok_and(|attempt| cost(&attempt.record.counts) > budget) {
                self.restore(&here);
                return;
            }
            self.take(attempt);
        }
    }

    /// Gives parameters other values from some iterations on, in place of the changes that were there before. The
    /// run goes back to the first iterate from which on it differs, where it has passed it; up to there nothing
    /// changes.
    ///
    /// ```
    /// use fallline_optim::Run;
    /// use fallline_optim::spec::Change;
    /// let mut run = Run::from_json(
    ///     r#"{ "objective": { "expression": "w^2/2" }, "start": [1],
    ///          "optimizer": { "id": "gradient-descent", "learningRate": 0.5 } }"#,
    /// )?;
    /// run.step_many(3);
    /// let change = r#"[{ "iteration": 2, "optimizer": { "id": "gradient-descent", "learningRate": 1 } }]"#;
    /// run.set_changes(Change::list_from_json(change)?)?;
    /// assert_eq!((run.iteration(), run.theta()), (2, [0.25].as_slice()));
    /// assert_eq!(run.step().next_theta, [0.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    ///
    /// # Errors
    /// Kind "parameter" where a change does not fit the run or does not follow the one before; nothing is changed.
    pub fn set_changes(&mut self, changes: Vec<Change>) -> Result<(), Error> {
        let phases = Phase::all(&self.spec, &changes, |pace| {
            notation(self.variables.len(), self.chain, &self.sampling, pace)
        })?;
        let before = std::mem::replace(&mut self.spec.changes, changes);
        let changes = &self.spec.changes;
        let same = before.iter().zip(changes).take_while(|(before, now)| before == now).count();
        let differing = before.get(same).into_iter().chain(changes.get(same));
        let Some(from) = differing.map(|change| change.iteration as usize).min() else {
            return Ok(());
        };
        self.phases = phases;
        self.rows.truncate(from + 1);
        self.trajectory.truncate((from + 1) * self.dim());
        self.checkpoints.retain(|checkpoint| checkpoint.iteration <= from);
        if self.end.is_some_and(|end| end >= from) {
            self.end = None;
        }
        if self.iteration >= from {
            self.replay(from);
        }
        Ok(())
    }

    /// Makes `n` steps, or fewer where the run ends. Returns the last record.
    pub fn step_many(&mut self, n: usize) -> &StepRecord {
        for _ in 0..n {
            if self.ended {
                break;
            }
            self.step();
        }
        &self.record
    }

    /// Goes back one step; at the start it does nothing.
    pub fn back(&mut self) {
        let last = self.iteration();
        self.replay(last.saturating_sub(1));
    }

    /// Goes to iterate `k`, back or forth; forth it stops where the run ends. What is shown at an iterate is
    /// the step that led there, also where an attempt from there has failed.
    ///
    /// # Errors
    /// Kind "limit" where `k` is more than the run may keep.
    pub fn go_to(&mut self, k: usize) -> Result<(), Error> {
        let most = self.most_iterations();
        if k > most {
            let message =
                format!("a run of {} variables has at most {most} iterations; {k} is more", self.dim());
            return Err(Error::new(ErrorKind::Limit, message));
        }
        let is_ahead = k > self.iteration;
        match k - self.checkpoint_before(k).iteration {
            // No checkpoint is nearer than where the run is.
            from_checkpoint if is_ahead && k - self.iteration <= from_checkpoint => {
                self.step_many(k - self.iteration);
            }
            _ => self.replay(k),
        }
        Ok(())
    }

    /// Goes back to the start.
    pub fn reset(&mut self) {
        self.replay(0);
    }

    /// The lines of the pseudo-code with the numbers of the record's step in place of their symbols.
    ///
    /// ```
    /// use fallline_optim::Run;
    /// let mut run = Run::from_json(
    ///     r#"{ "objective": { "expression": "w^2/2" }, "start": [1],
    ///          "optimizer": { "id": "gradient-descent", "learningRate": 0.25 } }"#,
    /// )?;
    /// run.step();
    /// let lines = run.unfolded();
    /// let texts = lines[1].pieces.iter().map(|piece| match &piece.value {
    ///     Some(value) => serde_json::to_string(value).unwrap(),
    ///     None => piece.tex.clone(),
    /// });
    /// assert_eq!(texts.collect::<String>(), r"\theta \leftarrow 1.0 - 0.25\cdot 1.0");
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    #[must_use]
    pub fn unfolded(&self) -> Vec<UnfoldedLine> {
        let Self { spec, record, .. } = self;
        let Held { optimizer, search, schedule } = &*record.held;
        let Phase { lines, pace: held_pace, .. } = self.phase(record.iteration);
        let owned = |names: Vec<(&str, f64)>| -> Vec<(String, Quantity)> {
            names.into_iter().map(|(tex, x)| (tex.to_owned(), Quantity::Scalar(x))).collect()
        };
        let optimizer = match Rule::own(optimizer) {
            Ok(own) => own.named(self.spec.start.len()),
            Err(_) => owned(names(OPTIMIZERS, Some(optimizer))),
        };
        let search = search.as_ref();
        let chosen = [names(SEARCHES, search), names(SCHEDULES, schedule.as_ref())].concat();
        let pace = owned(chosen);
        let sampling = self.oracle.sampling().map(Sampling::names).into_iter().flatten();
        let gradient = owned(sampling.chain(self.oracle.chain().names()).collect());
        let entries = |state: &[StateEntry]| -> Vec<(String, Quantity)> {
            state.iter().map(|entry| (entry.tex.to_string(), entry.value.clone())).collect()
        };
        // A schedule has watched before the lines begin.
        let before = [entries(&self.before), entries(&held_pace.schedule.describe(&self.progress))].concat();
        #[expect(clippy::cast_precision_loss, reason = "iterations are far below 2^53")]
        let mut here = owned(vec![("t", record.iteration as f64)]);
        here.push((r"\theta".to_owned(), Quantity::from(record.theta.as_slice())));
        if spec.weight_decay.unwrap_or(0.0) == 0.0 {
            here.push((r"C(\theta)".to_owned(), Quantity::Scalar(record.value)));
        }
        // Where a search finds the step size, the rate's name is that of its trials.
        let searches = search
            .and_then(|search| list::find(SEARCHES, &search.id, "search").ok())
            .is_some_and(|search| !search.replaces.is_empty());
        let scope = |line: &Line, assigned: &[(String, Quantity)]| {
            let parts = match &*line.symbol {
                "alpha" => [&optimizer, &gradient, &pace],
                "g" | "g_next" | "y" | "I" => [&pace, &optimizer, &gradient],
                _ => [&gradient, &pace, &optimizer],
            };
            let named = Scope::new()
                .with(parts.into_iter().chain([&before, &here]).flatten().chain(assigned).cloned());
            if searches && line.symbol == "alpha" { named.binding(r"\alpha") } else { named }
        };
        let values: Vec<Option<Quantity>> = record.lines.iter().map(|line| line.value.clone()).collect();
        unfold::unfold(lines, &values, &record.theta, scope)
    }

    /// The same for the coming step, which is not made; nothing at the run's end, and where the step would fail.
    pub fn unfolded_next(&mut self) -> Vec<UnfoldedLine> {
        if self.ended {
            return Vec::new();
        }
        let here = self.checkpoint();
        let attempt = self.attempt();
        let lines = attempt.map(|Attempt { record, .. }| {
            let last = std::mem::replace(&mut self.record, record);
            let before = std::mem::replace(&mut self.before, last.state.clone());
            let lines = self.unfolded();
            self.record = last;
            self.before = before;
            lines
        });
        self.restore(&here);
        lines.unwrap_or_default()
    }

    /// How the objective is curved at θ(k), and how far `own` is from its Hessian: what an optimizer takes that for,
    /// n·n numbers in rows. Nothing of it counts as an evaluation.
    ///
    /// ```
    /// use fallline_optim::Run;
    /// let mut run = Run::from_json(
    ///     r#"{ "objective": { "id": "rosenbrock" }, "start": [-1, 2], "optimizer": { "id": "newton" } }"#,
    /// )?;
    /// let report = run.curvature(None);
    /// assert_eq!(report.hessian.unwrap().matrix.unwrap(), [[402.0, 400.0], [400.0, 200.0]]);
    /// assert_eq!(report.near.unwrap().theta, [1.0, 1.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn curvature(&mut self, own: Option<&[f64]>) -> CurvatureReport {
        let theta = self.theta().to_vec();
        let ObjectiveSpec { id, parameters, .. } = &self.spec.objective;
        let usual = parameters.as_ref().is_none_or(BTreeMap::is_empty);
        let plain = self.oracle.weight_decay() == 0.0;
        let info = id.as_deref().and_then(objective::find).filter(|_| usual && plain);
        // Answers are remembered by the oracle, and a step must not find them there: it counts what it asks.
        let ledger = self.oracle.ledger();
        let value = self.value();
        let report = curvature::report(&mut self.oracle, &theta, value, info, own);
        self.oracle.restore(&ledger);
        CurvatureReport { kink: self.kink(&theta), ..report }
    }

    /// The convention that stands in for a derivative that does not exist at a point.
    fn kink(&self, theta: &[f64]) -> Option<String> {
        // Of a sum over samples this would be about the first one alone.
        let expression = self.expression.as_ref().filter(|_| self.oracle.terms_per_value() == 1)?;
        let table = expression.backward_table(theta, &vec![1.0; expression.outputs()]).ok()?;
        table
            .iterations
            .iter()
            .flat_map(|iteration| &iteration.rows)
            .find_map(|row| row.note)
            .map(str::to_owned)
    }

    /// The trajectory as comma-separated values: a header, then a line for each iterate. Numbers have as many
    /// digits as they need to be read back exactly; a gradient norm that is not finite is empty.
    ///
    /// ```
    /// use fallline_optim::Run;
    /// let mut run = Run::from_json(
    ///     r#"{ "objective": { "expression": "w^2/2" }, "start": [1], "optimizer": { "id": "newton" } }"#,
    /// )?;
    /// run.step();
    /// assert_eq!(run.to_csv(), "\
    /// iteration,w,value,gradientNorm,stepSize,valueCount,gradientCount,hessianCount,hessianVectorCount,termCount,jacobianCount
    /// 0,1.0,0.5,1.0,0.0,0,0,0,0,0,0
    /// 1,0.0,0.0,0.0,1.0,0,1,1,0,0,0
    /// ");
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    #[must_use]
    pub fn to_csv(&self) -> String {
        let names = self.variables.join(",");
        let mut csv = format!(
            "iteration,{names},value,gradientNorm,stepSize,valueCount,gradientCount,hessianCount,hessianVectorCount,termCount,jacobianCount\n"
        );
        for (k, (theta, row)) in self.trajectory().chunks(self.dim()).zip(self.rows()).enumerate() {
            let theta: String = theta.iter().fold(String::new(), |line, x| format!("{line}{x:?},"));
            let gradient_norm = row.gradient_norm.map_or(String::new(), |norm| format!("{norm:?}"));
            let Counts { value, gradient, hessian, hessian_vector, term, jacobian } = row.counts;
            // Writing to a string does not fail.
            let _ = writeln!(
                csv,
                "{k},{theta}{:?},{gradient_norm},{:?},{value},{gradient},{hessian},{hessian_vector},{term},{jacobian}",
                row.value, row.step_size
            );
        }
        csv
    }

    fn dim(&self) -> usize {
        self.spec.start.len()
    }

    fn at(&self, k: usize) -> &[f64] {
        let n = self.dim();
        self.trajectory.get(k * n..(k + 1) * n).unwrap_or_default()
    }

    fn row(&self) -> Row {
        // There is a row for every iterate up to the furthest.
        self.rows[self.iteration]
    }

    fn most_iterations(&self) -> usize {
        self.budget / (self.dim() + ROW) - 1
    }

    /// Takes over what came of a step.
    fn take(&mut self, attempt: Result<Attempt, Status>) {
        let before = self.record.state.clone();
        match attempt {
            Ok(Attempt { record, gradient_norm, ended }) => {
                let StepRecord { next_value: value, step_size, counts, .. } = record;
                if self.iteration == self.reached() {
                    let least = self.row().least.min(value);
                    self.trajectory.extend_from_slice(&record.next_theta);
                    self.rows.push(Row { value, least, gradient_norm, step_size, counts });
                }
                self.iteration += 1;
                self.keep_checkpoint();
                self.record = record;
                self.ended = ended;
            }
            Err(status) => {
                self.record = self.failed(status);
                self.ended = true;
            }
        }
        self.before = before;
        if self.ended {
            self.end = Some(self.iteration);
        }
    }

    /// The place in the phases of the one that iteration `iteration` belongs to.
    fn phase(&self, iteration: usize) -> &Phase {
        // The first phase begins at 0.
        &self.phases[self.phases.partition_point(|phase| phase.from <= iteration) - 1]
    }

    /// The step from here; the run's state is the one after it, but the run has not moved.
    fn attempt(&mut self) -> Result<Attempt, Status> {
        let iteration = self.iteration();
        if iteration >= self.most_iterations() {
            let message =
                format!("The run keeps {} numbers at most, and has them: {iteration} steps.", self.budget);
            return Err(Status::new(StatusKind::BudgetReached, message));
        }
        self.oracle.begin(iteration);
        let theta = self.theta().to_vec();
        let value = self.value();
        let gradient = self.oracle.peek_gradient(&theta)?;
        let value_before = self.stop.value_before(&mut self.oracle, &theta)?;
        let Phase { from, optimizer, pace, held, .. } = self.phase(iteration);
        let (pace, held) = (Rc::clone(pace), Rc::clone(held));
        let resumed = match *from == iteration && iteration > 0 {
            true => Rc::clone(optimizer).resume(&*self.walk),
            false => None,
        };
        let walk = resumed.unwrap_or_else(|| Rc::clone(&self.walk));
        let schedule = &pace.schedule;
        let progress = match schedule.watches() {
            true => schedule.watch(&self.progress, self.oracle.value(&theta)?),
            false => self.progress,
        };
        let factor = schedule.factor(iteration, &progress);
        let at = Iteration { index: iteration, theta: &theta, pace: &pace, factor, recorded: true };
        let (walk, step) = walk.step(&mut self.oracle, &at)?;
        let probes = self.oracle.take_probes();
        let state = described(&*walk, &pace, &progress);
        let terms = self.oracle.batch().map(<[usize]>::to_vec);
        let mut step = step;
        if let Some(terms) = &terms {
            #[expect(clippy::cast_precision_loss, reason = "texts are short")]
            let from_one: Vec<f64> = terms.iter().map(|&i| (i + 1) as f64).collect();
            step = step.number("I", from_one.as_slice());
        }
        let lines = numbered(
            &self.phase(iteration).lines,
            step.numbers.as_deref().unwrap_or_default(),
            Some((&step.next, step.step_size)),
        );
        let Step { next, direction, step_size, curvature, preconditioner, remark, .. } = step;
        check_finite(&lines, &direction, &next)?;

        let quadratic = |matrix: Vec<f64>, radius| Model::Quadratic {
            point: theta.clone(),
            value,
            gradient: gradient.clone(),
            matrix: matrix.chunks(theta.len()).map(<[f64]>::to_vec).collect(),
            radius,
        };
        let is_second_order = !matches!(curvature, Some(Curvature::Proximal { .. }));
        let model = curvature.map(|curvature| match curvature {
            Curvature::Matrix(matrix) => quadratic(matrix, None),
            Curvature::Proximal { rate } => {
                quadratic(linear::identity(theta.len()).into_iter().map(|entry| entry / rate).collect(), None)
            }
            Curvature::Region { matrix, radius } => quadratic(matrix, Some(radius)),
            Curvature::Chord { points, slopes } => Model::Chord { points, slopes },
        });
        let moved = linear::difference(&next, &theta);
        let second_order = model.as_ref().filter(|_| is_second_order);
        let curvature = second_order.map_or(0.0, |model| model.curvature(&moved));
        let predicted_decrease = -(linear::dot(&gradient, &moved) + 0.5 * curvature);

        let next_gradient = self.oracle.peek_gradient(&next).ok();
        let next_value = match self.oracle.peek_value(&next) {
            Err(_) if linear::largest(&next) > DIVERGED => return Err(diverged(&next)),
            found => found?,
        };
        let gradient_norm = next_gradient.map(|gradient| linear::norm(&gradient));
        let (status, ended) = self.judge(value_before, &next, next_value, gradient_norm, remark);
        self.walk = walk;
        self.progress = progress;
        let record = StepRecord {
            iteration,
            theta,
            next_theta: next,
            value,
            next_value,
            gradient,
            terms,
            direction,
            step_size,
            held,
            probes,
            lines,
            predicted_decrease: Some(predicted_decrease).filter(|decrease| decrease.is_finite()),
            counts: self.oracle.counts(),
            status,
            model,
            state,
            preconditioner,
        };
        Ok(Attempt { record, gradient_norm, ended })
    }

    /// How the run stands after the step to `next`, and whether it ends there.
    fn judge(
        &mut self,
        value_before: Option<f64>,
        next: &[f64],
        next_value: f64,
        gradient_norm: Option<f64>,
        remark: Option<Status>,
    ) -> (Status, bool) {
        let iteration = self.iteration();
        let theta = self.theta().to_vec();
        if let Some(rejected) = remark.as_ref().filter(|remark| remark.kind == StatusKind::StepRejected) {
            // A step that stays on purpose is no sign of an end.
            let status = self.stop.out_of_iterations(iteration + 1);
            return (status.clone().unwrap_or_else(|| rejected.clone()), status.is_some());
        }
        match self.stop.met(&mut self.oracle, iteration, &theta, value_before, next) {
            Ok(Some(Met::Gradient(length))) => return (self.stationary(next, length), true),
            Ok(Some(Met::Other(status))) | Err(status) => return (status, true),
            Ok(None) => {}
        }
        if linear::largest(next) > DIVERGED {
            return (diverged(next), true);
        }
        if let Some(length) = gradient_norm.filter(|&length| self.is_stationary(length)) {
            return (self.stationary(next, length), false);
        }
        if next == theta {
            let length = gradient_norm.map_or("not finite".to_owned(), number);
            let message = format!("The step moved nothing, although the gradient's norm is {length}.");
            return (Status::new(StatusKind::Stalled, message), false);
        }
        if let Some(message) = self.cycle(&theta, next) {
            return (Status::new(StatusKind::Cycle, message), false);
        }
        let value = self.value();
        let change = number((next_value - value).abs());
        let message = match next_value.total_cmp(&value) {
            Ordering::Less => format!("The objective fell by {change} to {}.", number(next_value)),
            Ordering::Equal => format!("The objective stayed at {}.", number(value)),
            Ordering::Greater => format!("The objective rose by {change} to {}.", number(next_value)),
        };
        (remark.unwrap_or(Status::new(StatusKind::Running, message)), false)
    }

    /// Without a rule for the gradient, one below [`STATIONARY`] is told but does not end the run.
    fn is_stationary(&self, gradient_norm: f64) -> bool {
        self.stop.gradient_norm.is_none() && gradient_norm < STATIONARY
    }

    /// What the Hessian says about a point where the gradient is (almost) zero.
    fn stationary(&mut self, theta: &[f64], gradient_norm: f64) -> Status {
        let (kind, eigenvalues) = nature(&mut self.oracle, theta);
        let what = match kind {
            StatusKind::Minimum => "a minimum",
            StatusKind::Maximum => "a maximum",
            StatusKind::Saddle => "a saddle",
            _ => "a stationary point of a kind the Hessian does not tell",
        };
        let list = match eigenvalues.is_empty() {
            true => "no Hessian".to_owned(),
            false => {
                format!("Hessian's eigenvalues {}", text::enumerate(eigenvalues.iter().map(|&x| number(x))))
            }
        };
        let message = format!("At {what}: gradient's norm {}, {list}.", number(gradient_norm));
        Status::new(kind, message)
    }

    /// A sentence where `next` is the point before `theta` again.
    fn cycle(&self, theta: &[f64], next: &[f64]) -> Option<String> {
        let before = self.at(self.iteration().checked_sub(1)?);
        alternate(before, theta, next).then(|| {
            format!("The iterates alternate between {} and {}.", text::point(theta), text::point(next))
        })
    }

    /// The record of an attempt that failed.
    fn failed(&mut self, status: Status) -> StepRecord {
        let theta = self.theta().to_vec();
        let value = self.value();
        let probes: Vec<Probe> = self.oracle.take_probes();
        let gradient = self.oracle.peek_gradient(&theta);
        let length = gradient.as_ref().ok().map(|gradient| linear::norm(gradient));
        let status = match length {
            Some(length) if is_no_step(status.kind) && self.is_stationary(length) => {
                self.stationary(&theta, length)
            }
            _ => status,
        };
        let phase = self.phase(self.iteration);
        StepRecord {
            iteration: self.iteration(),
            next_theta: theta.clone(),
            value,
            next_value: value,
            gradient: gradient.unwrap_or_default(),
            terms: self.oracle.batch().map(<[usize]>::to_vec),
            direction: vec![0.0; theta.len()],
            step_size: 0.0,
            held: Rc::clone(&phase.held),
            probes,
            lines: numbered(&phase.lines, &[], None),
            predicted_decrease: None,
            counts: self.oracle.counts(),
            status,
            model: None,
            state: described(&*self.walk, &phase.pace, &self.progress),
            preconditioner: None,
            theta,
        }
    }

    /// Keeps the state every `interval` steps; when there are many checkpoints, every other one goes.
    fn keep_checkpoint(&mut self) {
        // States may have n² numbers, so that there are fewer checkpoints of large ones.
        let most = (4_000_000 / (self.dim() * self.dim())).clamp(8, 256);
        let iteration = self.iteration();
        let is_known = self.checkpoints.last().is_some_and(|last| last.iteration >= iteration);
        if is_known || !iteration.is_multiple_of(self.interval) {
            return;
        }
        self.checkpoints.push(self.checkpoint());
        if self.checkpoints.len() > most {
            self.interval *= 2;
            self.checkpoints.retain(|checkpoint| checkpoint.iteration.is_multiple_of(self.interval));
        }
    }

    fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            iteration: self.iteration,
            walk: Rc::clone(&self.walk),
            progress: self.progress,
            ledger: self.oracle.ledger(),
        }
    }

    /// Takes back the state that an attempt has changed.
    fn restore(&mut self, checkpoint: &Checkpoint) {
        self.iteration = checkpoint.iteration;
        self.walk = Rc::clone(&checkpoint.walk);
        self.progress = checkpoint.progress;
        self.oracle.restore(&checkpoint.ledger);
    }

    /// The last checkpoint from which a step or more lead to iterate `k`, or that of the start.
    fn checkpoint_before(&self, k: usize) -> &Checkpoint {
        let later = self.checkpoints.partition_point(|checkpoint| checkpoint.iteration < k);
        // The checkpoint of the start is never removed.
        &self.checkpoints[later.saturating_sub(1)]
    }

    /// Goes to iterate `k` by replaying at least one step, so that its record is there too.
    fn replay(&mut self, k: usize) {
        let checkpoint = self.checkpoint_before(k).clone();
        self.restore(&checkpoint);
        self.record = self.first.clone();
        // The state is as it was after the step to the checkpoint.
        let made = checkpoint.iteration.saturating_sub(1);
        self.record.state = described(&*self.walk, &self.phase(made).pace, &self.progress);
        self.ended = self.stop.out_of_iterations(checkpoint.iteration).is_some();
        self.step_many(k - checkpoint.iteration);
    }
}

/// A step that did not fail.
struct Attempt {
    record: StepRecord,
    /// The gradient's norm after it.
    gradient_norm: Option<f64>,
    /// Whether it ends the run.
    ended: bool,
}

/// What a run's pseudo-code depends on.
fn notation(n: usize, chain: GradientChain, sampling: &Option<Sampling>, pace: &Rc<Pace>) -> Notation {
    Notation { one_variable: n == 1, chain, sampling: sampling.clone(), pace: Rc::clone(pace) }
}

/// The parameters of a chosen entry as TeX with their values, where these are numbers.
fn names<T: ?Sized>(list: &[&'static Info<T>], chosen: Option<&Selection>) -> Vec<(&'static str, f64)> {
    let Some(Selection { id, parameters: given }) = chosen else { return Vec::new() };
    let Ok(Info { parameters, .. }) = list::find(list, id, "entry") else { return Vec::new() };
    let settings = Settings::new(parameters, given, id).ok();
    let numbers: Vec<(&str, f64)> = settings.iter().flat_map(Settings::numbers).collect();
    // A seed is no part of a formula.
    let named = parameters.iter().filter(|parameter| parameter.id != "seed");
    let value = |id: &str| numbers.iter().find(|(name, _)| *name == id).map(|(_, value)| *value);
    named.filter_map(|parameter| Some((parameter.tex, value(parameter.id)?))).collect()
}

pub(crate) fn check_start(variables: &[String], start: &[f64]) -> Result<(), Error> {
    let n = variables.len();
    if n == 0 {
        return Err(refuse("the objective has no variables, so there is nothing to minimize over"));
    }
    if n > MOST_VARIABLES {
        let message = format!("the objective has {n} variables; a run has at most {MOST_VARIABLES}");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    if start.len() != n {
        let names = text::enumerate(variables);
        return Err(refuse(format!(
            "the start has {} coordinates, but the objective has {n} variables ({names})",
            start.len()
        )));
    }
    match start.iter().find(|x| x.is_nan() || x.abs() > DIVERGED) {
        Some(x) => Err(refuse(format!("a start must have coordinates between -1e30 and 1e30; one is {x}"))),
        None => Ok(()),
    }
}

/// The quantities by name that the optimizer and the schedule remember.
fn described(walk: &dyn Walk, pace: &Pace, progress: &Progress) -> Vec<StateEntry> {
    let mut state = walk.describe();
    state.extend(pace.schedule.describe(progress));
    state
}

/// The kind of a point where the gradient is (almost) zero, with the eigenvalues of the Hessian that tell it.
pub(crate) fn nature(oracle: &mut Oracle, theta: &[f64]) -> (StatusKind, Vec<f64>) {
    let hessian = oracle.peek_hessian(theta).ok();
    let eigenvalues = hessian.and_then(|hessian| linear::eigenvalues(&hessian, theta.len()));
    let eigenvalues = eigenvalues.unwrap_or_default();
    let kind = match linear::definiteness(&eigenvalues) {
        Definiteness::Positive => StatusKind::Minimum,
        Definiteness::Negative => StatusKind::Maximum,
        Definiteness::Indefinite => StatusKind::Saddle,
        Definiteness::Singular => StatusKind::Stationary,
    };
    (kind, eigenvalues)
}

/// Whether `next` is the point before `theta` again, to rounding, and not `theta` itself.
pub(crate) fn alternate(before: &[f64], theta: &[f64], next: &[f64]) -> bool {
    // Iterates near a minimum jitter in the last bits; that is no cycle.
    const JITTER: f64 = 1e6;
    let rounding = 8.0 * f64::EPSILON * linear::largest(theta).max(linear::largest(next));
    let apart = linear::largest(&linear::difference(next, theta));
    let returned = linear::largest(&linear::difference(next, before)) <= rounding;
    returned && apart > JITTER * rounding
}

/// Whether a failure says that there is no step. Where the gradient vanishes, that is the good news, not a failure.
pub(crate) fn is_no_step(kind: StatusKind) -> bool {
    matches!(
        kind,
        StatusKind::SingularHessian
            | StatusKind::IndefiniteHessian
            | StatusKind::NegativeDefiniteHessian
            | StatusKind::NegativeCurvature
            | StatusKind::RankDeficientJacobian
            | StatusKind::NotADescentDirection
            | StatusKind::LineSearchFailed
            | StatusKind::Stalled
    )
}

/// Refuses a step in which something overflowed.
pub(crate) fn check_finite(lines: &[RecordLine], direction: &[f64], next: &[f64]) -> Result<(), Status> {
    let broken = lines.iter().find(|line| line.value.as_ref().is_some_and(|value| !value.is_finite()));
    match broken {
        Some(line) if line.symbol != "theta" => {
            let message = format!("The quantity {} of the step is not finite.", line.symbol);
            Err(Status::new(StatusKind::NotFinite, message))
        }
        None if direction.iter().all(|x| x.is_finite()) && next.iter().all(|x| x.is_finite()) => Ok(()),
        _ => Err(Status::new(StatusKind::Diverged, "The step is so long that the next point overflows.")),
    }
}

fn diverged(theta: &[f64]) -> Status {
    let message = format!("The iterates have grown beyond {DIVERGED:e}: {}.", text::point(theta));
    Status::new(StatusKind::Diverged, message)
}

/// The pseudo-code with a step's numbers; `moved` is the next point and the step size.
pub(crate) fn numbered(
    lines: &[Line],
    numbers: &[(Symbol, Quantity)],
    moved: Option<(&[f64], f64)>,
) -> Vec<RecordLine> {
    let known =
        |symbol: &str| numbers.iter().find(|(name, _)| name == symbol).map(|(_, value)| value.clone());
    let number = |symbol: &str| match (known(symbol), symbol, moved) {
        (None, "theta", Some((next, _))) => Some(Quantity::from(next)),
        (None, "alpha", Some((_, step_size))) => Some(Quantity::Scalar(step_size)),
        (known, ..) => known,
    };
    let numbered = |line: &Line| RecordLine {
        tex: line.tex.clone(),
        symbol: line.symbol.to_string(),
        value: number(&line.symbol),
    };
    lines.iter().map(numbered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_of_numbers_ends_a_run() {
        let spec =
            r#"{ "objective": { "id": "rosenbrock" }, "optimizer": { "id": "adam" }, "start": [0, 0] }"#;
        let mut run = Run::from_json(spec).unwrap();
        run.budget = 100 * (2 + ROW);
        let status = run.step_many(1000).status.clone();
        assert_eq!((status.kind, run.iteration(), run.is_ended()), (StatusKind::BudgetReached, 99, true));
        assert_eq!(run.trajectory().len() + ROW * run.rows().len(), run.budget);
        assert_eq!(run.go_to(100).unwrap_err().kind, ErrorKind::Limit);
        let there = run.theta().to_vec();
        run.go_to(98).unwrap();
        run.step();
        assert_eq!((run.theta(), run.is_ended()), (there.as_slice(), false));
    }

    /// A hundred thousand steps keep few checkpoints, and going back replays few steps.
    #[test]
    fn checkpoints_stay_few() {
        let spec = r#"{ "objective": { "id": "rate-1d" }, "optimizer": { "id": "momentum" }, "start": [1] }"#;
        let mut run = Run::from_json(spec).unwrap();
        run.step_many(100_000);
        assert!(
            run.checkpoints.len() <= 256 && run.interval <= 1024,
            "{} {}",
            run.checkpoints.len(),
            run.interval
        );
        let (record, theta) = (run.record().clone(), run.theta().to_vec());
        run.go_to(70_001).unwrap();
        assert_eq!((run.iteration(), run.record().iteration), (70_001, 70_000));
        run.go_to(100_000).unwrap();
        assert_eq!((run.record(), run.theta()), (&record, theta.as_slice()));
    }
}
