//! Optimizers: each proposes a direction and a base rate, or decides the whole step itself.

mod adadelta;
mod adagrad;
mod adahessian;
mod adam;
mod adam_lp;
mod adamax;
mod adamw;
mod adaptive_newton;
mod amsgrad;
mod bfgs;
mod broyden;
mod conjugate_gradient;
mod dfp;
mod gauss_newton;
mod gradient_descent;
mod l_bfgs;
mod levenberg_marquardt;
mod look_ahead_momentum;
mod momentum;
mod nadam;
mod nesterov;
mod newton;
mod newton_cg;
mod rmsprop;
mod secant;
mod sign_descent;
mod trust_region;

pub use adadelta::Adadelta;
pub use adagrad::Adagrad;
pub use adahessian::{AdaHessian, Diagonal};
pub use adam::Adam;
pub use adam_lp::AdamLp;
pub use adamax::Adamax;
pub use adamw::AdamW;
pub use adaptive_newton::AdaptiveNewton;
pub use amsgrad::AmsGrad;
pub use bfgs::Bfgs;
pub use broyden::Broyden;
pub use conjugate_gradient::ConjugateGradient;
pub use dfp::Dfp;
pub use gauss_newton::GaussNewton;
pub use gradient_descent::GradientDescent;
pub use l_bfgs::LBfgs;
pub use levenberg_marquardt::LevenbergMarquardt;
pub use look_ahead_momentum::LookAheadMomentum;
pub use momentum::{Form, Momentum};
pub use nadam::Nadam;
pub use nesterov::Nesterov;
pub use newton::Newton;
pub(crate) use newton::newton_direction;
pub use newton_cg::NewtonCg;
pub use rmsprop::Rmsprop;
pub use secant::Secant;
pub use sign_descent::SignDescent;
pub use trust_region::TrustRegion;

use std::any::Any;
use std::rc::Rc;

use fallline_autodiff::Error;

use crate::linear;
use crate::list::{self, Info, Need};
use crate::objective::Objective;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation, Pseudocode};
use crate::record::{Quantity, StateEntry, Symbol};
use crate::rule::{OWN, Rule};
use crate::schedule::{Constant, Schedule};
use crate::search::{Fixed, Ray, Search};
use crate::spec::Selection;
use crate::status::Status;

/// An optimizer as a pure function: a state and a point in, the next state and point out.
///
/// Going back and replaying come free with that. The list holds optimizers of all state types
/// behind [`AnyOptimizer`], which every `Optimizer` is.
pub trait Optimizer {
    /// What it remembers from step to step, besides the point itself.
    type State;

    /// Its pseudo-code. A line's number in a step is the one that [`Step::numbers`] has for its symbol;
    /// "theta" and "alpha" are known from the step itself.
    fn lines(&self, notation: &Notation) -> Vec<Line>;

    /// The state before the first step from `start`.
    ///
    /// # Errors
    /// Kind "parameter" where a parameter does not fit the start.
    fn init(&self, start: &[f64]) -> Result<Self::State, Error>;

    /// One step. [`Iteration::advance`] goes along a direction as far as the schedule and the search say;
    /// an optimizer that decides the whole step itself makes its [`Step`] without it.
    ///
    /// # Errors
    /// The status that says why there is no step.
    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Self::State,
    ) -> Result<(Self::State, Step), Status>;

    /// The quantities of a state by name.
    fn describe(&self, state: &Self::State) -> Vec<StateEntry>;
}

/// What decides how far a step goes: a schedule of the rate and a search.
pub struct Pace {
    /// Scales rates with the iteration.
    pub schedule: Rc<dyn Schedule>,
    /// Finds the step size.
    pub search: Rc<dyn Search>,
}

impl Default for Pace {
    fn default() -> Self {
        Self { schedule: Rc::new(Constant), search: Rc::new(Fixed) }
    }
}

/// Where a step starts.
#[derive(Clone, Copy)]
pub struct Iteration<'a> {
    /// t = 0, 1, 2, ...
    pub index: usize,
    /// θ(t), n numbers.
    pub theta: &'a [f64],
    /// What decides how far the step goes.
    pub pace: &'a Pace,
    /// The schedule's factor on rates in this iteration.
    pub factor: f64,
    /// Whether a record of the step is wanted, with the numbers of its lines.
    pub recorded: bool,
}

