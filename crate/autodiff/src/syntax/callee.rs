//! What a language can call by name.

use crate::op::Op;

/// A comparison of two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// a < b
    Below,
    /// a > b
    Above,
    /// a ≤ b
    AtMost,
    /// a ≥ b
    AtLeast,
}

/// The functions of a language: those of the table of operations, [`Op`], or more.
pub trait Callee: Copy + From<Op> {
    /// The function with this name.
    fn from_name(name: &str) -> Option<Self>;

    /// Every name of a function.
    fn names() -> Vec<&'static str>;

    /// The smallest and largest number of arguments in a call.
    fn arguments(self) -> (usize, usize);

    /// The operation of the table that it is.
    fn op(self) -> Option<Op>;

    /// The function of two arguments that a comparison is; `None` where the language compares nothing.
    fn comparison(comparison: Comparison) -> Option<Self>;
}

impl Callee for Op {
    fn from_name(name: &str) -> Option<Self> {
        Self::from_name(name)
    }

    fn names() -> Vec<&'static str> {
        Self::ALL.iter().filter(|op| op.is_function()).map(|op| op.name()).chain(["log"]).collect()
    }

    fn arguments(self) -> (usize, usize) {
        self.arguments()
    }

    fn op(self) -> Option<Op> {
        Some(self)
    }

    fn comparison(_: Comparison) -> Option<Self> {
        None
    }
}
