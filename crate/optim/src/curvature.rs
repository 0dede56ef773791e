//! How an objective is curved at a point: its Hessian by eigenvalues, Newton's direction, the critical point that
//! belongs to the point, and what an optimizer takes the Hessian for.

use serde::Serialize;

use crate::linear::{self, Definiteness};
use crate::objective::{CriticalKind, Nature, ObjectiveInfo};
use crate::oracle::Oracle;

/// The most variables whose matrices and eigenvectors are written out.
pub const MOST_SHOWN: usize = 8;
/// The most iterations that look for a critical point.
const MOST_ITERATIONS: usize = 60;
/// Evaluations of terms that the search for a critical point may take, where the objective is a sum over samples.
const MOST_TERMS: usize = 200_000;
/// Where the gradient is this short beside the one at the start, or beside 1, a point is critical.
const CRITICAL: f64 = 1e-9;

/// A symmetric matrix and its eigenvalues.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spectrum {
    /// The matrix by its rows; `None` for more than [`MOST_SHOWN`] variables.
    pub matrix: Option<Vec<Vec<f64>>>,
    /// The eigenvalues, the smallest first.
    pub eigenvalues: Vec<f64>,
    /// Eigenvectors of length 1 in the same order, their largest entry positive; `None` as the matrix.
    pub eigenvectors: Option<Vec<Vec<f64>>>,
    /// The largest eigenvalue by the smallest, without signs; `None` where the matrix is singular to rounding.
    pub condition: Option<f64>,
    /// The signs of the eigenvalues.
    pub definiteness: Definiteness,
}

impl Spectrum {
    /// The eigenvalues of n·n numbers in rows; `None` where the matrix is not finite.
    ///
    /// ```
    /// use fallline_optim::curvature::Spectrum;
    /// let spectrum = Spectrum::of(&[2.0, 1.0, 1.0, 2.0], 2).unwrap();
    /// assert!((spectrum.eigenvalues[0] - 1.0).abs() < 1e-15 && (spectrum.eigenvalues[1] - 3.0).abs() < 1e-15);
    /// assert!((spectrum.condition.unwrap() - 3.0).abs() < 1e-15);
    /// ```
    #[must_use]
    pub fn of(matrix: &[f64], n: usize) -> Option<Self> {
        let (eigenvalues, eigenvectors) = linear::eigen(matrix, n)?;
        let definiteness = linear::definiteness(&eigenvalues);
        let size = |pick: fn(f64, f64) -> f64| eigenvalues.iter().map(|x| x.abs()).reduce(pick);
        let condition = match definiteness {
            Definiteness::Singular => None,
            _ => Some(size(f64::max)? / size(f64::min)?),
        };
        let is_shown = n <= MOST_SHOWN;
        Some(Self {
            matrix: is_shown.then(|| matrix.chunks(n).map(<[f64]>::to_vec).collect()),
            eigenvectors: is_shown.then(|| eigenvectors.into_iter().map(turned).collect()),
            eigenvalues,
            condition,
            definiteness,
        })
    }
}

/// An eigenvector has two signs; that of the largest entry is made positive, so that it does not flip between steps.
fn turned(vector: Vec<f64>) -> Vec<f64> {
    let largest =
        vector.iter().fold(0.0_f64, |largest, &x| if x.abs() > largest.abs() { x } else { largest });
    if largest < 0.0 { linear::negated(&vector) } else { vector }
}

/// Newton's direction −H⁻¹g, MEDL (4.56).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NewtonDirection {
    /// The direction, n numbers.
    pub direction: Vec<f64>,
    /// Its slope gᵀd; the objective falls along it where this is negative.
    pub slope: f64,
}

/// Step sizes of gradient descent on the quadratic that the Hessian describes, L being its largest eigenvalue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct DescentLimits {
    /// 2 / L: longer steps diverge along the steepest eigenvector.
    pub limit: f64,
    /// 2 / (L + l) with the smallest eigenvalue l, the rate that converges fastest; `None` where l is not positive.
    pub best: Option<f64>,
    /// (κ − 1) / (κ + 1), by which each step of that rate shortens the error at least, κ being the condition number.
    pub contraction: Option<f64>,
}

