use std::rc::Rc;

use fallline_autodiff::Error;
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::moments;
use crate::oracle::Oracle;
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::status::Status;

/// AMSGrad: Adam whose second moment never falls, so that no coordinate's rate grows again. From v = s = m = 0:
///
/// 1. g ← ∇C(θ)
/// 2. v ← β v + (1 − β) g
/// 3. s ← γ s + (1 − γ) g⊙g
/// 4. m ← max(m, s)
/// 5. v̂ ← v / (1 − βᵗ⁺¹), m̂ ← m / (1 − γᵗ⁺¹)
/// 6. θ ← θ − α v̂ / (√m̂ + ε), element by element.
///
/// Switches: without bias correction, as in the paper, v and m stand for v̂ and m̂; ε can stand inside the root.
///
/// Cost per step: one gradient. Fails where the gradient or its square is not finite, or as its search does.
///
/// Source: Reddi, Kale and Kumar, On the convergence of Adam and beyond (2018), algorithm 2.
///
/// ```
/// use fallline_optim::Run;
/// // As long as squares grow, AMSGrad is Adam.
/// let run = |id: &str| -> Result<Vec<f64>, fallline_autodiff::Error> {
///     let mut run = Run::from_json(&format!(
///         r#"{{ "objective": {{ "expression": "-x^2" }}, "start": [1], "optimizer": {{ "id": "{id}" }} }}"#,
///     ))?;
///     run.step_many(9);
///     Ok(run.trajectory().to_vec())
/// };
/// assert_eq!(run("amsgrad")?, run("adam")?);
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AmsGrad {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the second moment s.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// Whether v and m are corrected for their start at 0.
    pub bias_correction: bool,
    /// Whether ε is added under the root.
    pub epsilon_inside: bool,
}

/// AMSGrad's moments.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    s: Vec<f64>,
    m: Vec<f64>,
}

impl Optimizer for AmsGrad {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)"),
            Line::new("m", r"m \leftarrow \max(m, s)"),
        ];
        let (v, m) = if self.bias_correction {
            lines.push(Line::new("v_hat", r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}"));
            lines.push(Line::new("m_hat", r"\hat{m} \leftarrow \frac{m}{1 - \gamma^{t+1}}"));
            (r"\hat{v}", r"\hat{m}")
        } else {
            ("v", "m")
        };
        let scaled = format!(r"\frac{{1}}{{{}}} {v}", moments::root_tex(m, self.epsilon_inside));
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        let zero = vec![0.0; start.len()];
        Ok(Moments { v: zero.clone(), s: zero.clone(), m: zero })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let v = moments::average(self.beta, &state.v, &g);
        let s = moments::average(self.gamma, &state.s, &moments::squares(&g));
        let m: Vec<f64> = state.m.iter().zip(&s).map(|(m, s)| m.max(*s)).collect();
        let corrected = |average: &[f64], weight: f64| match self.bias_correction {
            true => moments::divided(average, moments::share(weight, at.index + 1)),
            false => average.to_vec(),
        };
        let (v_hat, m_hat) = (corrected(&v, self.beta), corrected(&m, self.gamma));
        let root = |m: f64| moments::root(m, self.epsilon, self.epsilon_inside);
        let direction = v_hat.iter().zip(&m_hat).map(|(&v, &m)| -(v / root(m))).collect();
        let step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("v", v.as_slice())
            .number("s", s.as_slice())
            .number("m", m.as_slice())
            .number("v_hat", v_hat.as_slice())
            .number("m_hat", m_hat.as_slice())
            .preconditioned(m_hat.iter().map(|&m| root(m)));
        Ok((Moments { v, s, m }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("s", &state.s), moments::entry("m", &state.m)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "amsgrad",
    name: "AMSGrad",
    source: "Reddi, Kale and Kumar (2018)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::STEP_LENGTH,
        moments::BETA,
        moments::gamma(0.999),
        moments::EPSILON,
        moments::BIAS_CORRECTION,
        moments::epsilon_inside(false),
    ],
    build: |settings| Ok(Rc::new(settings.read::<AmsGrad>()?)),
};