impl Iteration<'_> {
    /// Goes along `direction` as far as the schedule and the search say, from the base rate `rate`:
    /// θ(t+1) = θ(t) + α d.
    ///
    /// # Errors
    /// The search's.
    pub fn advance(&self, oracle: &mut Oracle, direction: Vec<f64>, rate: f64) -> Result<Step, Status> {
        let ray = Ray { theta: self.theta, direction: &direction, rate, factor: self.factor };
        let step_size = self.pace.search.step_size(oracle, &ray)?;
        let next = linear::add_scaled(self.theta, step_size, &direction);
        Ok(self.step(next, direction, step_size))
    }

    /// The step to `next`, about which nothing is said yet.
    #[must_use]
    pub fn step(&self, next: Vec<f64>, direction: Vec<f64>, step_size: f64) -> Step {
        let numbers = self.recorded.then(Vec::new);
        Step { next, direction, step_size, numbers, curvature: None, preconditioner: None, remark: None }
    }
}

/// What an optimizer's step yields.
#[derive(Clone, Debug)]
pub struct Step {
    /// θ(t+1), n numbers.
    pub next: Vec<f64>,
    /// The direction d, n numbers.
    pub direction: Vec<f64>,
    /// The step size α.
    pub step_size: f64,
    /// What the lines of the pseudo-code assigned, by symbol; `None` where no record is wanted.
    pub numbers: Option<Vec<(Symbol, Quantity)>>,
    /// The second-order part of the optimizer's local model.
    pub curvature: Option<Curvature>,
    /// By what each coordinate of the direction was divided; `None` where nothing was, or no record is wanted.
    pub preconditioner: Option<Vec<f64>>,
    /// What should be said about the step when nothing else is.
    pub remark: Option<Status>,
}

impl Step {
    /// The same step with the number that a line of the pseudo-code assigned.
    #[must_use]
    pub fn number(mut self, symbol: impl Into<Symbol>, value: impl Into<Quantity>) -> Self {
        if let Some(numbers) = &mut self.numbers {
            numbers.push((symbol.into(), value.into()));
        }
        self
    }

    /// The same step, each coordinate of whose direction was divided by one of these numbers.
    #[must_use]
    pub fn preconditioned(mut self, divisors: impl Iterator<Item = f64>) -> Self {
        self.preconditioner = self.numbers.is_some().then(|| divisors.collect());
        self
    }
}

/// The second-order part of a local model.
#[derive(Clone, Debug, PartialEq)]
pub enum Curvature {
    /// A matrix in place of the Hessian, n·n numbers in rows.
    Matrix(Vec<f64>),
    /// A matrix in place of the Hessian, trusted within a radius around the point.
    Region {
        /// n·n numbers in rows.
        matrix: Vec<f64>,
        /// The radius.
        radius: f64,
    },
    /// The proximal term |p|² / (2α), whose matrix is I / α: it keeps the step short and says nothing about the
    /// objective, so that the decrease stays predicted to first order.
    Proximal {
        /// α.
        rate: f64,
    },
    /// Two points of C′, whose secant stands for C″.
    Chord {
        /// θ(t−1) and θ(t).
        points: [f64; 2],
        /// C′ at the two points.
        slopes: [f64; 2],
    },
}

/// An [`Optimizer`] whatever its state.
pub trait AnyOptimizer: Pseudocode {
    /// A walk from `start`.
    ///
    /// # Errors
    /// Kind "parameter" where a parameter does not fit the start.
    fn walk(self: Rc<Self>, start: &[f64]) -> Result<Rc<dyn Walk>, Error>;

    /// The walk of the same optimizer with other parameters, continued with these; `None` where the walk is one of
    /// another optimizer.
    fn resume(self: Rc<Self>, walk: &dyn Walk) -> Option<Rc<dyn Walk>>;
}

