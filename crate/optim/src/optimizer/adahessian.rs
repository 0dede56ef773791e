use std::rc::Rc;

use fallline_autodiff::{Error, math};
use serde::Deserialize;

use super::{Iteration, Optimizer, OptimizerInfo, Step};
use crate::draws::Draws;
use crate::moments;
use crate::oracle::Oracle;
use crate::parameter::{DefaultValue, Domain, Parameter};
use crate::pseudocode::{Line, Notation};
use crate::record::StateEntry;
use crate::spec::MOST_VARIABLES;
use crate::status::Status;
use crate::text::refuse;

/// Where the diagonal of the Hessian is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Diagonal {
    /// Hᵢᵢ = eᵢᵀ H eᵢ for each i: n Hessian-vector products.
    Exact,
    /// Hutchinson's estimate z ⊙ (H z) with signs z drawn at random: one Hessian-vector product. Its
    /// expectation is the diagonal.
    Hutchinson,
}

/// AdaHessian: Adam with the diagonal D of the Hessian in place of the gradient in s. From v = s = 0:
///
/// 1. g ← ∇C(θ)
/// 2. D ← diag ∇²C(θ), or Hutchinson's estimate z ⊙ (∇²C(θ) z)
/// 3. v ← β v + (1 − β) g
/// 4. s ← γ s + (1 − γ) D⊙D
/// 5. v̂ ← v / (1 − βᵗ⁺¹), ŝ ← s / (1 − γᵗ⁺¹)
/// 6. θ ← θ − α v̂ / (ŝ^(k/2) + ε), element by element, with the power 0 < k ≤ 1.
///
/// D is not averaged over neighbouring coordinates. The draws of an iteration depend on the seed and the
/// iteration alone.
///
/// Cost per step: one gradient, and n Hessian-vector products or one. Fails where the gradient, the Hessian or
/// its square is not finite, or as its search does.
///
/// Source: Yao et al., AdaHessian: an adaptive second order optimizer for machine learning (2021).
///
/// ```
/// use fallline_optim::Run;
/// // On a quadratic along the axes the first step of rate 1 is Newton's.
/// let mut run = Run::from_json(
///     r#"{ "objective": { "expression": "x^2 + 50 y^2" }, "start": [1, -3],
///          "optimizer": { "id": "adahessian", "learningRate": 1, "diagonal": "hutchinson" } }"#,
/// )?;
/// assert!(run.step().next_theta.iter().all(|x| x.abs() < 1e-7));
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdaHessian {
    /// α.
    pub learning_rate: f64,
    /// β, for the momentum v.
    pub beta: f64,
    /// γ, for the second moment s.
    pub gamma: f64,
    /// ε.
    pub epsilon: f64,
    /// k.
    pub hessian_power: f64,
    /// Where D is from.
    pub diagonal: Diagonal,
    /// The seed of Hutchinson's signs, a whole number.
    pub seed: f64,
}

/// The momentum and the second moment.
#[derive(Clone, Debug)]
pub struct Moments {
    v: Vec<f64>,
    s: Vec<f64>,
}

impl AdaHessian {
    /// D at `theta` in iteration `index`.
    fn curvatures(&self, oracle: &mut Oracle, theta: &[f64], index: usize) -> Result<Vec<f64>, Status> {
        let n = theta.len();
        match self.diagonal {
            Diagonal::Exact => {
                let entry = |i: usize| {
                    let unit: Vec<f64> = (0..n).map(|k| f64::from(u8::from(k == i))).collect();
                    oracle.hessian_vector(theta, &unit).map(|column| column[i])
                };
                (0..n).map(entry).collect()
            }
            Diagonal::Hutchinson => {
                // The domain of the seed holds whole numbers that are not negative only.
                let z = Draws::new(self.seed as u64).signs(index, n);
                let product = oracle.hessian_vector(theta, &z)?;
                Ok(z.iter().zip(product).map(|(z, product)| z * product).collect())
            }
        }
    }
}

impl Optimizer for AdaHessian {
    type State = Moments;

