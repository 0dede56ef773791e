//! What is minimized: the trait, typed functions, and the catalogue.

mod absolute_value;
mod ackley;
mod autodiff_example;
mod beale;
mod booth;
mod branin;
mod bukin_6;
mod convex_bowl;
mod cube;
mod cubic;
mod cubic_inflection;
mod double_well;
mod easom;
mod elliptic_bowl;
mod finite_sum;
mod finite_sum_shared;
mod fourth_power;
mod freudenstein_roth;
mod geman_mcclure;
mod goldstein_price;
mod gramacy_lee;
mod griewank;
mod helical_valley;
mod himmelblau;
mod huber_valley;
mod ill_conditioned_bowl;
mod levy;
mod linear_slope;
mod log_sum_exp;
mod matyas;
mod mccormick;
mod monkey_saddle;
mod narrow_canyon;
mod newton_cycle;
mod oscillation;
mod overshoot;
mod peaks;
mod plateau;
mod powell_singular;
mod pseudo_huber;
mod quartic;
mod rastrigin;
mod rate_1d;
mod rate_2d;
mod rosenbrock;
mod rosenbrock_4;
mod rosenbrock_residuals;
mod saddle;
mod saturation;
mod sine_product;
mod six_hump_camel;
mod styblinski_tang;
mod three_hump_camel;
mod trid_6;
mod two_weights_cross_entropy;
mod two_weights_squared;
mod unbounded;
mod wood;
mod zakharov;

use fallline_autodiff::{Error, Expression};
use serde::Serialize;

use crate::expression::Reduce;
use crate::linear;
use crate::model;
use crate::parameter::Parameter;

/// A function C: ℝⁿ → ℝ with its derivatives. Points and gradients are n numbers, Hessians n·n in rows.
///
/// All errors are of kind "evaluate" where the function or a derivative is not finite at the point, and
/// of kind "parameter" for a point of another length.
pub trait Objective {
    /// n, the number of variables.
    fn dim(&self) -> usize;

    /// The names of the n variables, where they have names.
    fn variables(&self) -> &[String] {
        &[]
    }

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

    /// C at many points, for pictures: `columns[j][i]` is variable j at point i, and as many points are evaluated as
    /// `values` is long. A value that is not finite means that C is undefined there.
    fn values(&self, columns: &[&[f64]], values: &mut [f64]) {
        let mut theta = vec![f64::NAN; self.dim()];
        for (i, value) in values.iter_mut().enumerate() {
            for (x, column) in theta.iter_mut().zip(columns) {
                *x = column.get(i).copied().unwrap_or(f64::NAN);
            }
            *value = self.value(&theta).unwrap_or(f64::NAN);
        }
    }

    /// About how many evaluations of an expression one value takes: the samples of a sum over data.
    fn terms_per_value(&self) -> usize {
        1
    }

    /// C as an expression, where it is one; where it is a sum over data, the term of the first sample.
    fn expression(&self) -> Option<&Expression> {
        None
    }

    /// Whether C is a polynomial of degree 2 or less, as far as it is known.
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

    /// Term `i` as an expression, where it is written as one.
    fn term_expression(&self, _i: usize) -> Option<Expression> {
        None
    }

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

    /// m, the number of residuals.
    fn residual_count(&self) -> usize;
}

/// The part of the plane, or of the line, that shows a function well.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct View {
    /// Range of the first variable that is shown.
    pub x: [f64; 2],
    /// Range of the second; absent for functions of one variable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<[f64; 2]>,
    /// Which two of more than two variables are shown, from 0; absent where all are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordinates: Option<[usize; 2]>,
}

impl View {
    const fn line(low: f64, high: f64) -> Self {
        Self { x: [low, high], y: None, coordinates: None }
    }

    pub(crate) const fn plane(x: [f64; 2], y: [f64; 2]) -> Self {
        Self { x, y: Some(y), coordinates: None }
    }

