//! The computational graph, as the notes draw it (MEDL, figure 4.7).
//!
//! * Sums and products take any number of operands; signs and constant factors are part of their
//!   node: -2θ₃ is one node, and so is a₄ + a₅ - θ₁.
//! * Equal sub-expressions are one node, whatever the order of their terms or factors. A definition is one
//!   node too, and the sums and products in which it stands do not take it apart.
//! * A node belongs to the iteration in which its operands are available and were not before.
//!   Nodes are numbered by iteration and then from left to right.
//! * Operations on constants alone are worked out; the constant keeps the TeX of how it was written.

use std::collections::HashMap;

use crate::error::{Error, ErrorKind, Span};
use crate::math;
use crate::op::Op;
use crate::scalar::Scalar;
use crate::syntax::{Binary, Constant as Named, Function, NodeKind};
use crate::tex::Tex;

/// What a node takes, and what an output is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Operand {
    /// Variable number i, from 0.
    Variable(usize),
    /// Parameter number i, from 0.
    Parameter(usize),
    /// Entry i of [`Graph::constants`].
    Constant(usize),
    /// Entry i of [`Graph::nodes`].
    Node(usize),
}

/// A number that depends on neither variables nor parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct Constant {
    /// Its value.
    pub value: f64,
    /// How it was written.
    pub tex: Tex,
}

impl Constant {
    fn number(value: f64) -> Self {
        Self { value, tex: Tex::constant(value) }
    }

    fn negate(self) -> Self {
        Self { value: -self.value, tex: -self.tex }
    }
}

/// An elementary operation on its operands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The operation.
    pub op: Op,
    /// What it is applied to, from left to right.
    pub operands: Vec<Operand>,
    /// The signs of a sum's terms, or a product's constant factor; empty for other operations.
    pub weights: Vec<f64>,
    /// A product's constant factor as it was written.
    pub factor: Option<Tex>,
    /// The iteration in which its operands are available for the first time, from 1.
    pub iteration: usize,
    /// The bytes of the text that it was read from, where it stands first.
    pub span: Span,
    /// The name that the text defines for it.
    pub name: Option<String>,
}

/// A function as elementary operations.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// The nodes a₁, a₂, …: by iteration, and within one from left to right.
    pub nodes: Vec<Node>,
    /// The outputs.
    pub outputs: Vec<Operand>,
    /// The constants that nodes take as operands.
    pub constants: Vec<Constant>,
}

impl Graph {
    /// The graph of a parsed function.
    ///
    /// # Errors
    /// [`ErrorKind::Evaluate`] where an operation on constants alone is not finite, as in 1/0.
    pub fn new(function: &Function) -> Result<Self, Error> {
        let mut builder = Builder::default();
        let mut pieces: Vec<Piece> = Vec::with_capacity(function.nodes.len());
        let mut definitions = function.definitions.iter().peekable();
        for (id, node) in function.nodes.iter().enumerate() {
            let piece = builder.piece(&node.kind, node.span, &mut pieces)?;
            pieces.push(piece);
            if let Some(definition) = definitions.next_if(|definition| definition.body == id) {
                builder.define(&definition.name, take(&mut pieces, id));
            }
        }
        let outputs: Vec<Operand> = function
            .outputs
            .iter()
            .map(|&id| {
                let span = function.nodes.get(id).map_or(Span::new(0, 0), |node| node.span);
                let piece = take(&mut pieces, id);
                builder.output(piece, span)
            })
            .collect();
        Ok(builder.number(&outputs))
    }

    /// The nodes that depend on a variable, in order of [`Graph::nodes`].
    #[must_use]
    pub fn is_active(&self) -> Vec<bool> {
        let mut active: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let depends = node.operands.iter().any(|operand| match operand {
                Operand::Variable(_) => true,
                Operand::Node(i) => active.get(*i).copied().unwrap_or(false),
                Operand::Parameter(_) | Operand::Constant(_) => false,
            });
            active.push(depends);
        }
        active
    }

    /// The operation of a node as TeX, over the TeX of its operands.
    #[must_use]
    pub fn node_tex(&self, node: &Node, operand: impl Fn(Operand) -> Tex) -> Tex {
        let operands: Vec<Tex> = node.operands.iter().map(|&o| operand(o)).collect();
        match (&node.factor, node.op) {
            (Some(factor), _) => {
                let factors: Vec<Tex> = std::iter::once(factor.clone()).chain(operands).collect();
                node.op.tex(&factors)
            }
            _ => Tex::apply(node.op, &operands, &node.weights),
        }
    }
}

/// A part of the function on its way into the graph. Sums and products wait to be written, so that
/// they can take up their neighbours' terms, signs and factors.
enum Piece {
    Constant(Constant),
    Operand(Operand),
    Sum { terms: Vec<Term>, span: Span },
    Product { factor: Constant, operands: Vec<Operand>, span: Span },
}

