//! What a step leaves to look at.

use std::borrow::Cow;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::linear;
use crate::phase::Held;
use crate::status::Status;

/// A number, a vector or a matrix; in JSON a number, an array, or an array of rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Quantity {
    /// A number.
    Scalar(f64),
    /// A vector.
    Vector(Vec<f64>),
    /// A matrix by its rows.
    Matrix(Vec<Vec<f64>>),
}

impl Quantity {
    /// The matrix whose n·n entries stand in `entries` row by row.
    #[must_use]
    pub fn square(entries: &[f64], n: usize) -> Self {
        Self::Matrix(entries.chunks(n.max(1)).map(<[f64]>::to_vec).collect())
    }

    /// The same with a vector or a matrix of a single number as that number.
    #[must_use]
    pub fn simplified(self) -> Self {
        match &self {
            Self::Vector(v) if v.len() == 1 => Self::Scalar(v[0]),
            Self::Matrix(rows) if rows.len() == 1 && rows[0].len() == 1 => Self::Scalar(rows[0][0]),
            _ => self,
        }
    }

    /// All numbers, those of a matrix row by row.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        match self {
            Self::Scalar(x) => vec![*x],
            Self::Vector(v) => v.clone(),
            Self::Matrix(rows) => rows.concat(),
        }
    }

    /// The rows and columns of a matrix.
    #[must_use]
    pub fn shape(&self) -> Option<[usize; 2]> {
        match self {
            Self::Matrix(rows) => Some([rows.len(), rows.first().map_or(0, Vec::len)]),
            _ => None,
        }
    }

    /// Whether every entry is finite.
    #[must_use]
    pub fn is_finite(&self) -> bool {
        match self {
            Self::Scalar(x) => x.is_finite(),
            Self::Vector(v) => v.iter().all(|x| x.is_finite()),
            Self::Matrix(rows) => rows.iter().flatten().all(|x| x.is_finite()),
        }
    }
}

impl From<f64> for Quantity {
    fn from(value: f64) -> Self {
        Self::Scalar(value)
    }
}

impl From<&[f64]> for Quantity {
    fn from(value: &[f64]) -> Self {
        Self::Vector(value.to_vec())
    }
}

/// The name of a quantity in ASCII; that of a typed rule's is the rule's own.
pub type Symbol = Cow<'static, str>;

/// How often the objective was asked, from the start of the run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// Values C(θ), or residuals, which cost the same.
    pub value: u64,
    /// Whole gradients ∇C(θ).
    pub gradient: u64,
    /// Hessians ∇²C(θ).
    pub hessian: u64,
    /// Products ∇²C(θ) v.
    pub hessian_vector: u64,
    /// Gradients ∇Cᵢ(θ) of single terms of a finite sum; m of them cost about as much as a whole gradient.
    pub term: u64,
    /// Jacobians of the residuals.
    pub jacobian: u64,
}

/// One trial of a search.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Probe {
    /// The step size α that was tried.
    pub step_size: f64,
    /// The objective at θ + α d; `None` where it is not finite.
    pub value: Option<f64>,
    /// Whether the search went there.
    pub accepted: bool,
    /// Whether Armijo's condition holds there, MEDL (4.48); `None` where the search did not ask.
    pub armijo: Option<bool>,
    /// Whether the search's condition on the slope holds there, MEDL (4.49) or (4.50); `None` where the search did
    /// not ask.
    pub curvature: Option<bool>,
}

/// One line of the pseudo-code with this step's number.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RecordLine {
    /// The line as TeX.
    pub tex: String,
    /// What the line assigns, by its name in ASCII.
    pub symbol: String,
    /// What was assigned; `None` where this step did not come to the line.
    pub value: Option<Quantity>,
}

/// A named quantity of the optimizer's internal state.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StateEntry {
    /// Its name in ASCII.
    pub symbol: Symbol,
    /// Its name as TeX.
    pub tex: Cow<'static, str>,
    /// Its value after the step.
    pub value: Quantity,
}

