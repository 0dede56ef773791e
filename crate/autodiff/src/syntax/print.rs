//! A syntax tree back to text, with as few parentheses as the grammar allows.

use super::tree::{Binary, Function, NodeKind};
use crate::op::Op;

/// How tightly a printed piece binds; the order is that of the grammar.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

/// The function as a text that parses to the same function.
///
/// ```
/// use fallline_autodiff::syntax::{parse, print};
/// let function = parse("2x (x+1)^2 - |y|", None, &[])?;
/// assert_eq!(print(&function, &[]), "2*x*(x + 1)^2 - abs(y)");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[must_use]
pub fn print(function: &Function, parameters: &[&str]) -> String {
    let mut pieces: Vec<(String, Binding)> = Vec::with_capacity(function.nodes.len());
    let take = |pieces: &mut Vec<(String, Binding)>, id: usize, least: Binding| {
        // Every node is the child of one parent, so that its text can be moved.
        let (text, binding) =
            pieces.get_mut(id).map_or((String::new(), Binding::Atom), |p| (std::mem::take(&mut p.0), p.1));
        if binding >= least { text } else { format!("({text})") }
    };
    for node in &function.nodes {
        let piece = match &node.kind {
            NodeKind::Number(value) => (number(*value), Binding::Atom),
            NodeKind::Constant(constant) => (constant.name().to_owned(), Binding::Atom),
            NodeKind::Variable(i) => (function.variables.get(*i).cloned().unwrap_or_default(), Binding::Atom),
            NodeKind::Parameter(i) => {
                (parameters.get(*i).copied().unwrap_or_default().to_owned(), Binding::Atom)
            }
            NodeKind::Definition(i) => {
                let name = function.definitions.get(*i).map(|definition| definition.name.clone());
                (name.unwrap_or_default(), Binding::Atom)
            }
            NodeKind::Negate(a) => (format!("-{}", take(&mut pieces, *a, Binding::Power)), Binding::Sign),
            NodeKind::Binary(operator, a, b) => {
                let (symbol, binding, left, right) = match operator {
                    Binary::Add => (" + ", Binding::Sum, Binding::Sum, Binding::Product),
                    Binary::Subtract => (" - ", Binding::Sum, Binding::Sum, Binding::Product),
                    Binary::Multiply => ("*", Binding::Product, Binding::Product, Binding::Power),
                    Binary::Divide => ("/", Binding::Product, Binding::Product, Binding::Power),
                    Binary::Power => ("^", Binding::Power, Binding::Atom, Binding::Sign),
                };
                let mut text = take(&mut pieces, *a, left);
                text.push_str(symbol);
                text.push_str(&take(&mut pieces, *b, right));
                (text, binding)
            }
            NodeKind::Call(op, arguments) => {
                let arguments: Vec<String> =
                    arguments.iter().map(|id| take(&mut pieces, *id, Binding::Sum)).collect();
                (format!("{}({})", Op::name(*op), arguments.join(", ")), Binding::Atom)
            }
        };
        pieces.push(piece);
    }
    let definitions: Vec<String> = function
        .definitions
        .iter()
        .map(|definition| {
            format!("{} = {}; ", definition.name, take(&mut pieces, definition.body, Binding::Sum))
        })
        .collect();
    let definitions = definitions.concat();
    let outputs: Vec<String> =
        function.outputs.iter().map(|id| take(&mut pieces, *id, Binding::Sum)).collect();
    let body = match &outputs[..] {
        [output] => output.clone(),
        _ => format!("({})", outputs.join(", ")),
    };
    match &function.name {
        Some(name) => format!("{definitions}{name}({}) = {body}", function.variables.join(", ")),
        None => definitions + &body,
    }
}

/// The shortest digits that read back the same.
fn number(value: f64) -> String {
    if value == 0.0 || (1e-5..1e16).contains(&value) { format!("{value}") } else { format!("{value:e}") }
}