/// ± a constant, a product or an operand.
struct Term {
    is_negative: bool,
    piece: Piece,
}

fn take(pieces: &mut [Piece], id: usize) -> Piece {
    // Every node of the tree is the child of one parent, so that its piece can be moved.
    pieces.get_mut(id).map_or(Piece::Constant(Constant::number(f64::NAN)), |piece| {
        std::mem::replace(piece, Piece::Constant(Constant::number(f64::NAN)))
    })
}

#[derive(PartialEq, Eq, Hash)]
struct Key {
    op: Op,
    operands: Vec<(Operand, u64)>,
    weight: u64,
}

/// What the name of a definition stands for.
enum Defined {
    Constant(Constant),
    Operand(Operand),
}

#[derive(Default)]
struct Builder {
    definitions: Vec<Defined>,
    nodes: Vec<Node>,
    constants: Vec<Constant>,
    constant_ids: HashMap<u64, usize>,
    node_ids: HashMap<Key, usize>,
}

impl Builder {
    fn piece(&mut self, kind: &NodeKind, span: Span, pieces: &mut [Piece]) -> Result<Piece, Error> {
        Ok(match kind {
            NodeKind::Number(value) => Piece::Constant(Constant::number(*value)),
            NodeKind::Constant(Named::Pi) => {
                Piece::Constant(Constant { value: math::PI, tex: Tex::atom(r"\pi") })
            }
            NodeKind::Constant(Named::E) => Piece::Constant(Constant { value: math::E, tex: Tex::atom("e") }),
            NodeKind::Variable(i) => Piece::Operand(Operand::Variable(*i)),
            NodeKind::Parameter(i) => Piece::Operand(Operand::Parameter(*i)),
            NodeKind::Definition(i) => match self.definitions.get(*i) {
                Some(Defined::Constant(constant)) => Piece::Constant(constant.clone()),
                Some(Defined::Operand(operand)) => Piece::Operand(*operand),
                None => Piece::Constant(Constant::number(f64::NAN)),
            },
            NodeKind::Negate(a) => negate(take(pieces, *a), span),
            NodeKind::Binary(operator, a, b) => {
                let (a, b) = (take(pieces, *a), take(pieces, *b));
                match (operator, a, b) {
                    (Binary::Add, Piece::Constant(a), Piece::Constant(b)) => {
                        fold(a.value + b.value, a.tex + b.tex, span)?
                    }
                    (Binary::Subtract, Piece::Constant(a), Piece::Constant(b)) => {
                        fold(a.value - b.value, a.tex - b.tex, span)?
                    }
                    (Binary::Add, a, b) => sum(a, false, b, span),
                    (Binary::Subtract, a, b) => sum(a, true, b, span),
                    (Binary::Multiply, a, b) => self.product(a, b, span)?,
                    (Binary::Divide, a, b) => self.quotient(a, b, span)?,
                    (Binary::Power, a, b) => self.power(a, b, span)?,
                }
            }
            NodeKind::Call(op, arguments) => {
                let arguments: Vec<Piece> = arguments.iter().map(|&id| take(pieces, id)).collect();
                self.call(*op, arguments, span)?
            }
        })
    }

    /// Works a definition out, so that it is there once. A constant is called by its name from here on.
    fn define(&mut self, name: &str, piece: Piece) {
        let defined = match piece {
            Piece::Constant(Constant { value, .. }) => {
                Defined::Constant(Constant { value, tex: Tex::name(name) })
            }
            piece => Defined::Operand(self.operand(piece)),
        };
        if let Defined::Operand(Operand::Node(id)) = defined {
            self.nodes[id].name.get_or_insert_with(|| name.to_owned());
        }
        self.definitions.push(defined);
    }

    fn product(&mut self, a: Piece, b: Piece, span: Span) -> Result<Piece, Error> {
        let (a_factor, mut operands) = self.factors(a);
        let (b_factor, b_operands) = self.factors(b);
        operands.extend(b_operands);
        let value = a_factor.value * b_factor.value;
        let folded = fold(value, a_factor.tex * b_factor.tex, span)?;
        Ok(match folded {
            Piece::Constant(factor) if !operands.is_empty() => Piece::Product { factor, operands, span },
            folded => folded,
        })
    }

    /// A piece as a constant factor and operands.
    fn factors(&mut self, piece: Piece) -> (Constant, Vec<Operand>) {
        match piece {
            Piece::Constant(factor) => (factor, Vec::new()),
            Piece::Product { factor, operands, .. } => (factor, operands),
            piece => (Constant::number(1.0), vec![self.operand(piece)]),
        }
    }

