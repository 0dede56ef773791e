//! The objective along a direction, φ(α) = C(θ + α d), and where the conditions of the searches hold on it.

use fallline_autodiff::expression::uniform;
use fallline_autodiff::{Error, ErrorKind};
use serde::Serialize;

use crate::linear;
use crate::objective::Objective;
use crate::record::Model;
use crate::text::refuse;

/// The most samples of a section.
pub const MOST_SAMPLES: usize = 100_000;

/// φ(α) = C(θ + α d), MEDL (4.44), for θ and d of n numbers. With weight decay λ it is that of
/// C(θ) + ½ λ‖θ‖², as for the [`Oracle`](crate::Oracle).
///
/// ```
/// use fallline_autodiff::Expression;
/// use fallline_optim::ExpressionObjective;
/// use fallline_optim::section::{Conditions, Section};
///
/// let objective = ExpressionObjective::new(Expression::parse("w^2")?)?;
/// let section = Section::new(&objective, &[1.0], &[-2.0], 0.0)?;
/// assert_eq!((section.value(), section.slope()), (1.0, -4.0));
/// assert_eq!(section.newton_step(), Some(0.5));
/// // (1 - 2α)² ≤ 1 - 2α holds up to α = 1/2, and |8α - 4| ≤ 2 from 1/4 to 3/4.
/// let found = section.intervals(Conditions { armijo: 0.5, curvature: 0.5 }, 2.0, 100, &[])?;
/// let [[low, high]] = found.strong_wolfe[..] else { panic!("{found:?}") };
/// assert!((low - 0.25).abs() < 1e-15 && (high - 0.5).abs() < 1e-15);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
pub struct Section<'a> {
    objective: &'a dyn Objective,
    theta: &'a [f64],
    direction: &'a [f64],
    weight_decay: f64,
    value: f64,
    slope: f64,
}

/// The factors of the searches' conditions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conditions {
    /// β of Armijo's condition φ(α) ≤ φ(0) + β α φ′(0), MEDL (4.48).
    pub armijo: f64,
    /// γ of the curvature conditions φ′(α) ≥ γ φ′(0), MEDL (4.49), and |φ′(α)| ≤ −γ φ′(0), MEDL (4.50).
    pub curvature: f64,
}

/// A point of the graph of φ; `None` where a number is not finite, or a condition makes no sense because
/// φ does not fall at 0.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// α.
    pub step_size: f64,
    /// φ(α).
    pub value: Option<f64>,
    /// φ′(α) = dᵀ∇C(θ + α d).
    pub slope: Option<f64>,
    /// Whether Armijo's condition holds, MEDL (4.48).
    pub armijo: Option<bool>,
    /// Whether the curvature condition holds, MEDL (4.49).
    pub curvature: Option<bool>,
    /// Whether the strong curvature condition holds, MEDL (4.50).
    pub strong: Option<bool>,
}

/// Where conditions hold: closed intervals of α, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Intervals {
    /// Armijo's condition.
    pub armijo: Vec<[f64; 2]>,
    /// The curvature condition.
    pub curvature: Vec<[f64; 2]>,
    /// The Wolfe conditions: both of them.
    pub wolfe: Vec<[f64; 2]>,
    /// The strong Wolfe conditions: Armijo's and the strong curvature condition.
    pub strong_wolfe: Vec<[f64; 2]>,
}

impl<'a> Section<'a> {
    /// The section through θ along d.
    ///
    /// # Errors
    /// Kind "parameter" where θ or d does not have n finite numbers, "evaluate" where C or its gradient is not
    /// finite at θ.
    pub fn new(
        objective: &'a dyn Objective,
        theta: &'a [f64],
        direction: &'a [f64],
        weight_decay: f64,
    ) -> Result<Self, Error> {
        for (what, vector) in [("point", theta), ("direction", direction)] {
            if vector.len() != objective.dim() || !linear::all_finite(vector) {
                let n = objective.dim();
                return Err(refuse(format!("the {what} of a section must have {n} finite numbers")));
            }
        }
        let mut section =
            Self { objective, theta, direction, weight_decay, value: f64::NAN, slope: f64::NAN };
        (section.value, section.slope) = section.evaluate(0.0)?;
        Ok(section)
    }

