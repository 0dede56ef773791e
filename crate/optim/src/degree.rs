//! The degree of a polynomial, read from the operations of its graph.

use fallline_autodiff::graph::Operand;
use fallline_autodiff::{Expression, Op};

/// The degree of an expression in its variables, the highest of its outputs; `None` where the operations are not those of a
/// polynomial. Terms that cancel are not seen: x³ − x³ has the degree 3 here.
pub(crate) fn of(expression: &Expression) -> Option<u64> {
    let graph = expression.graph();
    let mut degrees: Vec<Option<u64>> = Vec::with_capacity(graph.nodes.len());
    let degree = |degrees: &[Option<u64>], operand: Operand| match operand {
        Operand::Variable(_) => Some(1),
        Operand::Parameter(_) | Operand::Constant(_) => Some(0),
        Operand::Node(i) => degrees.get(i).copied().flatten(),
    };
    let constant = |operand: Operand| match operand {
        Operand::Constant(i) => graph.constants.get(i).map(|constant| constant.value),
        Operand::Parameter(i) => expression.parameters().get(i).map(|(_, value)| *value),
        Operand::Variable(_) | Operand::Node(_) => None,
    };
    for node in &graph.nodes {
        let operands: Option<Vec<u64>> = node.operands.iter().map(|&o| degree(&degrees, o)).collect();
        let found = operands.and_then(|operands| match (node.op, &operands[..]) {
            (_, all) if all.iter().all(|&degree| degree == 0) => Some(0),
            (Op::Sum, all) => all.iter().copied().max(),
            (Op::Product, all) => all.iter().try_fold(0, |sum: u64, &degree| sum.checked_add(degree)),
            (Op::Divide, &[above, 0]) => Some(above),
            (Op::Power, &[base, 0]) => {
                let exponent = constant(*node.operands.get(1)?)?;
                let whole = (0.0..=64.0).contains(&exponent) && exponent.fract() == 0.0;
                // A whole number of at most 64.
                whole.then(|| base.checked_mul(exponent as u64)).flatten()
            }
            _ => None,
        });
        degrees.push(found);
    }
    let outputs: Option<Vec<u64>> = graph.outputs.iter().map(|&output| degree(&degrees, output)).collect();
    outputs?.into_iter().max()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_those_of_polynomials() {
        let degree = |text: &str| of(&Expression::with_names(text, None, &[("a", 2.0)]).unwrap());
        assert_eq!(degree("3 + sin(2) + 0*a"), Some(0));
        assert_eq!(degree("x"), Some(1));
        assert_eq!(degree("(x - 2y)^a / exp(3) + x y/7 - 4"), Some(2));
        assert_eq!(degree("x^2 y (x + 1)"), Some(4));
        assert_eq!(degree("(x, x y, 1)"), Some(2));
        assert_eq!(degree("(x, exp(x))"), None);
        assert_eq!(degree("x^0.5"), None);
        assert_eq!(degree("x^-1"), None);
        assert_eq!(degree("1/x"), None);
        assert_eq!(degree("2^x"), None);
        assert_eq!(degree("sin(x)"), None);
        assert_eq!(degree("cos(a) x^2"), Some(2));
        assert_eq!(degree("x^99"), None);
    }
}
