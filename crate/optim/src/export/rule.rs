//! A typed rule as a method in Python.

use std::fmt::Write as _;

use fallline_autodiff::Error;
use fallline_autodiff::Op;
use fallline_autodiff::python::{Library, allowed, called};
use fallline_autodiff::syntax::{Binary, Comparison, Constant, NodeKind};

use crate::rule::{Assignment, Function, Own, Role, Rule, Shape};
use crate::spec::Selection;

/// Names of the program around a method, and of functions and modules that it calls.
const AROUND: &[&str] = &[
    "theta",
    "start",
    "iteration",
    "itertools",
    "gradient",
    "exact_gradient",
    "value",
    "hessian",
    "solve",
    "method",
    "main",
];

/// How tightly a formula of Python binds.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
enum Binding {
    Sum,
    Product,
    Sign,
    Power,
    Atom,
}

type Code = (String, Binding);

/// The rule of a run as the generator of its iterates.
pub(super) fn method(selection: &Selection) -> Result<String, Error> {
    let Own { rule, parameters } = Rule::own(selection)?;
    let ids: Vec<&str> = rule.names.iter().map(|name| name.id.as_str()).collect();
    // What the program needs for itself is not free for the rule.
    let names = allowed(&[AROUND, &ids[..]].concat()).split_off(AROUND.len());
    let names: Vec<String> = rule
        .names
        .iter()
        .zip(names)
        .enumerate()
        .map(|(i, (name, allowed))| match (&name.role, allowed.is_ascii()) {
            (Role::Point, _) => "theta".to_owned(),
            (_, true) => allowed,
            // Not every letter and digit of a rule is one in Python.
            (_, false) => format!("name_{i}_"),
        })
        .collect();

    let mut text = String::from("def method(theta):\n");
    let mut line = |depth: usize, code: &str| {
        let _ = writeln!(text, "{}{code}", "    ".repeat(depth));
    };
    for (name, value) in names.iter().zip(&parameters) {
        if let Some(value) = value {
            line(1, &format!("{name} = {value:?}"));
        }
    }
    for (name, id) in rule.names.iter().zip(&names) {
        match (&name.role, name.shape) {
            (Role::State(None), Shape::Vector) => line(1, &format!("{id} = np.zeros_like(theta)")),
            (Role::State(None), Shape::Scalar) => line(1, &format!("{id} = 0.0")),
            _ => {}
        }
    }
    line(1, "for iteration in itertools.count():");
    line(2, "start = theta");
    for (name, id) in rule.names.iter().zip(&names) {
        match name.role {
            Role::Gradient => line(2, &format!("{id} = gradient(start, iteration)")),
            Role::Objective => line(2, &format!("{id} = value(start)")),
            Role::Iteration => line(2, &format!("{id} = iteration + 1")),
            Role::Dimension => line(2, &format!("{id} = len(theta)")),
            _ => {}
        }
    }
    let initial: Vec<(&Assignment, Shape)> = rule
        .names
        .iter()
        .filter_map(|name| match &name.role {
            Role::State(Some(initial)) => Some((initial, name.shape)),
            _ => None,
        })
        .collect();
    if !initial.is_empty() {
        line(2, "if iteration == 0:");
    }
    for (assignment, shape) in initial {
        let value = value(&rule, assignment, &names);
        let id = &names[assignment.name];
        let is_filled = shape == Shape::Vector && rule.shapes[assignment.nodes.end - 1] == Shape::Scalar;
        line(
            3,
            &if is_filled {
                format!("{id} = np.full_like(theta, {value})")
            } else {
                format!("{id} = {value}")
            },
        );
    }
    for assignment in &rule.steps {
        line(2, &format!("{} = {}", names[assignment.name], value(&rule, assignment, &names)));
    }
    line(2, "yield theta");
    Ok(text)
}

