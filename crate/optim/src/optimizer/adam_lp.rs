use std::rc::Rc;

use fallline_autodiff::{Error, math};
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// Adam with the p-norm of the discounted gradients in place of their root mean square. From v = r = 0, with
/// r = s^(1/p) for the s of the notes, so that s itself, which overflows for large p, never appears:
///
/// 1. g ← ∇C(θ)
/// 2. v ← β v + (1 − β) g
/// 3. r ← (γᵖ rᵖ + (1 − γᵖ) |g|ᵖ)^(1/p)
/// 4. v̂ ← v / (1 − βᵗ⁺¹)
/// 5. r̂ ← r / (1 − γᵖ⁽ᵗ⁺¹⁾)^(1/p)
/// 6. θ ← θ − α v̂ / (r̂ + ε), element by element.
///
/// p = 2 is Adam whose γ is the square root, p → ∞ is Adamax.
///
/// Cost per step: one gradient. Fails where the gradient is not finite, or as its search does.
///
/// Source: MEDL (4.39) and (4.40).
///
/// ```
/// use fallline_optim::Run;
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "1e150 x^2" }, "start": [1],
///          "optimizer": { "id": "adam-lp", "learningRate": 0.1, "p": 1e6 } }"#,
/// )?;
/// assert!((run.step().next_theta[0] - 0.9).abs() < 1e-12);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdamLp {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the norm r.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// p ≥ 1.
    pub p: f64,
}

/// The momentum and the norm.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    r: Vec<f64>,
}

impl AdamLp {
    /// (1 − γᵖᵏ)^(1/p), without cancellation where γᵖᵏ is near 1.
    #[expect(clippy::cast_precision_loss, reason = "iterations are far below 2^53")]
    fn share(&self, k: usize) -> f64 {
        if self.gamma == 0.0 {
            return 1.0;
        }
        let rest = -math::expm1(self.p * (k as f64 * math::ln(self.gamma)));
        math::exp(math::ln(rest) / self.p)
    }

    /// (aᵖ + bᵖ)^(1/p) for a, b ≥ 0, scaled by the larger one so that no power overflows.
    fn norm(&self, a: f64, b: f64) -> f64 {
        let (small, large) = (a.min(b), a.max(b));
        if small == 0.0 {
            return large;
        }
        large * math::exp(math::log1p(math::pow(small / large, self.p)) / self.p)
    }
}

impl Optimizer for AdamLp {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let scaled = r"\frac{1}{\hat{r} + \varepsilon} \hat{v}";
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("r", r"r \leftarrow \bigl(\gamma^p r^p + (1 - \gamma^p)\, |g|^p\bigr)^{1/p}"),
            Line::new("v_hat", r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}"),
            Line::new("r_hat", r"\hat{r} \leftarrow \frac{r}{(1 - \gamma^{p(t+1)})^{1/p}}"),
        ];
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        Ok(Moments { v: vec![0.0; start.len()], r: vec![0.0; start.len()] })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(self.beta, &state.v, &g);
        let newest = self.share(1);
        let r: Vec<f64> =
            state.r.iter().zip(&g).map(|(r, g)| self.norm(self.gamma * r, newest * g.abs())).collect();
        let v_hat = moments::divided(&v, moments::share(self.beta, at.index + 1));
        let r_hat = moments::divided(&r, self.share(at.index + 1));
        let direction = v_hat.iter().zip(&r_hat).map(|(v, r)| -(v / (r + self.epsilon))).collect();
        let step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("r", r.as_slice())
            .number("v_hat", v_hat.as_slice())
            .number("r_hat", r_hat.as_slice())
            .preconditioned(r_hat.iter().map(|r| r + self.epsilon));
        Ok((Moments { v, r }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("r", &state.r)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adam-lp",
    name: "Adam with the p-norm",
    source: "MEDL (4.39), (4.40)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::STEP_LENGTH,
        moments::BETA,
        moments::largest_gamma(0.999),
        moments::EPSILON,
        Parameter {
            id: "p",
            tex: "p",
            help: "Which norm of the past gradients divides: 2 as Adam, large as Adamax.",
            domain: Domain::Real { min: Some(1.0), max: None, min_open: false, max_open: false, log: true },
            default: DefaultValue::Number(3.0),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<AdamLp>()?)),
};
