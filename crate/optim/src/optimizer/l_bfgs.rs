use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Curvature, Iteration, Optimizer, OptimizerInfo, Step};
use crate::linear;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation, Role};
use crate::quasi_newton::Pair;
use crate::record::{Quantity, StateEntry};
use crate::status::Status;

/// L-BFGS, limited-memory BFGS: of the steps only the last m pairs (s, y) are kept, and the product B g with the
/// matrix that BFGS would make of them from B = κ I is found in two loops over them,
///
/// q ← g; from the newest pair to the oldest: a ← sᵀq / yᵀs, q ← q − a y;
/// q ← κ q; from the oldest to the newest: q ← q + (a − yᵀq / yᵀs) s; d ← −q,
///
/// with κ = yᵀs / yᵀy of the newest pair (1 without pairs, and without `scaling`). A pair that breaks the curvature
/// condition yᵀs > 0 is not kept, and the status says so.
///
/// Its default search is "strong-wolfe". Cost per step: that of the search, and one gradient. Fails as the search
/// does, and where the gradient is not finite.
///
/// Source: MEDL (4.67) to (4.69) and the choice of B_init after it.
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1], "optimizer": { "id": "l-bfgs", "memory": 3 } }"#,
/// )?;
/// assert_eq!(run.step_many(60).status.kind.as_str(), "minimum");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LBfgs {
    /// m, how many pairs are kept.
    pub memory: f64,
    /// Whether κ is that of the newest pair.
    pub scaling: bool,
}

impl LBfgs {
    /// The newest pairs, as many as are kept.
    #[expect(clippy::cast_precision_loss, reason = "a memory is short")]
    fn newest<'a>(&self, pairs: &'a [Rc<Pair>]) -> &'a [Rc<Pair>] {
        let old = (0..pairs.len()).find(|old| (pairs.len() - old) as f64 <= self.memory);
        pairs.get(old.unwrap_or(pairs.len())..).unwrap_or_default()
    }

    fn scale(&self, pairs: &[Rc<Pair>]) -> f64 {
        match pairs.last() {
            Some(newest) if self.scaling => newest.curvature() / linear::dot(&newest.y, &newest.y),
            _ => 1.0,
        }
    }
}

/// The product B g of MEDL (4.69) with B_init = `scale` I. Pairs stand from the oldest to the newest.
fn two_loops(pairs: &[Rc<Pair>], scale: f64, g: &[f64]) -> Vec<f64> {
    let mut q = g.to_vec();
    let mut shares = Vec::with_capacity(pairs.len());
    for pair in pairs.iter().rev() {
        let share = linear::dot(&pair.s, &q) / pair.curvature();
        q = linear::add_scaled(&q, -share, &pair.y);
        shares.push(share);
    }
    q.iter_mut().for_each(|x| *x *= scale);
    for (pair, share) in pairs.iter().zip(shares.iter().rev()) {
        let back = linear::dot(&pair.y, &q) / pair.curvature();
        q = linear::add_scaled(&q, share - back, &pair.s);
    }
    q
}

/// B⁻¹, for the local model: BFGS's update of the Hessian itself, from I / `scale`.
fn hessian(pairs: &[Rc<Pair>], scale: f64, n: usize) -> Vec<f64> {
    let start = linear::identity(n).iter().map(|x| x / scale).collect();
    pairs.iter().fold(start, |h: Vec<f64>, pair| {
        let hs = linear::multiply(&h, &pair.s);
        let h = linear::add_rank_one(&h, -1.0 / linear::dot(&pair.s, &hs), &hs, &hs);
        linear::add_rank_one(&h, 1.0 / pair.curvature(), &pair.y, &pair.y)
    })
}

impl Optimizer for LBfgs {
    /// The pairs from the oldest to the newest.
    type State = Vec<Rc<Pair>>;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scale = match self.scaling {
            true => r"\kappa \leftarrow \frac{y^\top s}{y^\top y} \text{ of the newest pair}",
            false => r"\kappa \leftarrow 1",
        };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("kappa", scale),
            Line::new("d", r"d \leftarrow -\tilde{B} g \text{ in two loops over the pairs, from } \kappa I"),
        ];
        lines.extend(notation.step_size_line("", "d"));
        let alpha = notation.step_size("");
        let next = notation.gradient(r"\theta + s");
        lines.extend([
            Line::new("s", format!(r"s \leftarrow {alpha} d")).meaning(Role::Step),
            Line::new("y", format!(r"y \leftarrow {next} - g")),
            Line::new("theta", r"\theta \leftarrow \theta + s"),
            Line::new(
                "pairs",
                r"\text{if } y^\top s > 0:\quad \text{keep } (s, y), \text{ drop the oldest of more than } m",
            ),
        ]);
        lines
    }

    fn init(&self, _: &[f64]) -> Result<Self::State, Error> {
        Ok(Vec::new())
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        pairs: &Self::State,
    ) -> Result<(Self::State, Step), Status> {
        let pairs = self.newest(pairs);
        let g = oracle.gradient(at.theta)?;
        let scale = self.scale(pairs);
        let direction = linear::negated(&two_loops(pairs, scale, &g));
        let step = at.advance(oracle, direction.clone(), 1.0)?;
        let pair = Rc::new(Pair::of(oracle, at.theta, &g, &step.next)?);
        let mut step = step
            .number("g", g.as_slice())
            .number("kappa", scale)
            .number("d", direction.as_slice())
            .number("s", pair.s.as_slice())
            .number("y", pair.y.as_slice());
        let matrix = hessian(pairs, scale, at.theta.len());
        step.curvature = matrix.iter().all(|x| x.is_finite()).then_some(Curvature::Matrix(matrix));
        let mut pairs = pairs.to_vec();
        if pair.keeps_the_curvature_condition() {
            pairs.push(pair);
            pairs = self.newest(&pairs).to_vec();
        } else {
            step.remark = pair.skipped();
        }
        #[expect(clippy::cast_precision_loss, reason = "a memory is short")]
        let kept = pairs.len() as f64;
        Ok((pairs, step.number("pairs", kept)))
    }

    fn describe(&self, pairs: &Self::State) -> Vec<StateEntry> {
        let rows = |of: fn(&Pair) -> &Vec<f64>| {
            Quantity::Matrix(pairs.iter().map(|pair| of(pair).clone()).collect())
        };
        vec![
            StateEntry::new("S", r"s_{t-m}, \ldots, s_{t-1}", rows(|pair| &pair.s)),
            StateEntry::new("Y", r"y_{t-m}, \ldots, y_{t-1}", rows(|pair| &pair.y)),
        ]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "l-bfgs",
    name: "L-BFGS",
    source: "MEDL (4.69)",
    needs: &[],
    replaces: &[],
    default_search: Some("strong-wolfe"),
    parameters: &[
        Parameter {
            id: "memory",
            tex: "m",
            help: "How many of the last steps and changes of the gradient are kept.",
            domain: Domain::Int { min: 1, max: 100 },
            default: DefaultValue::Number(10.0),
        },
        Parameter {
            id: "scaling",
            tex: r"\kappa",
            help: "Scales the unit matrix in the middle by the curvature of the last step.",
            domain: Domain::Bool,
            default: DefaultValue::Bool(true),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<LBfgs>()?)),
};
