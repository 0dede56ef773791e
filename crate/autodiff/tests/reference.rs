//! Every operation and some functions against SymPy and mpmath with 50 digits: `reference/operations.py`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;

use fallline_autodiff::{Expression, Op};

fn numbers(field: &str) -> Vec<f64> {
    field.split(' ').map(|number| number.parse().unwrap()).collect()
}

fn assert_close(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(1.0_f64, |scale, e| scale.max(e.abs()));
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() <= 2e-14 * scale, "{what}: {found:?} is not {expected:?}");
    }
}

#[test]
fn values_gradients_and_hessians_are_sympys() {
    let mut seen = BTreeSet::new();
    for line in include_str!("reference/operations.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, arguments, value, first, second] = fields[..] else { panic!("{line}") };
        let theta = numbers(arguments);
        let source = match Op::ALL.iter().find(|op| op.name() == name) {
            Some(Op::Divide) => "u/v".to_owned(),
            Some(_) => format!("{name}({})", if theta.len() == 1 { "u" } else { "u, v" }),
            None => name.to_owned(),
        };
        let function = Expression::with_names(&source, Some(&["u", "v"][..theta.len()]), &[]).unwrap();
        assert_close(line, &function.value(&theta).unwrap(), &numbers(value));
        assert_close(line, &function.gradient(&theta).unwrap(), &numbers(first));
        assert_close(line, &function.hessian(&theta).unwrap(), &numbers(second));
        seen.insert(name);
    }
    for op in Op::ALL.iter().filter(|op| op.is_function() || **op == Op::Divide) {
        assert!(seen.contains(op.name()), "{op:?} has no reference values");
    }
}
