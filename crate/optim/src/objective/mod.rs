//! What is minimized: the trait, typed functions, and the catalogue.

mod beale;
mod convex_bowl;
mod finite_sum;
mod finite_sum_shared;
mod himmelblau;
mod ill_conditioned_bowl;
mod oscillation;
mod overshoot;
mod peaks;
mod quartic;
mod rate_1d;
mod rate_2d;
mod rosenbrock;
mod rosenbrock_residuals;
mod saddle;
mod sine_product;
mod two_weights_cross_entropy;
mod two_weights_squared;
mod unbounded;

use fallline_autodiff::Error;
use serde::Serialize;

use crate::expression::Reduce;
use crate::linear;
use crate::parameter::Parameter;

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

    /// Whether C is known to be a polynomial of degree 2 or less.
    fn is_quadratic(&self) -> bool {
        false
    }

    /// C as a finite sum, where it is one.
    fn finite_sum(&self) -> Option<&dyn FiniteSum> {
        None
    }

    /// C as a sum of squares, where it is one.
    fn least_squares(&self) -> Option<&dyn LeastSquares> {
        None
    }
}

/// A finite sum C(θ) = w (C₁(θ) + ... + Cₘ(θ)) with w = 1/m for a mean, MEDL (4.4), and w = 1 for a plain sum.
/// Terms are numbered from 0. Errors are as for [`Objective`].
pub trait FiniteSum {
    /// m, the number of terms.
    fn terms(&self) -> usize;

    /// w, the factor before the sum.
    fn weight(&self) -> f64;

    /// C₁(θ), ..., Cₘ(θ), without w.
    ///
    /// # Errors
    /// See [`Objective`].
    fn term_values(&self, theta: &[f64]) -> Result<Vec<f64>, Error>;

    /// The gradient of term `i`, without w; n numbers.
    ///
    /// # Errors
    /// See [`Objective`].
    fn term_gradient(&self, i: usize, theta: &[f64]) -> Result<Vec<f64>, Error>;

    /// The sum of the gradients of `terms`, without w; n numbers.
    ///
    /// # Errors
    /// See [`Objective`].
    fn batch_gradient(&self, terms: &[usize], theta: &[f64]) -> Result<Vec<f64>, Error> {
        let zero = vec![0.0; theta.len()];
        terms
            .iter()
            .try_fold(zero, |sum, &i| Ok(linear::add_scaled(&sum, 1.0, &self.term_gradient(i, theta)?)))
    }
}

/// A sum of squares C(θ) = |f(θ)|² of residuals f: ℝⁿ → ℝᵐ, PBDL's loss of Gauss-Newton. Errors are as for
/// [`Objective`].
pub trait LeastSquares {
    /// f(θ), m numbers.
    ///
    /// # Errors
    /// See [`Objective`].
    fn residuals(&self, theta: &[f64]) -> Result<Vec<f64>, Error>;

    /// J(θ), the Jacobian of f, m·n numbers in rows.
    ///
    /// # Errors
    /// See [`Objective`].
    fn jacobian(&self, theta: &[f64]) -> Result<Vec<f64>, Error>;
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
    /// What is made of the outputs, where the formula has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reduce: Option<Reduce>,
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
    &rosenbrock_residuals::INFO,
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
    &finite_sum::INFO,
    &finite_sum_shared::INFO,
    &two_weights_squared::INFO,
    &two_weights_cross_entropy::INFO,
];

/// The entry with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static ObjectiveInfo> {
    OBJECTIVES.iter().find(|info| info.id == id).copied()
}