/// What is assigned.
fn value(rule: &Rule, assignment: &Assignment, names: &[String]) -> String {
    let from = assignment.nodes.start;
    let mut pieces: Vec<Code> = Vec::with_capacity(assignment.nodes.len());
    for node in &rule.nodes[assignment.nodes.clone()] {
        let mut take = |id: usize, least: Binding| {
            let piece = id.checked_sub(from).and_then(|i| pieces.get_mut(i));
            let (text, binding) =
                piece.map_or((String::new(), Binding::Atom), |piece| (std::mem::take(&mut piece.0), piece.1));
            if binding >= least { text } else { format!("({text})") }
        };
        let piece = match &node.kind {
            NodeKind::Number(value) => (format!("{value:?}"), Binding::Atom),
            NodeKind::Constant(Constant::Pi) => ("np.pi".to_owned(), Binding::Atom),
            NodeKind::Constant(Constant::E) => ("np.e".to_owned(), Binding::Atom),
            NodeKind::Variable(i) => (names[*i].clone(), Binding::Atom),
            NodeKind::Parameter(_) | NodeKind::Definition(_) => (String::new(), Binding::Atom),
            NodeKind::Negate(a) => (format!("-{}", take(*a, Binding::Power)), Binding::Sign),
            NodeKind::Binary(operator, a, b) => {
                let (sign, own, left, right) = match operator {
                    Binary::Add => (" + ", Binding::Sum, Binding::Sum, Binding::Product),
                    Binary::Subtract => (" - ", Binding::Sum, Binding::Sum, Binding::Product),
                    Binary::Multiply => (" * ", Binding::Product, Binding::Product, Binding::Sign),
                    Binary::Divide => (" / ", Binding::Product, Binding::Product, Binding::Sign),
                    Binary::Power => ("**", Binding::Power, Binding::Atom, Binding::Sign),
                };
                (format!("{}{sign}{}", take(*a, left), take(*b, right)), own)
            }
            NodeKind::Call(function, arguments) => {
                let is_comparison = arguments.first().is_some_and(|&id| {
                    matches!(rule.nodes[id].kind, NodeKind::Call(Function::Compare(_), _))
                });
                let least = match function {
                    Function::Dot | Function::Compare(_) => Binding::Power,
                    Function::HessianVector => Binding::Power,
                    _ => Binding::Sum,
                };
                let arguments: Vec<String> = arguments.iter().map(|&id| take(id, least)).collect();
                (call(*function, &arguments, is_comparison), Binding::Atom)
            }
        };
        pieces.push(piece);
    }
    pieces.pop().map_or_else(String::new, |(text, _)| text)
}

fn call(function: Function, arguments: &[String], is_comparison: bool) -> String {
    let joined = arguments.join(", ");
    match (function, arguments) {
        (Function::Op(Op::Max), [a]) => format!("np.max({a})"),
        (Function::Op(Op::Min), [a]) => format!("np.min({a})"),
        (Function::Op(Op::LogSumExp), [a]) => format!("np.logaddexp.reduce({a})"),
        (Function::Op(op), _) => called(op, Library::NumPy, arguments),
        (Function::Compare(comparison), [a, b]) => {
            let sign = match comparison {
                Comparison::Below => "<",
                Comparison::Above => ">",
                Comparison::AtMost => "<=",
                Comparison::AtLeast => ">=",
            };
            format!("np.where({a} {sign} {b}, 1.0, 0.0)")
        }
        (Function::Where, [condition, a, b]) => {
            let bare = condition.strip_prefix("np.where(").and_then(|rest| rest.strip_suffix(", 1.0, 0.0)"));
            match bare.filter(|_| is_comparison) {
                Some(condition) => format!("np.where({condition}, {a}, {b})"),
                None => format!("np.where({condition} != 0, {a}, {b})"),
            }
        }
        (Function::Dot, [a, b]) => format!("({a} @ {b})"),
        (Function::Norm, _) => format!("np.linalg.norm({joined})"),
        (Function::Gradient, _) => format!("gradient({joined}, iteration)"),
        (Function::HessianVector, [a]) => format!("(hessian(start) @ {a})"),
        (Function::HessianInverse, _) => format!("solve(hessian(start), {joined})"),
        (Function::Value, _) => format!("value({joined})"),
        // Those that NumPy calls by the same names.
        (function, _) => format!("np.{}({joined})", function.name()),
    }
}
