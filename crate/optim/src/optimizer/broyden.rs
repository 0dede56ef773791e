use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation, Role};
use crate::quasi_newton::{self, Pair};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};

/// Which change of the gradient Broyden's method believes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// The whole new gradient: H ← H + g₊ sᵀ / sᵀs.
    Notes,
    /// The secant condition: H ← H + (y − H s) sᵀ / sᵀs.
    Good,
}

/// Broyden's method, with H for the Hessian, from H(0) = h I, h = 1 in the notes:
///
/// 1. g ← ∇C(θ), solve H d = −g
/// 2. s ← α d, g₊ ← ∇C(θ + s), θ ← θ + s
/// 3. H ← H + g₊ sᵀ / sᵀs.
///
/// The notes arrive at this update by assuming that the gradient was 0 before the step. After a full step, α = 1,
/// it needs no such assumption: then H s = −g, so g₊ = y − H s with y = g₊ − g, and the update is the good
/// Broyden update H ← H + (y − H s) sᵀ / sᵀs, after which H s = y, the secant condition, holds exactly. After
/// another step the two differ, and the form "good" keeps the secant condition.
///
/// H need not be symmetric, nor d a descent direction: the method looks for a point where the gradient vanishes,
/// whatever its kind. The local model has the symmetric part of H.
///
/// Cost per step: that of the search, and one gradient. Fails with "singular-hessian" where H is singular, as the
/// search does, and where the gradient is not finite.
///
/// Source: PBDL, Broyden's method.
///
/// ```
/// use fallline_optim::Run;
/// // Full steps from the same H: both forms make the same trajectory, up to rounding.
/// let run = |form: &str| -> Result<Run, fallline_autodiff::Error> {
///     let mut run = Run::from_json(&format!(
///         r#"{{ "objective": {{ "expression": "(x^2 + 2 y^2 + x y)/2" }}, "start": [3, 1],
///              "optimizer": {{ "id": "broyden", "form": "{form}" }} }}"#,
///     ))?;
///     run.step_many(10);
///     Ok(run)
/// };
/// let (notes, good) = (run("notes")?, run("good")?);
/// let close = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-12;
/// assert!(notes.trajectory().iter().zip(good.trajectory()).all(close));
/// assert_eq!(notes.status().kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Broyden {
    /// Which update.
    pub form: Form,
    /// h > 0.
    pub scale: f64,
}

impl Optimizer for Broyden {
    /// H, n·n numbers in rows.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("d", r"\text{solve } H d = -g"),
        ];
        lines.extend(notation.step_size_line("", "d"));
        let alpha = notation.step_size("");
        let update = match self.form {
            Form::Notes => r"g_{+}",
            Form::Good => r"(g_{+} - g - H s)",
        };
        lines.extend([
            Line::new("s", format!(r"s \leftarrow {alpha} d")).meaning(Role::Step),
            Line::new("g_next", format!(r"g_{{+}} \leftarrow {}", notation.gradient(r"\theta + s"))),
            Line::new("theta", r"\theta \leftarrow \theta + s"),
            Line::new("H", format!(r"H \leftarrow H + \frac{{{update}\, s^\top}}{{s^\top s}}")),
        ]);
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(quasi_newton::scaled_identity(start.len(), self.scale))
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        h: &Vec<f64>,
    ) -> Result<(Vec<f64>, Step), Status> {
        let n = at.theta.len();
        let g = oracle.gradient(at.theta)?;
        let direction = linear::solve(h, &linear::negated(&g)).ok_or_else(|| {
            let message = "The matrix H that stands for the Hessian is singular, so there is no step.";
            Status::new(StatusKind::SingularHessian, message)
        })?;
        let step = at.advance(oracle, direction.clone(), 1.0)?;
        let Pair { s, y } = Pair::of(oracle, at.theta, &g, &step.next)?;
        let next_gradient = linear::add_scaled(&g, 1.0, &y);
        let change = match self.form {
            Form::Notes => next_gradient.clone(),
            Form::Good => linear::difference(&y, &linear::multiply(h, &s)),
        };
        // A step that moved nothing has nothing to tell.
        let updated = match linear::dot(&s, &s) {
            0.0 => h.clone(),
            square => linear::add_rank_one(h, 1.0 / square, &change, &s),
        };
        let step = step
            .number("g", g.as_slice())
            .number("d", direction.as_slice())
            .number("s", s.as_slice())
            .number("g_next", next_gradient.as_slice())
            .number("H", Quantity::square(&updated, n));
        let curvature = Some(Curvature::Matrix(linear::symmetric_part(h, n)));
        Ok((updated, Step { curvature, ..step }))
    }

    fn describe(&self, h: &Vec<f64>) -> Vec<StateEntry> {
        let n = h.len().isqrt();
        vec![StateEntry::new("H", "H", Quantity::square(h, n))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "broyden",
    name: "Broyden",
    source: "PBDL, Broyden's method",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        Parameter {
            id: "form",
            tex: r"\text{form}",
            help: "The notes' update by the new gradient, or the good Broyden update; after a full step they coincide.",
            domain: Domain::Choice { options: &["notes", "good"] },
            default: DefaultValue::Text("notes"),
        },
        Parameter {
            id: "scale",
            tex: "h",
            help: "The matrix at the start is this times the unit matrix; larger values give a shorter first step.",
            domain: Domain::POSITIVE,
            default: DefaultValue::Number(1.0),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Broyden>()?)),
};