    /// φ(0).
    #[must_use]
    pub fn value(&self) -> f64 {
        self.value
    }

    /// φ′(0).
    #[must_use]
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// −φ′(0) / φ″(0) with φ″(0) = dᵀ∇²C(θ)d, the step to the minimum of the second-order Taylor polynomial of φ;
    /// `None` where φ is not convex at 0.
    #[must_use]
    pub fn newton_step(&self) -> Option<f64> {
        let product = self.objective.hessian_vector(self.theta, self.direction).ok()?;
        let second = linear::dot(self.direction, &product)
            + self.weight_decay * linear::dot(self.direction, self.direction);
        Some(-self.slope / second).filter(|alpha| second > 0.0 && alpha.is_finite())
    }

    /// φ at `count` values of α, even from the first end of the range to the second; not finite where φ is undefined.
    ///
    /// # Errors
    /// Kind "parameter" for a range that is not finite, "limit" for more than [`MOST_SAMPLES`].
    pub fn samples(&self, range: [f64; 2], count: usize) -> Result<Vec<f64>, Error> {
        let alphas = steps(range, count)?;
        let columns: Vec<Vec<f64>> = self
            .theta
            .iter()
            .zip(self.direction)
            .map(|(x, d)| alphas.iter().map(|alpha| x + alpha * d).collect())
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let mut values = vec![f64::NAN; alphas.len()];
        self.objective.values(&columns, &mut values);
        if self.weight_decay > 0.0 {
            for (value, &alpha) in values.iter_mut().zip(&alphas) {
                *value += self.penalty(&self.point(alpha));
            }
        }
        Ok(values)
    }

    /// φ, φ′ and the conditions at α.
    #[must_use]
    pub fn at(&self, conditions: Conditions, alpha: f64) -> Point {
        let [value, slope] = self.numbers(alpha);
        let misses = self.misses(conditions, alpha, [value, slope]);
        let [armijo, curvature, strong] = misses.map(|miss| (self.slope < 0.0).then_some(miss <= 0.0));
        let finite = |number: f64| Some(number).filter(|number| number.is_finite());
        Point { step_size: alpha, value: finite(value), slope: finite(slope), armijo, curvature, strong }
    }

    /// Where the conditions hold from 0 to `reach`: looked for at `count` even steps and at the steps in `also`; the ends
    /// are then found to the last digits. What begins and ends between two of the steps is not found. Empty where φ does
    /// not fall at 0.
    ///
    /// # Errors
    /// As for [`Section::samples`].
    pub fn intervals(
        &self,
        conditions: Conditions,
        reach: f64,
        count: usize,
        also: &[f64],
    ) -> Result<Intervals, Error> {
        let mut alphas = steps([0.0, reach], count.max(2))?;
        alphas.extend(also.iter().filter(|alpha| (0.0..=reach).contains(*alpha)));
        alphas.sort_unstable_by(f64::total_cmp);
        alphas.dedup();
        if self.slope >= 0.0 {
            return Ok(Intervals::default());
        }
        let misses = |alpha: f64| self.misses(conditions, alpha, self.numbers(alpha));
        let found: Vec<[f64; 3]> = alphas.iter().map(|&alpha| misses(alpha)).collect();
        // Several conditions together are missed by as much as the one that is missed most. Where φ is NaN, so is φ′.
        let holds = |of: &[usize]| {
            let most = |miss: [f64; 3]| {
                let worse = |most: f64, k: &usize| if miss[*k] <= most { most } else { miss[*k] };
                of.iter().fold(f64::NEG_INFINITY, worse)
            };
            let points: Vec<[f64; 2]> =
                alphas.iter().zip(&found).map(|(&alpha, &miss)| [alpha, most(miss)]).collect();
            kept(&points, |alpha| most(misses(alpha)))
        };
        Ok(Intervals {
            armijo: holds(&[0]),
            curvature: holds(&[1]),
            wolfe: holds(&[0, 1]),
            strong_wolfe: holds(&[0, 2]),
        })
    }