impl StateEntry {
    /// The quantity `symbol`, written `tex`.
    #[must_use]
    pub fn new(symbol: impl Into<Symbol>, tex: impl Into<Cow<'static, str>>, value: Quantity) -> Self {
        Self { symbol: symbol.into(), tex: tex.into(), value }
    }
}

/// What an optimizer put in place of the objective around the point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Model {
    /// Q(φ) = C(θ) + gᵀ(φ − θ) + ½ (φ − θ)ᵀ H (φ − θ), MEDL (4.55).
    Quadratic {
        /// θ, n numbers.
        point: Vec<f64>,
        /// C(θ).
        value: f64,
        /// g, n numbers.
        gradient: Vec<f64>,
        /// H by its rows, n by n.
        matrix: Vec<Vec<f64>>,
        /// The radius around θ within which the model is trusted, where there is one.
        #[serde(skip_serializing_if = "Option::is_none")]
        radius: Option<f64>,
    },
    /// The straight line through two points of C′, MEDL (4.53).
    Chord {
        /// θ(t−1) and θ(t).
        points: [f64; 2],
        /// C′ at the two points.
        slopes: [f64; 2],
    },
}

impl Model {
    /// The model's second-order term sᵀHs for a step s.
    #[must_use]
    pub fn curvature(&self, step: &[f64]) -> f64 {
        match self {
            Self::Quadratic { matrix, .. } => {
                step.iter().zip(matrix).map(|(s, row)| s * linear::dot(row, step)).sum()
            }
            Self::Chord { points, slopes } => {
                (slopes[1] - slopes[0]) / (points[1] - points[0]) * linear::dot(step, step)
            }
        }
    }
}

/// Everything about one step, from θ = θ(t) to the next point θ(t+1).
///
/// The record of an attempt that failed moved nothing: its `next_theta` is its `theta`, and its
/// status says what failed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StepRecord {
    /// t, the index of `theta`.
    pub iteration: usize,
    /// θ(t), n numbers.
    pub theta: Vec<f64>,
    /// θ(t+1), n numbers.
    pub next_theta: Vec<f64>,
    /// C(θ(t)).
    pub value: f64,
    /// C(θ(t+1)).
    pub next_value: f64,
    /// The gradient of what is minimized, ∇C(θ(t)) + λ θ(t) with λ the weight decay, before clipping; n numbers.
    pub gradient: Vec<f64>,
    /// The terms that the optimizer's gradient was made of, from 0; `None` where it was the whole one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<Vec<usize>>,
    /// The direction d, n numbers.
    pub direction: Vec<f64>,
    /// The step size α; the step is α d.
    pub step_size: f64,
    /// The parameters that the step was made with.
    pub held: Rc<Held>,
    /// The trials of the search, in order.
    pub probes: Vec<Probe>,
    /// The pseudo-code with this step's numbers.
    pub lines: Vec<RecordLine>,
    /// How far the model lets the objective fall: −gᵀs for a step s, and −(gᵀs + ½ sᵀHs) where there is a
    /// second-order model. `None` where no step was made.
    pub predicted_decrease: Option<f64>,
    /// How often the objective was asked, from the start of the run to the end of this step.
    pub counts: Counts,
    /// How the run stands after the step.
    pub status: Status,
    /// The optimizer's local model of the objective, where it has one.
    pub model: Option<Model>,
    /// The optimizer's internal state after the step.
    pub state: Vec<StateEntry>,
    /// By what the optimizer divides each coordinate of its direction, where it does so; n numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preconditioner: Option<Vec<f64>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_plain_in_json() {
        let json = |quantity: Quantity| serde_json::to_string(&quantity).unwrap();
        assert_eq!(json(Quantity::Scalar(0.5)), "0.5");
        assert_eq!(json(Quantity::Vector(vec![1.0, 2.0])), "[1.0,2.0]");
        assert_eq!(json(Quantity::square(&[1.0, 2.0, 3.0, 4.0], 2)), "[[1.0,2.0],[3.0,4.0]]");
    }

    #[test]
    fn a_chord_has_the_curvature_of_its_slope() {
        let chord = Model::Chord { points: [1.0, 3.0], slopes: [2.0, 8.0] };
        assert_eq!(chord.curvature(&[2.0]), 12.0);
    }
}