    fn quotient(&mut self, a: Piece, b: Piece, span: Span) -> Result<Piece, Error> {
        let b = match (a, b) {
            (Piece::Constant(a), Piece::Constant(b)) => {
                return fold(a.value / b.value, a.tex / b.tex, span);
            }
            // Dividing by a power of two is exact, and so is multiplying by its inverse; any other
            // constant divisor keeps its node, because x/10 and 0.1 x differ in their last bit.
            (a, Piece::Constant(b)) if is_power_of_two(b.value) => {
                let (factor, operands) = self.factors(a);
                let factor = Constant { value: factor.value / b.value, tex: factor.tex / b.tex };
                return Ok(Piece::Product { factor, operands, span });
            }
            (a, b) => (a, b),
        };
        let (a, b) = b;
        let (a, a_negative) = split_sign(a);
        let (b, b_negative) = split_sign(b);
        let operands = vec![self.operand(a), self.operand(b)];
        let quotient = Piece::Operand(self.node(Op::Divide, operands, Vec::new(), None, span));
        Ok(if a_negative == b_negative { quotient } else { negate(quotient, span) })
    }

    fn power(&mut self, a: Piece, b: Piece, span: Span) -> Result<Piece, Error> {
        Ok(match (a, b) {
            (Piece::Constant(a), Piece::Constant(b)) => {
                fold(math::pow(a.value, b.value), a.tex.power(&b.tex), span)?
            }
            (a, Piece::Constant(b)) if b.value == 1.0 => a,
            (_, Piece::Constant(b)) if b.value == 0.0 => Piece::Constant(Constant::number(1.0)),
            (Piece::Constant(a), b) if a.value == math::E => self.call(Op::Exp, vec![b], span)?,
            (a, b) => {
                let operands = vec![self.operand(a), self.operand(b)];
                Piece::Operand(self.node(Op::Power, operands, Vec::new(), None, span))
            }
        })
    }

    fn call(&mut self, op: Op, arguments: Vec<Piece>, span: Span) -> Result<Piece, Error> {
        let constants: Option<Vec<&Constant>> = arguments
            .iter()
            .map(|piece| if let Piece::Constant(constant) = piece { Some(constant) } else { None })
            .collect();
        if let Some(constants) = constants {
            let values: Vec<f64> = constants.iter().map(|c| c.value).collect();
            let tex: Vec<Tex> = constants.iter().map(|c| c.tex.clone()).collect();
            return fold(op.value(&values, &[]), op.tex(&tex), span);
        }
        let operands = arguments.into_iter().map(|piece| self.operand(piece)).collect();
        Ok(Piece::Operand(self.node(op, operands, Vec::new(), None, span)))
    }

    /// Writes a piece into the graph, if it is not there already.
    fn operand(&mut self, piece: Piece) -> Operand {
        match piece {
            Piece::Operand(operand) => operand,
            Piece::Constant(constant) => self.constant(constant),
            Piece::Product { factor, operands, span } => match operands[..] {
                [operand] if factor.value == 1.0 => operand,
                _ => self.node(Op::Product, operands, vec![factor.value], Some(factor.tex), span),
            },
            Piece::Sum { terms, span } => {
                let (mut operands, mut weights) =
                    (Vec::with_capacity(terms.len()), Vec::with_capacity(terms.len()));
                for Term { is_negative, piece } in terms {
                    let (piece, flips) = settle_sign(piece, is_negative);
                    operands.push(self.operand(piece));
                    weights.push(if flips { -1.0 } else { 1.0 });
                }
                self.node(Op::Sum, operands, weights, None, span)
            }
        }
    }

    fn output(&mut self, piece: Piece, span: Span) -> Operand {
        match piece {
            // An output needs a row in the tables, even where it is a constant.
            Piece::Constant(constant) => {
                let constant = self.constant(constant);
                self.node(Op::Sum, vec![constant], vec![1.0], None, span)
            }
            piece => self.operand(piece),
        }
    }

    fn constant(&mut self, constant: Constant) -> Operand {
        let next = self.constants.len();
        let id = *self.constant_ids.entry(constant.value.to_bits()).or_insert(next);
        if id == next {
            self.constants.push(constant);
        }
        Operand::Constant(id)
    }

    fn node(
        &mut self,
        op: Op,
        operands: Vec<Operand>,
        weights: Vec<f64>,
        factor: Option<Tex>,
        span: Span,
    ) -> Operand {
        let sign = |k: usize| if op == Op::Sum { weights.get(k).map_or(0, |w| w.to_bits()) } else { 0 };
        let mut key = Key {
            op,
            operands: operands.iter().enumerate().map(|(k, &operand)| (operand, sign(k))).collect(),
            weight: if op == Op::Product { weights.first().map_or(0, |w| w.to_bits()) } else { 0 },
        };
        if matches!(op, Op::Sum | Op::Product) {
            key.operands.sort_unstable();
        }
        let next = self.nodes.len();
        let id = *self.node_ids.entry(key).or_insert(next);
        if id == next {
            let iteration = 1 + operands
                .iter()
                .map(|operand| match operand {
                    Operand::Node(i) => self.nodes.get(*i).map_or(0, |node| node.iteration),
                    _ => 0,
                })
                .max()
                .unwrap_or(0);
            self.nodes.push(Node { op, operands, weights, factor, iteration, span, name: None });
        }
        Operand::Node(id)
    }