/// An optimizer together with its state between two steps.
pub trait Walk {
    /// One step: the walk after it, and what it yields.
    ///
    /// # Errors
    /// The optimizer's.
    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>) -> Result<(Rc<dyn Walk>, Step), Status>;

    /// The quantities of the state by name.
    fn describe(&self) -> Vec<StateEntry>;

    /// The state, whatever it is.
    fn state(&self) -> Rc<dyn Any>;
}

struct At<O: Optimizer> {
    optimizer: Rc<O>,
    state: Rc<O::State>,
}

impl<O: Optimizer> Pseudocode for O {
    fn pseudocode(&self, notation: &Notation) -> Vec<Line> {
        self.lines(notation)
    }
}

impl<O: Optimizer + 'static> AnyOptimizer for O {
    fn walk(self: Rc<Self>, start: &[f64]) -> Result<Rc<dyn Walk>, Error> {
        let state = Rc::new(self.init(start)?);
        Ok(Rc::new(At { optimizer: self, state }))
    }

    fn resume(self: Rc<Self>, walk: &dyn Walk) -> Option<Rc<dyn Walk>> {
        let state = walk.state().downcast().ok()?;
        Some(Rc::new(At { optimizer: self, state }))
    }
}

impl<O: Optimizer + 'static> Walk for At<O> {
    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>) -> Result<(Rc<dyn Walk>, Step), Status> {
        let (state, step) = self.optimizer.step(oracle, at, &self.state)?;
        Ok((Rc::new(At { optimizer: Rc::clone(&self.optimizer), state: Rc::new(state) }), step))
    }

    fn describe(&self) -> Vec<StateEntry> {
        self.optimizer.describe(&self.state)
    }

    fn state(&self) -> Rc<dyn Any> {
        Rc::clone(&self.state) as Rc<dyn Any>
    }
}

/// An optimizer with values for its parameters: one of the list, or a typed rule.
pub struct Chosen {
    /// Its id.
    pub id: &'static str,
    /// The optimizer.
    pub optimizer: Rc<dyn AnyOptimizer>,
    /// The search it takes where none is chosen; `None` where it decides the whole step itself.
    pub default_search: Option<&'static str>,
    needs: &'static [Need],
}

impl Chosen {
    /// The optimizer that `selection` says.
    ///
    /// # Errors
    /// Kind "parameter" for an id that is not in the list, a name that is none of the parameters and a value outside its
    /// domain; of a typed rule what [`Rule::read`] says, with the place in the rule.
    pub fn new(selection: &Selection) -> Result<Self, Error> {
        if selection.id == OWN {
            let own = Rule::own(selection)?;
            let needs = own.rule.needs();
            return Ok(Self { id: OWN, optimizer: Rc::new(own), default_search: None, needs });
        }
        let info = list::find(OPTIMIZERS, &selection.id, "optimizer")?;
        let optimizer = info.with(&selection.parameters)?;
        Ok(Self { id: info.id, optimizer, default_search: info.default_search, needs: info.needs })
    }

    /// Checks that an objective has what this needs.
    ///
    /// # Errors
    /// Kind "parameter" with the reason.
    pub fn check(&self, objective: &dyn Objective) -> Result<(), Error> {
        list::check(self.id, self.needs, objective)
    }
}

/// An entry of [`OPTIMIZERS`].
pub type OptimizerInfo = Info<dyn AnyOptimizer>;

/// Every optimizer.
pub static OPTIMIZERS: &[&OptimizerInfo] = &[
    &gradient_descent::INFO,
    &momentum::INFO,
    &nesterov::INFO,
    &look_ahead_momentum::INFO,
    &adagrad::INFO,
    &rmsprop::INFO,
    &adadelta::INFO,
    &adam::INFO,
    &adamw::INFO,
    &amsgrad::INFO,
    &nadam::INFO,
    &adamax::INFO,
    &adam_lp::INFO,
    &sign_descent::INFO,
    &adahessian::INFO,
    &newton::INFO,
    &adaptive_newton::INFO,
    &newton_cg::INFO,
    &trust_region::INFO,
    &secant::INFO,
    &broyden::INFO,
    &dfp::INFO,
    &bfgs::INFO,
    &l_bfgs::INFO,
    &gauss_newton::INFO,
    &levenberg_marquardt::INFO,
    &conjugate_gradient::INFO,
];
