//! What quasi-Newton methods share, MEDL Algorithm 4.3.

use crate::linear;
use crate::optimizer::{Curvature, Iteration, Step};
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation, Role};
use crate::record::Quantity;
use crate::status::{Status, StatusKind};
use crate::text::number;

/// A step and the change of the gradient along it, θₛ and gₛ of MEDL (4.62).
#[derive(Clone, Debug)]
pub struct Pair {
    /// θₛ = θ(t+1) − θ(t).
    pub s: Vec<f64>,
    /// gₛ = ∇C(θ(t+1)) − ∇C(θ(t)).
    pub y: Vec<f64>,
}

impl Pair {
    /// The pair of a step from θ, where the gradient is `g`.
    pub(crate) fn of(oracle: &mut Oracle, theta: &[f64], g: &[f64], next: &[f64]) -> Result<Self, Status> {
        let s = linear::difference(next, theta);
        let y = linear::difference(&oracle.gradient(next)?, g);
        Ok(Self { s, y })
    }

    /// yᵀs.
    #[must_use]
    pub fn curvature(&self) -> f64 {
        linear::dot(&self.y, &self.s)
    }

    /// Whether yᵀs > 0, MEDL (4.64), by more than rounding.
    #[must_use]
    pub fn keeps_the_curvature_condition(&self) -> bool {
        let curvature = self.curvature();
        curvature > f64::EPSILON * linear::norm(&self.s) * linear::norm(&self.y)
            && (1.0 / curvature).is_finite()
    }

    /// What is said about a step whose pair is not used; nothing where the step did not move.
    pub(crate) fn skipped(&self) -> Option<Status> {
        let moved = linear::largest(&self.s) > 0.0;
        let message = format!(
            "The curvature condition is broken: the gradient's change times the step is {}, not positive, so the matrix stays as it was.",
            number(self.curvature())
        );
        moved.then(|| Status::new(StatusKind::CurvatureConditionBroken, message))
    }
}

/// B(0) = b I.
pub(crate) const SCALE: Parameter = Parameter {
    id: "scale",
    tex: "b",
    help: "The matrix at the start is this times the unit matrix; smaller values give a shorter first direction.",
    domain: Domain::POSITIVE,
    default: DefaultValue::Number(1.0),
};

/// b I, row by row.
pub(crate) fn scaled_identity(n: usize, scale: f64) -> Vec<f64> {
    linear::identity(n).iter().map(|x| scale * x).collect()
}

/// The inverse Hessian's approximation B after a step, from B before it and the step's pair.
pub(crate) type Update = fn(&[f64], &Pair) -> Vec<f64>;

/// Algorithm 4.3 around a line that updates B.
pub(crate) fn lines(notation: &Notation, update: &str) -> Vec<Line> {
    let mut lines = vec![
        Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
        Line::new("d", r"d \leftarrow -B g"),
    ];
    lines.extend(notation.step_size_line("", "d"));
    let alpha = notation.step_size("");
    let next = notation.gradient(r"\theta + s");
    lines.extend([
        Line::new("s", format!(r"s \leftarrow {alpha} d")).meaning(Role::Step),
        Line::new("y", format!(r"y \leftarrow {next} - g")),
        Line::new("theta", r"\theta \leftarrow \theta + s"),
        Line::new("B", format!(r"\text{{if }} y^\top s > 0:\quad {update}")),
    ]);
    lines
}

/// A step along −B g, and the updated B. The local model is that of B⁻¹, MEDL (4.58).
pub(crate) fn step(
    oracle: &mut Oracle,
    at: &Iteration<'_>,
    b: &[f64],
    update: Update,
) -> Result<(Vec<f64>, Step), Status> {
    let n = at.theta.len();
    let g = oracle.gradient(at.theta)?;
    let direction = linear::negated(&linear::multiply(b, &g));
    let step = at.advance(oracle, direction.clone(), 1.0)?;
    let pair = Pair::of(oracle, at.theta, &g, &step.next)?;
    let (updated, remark) = match pair.keeps_the_curvature_condition() {
        true => (update(b, &pair), None),
        false => (b.to_vec(), pair.skipped()),
    };
    let curvature =
        linear::inverse(b, n).map(|inverse| Curvature::Matrix(linear::symmetric_part(&inverse, n)));
    let step = step
        .number("g", g.as_slice())
        .number("d", direction.as_slice())
        .number("s", pair.s.as_slice())
        .number("y", pair.y.as_slice())
        .number("B", Quantity::square(&updated, n));
    Ok((updated, Step { curvature, remark, ..step }))
}