    fn lines(&self, notation: &Notation) -> Vec<Line> {
        let hessian = notation.hessian(r"\theta");
        let diagonal = match self.diagonal {
            Diagonal::Exact => format!(r"D \leftarrow \operatorname{{diag}}\bigl({hessian}\bigr)"),
            Diagonal::Hutchinson => {
                format!(r"D \leftarrow z \odot \bigl(({hessian})\, z\bigr),\quad z_i = \pm 1")
            }
        };
        let scaled = match self.hessian_power == 1.0 {
            true => r"\frac{1}{\sqrt{\hat{s}} + \varepsilon} \hat{v}",
            false => r"\frac{1}{\hat{s}^{k/2} + \varepsilon} \hat{v}",
        };
        let mut lines = vec![
            Line::new("g", format!(r"g \leftarrow {}", notation.gradient(r"\theta"))),
            Line::new("D", diagonal),
            Line::new("v", r"v \leftarrow \beta v + (1 - \beta)\, g"),
            Line::new("s", r"s \leftarrow \gamma s + (1 - \gamma)\, (D \odot D)"),
            Line::new("v_hat", r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}"),
            Line::new("s_hat", r"\hat{s} \leftarrow \frac{s}{1 - \gamma^{t+1}}"),
        ];
        lines.extend(notation.step_size_line(r"\alpha", &format!("-{scaled}")));
        let alpha = notation.step_size(r"\alpha");
        lines.push(Line::new("theta", format!(r"\theta \leftarrow \theta - {alpha} {scaled}")));
        lines
    }

    fn init(&self, start: &[f64]) -> Result<Moments, Error> {
        let n = start.len();
        if matches!(self.diagonal, Diagonal::Exact) && n > MOST_VARIABLES {
            return Err(refuse(format!(
                "the exact `diagonal` of `adahessian` takes a product with the Hessian for each of at most {MOST_VARIABLES} variables; here are {n}, for which there is `hutchinson`"
            )));
        }
        Ok(Moments { v: vec![0.0; start.len()], s: vec![0.0; start.len()] })
    }

    fn step(
        &self,
        oracle: &mut Oracle,
        at: &Iteration<'_>,
        state: &Moments,
    ) -> Result<(Moments, Step), Status> {
        let g = oracle.gradient(at.theta)?;
        let d = self.curvatures(oracle, at.theta, at.index)?;
        let v = moments::average(self.beta, &state.v, &g);
        let s = moments::average(self.gamma, &state.s, &moments::squares(&d));
        let v_hat = moments::divided(&v, moments::share(self.beta, at.index + 1));
        let s_hat = moments::divided(&s, moments::share(self.gamma, at.index + 1));
        let root = |s: f64| match self.hessian_power == 1.0 {
            true => s.sqrt(),
            false => math::pow(s, self.hessian_power / 2.0),
        };
        let direction = v_hat.iter().zip(&s_hat).map(|(v, &s)| -(v / (root(s) + self.epsilon))).collect();
        let step = at
            .advance(oracle, direction, self.learning_rate)?
            .number("g", g.as_slice())
            .number("D", d.as_slice())
            .number("v", v.as_slice())
            .number("s", s.as_slice())
            .number("v_hat", v_hat.as_slice())
            .number("s_hat", s_hat.as_slice())
            .preconditioned(s_hat.iter().map(|&s| root(s) + self.epsilon));
        Ok((Moments { v, s }, step))
    }

    fn describe(&self, state: &Moments) -> Vec<StateEntry> {
        vec![moments::entry("v", &state.v), moments::entry("s", &state.s)]
    }
}

pub(super) static INFO: OptimizerInfo = OptimizerInfo {
    id: "adahessian",
    name: "AdaHessian",
    source: "Yao et al. (2021)",
    needs: &[],
    replaces: &[],
    default_search: Some("fixed"),
    parameters: &[
        moments::learning_rate("Share of the way to the minimum that the curvatures predict.", 0.15),
        moments::BETA,
        moments::gamma(0.999),
        moments::EPSILON,
        Parameter {
            id: "hessianPower",
            tex: "k",
            help: "Power of the curvatures that the step is divided by: 1 as Newton, towards 0 as momentum.",
            domain: Domain::DECAY,
            default: DefaultValue::Number(1.0),
        },
        Parameter {
            id: "diagonal",
            tex: "D",
            help: "The Hessian's diagonal exactly, or Hutchinson's estimate from one Hessian-vector product.",
            domain: Domain::Choice { options: &["exact", "hutchinson"] },
            default: DefaultValue::Text("exact"),
        },
        Parameter {
            id: "seed",
            tex: r"\text{seed}",
            help: "Seed of the random signs of Hutchinson's estimate.",
            domain: Domain::Int { min: 0, max: i32::MAX },
            default: DefaultValue::Number(0.0),
        },
    ],
    build: |settings| Ok(Rc::new(settings.read::<AdaHessian>()?)),
};
