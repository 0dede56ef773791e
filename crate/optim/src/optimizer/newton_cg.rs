use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::{Status, StatusKind};
use crate::text::number;
use crate::truncated_cg::{self, End};

/// How exactly each Newton system is solved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Forcing {
    /// η = min(½, √‖g‖): superlinear convergence.
    Root,
    /// η = min(½, ‖g‖): quadratic convergence.
    Linear,
}

/// Newton-CG, or inexact Newton: conjugate gradients on H d = −g, by products of the Hessian with vectors only,
/// until ‖H d + g‖ ≤ η ‖g‖; then a step along d.
///
/// Conjugate gradients end at a direction of negative curvature, and d is what they have until then, or −g when
/// it is their first; either is a descent direction. The status says so ("negative-curvature").
///
/// The Hessian itself is never asked for; the local model that the record shows is not counted. Its default
/// search is "backtracking", which tries the full step first.
///
/// Cost per step: one gradient, a product with the Hessian for each inner iteration, and that of the search. Fails as
/// the search does, and where the gradient or a product is not finite.
///
/// Source: MEDL (4.56) and the remarks after it; Nocedal and Wright, Numerical Optimization, Algorithm 7.1.
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1], "optimizer": { "id": "newton-cg" } }"#,
/// )?;
/// assert_eq!(run.step_many(100).status.kind.as_str(), "minimum");
/// assert_eq!(run.record().counts.hessian, 0);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewtonCg {
    /// η.
    pub forcing: Forcing,
}

impl Optimizer for NewtonCg {
    type State = ();

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let eta = match self.forcing {
            Forcing::Root => r"\eta \leftarrow \min\bigl(\tfrac{1}{2}, \sqrt{\lVert g \rVert}\bigr)",
            Forcing::Linear => r"\eta \leftarrow \min\bigl(\tfrac{1}{2}, \lVert g \rVert\bigr)",
        };
        let hessian = notation.hessian(r"\theta");
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("eta", eta),
            Line::new(
                "products",
                format!(
                    r"\text{{conjugate gradients on }} H d = -g \text{{ until }} \lVert H d + g \rVert \le \eta \lVert g \rVert,\; H v = {hessian} v"
                ),
            ),
            Line::new("d", r"d \leftarrow \text{their last iterate, before any negative curvature}"),
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
        let g = oracle.gradient(at.theta)?;
        let length = linear::norm(&g);
        let eta = match self.forcing {
            Forcing::Root => truncated_cg::forcing(length),
            Forcing::Linear => length.min(0.5),
        };
        let inner = truncated_cg::solve(oracle, at.theta, &g, eta * length, f64::INFINITY)?;
        let (direction, remark) = match inner.end {
            End::NegativeCurvature(curvature) => {
                let first = inner.products == 1;
                let (direction, instead) = match first {
                    true => (linear::negated(&g), "the negative gradient"),
                    false => (inner.d, "what conjugate gradients had before"),
                };
                let message = format!(
                    "The Hessian has the negative curvature {} along a conjugate direction, so the step goes along {instead}.",
                    number(curvature)
                );
                (direction, Some(Status::new(StatusKind::NegativeCurvature, message)))
            }
            End::Solved | End::Outside => (inner.d, None),
        };
        let curvature = oracle.peek_hessian(at.theta).ok().map(Curvature::Matrix);
        let step = at
            .advance(oracle, direction.clone(), 1.0)?
            .number("g", g.as_slice())
            .number("eta", eta)
            .number("products", f64::from(inner.products))
            .number("d", direction.as_slice());
        Ok(((), Step { curvature, remark, ..step }))
    }

    fn describe(&self, (): &()) -> Vec<StateEntry> {
        Vec::new()
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "newton-cg",
    name: "Newton-CG",
    source: "MEDL (4.56)",
    needs: &[],
    replaces: &[],
    default_search: Some("backtracking"),
    parameters: &[Parameter {
        id: "forcing",
        tex: r"\eta",
        help: "How exactly the Newton system is solved: up to the root of the gradient's norm, or up to the norm.",
        domain: Domain::Choice { options: &["root", "linear"] },
        default: DefaultValue::Text("root"),
    }],
    build: |settings| Ok(Rc::new(settings.read::<NewtonCg>()?)),
};
