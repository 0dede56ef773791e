//! A rule as TeX.

use fallline_autodiff::syntax::{Binary, Comparison, NodeKind};
use fallline_autodiff::tex::Tex;

use super::Rule;
use super::check::{Assignment, Role, Shape};
use super::function::Function;
use crate::pseudocode::{Line, Notation};

/// A name as TeX; `v_hat`, `v_tilde` and `v_bar` have their accent.
pub(super) fn name(id: &str) -> String {
    for accent in ["hat", "tilde", "bar"] {
        if let Some(base) = id.strip_suffix(accent).and_then(|base| base.strip_suffix('_'))
            && base.starts_with(char::is_alphabetic)
        {
            return format!(r"\{accent}{{{}}}", Tex::name(base));
        }
    }
    match id {
        "epsilon" => r"\varepsilon".to_owned(),
        "C" => r"C_\theta".to_owned(),
        _ => match id.split_once('_') {
            Some((base, index)) if base.chars().all(char::is_alphabetic) && is_word(index) => {
                format!(r"{}_{{\text{{{index}}}}}", Tex::name(base))
            }
            _ => Tex::name(id).to_string(),
        },
    }
}

fn is_word(text: &str) -> bool {
    text.len() > 1 && text.chars().all(|c| c.is_ascii_alphabetic())
}

impl Rule {
    /// `v ← β v + (1 − β) g`.
    pub(super) fn line(&self, assignment: &Assignment, notation: &Notation) -> String {
        format!(r"{} \leftarrow {}", self.names[assignment.name].tex, self.value_tex(assignment, notation))
    }

    /// What is assigned.
    pub(super) fn value_tex(&self, assignment: &Assignment, notation: &Notation) -> String {
        let from = assignment.nodes.start;
        let mut pieces: Vec<Tex> = Vec::with_capacity(assignment.nodes.len());
        for node in &self.nodes[assignment.nodes.clone()] {
            let mut take = |id: usize| {
                id.checked_sub(from)
                    .and_then(|i| pieces.get_mut(i))
                    .map_or_else(|| Tex::atom(""), |piece| std::mem::replace(piece, Tex::atom("")))
            };
            let is_vector = |id: usize| self.shapes[id] == Shape::Vector;
            let piece = match &node.kind {
                NodeKind::Number(value) => Tex::digits(*value),
                NodeKind::Constant(constant) => Tex::named(*constant),
                NodeKind::Variable(i) => Tex::atom(self.names[*i].tex.clone()),
                NodeKind::Parameter(_) | NodeKind::Definition(_) => Tex::atom(""),
                NodeKind::Negate(a) => -take(*a),
                NodeKind::Binary(operator, a, b) => {
                    let both = is_vector(*a) && is_vector(*b);
                    let raised = is_vector(*a) || is_vector(*b);
                    match (operator, take(*a), take(*b)) {
                        (Binary::Multiply, a, b) if both => a.hadamard(&b),
                        (Binary::Power, a, b) if raised => a.power(&Tex::atom(format!(r"\odot {b}"))),
                        (_, a, b) => Tex::infix(*operator, a, b),
                    }
                }
                NodeKind::Call(function, arguments) => {
                    let is_comparison = arguments.first().is_some_and(|&id| {
                        matches!(self.nodes[id].kind, NodeKind::Call(Function::Compare(_), _))
                    });
                    let arguments: Vec<Tex> = arguments.iter().map(|&id| take(id)).collect();
                    call(*function, arguments, is_comparison, notation)
                }
            };
            pieces.push(piece);
        }
        pieces.pop().map_or_else(String::new, |piece| piece.to_string())
    }

    /// The lines that say what the names with a meaning of their own are, where a step reads them.
    pub(super) fn opening(&self, notation: &Notation) -> impl Iterator<Item = Line> {
        self.names.iter().filter(|name| name.has_line()).map(|name| {
            let value = match name.role {
                Role::Gradient => notation.gradient(r"\theta"),
                Role::Objective => r"C(\theta)".to_owned(),
                _ => "t + 1".to_owned(),
            };
            Line::new(name.id.clone(), format!(r"{} \leftarrow {value}", name.tex))
        })
    }
}

fn call(function: Function, mut arguments: Vec<Tex>, is_comparison: bool, notation: &Notation) -> Tex {
    let operator = |name: &str, arguments: &[Tex]| Tex::call(&format!(r"\operatorname{{{name}}}"), arguments);
    let hessian = || {
        let hessian = notation.hessian(r"\theta");
        Tex::atom(if hessian.contains('+') { format!(r"\left({hessian}\right)") } else { hessian })
    };
    match (function, &mut arguments[..]) {
        (Function::Op(op), arguments) => op.tex(arguments),
        (Function::Compare(comparison), [a, b]) => {
            let sign = match comparison {
                Comparison::Below => "<",
                Comparison::Above => ">",
                Comparison::AtMost => r"\le",
                Comparison::AtLeast => r"\ge",
            };
            // Iverson's bracket: 1 where it holds.
            Tex::atom(format!("[{a} {sign} {b}]"))
        }
        (Function::Where, [condition, a, b]) => {
            let condition = condition.to_string();
            let bare = condition.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
            let condition = match bare.filter(|_| is_comparison) {
                Some(bare) => bare.to_owned(),
                None => format!(r"{condition} \ne 0"),
            };
            Tex::atom(format!(
                r"\begin{{cases}} {a} & \text{{where }} {condition} \\ {b} & \text{{elsewhere}} \end{{cases}}"
            ))
        }
        (Function::Dot, [a, b]) => a.power(&Tex::atom(r"\top")) * b.clone(),
        (Function::Norm, [a]) => Tex::atom(format!(r"\left\lVert {a} \right\rVert")),
        (Function::Gradient, [point]) => {
            let gradient = notation.gradient(&point.to_string());
            Tex::atom(if gradient.contains(r"\lambda") {
                format!(r"\left({gradient}\right)")
            } else {
                gradient
            })
        }
        (Function::Value, arguments) => Tex::call("C", arguments),
        (Function::HessianVector, [a]) => hessian() * a.clone(),
        (Function::HessianInverse, [a]) => hessian().power(&Tex::atom("-1")) * a.clone(),
        (function, arguments) => operator(function.name(), arguments),
    }
}