    /// By how much Armijo's, the curvature and the strong curvature condition are missed; each holds up to 0, and not
    /// where the number is NaN.
    fn misses(&self, conditions: Conditions, alpha: f64, [value, slope]: [f64; 2]) -> [f64; 3] {
        let least = conditions.curvature * self.slope;
        let bound = self.value + conditions.armijo * alpha * self.slope;
        [value - bound, least - slope, slope.abs() + least]
    }

    /// φ and φ′, NaN where they are not finite.
    fn numbers(&self, alpha: f64) -> [f64; 2] {
        match self.evaluate(alpha) {
            Ok((value, slope)) => [value, slope],
            // Where only the gradient is not finite there is still a value.
            Err(_) => [self.value_at(alpha).unwrap_or(f64::NAN), f64::NAN],
        }
    }

    fn point(&self, alpha: f64) -> Vec<f64> {
        linear::add_scaled(self.theta, alpha, self.direction)
    }

    fn penalty(&self, point: &[f64]) -> f64 {
        0.5 * self.weight_decay * linear::dot(point, point)
    }

    fn value_at(&self, alpha: f64) -> Option<f64> {
        let point = self.point(alpha);
        let value = self.objective.value(&point).ok()? + self.penalty(&point);
        Some(value).filter(|value| value.is_finite())
    }

    /// φ and φ′.
    fn evaluate(&self, alpha: f64) -> Result<(f64, f64), Error> {
        let point = self.point(alpha);
        let mut gradient = vec![0.0; point.len()];
        let value = self.objective.value_and_gradient(&point, &mut gradient)? + self.penalty(&point);
        let slope =
            linear::dot(self.direction, &gradient) + self.weight_decay * linear::dot(self.direction, &point);
        match value.is_finite() && slope.is_finite() {
            true => Ok((value, slope)),
            false => Err(Error::new(ErrorKind::Evaluate, "the function overflows along the direction")),
        }
    }
}

/// The intervals where a condition holds, from points (α, by how much it is missed).
fn kept(points: &[[f64; 2]], miss: impl Fn(f64) -> f64) -> Vec<[f64; 2]> {
    let mut found: Vec<[f64; 2]> = Vec::new();
    let mut before: Option<[f64; 2]> = None;
    for &point in points {
        let holds = |point: [f64; 2]| point[1] <= 0.0;
        match (before, found.last_mut()) {
            (Some(before), Some(last)) if holds(before) && holds(point) => last[1] = point[0],
            (Some(before), Some(last)) if holds(before) => last[1] = edge(point, before, &miss),
            (Some(before), _) if holds(point) => found.push([edge(before, point, &miss), point[0]]),
            (None, _) if holds(point) => found.push([point[0]; 2]),
            _ => {}
        }
        before = Some(point);
    }
    found
}

/// The last α at which the condition holds, between a point where it does not and one where it does: by the secant in
/// the Illinois form, and every third time by bisection, which needs no numbers that are finite.
fn edge(mut outside: [f64; 2], mut inside: [f64; 2], miss: impl Fn(f64) -> f64) -> f64 {
    for turn in 0.. {
        let width = inside[0] - outside[0];
        if width.abs() <= 2.0 * f64::EPSILON * inside[0].abs() {
            break;
        }
        let middle = outside[0] + 0.5 * width;
        if middle == outside[0] || middle == inside[0] {
            break;
        }
        let secant = outside[0] + width * (outside[1] / (outside[1] - inside[1]));
        let isolates = (secant - outside[0]) * (secant - inside[0]) < 0.0;
        let next = if turn % 3 < 2 && isolates { secant } else { middle };
        let found = [next, miss(next)];
        match found[1] <= 0.0 {
            true => (inside, outside[1]) = (found, 0.5 * outside[1]),
            false => (outside, inside[1]) = (found, 0.5 * inside[1]),
        }
    }
    inside[0]
}

