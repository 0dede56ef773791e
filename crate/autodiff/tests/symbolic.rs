//! Derivatives as formulas: how they read, that they are right, and where they end.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_autodiff::symbolic::{MAX_FORMULAS, MAX_WRITTEN};
use fallline_autodiff::{ErrorKind, Expression, Op};

fn text(source: &str) -> String {
    Expression::parse(source).unwrap().derivative(0).unwrap().text.unwrap()
}

#[test]
fn derivatives_are_simplified() {
    for (source, expected) in [
        ("(1 - x)^2 + 100*(y - x^2)^2", "-2*(1 - x) - 400*(y - x^2)*x"),
        ("x^2 - 10*cos(2*pi*x)", "2*x + 20*pi*sin(2*pi*x)"),
        ("-x + 3*x - 2", "2"),
        ("5 + y - y + x*0", "0"),
        ("x*x*x", "3*x^2"),
        ("x^x", "x*x^(x - 1) + x^x*ln(x)"),
        ("sqrt(1 + x^2)", "x/sqrt(1 + x^2)"),
        ("1/x", "-(1/x^2)"),
        ("tanh(x)", "1 - tanh(x)^2"),
        ("sin(x)*cos(x)", "cos(x)^2 - sin(x)^2"),
        ("exp(-x^2/3)", "-(2/3)*exp(-(x^2/3))*x"),
        ("x/7 + 2x/7", "3/7"),
        ("(x, x*y/(1 + x))", "(1, y/(1 + x) - x*y/(1 + x)^2)"),
        ("max(x, y)", "(1 + sign(x - y))/2"),
        ("p = x^2; sin(p)*p", "2*x^2*cos(x^2)*x + 2*sin(x^2)*x"),
    ] {
        assert_eq!(text(source), expected, "{source}");
    }
}

#[test]
fn parameters_stay_symbols() {
    let expression = Expression::with_names("a*x^b", None, &[("a", 3.0), ("b", 2.0)]).unwrap();
    let derivative = expression.derivative(0).unwrap();
    assert_eq!(derivative.text.as_deref(), Some("a*b*x^(b - 1)"));
    assert_eq!(derivative.tex.as_deref(), Some("a b x^{b - 1}"));
}

#[test]
fn values_are_sympys() {
    let mut compared = 0;
    for line in include_str!("reference/operations.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [name, arguments, _, first, _] = fields[..] else { panic!("{line}") };
        let numbers = |field: &str| -> Vec<f64> { field.split(' ').map(|n| n.parse().unwrap()).collect() };
        let (theta, expected) = (numbers(arguments), numbers(first));
        let source = match Op::ALL.iter().find(|op| op.name() == name) {
            Some(Op::Divide) => "u/v".to_owned(),
            Some(_) => format!("{name}({})", if theta.len() == 1 { "u" } else { "u, v" }),
            None => name.to_owned(),
        };
        let names = &["u", "v"][..theta.len()];
        let function = Expression::with_names(&source, Some(names), &[]).unwrap();
        let scale = expected.iter().fold(1.0_f64, |scale, e| scale.max(e.abs()));
        for (variable, expected) in expected.iter().enumerate() {
            let text = function.derivative(variable).unwrap().text.unwrap();
            let value = Expression::with_names(&text, Some(names), &[]).unwrap().value(&theta).unwrap()[0];
            assert!((value - expected).abs() <= 2e-14 * scale, "{line}: {text} is {value}, not {expected}");
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}

/// Σ over the nested function: each level uses the one before it twice.
fn nested(levels: usize) -> String {
    let level = |k: usize| {
        let before = if k == 1 { "x".to_owned() } else { format!("p{}", k - 1) };
        format!("p{k} = {before}*sin({before}); ")
    };
    format!("{}p{levels}", (1..=levels).map(level).collect::<String>())
}

#[test]
fn the_tree_swells_and_the_graph_does_not() {
    let sizes = [5, 10, 20].map(|levels| {
        let expression = Expression::parse(&nested(levels)).unwrap();
        let derivative = expression.derivative(0).unwrap();
        assert_eq!(derivative.text.is_some(), derivative.size.nodes <= MAX_WRITTEN as f64);
        (
            derivative.function.nodes,
            derivative.size.nodes,
            derivative.size.shared_nodes,
            derivative.gradient.shared_nodes,
        )
    });
    // The function has 3·2^k - 2 places in its tree; the derivative of each level has all of those before it.
    assert_eq!(sizes.map(|(function, ..)| function), [94.0, 3070.0, 3_145_726.0]);
    assert!(sizes[2].1 > 20.0 * sizes[2].0, "{sizes:?}");
    assert!(sizes.iter().all(|(.., shared, gradient)| *shared <= 150 && *gradient <= 350), "{sizes:?}");
}

#[test]
fn sizes_count_places_and_different_parts() {
    let derivative = Expression::parse("x*sin(x) + y").unwrap().derivative(0).unwrap();
    // x, sin, x, ·, y, +; the derivative is sin(x) + x·cos(x); of the gradient also 1.
    assert_eq!((derivative.function.nodes, derivative.function.shared_nodes), (6.0, 5));
    assert_eq!((derivative.size.nodes, derivative.size.shared_nodes), (7.0, 5));
    assert_eq!((derivative.gradient.nodes, derivative.gradient.shared_nodes), (8.0, 6));
}

#[test]
fn what_cannot_be_written_says_so() {
    let kind =
        |source: &str, variable: usize| Expression::parse(source).unwrap().derivative(variable).unwrap_err();
    assert_eq!(kind("x", 1).kind, ErrorKind::Parameter);
    assert_eq!(kind("(-2)^x", 0).kind, ErrorKind::Evaluate);
    // Every partial derivative of a product of ℓ factors has ℓ - 1 of them: ℓ² parts.
    let factors: Vec<String> = (0..1200).map(|k| format!("(x+{k})")).collect();
    let error = kind(&factors.join("*"), 0);
    assert_eq!(error.kind, ErrorKind::Limit);
    assert!(error.message.contains(&MAX_FORMULAS.to_string()), "{error}");
    // A long sum is written, a very long one only measured.
    let sum = |n: usize| (0..n).map(|k| format!("sin({k}x)")).collect::<Vec<_>>().join("+");
    assert!(Expression::parse(&sum(100)).unwrap().derivative(0).unwrap().text.is_some());
    assert!(Expression::parse(&sum(1000)).unwrap().derivative(0).unwrap().text.is_none());
}
