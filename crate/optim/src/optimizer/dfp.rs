use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::list::Need;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::quasi_newton::{self, Pair};
use crate::record::{Quantity, StateEntry};
use crate::status::Status;

/// DFP, after Davidon, Fletcher and Powell: BFGS with the roles of s and y exchanged, so that with B for the
/// inverse of the Hessian, from B(0) = b I,
///
/// B ← B − (B y)(B y)ᵀ / yᵀBy + s sᵀ / yᵀs.
///
/// Direction, search and curvature condition are those of [`super::Bfgs`]; a B that is too large is corrected
/// more slowly than there. Its default search is "strong-wolfe".
///
/// Cost per step: that of the search, and one gradient. Fails as the search does, and where the gradient is not
/// finite.
///
/// Source: MEDL Algorithm 4.3 with Nocedal and Wright, Numerical Optimization, (6.15).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 2 y^2" }, "start": [3, 1],
///          "optimizer": { "id": "dfp" }, "search": { "id": "exact" } }"#,
/// )?;
/// assert_eq!(run.step_many(2).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Dfp {
    /// b > 0.
    pub scale: f64,
}

fn update(b: &[f64], Pair { s, y }: &Pair) -> Vec<f64> {
    let by = linear::multiply(b, y);
    let b = linear::add_rank_one(b, -1.0 / linear::dot(y, &by), &by, &by);
    linear::add_rank_one(&b, 1.0 / linear::dot(y, s), s, s)
}

impl Optimizer for Dfp {
    /// B, n·n numbers in rows.
    type State = Vec<f64>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let update = r"B \leftarrow B - \frac{B y y^\top B}{y^\top B y} + \frac{s s^\top}{y^\top s}";
        quasi_newton::lines(notation, update)
    }

    fn init(&self, start: &[f64]) -> Result<Vec<f64>, Error> {
        Ok(quasi_newton::scaled_identity(start.len(), self.scale))
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        b: &Vec<f64>,
    ) -> Result<(Vec<f64>, Step), Status> {
        quasi_newton::step(oracle, at, b, update)
    }

    fn describe(&self, b: &Vec<f64>) -> Vec<StateEntry> {
        let n = b.len().isqrt();
        vec![StateEntry::new("B", "B", Quantity::square(b, n))]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "dfp",
    name: "DFP",
    source: "MEDL Algorithm 4.3",
    needs: &[Need::Matrix],
    replaces: &[],
    default_search: Some("strong-wolfe"),
    parameters: &[quasi_newton::SCALE],
    build: |settings| Ok(Rc::new(settings.read::<Dfp>()?)),
};
