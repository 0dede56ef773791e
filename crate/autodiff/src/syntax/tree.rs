//! The syntax tree, in one vector with children before their parents.
//!
//! No step over it recurses, so that no text, however deep, can exhaust the stack.

use crate::error::Span;
use crate::op::Op;

/// The place of a node in [`Function::nodes`].
pub type TreeId = usize;

/// A named constant of the language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant {
    /// π.
    Pi,
    /// e.
    E,
}

impl Constant {
    /// The name in texts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pi => "pi",
            Self::E => "e",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        match name {
            "pi" | "π" => Some(Self::Pi),
            "e" => Some(Self::E),
            _ => None,
        }
    }
}

/// An infix operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// a + b
    Add,
    /// a - b
    Subtract,
    /// a * b
    Multiply,
    /// a / b
    Divide,
    /// a ^ b
    Power,
}

/// What stands at a place of the tree, in a language whose functions are `F`.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind<F = Op> {
    /// A number as written, not negative.
    Number(f64),
    /// π or e.
    Constant(Constant),
    /// Variable number i.
    Variable(usize),
    /// Parameter number i.
    Parameter(usize),
    /// Definition number i, which is among those before it in the text.
    Definition(usize),
    /// -a
    Negate(TreeId),
    /// a ∘ b
    Binary(Binary, TreeId, TreeId),
    /// A function of its arguments.
    Call(F, Vec<TreeId>),
}

/// A node of the tree and the bytes that it was read from.
#[derive(Clone, Debug, PartialEq)]
pub struct Node<F = Op> {
    /// What it is.
    pub kind: NodeKind<F>,
    /// Where it stands in the text.
    pub span: Span,
}

/// A name that the text gives to a part of the function.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The name.
    pub name: String,
    /// What it stands for.
    pub body: TreeId,
}

/// A parsed function.
#[derive(Clone, Debug, PartialEq)]
pub struct Function {
    /// The name before the list of variables, where the text has a head.
    pub name: Option<String>,
    /// The variables in order.
    pub variables: Vec<String>,
    /// The definitions before the function, in order.
    pub definitions: Vec<Definition>,
    /// The nodes, children before their parents and definitions before their uses.
    pub nodes: Vec<Node>,
    /// The outputs, one for a scalar function, several for a tuple.
    pub outputs: Vec<TreeId>,
}
