use std::rc::Rc;

use fallline_autodiff::Error;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::{Quantity, StateEntry};
use crate::status::{Status, StatusKind};

/// Gauss-Newton for a sum of squares C(θ) = |f(θ)|²: Newton's method without the second derivatives of f,
///
/// θ ← θ + d with 2 JᵀJ d = −g, where J is the Jacobian of f and g = ∇C(θ) = 2 Jᵀf.
///
/// With weight decay λ the matrix is 2 JᵀJ + λ I. The system is solved by the singular values of J. A search or
/// a schedule scales the step, which starts at its full length; d is a descent direction.
///
/// Cost per step: one gradient, one Jacobian. Needs residuals. Fails with "rank-deficient-jacobian" where the
/// columns of J are dependent to rounding, and where f or J is not finite.
///
/// Source: PBDL (13).
///
/// ```
/// use fallline_optim::Run;
/// // With linear residuals one step is enough.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "(x + y - 3, x - y - 1, 2x + y - 4)", "reduce": "squares" },
///          "start": [7, -5], "optimizer": { "id": "gauss-newton" } }"#,
/// )?;
/// assert_eq!(run.step().status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GaussNewton;

/// 2 JᵀJ + λ I.
pub(super) fn matrix(jacobian: &[f64], n: usize, weight_decay: f64) -> Vec<f64> {
    let gram = linear::gram(jacobian, n);
    gram.iter().zip(linear::identity(n)).map(|(x, one)| 2.0 * x + weight_decay * one).collect()
}

/// J on top of √(λ/2) I: twice its Gram matrix is 2 JᵀJ + λ I.
pub(super) fn stacked(jacobian: &[f64], n: usize, weight_decay: f64) -> Vec<f64> {
    let root = (0.5 * weight_decay).sqrt();
    let decay = linear::identity(n).into_iter().map(|x| root * x);
    jacobian.iter().copied().chain(decay.filter(|_| root > 0.0)).collect()
}

/// The step with its J, where that is small enough to be looked at: one of many samples would fill the record.
pub(super) fn with_jacobian(step: Step, jacobian: &[f64], n: usize) -> Step {
    const MOST: usize = 1000;
    match jacobian.len() <= MOST {
        true => step.number("J", Quantity::square(jacobian, n)),
        false => step,
    }
}

impl Optimizer for GaussNewton {
    type State = ();

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let decay = if notation.chain.weight_decay > 0.0 { r" + \lambda I" } else { "" };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("J", r"J \leftarrow \frac{\partial f}{\partial \theta}(\theta)"),
            Line::new("H", format!(r"H \leftarrow 2 J^\top J{decay}")),
            Line::new("d", r"\text{solve } H d = -g"),
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
        let jacobian = oracle.jacobian(at.theta)?;
        let decay = oracle.weight_decay();
        let half: Vec<f64> = g.iter().map(|x| -0.5 * x).collect();
        let direction = linear::solve_gram(&stacked(&jacobian, n, decay), &half).ok_or_else(|| {
            let message = "The Jacobian of the residuals does not have full rank: its columns are dependent to rounding, so the Gauss-Newton system has no single solution.";
            Status::new(StatusKind::RankDeficientJacobian, message)
        })?;
        let hessian = matrix(&jacobian, n, decay);
        let step = at
            .advance(oracle, direction.clone(), 1.0)?
            .number("g", g.as_slice())
            .number("H", Quantity::square(&hessian, n))
            .number("d", direction.as_slice());
        let step = with_jacobian(step, &jacobian, n);
        Ok(((), Step { curvature: Some(Curvature::Matrix(hessian)), ..step }))
    }

    fn describe(&self, (): &()) -> Vec<StateEntry> {
        Vec::new()
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "gauss-newton",
    name: "Gauss-Newton",
    source: "PBDL (13)",
    needs: &[Need::LeastSquares],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[],
    build: |_| Ok(Rc::new(GaussNewton)),
};
