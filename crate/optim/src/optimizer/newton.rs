use std::rc::Rc;

use fallline_autodiff::Error;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear::{self, Definiteness};
use crate::list::Need;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};
use crate::text;

/// Pure Newton: θ(t+1) = θ(t) + d with H d = −g, where g = ∇C(θ(t)) and H = ∇²C(θ(t)).
///
/// The system is solved by Gaussian elimination with pivoting. The step goes to the stationary point of
/// the quadratic model, and that is a minimum only where H is positive definite: on a negative definite H
/// it is a maximum ("negative-definite-hessian"), on an indefinite one a saddle ("indefinite-hessian"), and
/// the status says so. A schedule or a search scales the step, which starts at its full length.
///
/// Cost per step: one gradient, one Hessian. Fails with "singular-hessian" where an eigenvalue of H is 0 to
/// rounding, and where the gradient or the Hessian is not finite. A gradient of exactly 0 gives the step 0.
///
/// Source: MEDL (4.51) and (4.54) to (4.56).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + x y + 2 y^2 - y" }, "start": [7, -5], "optimizer": { "id": "newton" } }"#,
/// )?;
/// let record = run.step();
/// assert_eq!(record.status.kind.as_str(), "minimum");
/// assert!((record.next_theta[0] + 1.0 / 7.0).abs() < 1e-15 && (record.next_theta[1] - 2.0 / 7.0).abs() < 1e-15);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Newton;

impl Optimizer for Newton {
    type State = ();

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let (solve, h) = match notation.one_variable {
            true => (r"d \leftarrow -g / h", "h"),
            false => (r"\text{solve } H d = -g", "H"),
        };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("H", format!(r"{h} \leftarrow {}", notation.hessian(r"\theta"))),
            Line::new("d", solve),
        ];
        lines.extend(notation.step_size_line("", "d"));
        let alpha = notation.step_size("");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta + {alpha} d")));
        lines
    }

    fn init(&self, _: &[f64]) -> Result<(), Error> {
        Ok(())
    }

    fn step(&self, oracle: &mut Oracle, at: &Iteration<'_>, (): &()) -> Result<((), Step), Status> {
        let n = at.theta.len();
        let g = oracle.gradient(at.theta)?;
        let hessian = oracle.hessian(at.theta)?;
        let (direction, remark) = match linear::largest(&g) == 0.0 {
            true => (vec![0.0; n], None),
            false => newton_direction(&hessian, &g)?,
        };
        let shown = if n == 1 { Quantity::Scalar(hessian[0]) } else { Quantity::square(&hessian, n) };
        let step = at
            .advance(oracle, direction.clone(), 1.0)?
            .number("g", g.as_slice())
            .number("H", shown)
            .number("d", direction.as_slice());
        Ok(((), Step { curvature: Some(Curvature::Matrix(hessian)), remark, ..step }))
    }

    fn describe(&self, (): &()) -> Vec<StateEntry> {
        Vec::new()
    }
}

/// The solution d of H d = −g, and what is to be said about it where H is not positive definite.
pub(crate) fn newton_direction(hessian: &[f64], g: &[f64]) -> Result<(Vec<f64>, Option<Status>), Status> {
    let eigenvalues = linear::eigenvalues(hessian, g.len()).unwrap_or_default();
    let list = || text::enumerate(eigenvalues.iter().map(|&x| text::number(x)));
    let (kind, target) = match linear::definiteness(&eigenvalues) {
        Definiteness::Singular => return Err(singular(&list())),
        Definiteness::Positive => (None, ""),
        Definiteness::Negative => (Some(StatusKind::NegativeDefiniteHessian), "a maximum"),
        Definiteness::Indefinite => (Some(StatusKind::IndefiniteHessian), "a saddle"),
    };
    let direction = linear::solve(hessian, &linear::negated(g)).ok_or_else(|| singular(&list()))?;
    let remark = kind.map(|kind| {
        let message = format!(
            "The Hessian is not positive definite (eigenvalues {}): the quadratic model has {target} where the Newton step goes.",
            list()
        );
        Status::new(kind, message)
    });
    Ok((direction, remark))
}

fn singular(eigenvalues: &str) -> Status {
    let message = format!(
        "The Hessian is singular to rounding (eigenvalues {eigenvalues}), so there is no Newton step."
    );
    Status::new(StatusKind::SingularHessian, message)
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "newton",
    name: "Newton",
    source: "MEDL (4.51), (4.54)",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[],
    build: |_| Ok(Rc::new(Newton)),
};