fn steps(range: [f64; 2], count: usize) -> Result<Vec<f64>, Error> {
    if count > MOST_SAMPLES {
        let message = format!("{count} samples of a section are more than {MOST_SAMPLES}");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    uniform(range, count)
}

/// A local model along a direction, m(α) = φ(0) + s α + ½ c α².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ModelAlong {
    /// s = gᵀd.
    pub slope: f64,
    /// c = dᵀHd.
    pub curvature: f64,
    /// The step size at which the step is as long as the radius in which the model is trusted, where there is one.
    pub radius: Option<f64>,
}

impl ModelAlong {
    /// The model along d; `None` where their numbers of variables differ.
    #[must_use]
    pub fn new(model: &Model, direction: &[f64]) -> Option<Self> {
        let n = direction.len();
        let (slope, radius) = match model {
            Model::Quadratic { gradient, matrix, radius, .. } => {
                let fits =
                    gradient.len() == n && matrix.len() == n && matrix.iter().all(|row| row.len() == n);
                (fits.then(|| linear::dot(gradient, direction))?, *radius)
            }
            Model::Chord { slopes, .. } => (slopes[1] * direction.first().filter(|_| n == 1)?, None),
        };
        let radius = radius.map(|radius| radius / linear::norm(direction)).filter(|alpha| alpha.is_finite());
        Some(Self { slope, curvature: model.curvature(direction), radius })
    }

    /// The step size of the model's minimum along the direction; `None` where it has none.
    #[must_use]
    pub fn minimum(&self) -> Option<f64> {
        Some(-self.slope / self.curvature).filter(|alpha| self.curvature > 0.0 && alpha.is_finite())
    }
}