    /// Numbers the nodes that the outputs need, by iteration and then from left to right.
    fn number(self, outputs: &[Operand]) -> Graph {
        let mut order: Vec<usize> = Vec::new();
        let mut seen = vec![false; self.nodes.len()];
        // Depth first from the outputs, operands from left to right; `true` marks the way back.
        let mut stack: Vec<(Operand, bool)> = outputs.iter().rev().map(|&o| (o, false)).collect();
        while let Some((operand, is_return)) = stack.pop() {
            let Operand::Node(id) = operand else { continue };
            if is_return {
                order.push(id);
            } else if !std::mem::replace(&mut seen[id], true) {
                stack.push((operand, true));
                stack.extend(self.nodes[id].operands.iter().rev().map(|&o| (o, false)));
            }
        }
        order.sort_by_key(|&id| self.nodes[id].iteration);
        let mut new_ids = vec![0; self.nodes.len()];
        for (new, &old) in order.iter().enumerate() {
            new_ids[old] = new;
        }
        let renumber = |operand: &Operand| match operand {
            Operand::Node(id) => Operand::Node(new_ids[*id]),
            other => *other,
        };
        let nodes = order.iter().map(|&id| {
            let node = &self.nodes[id];
            Node { operands: node.operands.iter().map(renumber).collect(), ..node.clone() }
        });
        Graph {
            nodes: nodes.collect(),
            outputs: outputs.iter().map(renumber).collect(),
            constants: self.constants,
        }
    }
}

/// An operation on constants alone.
fn fold(value: f64, tex: Tex, span: Span) -> Result<Piece, Error> {
    if value.is_finite() {
        return Ok(Piece::Constant(Constant { value, tex }));
    }
    let what = if value.is_nan() { "undefined" } else { "infinite" };
    let message = format!("this constant is {what}, whatever the variables are");
    Err(Error::new(ErrorKind::Evaluate, message).with_span(span))
}

fn is_power_of_two(value: f64) -> bool {
    const FRACTION: u64 = (1 << 52) - 1;
    value.is_normal() && value.to_bits() & FRACTION == 0 && (1.0 / value).is_normal()
}

fn negate(piece: Piece, span: Span) -> Piece {
    match piece {
        Piece::Constant(constant) => Piece::Constant(constant.negate()),
        Piece::Operand(operand) => {
            Piece::Product { factor: Constant::number(-1.0), operands: vec![operand], span }
        }
        Piece::Product { factor, operands, .. } => Piece::Product { factor: factor.negate(), operands, span },
        Piece::Sum { mut terms, .. } => {
            for term in &mut terms {
                term.is_negative = !term.is_negative;
            }
            Piece::Sum { terms, span }
        }
    }
}

/// a + b or a - b, with the terms of sums among them taken up.
fn sum(a: Piece, is_negative: bool, b: Piece, span: Span) -> Piece {
    let mut terms = match a {
        Piece::Sum { terms, .. } => terms,
        piece => vec![Term { is_negative: false, piece }],
    };
    match b {
        Piece::Sum { terms: more, .. } => terms.extend(
            more.into_iter()
                .map(|term| Term { is_negative: term.is_negative != is_negative, piece: term.piece }),
        ),
        piece => terms.push(Term { is_negative, piece }),
    }
    Piece::Sum { terms, span }
}

/// Where a term's sign goes: into the constant factor of a product that has one, else to the sum.
/// Returns the term and whether the sum subtracts it.
fn settle_sign(piece: Piece, is_negative: bool) -> (Piece, bool) {
    match piece {
        Piece::Product { factor, operands, span } if factor.value.abs() != 1.0 => {
            let factor = if is_negative { factor.negate() } else { factor };
            (Piece::Product { factor, operands, span }, false)
        }
        piece => {
            let (piece, flips) = split_sign(piece);
            (piece, flips != is_negative)
        }
    }
}

/// A piece without its sign, and whether it had one: the factor -1 of a product, a negative constant.
fn split_sign(piece: Piece) -> (Piece, bool) {
    match piece {
        Piece::Product { factor, operands, span } if factor.value == -1.0 => {
            (Piece::Product { factor: Constant::number(1.0), operands, span }, true)
        }
        Piece::Constant(constant) if constant.value < 0.0 => (Piece::Constant(constant.negate()), true),
        piece => (piece, false),
    }
}