impl DescentLimits {
    fn of(eigenvalues: &[f64]) -> Option<Self> {
        let (&least, &largest) = (eigenvalues.first()?, eigenvalues.last()?);
        let limit = Some(2.0 / largest).filter(|limit| largest > 0.0 && limit.is_finite())?;
        let convex = least > 0.0 && linear::definiteness(eigenvalues) == Definiteness::Positive;
        let sum = largest + least;
        let (best, contraction) = (2.0 / sum, (largest - least) / sum);
        Some(Self {
            limit,
            best: (convex && best.is_finite()).then_some(best),
            contraction: (convex && contraction.is_finite()).then_some(contraction),
        })
    }
}

/// A critical point near the current one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NearCritical {
    /// Where it is, n numbers.
    pub theta: Vec<f64>,
    /// How far from the current point.
    pub distance: f64,
    /// The objective there.
    pub value: Option<f64>,
    /// What it is; `None` where the Hessian there does not tell.
    pub kind: Option<CriticalKind>,
    /// Whether it is the nearest one of the catalogue; otherwise Newton steps on the gradient have led there.
    pub known: bool,
    /// The Hessian's eigenvalues there; empty where it has none.
    pub eigenvalues: Vec<f64>,
}

/// What an optimizer takes the Hessian for.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OwnMatrix {
    /// The matrix with its eigenvalues.
    pub spectrum: Spectrum,
    /// How far it is from the Hessian in the Frobenius norm, relative to the Hessian's; `None` without a Hessian, or
    /// where that is 0.
    pub difference: Option<f64>,
}

/// How an objective is curved at a point.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CurvatureReport {
    /// The point, n numbers.
    pub theta: Vec<f64>,
    /// C there.
    pub value: f64,
    /// The gradient there; empty where it is not finite.
    pub gradient: Vec<f64>,
    /// The Hessian with its eigenvalues.
    pub hessian: Option<Spectrum>,
    /// Why there is no Hessian.
    pub problem: Option<String>,
    /// The convention that stood in for a derivative that does not exist at the point.
    pub kink: Option<String>,
    /// Newton's direction; `None` where the Hessian is singular.
    pub newton: Option<NewtonDirection>,
    /// Step sizes of gradient descent; `None` where no eigenvalue is positive.
    pub descent: Option<DescentLimits>,
    /// The critical point near this one; `None` where none is known or was found.
    pub near: Option<NearCritical>,
    /// The optimizer's own matrix.
    pub own: Option<OwnMatrix>,
}

/// The report at `theta`. `info` is the catalogue's entry where that is about this very objective; `own` the
/// optimizer's matrix, n·n numbers in rows.
pub(crate) fn report(
    oracle: &mut Oracle,
    theta: &[f64],
    value: f64,
    info: Option<&ObjectiveInfo>,
    own: Option<&[f64]>,
) -> CurvatureReport {
    let n = theta.len();
    let gradient = oracle.peek_gradient(theta).unwrap_or_default();
    let found = oracle.peek_hessian(theta);
    let problem = found.as_ref().err().map(|status| status.message.clone());
    let matrix = found.ok();
    let hessian = matrix.as_deref().and_then(|matrix| Spectrum::of(matrix, n));
    let newton = (hessian.as_ref().is_some_and(|spectrum| spectrum.condition.is_some())
        && !gradient.is_empty())
    .then(|| linear::solve(matrix.as_deref()?, &linear::negated(&gradient)))
    .flatten()
    .map(|direction| NewtonDirection { slope: linear::dot(&gradient, &direction), direction });
    let own = own.filter(|own| own.len() == n * n).and_then(|own| {
        let spectrum = Spectrum::of(own, n)?;
        let difference = matrix
            .as_deref()
            .map(|matrix| linear::norm(&linear::difference(own, matrix)) / linear::norm(matrix));
        Some(OwnMatrix { spectrum, difference: difference.filter(|difference| difference.is_finite()) })
    });
    let near = known(oracle, theta, info)
        .or_else(|| sought(oracle, theta, 30))
        // Along a curved valley steps that must shorten the gradient creep, where whole ones jump.
        .or_else(|| sought(oracle, theta, 0));
    CurvatureReport {
        descent: hessian.as_ref().and_then(|spectrum| DescentLimits::of(&spectrum.eigenvalues)),
        theta: theta.to_vec(),
        value,
        gradient,
        hessian,
        problem,
        kink: None,
        newton,
        near,
        own,
    }
}

