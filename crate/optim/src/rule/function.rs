//! What a rule can call: the operations of functions, and what only vectors and an objective have.

use fallline_autodiff::Op;
use fallline_autodiff::syntax::{Callee, Comparison};

/// A function of the language of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Function {
    /// An operation of the table, element by element; `max`, `min` and `logsumexp` of a single vector are of its
    /// coordinates.
    Op(Op),
    /// 1 where the comparison holds and 0 elsewhere, element by element.
    Compare(Comparison),
    /// `where(c, a, b)`: a where c is not 0 and b elsewhere, element by element.
    Where,
    /// `clip(a, lo, hi)`: a, but at least lo and at most hi, element by element.
    Clip,
    /// `dot(a, b)`: aᵀb.
    Dot,
    /// `norm(a)`: the Euclidean norm.
    Norm,
    /// `sum(a)`: the sum of the coordinates.
    Sum,
    /// `mean(a)`: their mean.
    Mean,
    /// `grad(p)`: the gradient at the point p.
    Gradient,
    /// `value(p)`: the objective at the point p.
    Value,
    /// `hv(a)`: the Hessian at θ(t) times a.
    HessianVector,
    /// `hinv(a)`: the solution x of H x = a.
    HessianInverse,
}

/// What is called by name besides the operations, with the number of arguments and what it is.
pub const FUNCTIONS: &[(&str, Function, usize, &str)] = &[
    ("dot", Function::Dot, 2, "scalar product of two vectors"),
    ("norm", Function::Norm, 1, "Euclidean norm of a vector"),
    ("sum", Function::Sum, 1, "sum of a vector's coordinates"),
    ("mean", Function::Mean, 1, "mean of a vector's coordinates"),
    ("clip", Function::Clip, 3, "the first, but at least the second and at most the third"),
    ("where", Function::Where, 3, "the second where the first, a comparison, holds, and the third elsewhere"),
    ("grad", Function::Gradient, 1, "gradient at a point"),
    ("value", Function::Value, 1, "value of C at a point"),
    ("hv", Function::HessianVector, 1, "Hessian at theta times a vector"),
    (
        "hinv",
        Function::HessianInverse,
        1,
        "solution x of H x = a for a vector a, with the Hessian H at theta",
    ),
];

impl Function {
    /// Whether it asks the objective.
    pub(crate) fn asks(self) -> bool {
        matches!(self, Self::Gradient | Self::Value | Self::HessianVector | Self::HessianInverse)
    }

    /// The name in texts; a comparison has none.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Op(op) => op.name(),
            _ => FUNCTIONS.iter().find(|(_, function, ..)| *function == self).map_or("", |(name, ..)| name),
        }
    }
}

impl From<Op> for Function {
    fn from(op: Op) -> Self {
        Self::Op(op)
    }
}

impl Callee for Function {
    fn from_name(name: &str) -> Option<Self> {
        let own = FUNCTIONS.iter().find(|(own, ..)| *own == name).map(|&(_, function, ..)| function);
        own.or_else(|| Op::from_name(name).map(Self::Op))
    }

    fn names() -> Vec<&'static str> {
        FUNCTIONS.iter().map(|(name, ..)| *name).chain(Op::names()).collect()
    }

    fn arguments(self) -> (usize, usize) {
        match self {
            Self::Op(op @ (Op::Max | Op::Min)) => (1, op.arguments().1),
            Self::Op(op) => op.arguments(),
            Self::Compare(_) => (2, 2),
            _ => {
                let own = FUNCTIONS.iter().find(|(_, function, ..)| *function == self);
                own.map_or((1, 1), |&(_, _, count, _)| (count, count))
            }
        }
    }

    fn op(self) -> Option<Op> {
        match self {
            Self::Op(op) => Some(op),
            _ => None,
        }
    }

    fn comparison(comparison: Comparison) -> Option<Self> {
        Some(Self::Compare(comparison))
    }
}