    pub(crate) const fn section(coordinates: [usize; 2], x: [f64; 2], y: [f64; 2]) -> Self {
        Self { x, y: Some(y), coordinates: Some(coordinates) }
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
    /// Neither, for two or more variables: the function rises in some directions and falls in others.
    Saddle,
    /// Neither, for one variable.
    Inflection,
}

/// What the derivatives at a critical point tell of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// The gradient is 0 and no eigenvalue of the Hessian is: their signs tell the kind.
    Nondegenerate,
    /// The gradient is 0 and the Hessian is singular, so that it does not tell.
    Degenerate,
    /// The function has a kink there, and no gradient.
    Nonsmooth,
}

/// A point where the gradient is zero, or an extremum at a kink.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct CriticalPoint {
    /// Its coordinates, to full double precision.
    pub theta: &'static [f64],
    /// What kind it is.
    pub kind: CriticalKind,
    /// How the kind is told.
    pub nature: Nature,
}

impl CriticalPoint {
    const fn new(theta: &'static [f64], kind: CriticalKind) -> Self {
        Self { theta, kind, nature: Nature::Nondegenerate }
    }

    const fn degenerate(self) -> Self {
        Self { nature: Nature::Degenerate, ..self }
    }

    pub(crate) const fn nonsmooth(self) -> Self {
        Self { nature: Nature::Nonsmooth, ..self }
    }
}

pub(crate) const fn minimum(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint::new(theta, CriticalKind::Minimum)
}

const fn maximum(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint::new(theta, CriticalKind::Maximum)
}

const fn saddle(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint::new(theta, CriticalKind::Saddle)
}

const fn inflection(theta: &'static [f64]) -> CriticalPoint {
    CriticalPoint::new(theta, CriticalKind::Inflection)
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
    /// All critical points in the view, for the parameters' defaults.
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
    &rosenbrock_4::INFO,
    &cube::INFO,
    &narrow_canyon::INFO,
    &convex_bowl::INFO,
    &ill_conditioned_bowl::INFO,
    &elliptic_bowl::INFO,
    &booth::INFO,
    &matyas::INFO,
    &zakharov::INFO,
    &log_sum_exp::INFO,
    &huber_valley::INFO,
    &peaks::INFO,
    &himmelblau::INFO,
    &beale::INFO,
    &goldstein_price::INFO,
    &branin::INFO,
    &freudenstein_roth::INFO,
    &mccormick::INFO,
    &styblinski_tang::INFO,
    &three_hump_camel::INFO,
    &six_hump_camel::INFO,
    &sine_product::INFO,
    &rastrigin::INFO,
    &ackley::INFO,
    &griewank::INFO,
    &levy::INFO,
    &easom::INFO,
    &plateau::INFO,
    &bukin_6::INFO,
    &saddle::INFO,
    &monkey_saddle::INFO,
    &linear_slope::INFO,
    &cubic::INFO,
    &quartic::INFO,
    &overshoot::INFO,
    &oscillation::INFO,
    &newton_cycle::INFO,
    &unbounded::INFO,
    &double_well::INFO,
    &gramacy_lee::INFO,
    &rate_1d::INFO,
    &rate_2d::INFO,
    &fourth_power::INFO,
    &cubic_inflection::INFO,
    &absolute_value::INFO,
    &pseudo_huber::INFO,
    &geman_mcclure::INFO,
    &saturation::INFO,
    &autodiff_example::INFO,
    &helical_valley::INFO,
    &powell_singular::INFO,
    &wood::INFO,
    &trid_6::INFO,
    &finite_sum::INFO,
    &finite_sum_shared::INFO,
    &two_weights_squared::INFO,
    &two_weights_cross_entropy::INFO,
];

/// The entry with this id, of the catalogue or of the models.
#[must_use]
pub fn find(id: &str) -> Option<&'static ObjectiveInfo> {
    let own = OBJECTIVES.iter().find(|info| info.id == id).copied();
    own.or_else(|| model::find(id).map(|info| &info.objective))
}
