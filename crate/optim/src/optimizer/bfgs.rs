use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::quasi_newton::{self, Pair};
use crate::record::{Quantity, StateEntry};
use crate::status::Status;

/// BFGS, after Broyden, Fletcher, Goldfarb and Shanno, with B for the inverse of the Hessian, from B(0) = b I, where
/// b = 1 in the notes:
///
/// 1. g ← ∇C(θ), d ← −B g
/// 2. α from the line search, s ← α d, y ← ∇C(θ + s) − g, θ ← θ + s
/// 3. B ← Vᵀ B V + ρ s sᵀ with ρ = 1 / yᵀs and V = I − ρ y sᵀ.
///
/// B stays positive definite while the curvature condition yᵀs > 0 holds, which the second Wolfe condition
/// guarantees. Where it is broken B stays as it was and the status says so ("curvature-condition-broken").
/// With `scaleFirst` the matrix b I before the first update is (yᵀs / yᵀy) I instead.
///
/// Its default search is "strong-wolfe". Cost per step: that of the search, and one gradient. Fails as the search
/// does, and where the gradient is not finite.
///
/// Source: MEDL Algorithm 4.3, (4.62) to (4.67).
///
/// ```
/// use fallline_optim::Run;
/// // After two exact searches on a quadratic function of two variables B is the inverse Hessian.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 2 y^2" }, "start": [3, 1],
///          "optimizer": { "id": "bfgs" }, "search": { "id": "exact" } }"#,
/// )?;
/// let record = run.step_many(2);
/// assert_eq!(record.status.kind.as_str(), "minimum");
/// let b = serde_json::to_value(&record.state[0].value).unwrap();
/// assert!((b[0][0].as_f64().unwrap() - 0.5).abs() < 1e-12 && (b[1][1].as_f64().unwrap() - 0.25).abs() < 1e-12);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bfgs {
    /// Whether the first update starts from the notes' scaled unit matrix of L-BFGS.
    pub scale_first: bool,
    /// b > 0.
    pub scale: f64,
}

/// What BFGS remembers.
#[derive(Clone, Debug)]
pub struct Memory {
    b: Vec<f64>,
    /// Whether B is still that of the start.
    fresh: bool,
}

/// MEDL (4.66) and (4.67), multiplied out: B − ρ (s (By)ᵀ + (By) sᵀ) + (ρ² yᵀBy + ρ) s sᵀ.
fn update(b: &[f64], Pair { s, y }: &Pair) -> Vec<f64> {
    let rho = 1.0 / linear::dot(y, s);
    let by = linear::multiply(b, y);
    let b = linear::add_rank_one(b, -rho, s, &by);
    let b = linear::add_rank_one(&b, -rho, &by, s);
    linear::add_rank_one(&b, rho * (rho * linear::dot(y, &by) + 1.0), s, s)
}

/// The same from (yᵀs / yᵀy) I instead of B.
fn first_update(_: &[f64], pair: &Pair) -> Vec<f64> {
    let scale = pair.curvature() / linear::dot(&pair.y, &pair.y);
    update(&quasi_newton::scaled_identity(pair.s.len(), scale), pair)
}

impl Optimizer for Bfgs {
    type State = Memory;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scaled = match self.scale_first {
            true => r",\; B^{(0)} = \tfrac{y^\top s}{y^\top y} I",
            false => "",
        };
        let update =
            r"B \leftarrow V^\top B V + \tfrac{1}{y^\top s} s s^\top,\; V = I - \tfrac{1}{y^\top s} y s^\top";
        quasi_newton::lines(notation, &format!("{update}{scaled}"))
    }

    fn init(&self, start: &[f64]) -> Result<Memory, Error> {
        Ok(Memory { b: quasi_newton::scaled_identity(start.len(), self.scale), fresh: true })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        Memory { b, fresh }: &Memory,
    ) -> Result<(Memory, Step), Status> {
        let update = if self.scale_first && *fresh { first_update } else { update };
        let (updated, step) = quasi_newton::step(oracle, at, b, update)?;
        let fresh = *fresh && updated == *b;
        Ok((Memory { b: updated, fresh }, step))
    }

    fn describe(&self, Memory { b, .. }: &Memory) -> Vec<StateEntry> {
        let n = b.len().isqrt();
        vec![StateEntry::new("B", "B", Quantity::square(b, n))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "bfgs",
    name: "BFGS",
    source: "MEDL (4.66), (4.67)",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: Some("strong-wolfe"),
    parameters: &[
        quasi_newton::SCALE,
        Parameter {
            id: "scaleFirst",
            tex: r"B^{(0)}",
            help: "Scales the unit matrix by the curvature of the first step before the first update.",
            domain: Domain::Bool,
            default: DefaultValue::Bool(false),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<Bfgs>()?)),
};
