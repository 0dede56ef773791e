//! What is minimized: the trait, typed functions, and the catalogue.

mod beale;
mod convex_bowl;
mod himmelblau;
mod ill_conditioned_bowl;
mod oscillation;
mod overshoot;
mod peaks;
mod quartic;
mod rate_1d;
mod rate_2d;
mod rosenbrock;
mod saddle;
mod sine_product;
mod unbounded;

use std::cell::RefCell;

use fallline_autodiff::{Error, Expression, Workspace};
use serde::Serialize;

use crate::parameter::Parameter;
use crate::text::refuse;

/// A function C: ℝⁿ → ℝ with its derivatives. Points and gradients are n numbers, Hessians n·n in rows.
///
/// All errors are of kind "evaluate" where the function or a derivative is not finite at the point, and
/// of kind "parameter" for a point of another length.
pub trait Objective {
    /// n, the number of variables.
    fn dim(&self) -> usize;

    /// C(θ).
    ///
    /// # Errors
    /// See [`Objective`].
    fn value(&self, theta: &[f64]) -> Result<f64, Error>;

    /// C(θ), with ∇C(θ) written into `gradient`.
    ///
    /// # Errors
    /// See [`Objective`].
    fn value_and_gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Error>;

    /// ∇²C(θ).
    ///
    /// # Errors
    /// See [`Objective`].
    fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error>;

    /// ∇²C(θ) v.
    ///
    /// # Errors
    /// See [`Objective`].
    fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error>;
}

/// An objective from an expression; its derivatives come from automatic differentiation.
#[derive(Debug)]
pub struct ExpressionObjective {
    expression: Expression,
    workspace: RefCell<Workspace<f64>>,
}

impl ExpressionObjective {
    /// The objective of an expression with one output.
    ///
    /// # Errors
    /// Kind "parameter" for another number of outputs.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// use fallline_optim::{ExpressionObjective, Objective};
    /// let objective = ExpressionObjective::new(Expression::parse("x^2 + 3 x y")?)?;
    /// let mut gradient = [0.0; 2];
    /// assert_eq!(objective.value_and_gradient(&[1.0, 2.0], &mut gradient)?, 7.0);
    /// assert_eq!(gradient, [8.0, 3.0]);
    /// assert_eq!(objective.hessian(&[1.0, 2.0])?, [2.0, 3.0, 3.0, 0.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(expression: Expression) -> Result<Self, Error> {
        if expression.outputs() != 1 {
            return Err(refuse(format!(
                "an objective has one output; this function has {}",
                expression.outputs()
            )));
        }
        Ok(Self { expression, workspace: RefCell::default() })
    }
}

impl Objective for ExpressionObjective {
    fn dim(&self) -> usize {
        self.expression.variables().len()
    }

    fn value(&self, theta: &[f64]) -> Result<f64, Error> {
        Ok(self.expression.value(theta)?[0])
    }

    fn value_and_gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.expression.value_and_gradient(theta, gradient, &mut self.workspace.borrow_mut())
    }

    fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.expression.hessian(theta)
    }

    fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        self.expression.hessian_vector(theta, v)
    }
}

/// The part of the plane, or of the line, that shows a function well.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct View {
    /// Range of the first variable.
    pub x: [f64; 2],
    /// Range of the second variable; absent for functions of one variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<[f64; 2]>,
}

impl View {
    const fn line(low: f64, high: f64) -> Self {
        Self { x: [low, high], y: None }
    }

    const fn plane(x: [f64; 2], y: [f64; 2]) -> Self {
        Self { x, y: Some(y) }
    }
}

/// What kind a critical point is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CriticalKind {
    /// A local minimum.
    Minimum,
    /// A local maximum.
    Maximum,
    /// Neither: the Hessian has eigenvalues of both signs.
    Saddle,
}

/// A point where the gradient is zero.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CriticalPoint {
    /// Its coordinates, to full double precision.
    pub theta: &'static [f64],
    /// What kind it is.
    pub kind: CriticalKind,
}

const fn minimum(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint { theta, kind: CriticalKind::Minimum }
}

const fn maximum(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint { theta, kind: CriticalKind::Maximum }
}

const fn saddle(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint { theta, kind: CriticalKind::Saddle }
}

/// An entry of the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ObjectiveInfo {
    /// Its stable kebab-case name.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The function as text, as a person would type it.
    pub formula: &'static str,
    /// The variables in order.
    pub variables: &'static [&'static str],
    /// The parameters in the formula.
    pub parameters: &'static [Parameter],
    /// Where to look.
    pub view: View,
    /// Good starts; the first is the default.
    pub starts: &'static [&'static [f64]],
    /// The critical points in the view, for the parameters' defaults.
    pub critical_points: &'static [CriticalPoint],
    /// What it is hard for, or what to see.
    pub note: &'static str,
    /// Where it is from.
    pub source: &'static str,
}

/// Every objective of the catalogue.
pub static OBJECTIVES: &[&ObjectiveInfo] = &[
    &rosenbrock::INFO,
    &convex_bowl::INFO,
    &ill_conditioned_bowl::INFO,
    &peaks::INFO,
    &saddle::INFO,
    &himmelblau::INFO,
    &beale::INFO,
    &sine_product::INFO,
    &quartic::INFO,
    &overshoot::INFO,
    &oscillation::INFO,
    &rate_1d::INFO,
    &rate_2d::INFO,
    &unbounded::INFO,
];

/// The entry with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static ObjectiveInfo> {
    OBJECTIVES.iter().find(|info| info.id == id).copied()
}