/// The nearest critical point of the catalogue.
fn known(oracle: &mut Oracle, theta: &[f64], info: Option<&ObjectiveInfo>) -> Option<NearCritical> {
    let distance = |point: &[f64]| linear::norm(&linear::difference(point, theta));
    let points = info?.critical_points.iter();
    let nearest = points.min_by(|a, b| distance(a.theta).total_cmp(&distance(b.theta)))?;
    let eigenvalues = match nearest.nature {
        Nature::Nonsmooth => Vec::new(),
        _ => eigenvalues(oracle, nearest.theta),
    };
    Some(NearCritical {
        theta: nearest.theta.to_vec(),
        distance: distance(nearest.theta),
        value: oracle.peek_value(nearest.theta).ok(),
        kind: Some(nearest.kind),
        known: true,
        eigenvalues,
    })
}

fn eigenvalues(oracle: &mut Oracle, theta: &[f64]) -> Vec<f64> {
    let hessian = oracle.peek_hessian(theta).ok();
    hessian.and_then(|hessian| linear::eigenvalues(&hessian, theta.len())).unwrap_or_default()
}

/// Where Newton steps on the gradient lead, each halved up to `halvings` times until the gradient gets shorter; whole steps
/// where that is 0.
fn sought(oracle: &mut Oracle, theta: &[f64], halvings: usize) -> Option<NearCritical> {
    let n = theta.len();
    let most = (MOST_TERMS / (oracle.terms_per_value().max(1) * n.max(1))).clamp(4, MOST_ITERATIONS);
    let mut at = theta.to_vec();
    let mut gradient = oracle.peek_gradient(&at).ok()?;
    let enough = CRITICAL * linear::norm(&gradient).min(1.0);
    for _ in 0..most {
        let length = linear::norm(&gradient);
        if length <= enough {
            break;
        }
        let (values, vectors) = linear::eigen(&oracle.peek_hessian(&at).ok()?, n)?;
        let zero = f64::EPSILON * linear::largest(&values);
        // Along eigenvectors without curvature Newton's equation says nothing.
        let curved = values.iter().zip(&vectors).filter(|(value, _)| value.abs() > zero);
        let step = curved.fold(vec![0.0; n], |step, (value, vector)| {
            linear::add_scaled(&step, -linear::dot(vector, &gradient) / value, vector)
        });
        let mut scales = std::iter::successors(Some(1.0), |scale| Some(0.5 * scale)).take(halvings + 1);
        let shorter = scales.find_map(|scale: f64| {
            let trial = linear::add_scaled(&at, scale, &step);
            let found = oracle.peek_gradient(&trial).ok()?;
            (halvings == 0 || linear::norm(&found) < length).then_some((trial, found))
        });
        match shorter {
            Some((trial, found)) => (at, gradient) = (trial, found),
            None => break,
        }
    }
    if linear::norm(&gradient) > enough.max(f64::MIN_POSITIVE) {
        return None;
    }
    let eigenvalues = eigenvalues(oracle, &at);
    let kind = match linear::definiteness(&eigenvalues) {
        Definiteness::Positive => Some(CriticalKind::Minimum),
        Definiteness::Negative => Some(CriticalKind::Maximum),
        Definiteness::Indefinite => Some(CriticalKind::Saddle),
        Definiteness::Singular => None,
    };
    let distance = linear::norm(&linear::difference(&at, theta));
    let value = oracle.peek_value(&at).ok();
    Some(NearCritical { theta: at, distance, value, kind, known: false, eigenvalues })
}