/// How far a picture of a section goes: twice the largest of the step sizes and of the model's minimum, unless that
/// is so far that the step would not be seen. Without a step it is as far as a way of length 1.
#[must_use]
pub fn reach(step_sizes: &[f64], minimum: Option<f64>, direction: &[f64]) -> f64 {
    const SEEN: f64 = 10.0;
    let largest = step_sizes.iter().copied().filter(|alpha| alpha.is_finite()).fold(0.0, f64::max);
    let minimum = minimum.filter(|&alpha| alpha > 0.0).unwrap_or(0.0);
    let length = linear::norm(direction);
    match largest > 0.0 {
        true => 2.0 * largest.max(minimum.min(SEEN * largest)),
        false if minimum > 0.0 => 2.0 * minimum,
        false if length > 0.0 => 1.0 / length,
        false => 1.0,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests fail by panicking")]
    use super::*;
    use crate::ExpressionObjective;
    use fallline_autodiff::Expression;

    const USUAL: Conditions = Conditions { armijo: 1e-4, curvature: 0.9 };

    fn objective(formula: &str) -> ExpressionObjective {
        ExpressionObjective::new(Expression::parse(formula).unwrap()).unwrap()
    }

    #[test]
    fn where_phi_rises_no_condition_makes_sense() {
        let f = objective("w^2");
        let section = Section::new(&f, &[1.0], &[1.0], 0.0).unwrap();
        assert_eq!(section.slope(), 2.0);
        assert_eq!(section.at(USUAL, 0.5).armijo, None);
        assert_eq!(section.intervals(USUAL, 4.0, 50, &[]).unwrap(), Intervals::default());
    }

    #[test]
    fn what_is_not_finite_is_a_gap_where_no_condition_holds() {
        let f = objective("w - log(w)");
        let section = Section::new(&f, &[2.0], &[-1.0], 0.0).unwrap();
        let samples = section.samples([0.0, 4.0], 5).unwrap();
        assert_eq!([0, 1, 2, 3, 4].map(|k: usize| samples[k].is_finite()), [true, true, false, false, false]);
        let there = section.at(USUAL, 3.0);
        assert_eq!(
            (there.value, there.slope, there.armijo, there.strong),
            (None, None, Some(false), Some(false))
        );
        let found = section.intervals(USUAL, 4.0, 50, &[]).unwrap();
        assert!(found.armijo.len() == 1 && found.armijo[0][1] < 2.0, "{found:?}");
    }

    #[test]
    fn weight_decay_is_a_part_of_phi() {
        let (f, sum) = (objective("sin(x)*y"), objective("sin(x)*y + 0.15*(x^2 + y^2)"));
        let (theta, direction) = ([0.4, -1.2], [0.3, 0.8]);
        let with = Section::new(&f, &theta, &direction, 0.3).unwrap();
        let typed = Section::new(&sum, &theta, &direction, 0.0).unwrap();
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-14, "{a} {b}");
        near(with.value(), typed.value());
        near(with.slope(), typed.slope());
        near(with.newton_step().unwrap(), typed.newton_step().unwrap());
        for (a, b) in with.samples([0.0, 2.0], 9).unwrap().iter().zip(typed.samples([0.0, 2.0], 9).unwrap()) {
            near(*a, b);
        }
        let (a, b) = (with.at(USUAL, 0.7), typed.at(USUAL, 0.7));
        near(a.value.unwrap(), b.value.unwrap());
        near(a.slope.unwrap(), b.slope.unwrap());
    }

    #[test]
    fn a_step_that_a_search_has_tried_is_found_in_an_interval_however_narrow() {
        // A narrow valley at α = 11 - 0.3, between the even steps.
        let f = objective("w^2/100 - exp(-(w - 0.7)^2*1000000)");
        let section = Section::new(&f, &[-10.0], &[1.0], 0.0).unwrap();
        let conditions = Conditions { armijo: 0.6, curvature: 0.1 };
        let found = |also: &[f64]| section.intervals(conditions, 20.0, 21, also).unwrap().strong_wolfe;
        assert_eq!(found(&[]), Vec::<[f64; 2]>::new());
        let [[low, high]] = found(&[10.7])[..] else { panic!("{:?}", found(&[10.7])) };
        assert!(low < 10.7 && 10.7 < high && high - low < 1e-3, "{low} {high}");
    }

    #[test]
    fn bounds_are_told() {
        let f = objective("w^2");
        assert!(Section::new(&f, &[1.0, 2.0], &[1.0], 0.0).is_err());
        assert!(Section::new(&f, &[1.0], &[f64::NAN], 0.0).is_err());
        let section = Section::new(&f, &[1.0], &[-1.0], 0.0).unwrap();
        assert_eq!(section.samples([0.0, 1.0], MOST_SAMPLES + 1).unwrap_err().kind, ErrorKind::Limit);
        assert!(section.samples([0.0, f64::INFINITY], 3).is_err());
    }

    #[test]
    fn the_picture_reaches_twice_the_largest_step() {
        assert_eq!(reach(&[0.5, 1.0, 0.25], Some(0.75), &[1.0]), 2.0);
        assert_eq!(reach(&[0.5], Some(3.0), &[1.0]), 6.0);
        assert_eq!(reach(&[0.5], Some(1e9), &[1.0]), 10.0);
        assert_eq!(reach(&[0.0], None, &[3.0, 4.0]), 0.2);
        assert_eq!(reach(&[], None, &[0.0]), 1.0);
    }

    #[test]
    fn models_along_a_direction() {
        let model = Model::Quadratic {
            point: vec![0.0; 2],
            value: 1.0,
            gradient: vec![-2.0, 0.0],
            matrix: vec![vec![4.0, 1.0], vec![1.0, 2.0]],
            radius: Some(10.0),
        };
        let along = ModelAlong::new(&model, &[3.0, 4.0]).unwrap();
        assert_eq!(along, ModelAlong { slope: -6.0, curvature: 92.0, radius: Some(2.0) });
        assert_eq!(along.minimum(), Some(6.0 / 92.0));
        let chord = Model::Chord { points: [0.0, 1.0], slopes: [4.0, 2.0] };
        let along = ModelAlong::new(&chord, &[0.5]).unwrap();
        assert_eq!((along.slope, along.curvature, along.minimum()), (1.0, -0.5, None));
        assert_eq!(ModelAlong::new(&model, &[1.0]), None);
    }
}
