//! Properties of random functions: printing and parsing, forward and backward, and agreement with
//! central differences and with `num-dual`.
#![allow(
    clippy::panic,
    clippy::cast_precision_loss,
    reason = "tests fail by panicking and use std as the independent reference"
)]

use fallline_autodiff::syntax::{Binary, NodeKind};
use fallline_autodiff::{ErrorKind, Expression, Op};

use nalgebra::SVector;
use num_dual::{Dual2Vec64, DualNum, DualVec64, gradient, hessian};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

const NAMES: [&str; 3] = ["x", "y", "z"];

/// Texts of smooth functions of x, y and z that are defined around the points used below.
fn smooth() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        prop::sample::select(&NAMES[..]).prop_map(str::to_owned),
        (1_u32..50).prop_map(|n| format!("{}", f64::from(n) / 8.0)),
        Just("pi".to_owned()),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let unary = prop::sample::select(&["sin", "cos", "tanh", "atan", "sigmoid", "softplus"][..]);
        prop_oneof![
            (inner.clone(), inner.clone(), prop::sample::select(&["+", "-", "*"][..]))
                .prop_map(|(a, b, op)| format!("({a}) {op} ({b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a})/(2 + ({b})^2)")),
            (inner.clone(), unary).prop_map(|(a, f)| format!("{f}({a})")),
            inner.clone().prop_map(|a| format!("-({a})")),
            inner.clone().prop_map(|a| format!("erf(tanh({a}))")),
            inner.clone().prop_map(|a| format!("sqrt(1 + ({a})^2)")),
            inner.clone().prop_map(|a| format!("ln(2 + sin({a}))")),
            (inner, 2_u32..4).prop_map(|(a, n)| format!("tanh({a})^{n}")),
        ]
    })
}

/// The same kind of functions with some of their parts defined before them, and the same with these parts
/// written out.
fn defined() -> impl Strategy<Value = (String, String)> {
    (smooth(), smooth(), smooth()).prop_map(|(p, q, f)| {
        // The letters y and z of the function become p and q, and those of q become p.
        let with = |text: &str, p: &str, q: &str| {
            let put = |c: char| match c {
                'y' => format!("({p})"),
                'z' => format!("({q})"),
                c => c.to_string(),
            };
            // No function used here has a y or a z in its name.
            text.chars().map(put).collect::<String>()
        };
        let written_out = with(&f, &p, &with(&q, &p, "z"));
        (format!("p = {p}; q = {}; {}", with(&q, "p", "z"), with(&f, "p", "q")), written_out)
    })
}

fn points() -> impl Strategy<Value = [f64; 3]> {
    [-1.5..1.5_f64, -1.5..1.5_f64, -1.5..1.5_f64]
}

fn parse(source: &str) -> Expression {
    Expression::with_names(source, Some(&NAMES), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn near(found: f64, expected: f64, tolerance: f64) -> bool {
    (found - expected).abs() <= tolerance * (1.0 + expected.abs())
}

/// The function over num-dual's numbers, straight from the syntax tree: shares no rule with ours.
fn evaluate<D: DualNum<Primitive = f64>>(expression: &Expression, point: &[D]) -> D {
    let mut values: Vec<D> = Vec::new();
    let two_over_root_pi = std::f64::consts::FRAC_2_SQRT_PI;
    for node in &expression.function().nodes {
        let at = |i: &usize| values[*i].clone();
        let value = match &node.kind {
            NodeKind::Number(value) => D::from(*value),
            NodeKind::Constant(constant) => {
                D::from(if constant.name() == "pi" { std::f64::consts::PI } else { std::f64::consts::E })
            }
            NodeKind::Variable(i) => point[*i].clone(),
            NodeKind::Parameter(_) => unreachable!("these functions have no parameters"),
            NodeKind::Definition(i) => at(&expression.function().definitions[*i].body),
            NodeKind::Negate(a) => -at(a),
            NodeKind::Binary(Binary::Add, a, b) => at(a) + at(b),
            NodeKind::Binary(Binary::Subtract, a, b) => at(a) - at(b),
            NodeKind::Binary(Binary::Multiply, a, b) => at(a) * at(b),
            NodeKind::Binary(Binary::Divide, a, b) => at(a) / at(b),
            NodeKind::Binary(Binary::Power, a, b) => match expression.function().nodes[*b].kind {
                NodeKind::Number(n) => at(a).powi(n as i32),
                ref other => unreachable!("{other:?} is no exponent used here"),
            },
            NodeKind::Call(op, arguments) => {
                let u = at(&arguments[0]);
                match op {
                    Op::Sin => u.sin(),
                    Op::Cos => u.cos(),
                    Op::Tanh => u.tanh(),
                    Op::Atan => u.atan(),
                    Op::Sqrt => u.sqrt(),
                    Op::Ln => u.ln(),
                    Op::Sigmoid => ((-u).exp() + 1.0).recip(),
                    Op::Softplus => (u.exp() + 1.0).ln(),
                    Op::Erf => {
                        // Its Taylor series: num-dual has no erf.
                        let (mut term, mut sum) = (u.clone(), u.clone());
                        for n in 1..120 {
                            term = term * u.clone() * u.clone() * (-1.0 / f64::from(n));
                            sum += term.clone() * (1.0 / f64::from(2 * n + 1));
                        }
                        sum * two_over_root_pi
                    }
                    other => unreachable!("{other:?} is not among the operations used here"),
                }
            }
        };
        values.push(value);
    }
    values[expression.function().outputs[0]].clone()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: None,
        // The same functions every time, so that a rounding error near a tolerance cannot come and go.
        rng_seed: RngSeed::Fixed(4),
        ..ProptestConfig::default()
    })]

    #[test]
    fn printed_and_parsed_again_is_the_same_graph(source in smooth()) {
        let expression = parse(&source);
        let printed = expression.print();
        let again = parse(&printed);
        prop_assert_eq!(expression.graph().outputs.clone(), again.graph().outputs.clone());
        let strip = |e: &Expression| e.graph().nodes.iter()
            .map(|n| (n.op, n.operands.clone(), n.weights.clone(), n.iteration)).collect::<Vec<_>>();
        prop_assert_eq!(strip(&expression), strip(&again), "{} printed as {}", source, printed);
        prop_assert_eq!(again.print(), printed);
    }

    #[test]
    fn a_definition_is_what_it_stands_for((source, written_out) in defined(), point in points()) {
        let (expression, plain) = (parse(&source), parse(&written_out));
        prop_assert_eq!(expression.variables(), NAMES);
        let tolerance = 1e-9;
        prop_assert!(near(expression.value(&point).unwrap()[0], plain.value(&point).unwrap()[0], tolerance));
        let pairs = [
            (expression.gradient(&point).unwrap(), plain.gradient(&point).unwrap()),
            (expression.hessian(&point).unwrap(), plain.hessian(&point).unwrap()),
        ];
        for (found, expected) in pairs {
            let scale = expected.iter().fold(1.0_f64, |a, x| a.max(x.abs()));
            for (found, expected) in found.iter().zip(&expected) {
                prop_assert!((found - expected).abs() <= tolerance * scale, "{}: {} against {}", source, found, expected);
            }
        }
        let x = SVector::<f64, 3>::from(point);
        let (value, _) = gradient(|v: SVector<DualVec64<_>, 3>| evaluate(&expression, v.as_slice()), &x);
        prop_assert!(near(expression.value(&point).unwrap()[0], value, tolerance));
        let printed = expression.print();
        let again = parse(&printed);
        let strip = |e: &Expression| e.graph().nodes.iter()
            .map(|n| (n.op, n.operands.clone(), n.weights.clone(), n.iteration, n.name.clone())).collect::<Vec<_>>();
        prop_assert_eq!(strip(&expression), strip(&again), "{} printed as {}", source, printed);
        prop_assert_eq!(again.print(), printed);
    }

    #[test]
    fn forward_equals_backward(source in smooth(), point in points(), v in points()) {
        let expression = parse(&source);
        let forward = expression.jvp(&point, &v).unwrap()[0];
        let gradient = expression.vjp(&point, &[1.0]).unwrap();
        let backward: f64 = gradient.iter().zip(&v).map(|(g, v)| g * v).sum();
        prop_assert!(near(forward, backward, 1e-11), "{} against {}", forward, backward);
        let table = expression.forward_table(&point, &v).unwrap();
        prop_assert_eq!(table.result[0].to_bits(), forward.to_bits());
        prop_assert_eq!(expression.backward_table(&point, &[1.0]).unwrap().result, gradient);
    }

    #[test]
    fn derivatives_agree_with_num_dual(source in smooth(), point in points()) {
        let expression = parse(&source);
        let x = SVector::<f64, 3>::from(point);
        let (value, expected) = gradient(|v: SVector<DualVec64<_>, 3>| evaluate(&expression, v.as_slice()), &x);
        prop_assert!(near(expression.value(&point).unwrap()[0], value, 1e-11));
        let found = expression.gradient(&point).unwrap();
        for i in 0..3 {
            prop_assert!(near(found[i], expected[i], 1e-10), "{}: {:?} against {:?}", source, found, expected);
        }
        let (_, _, second) = hessian(|v: SVector<Dual2Vec64<_>, 3>| evaluate(&expression, v.as_slice()), &x);
        let found = expression.hessian(&point).unwrap();
        for i in 0..3 {
            for j in 0..3 {
                prop_assert!(near(found[3 * i + j], second[(i, j)], 1e-9), "{}: {:?} against {:?}", source, found, second);
            }
        }
    }

    #[test]
    fn a_derivative_as_a_formula_has_the_values_of_the_gradient(source in smooth(), point in points()) {
        let expression = parse(&source);
        let gradient = expression.gradient(&point).unwrap();
        let scale = gradient.iter().fold(1.0_f64, |a, g| a.max(g.abs()));
        for (variable, expected) in gradient.iter().enumerate() {
            let derivative = expression.derivative(variable).unwrap();
            let Some(text) = derivative.text else { continue };
            let found = parse(&text).value(&point).unwrap()[0];
            prop_assert!((found - expected).abs() <= 1e-11 * scale, "{}: {} is {}, not {}", source, text, found, expected);
        }
    }

    #[test]
    fn gradients_agree_with_central_differences(source in smooth(), point in points()) {
        let expression = parse(&source);
        let gradient = expression.gradient(&point).unwrap();
        for i in 0..3 {
            let central = |h: f64| {
                let at = |x: f64| { let mut p = point; p[i] = x; expression.value(&p).unwrap()[0] };
                (at(point[i] + h) - at(point[i] - h)) / (2.0 * h)
            };
            // Richardson extrapolation, error O(h⁴).
            let expected = (4.0 * central(5e-4) - central(1e-3)) / 3.0;
            let scale = gradient.iter().fold(1.0_f64, |a, g| a.max(g.abs()));
            prop_assert!((gradient[i] - expected).abs() <= 1e-5 * scale, "{}: {} against {}", source, gradient[i], expected);
        }
    }

    #[test]
    fn a_grid_has_the_bits_of_its_points(source in smooth()) {
        let expression = Expression::with_names(&source.replace('z', "1.5"), Some(&["x", "y"]), &[]).unwrap();
        let grid = expression.grid([-1.0, 1.0], [0.0, 2.0], 17, 9).unwrap();
        for (i, j) in [(0, 0), (16, 8), (5, 3), (16, 0)] {
            let point = [-1.0 + 2.0 * (i as f64 / 16.0), 2.0 * (j as f64 / 8.0)];
            prop_assert_eq!(grid[j * 17 + i].to_bits(), expression.value(&point).unwrap()[0].to_bits());
        }
    }

    #[test]
    fn no_text_panics(source in "[ xyt12e.+*/^()|,;=_θπ-]{0,40}|([pqx]=[pqx2+*]{1,4};){0,5}[pqx+*]{0,5}|(sin|max|exp|\\(|\\)|x|,|[0-9]|\\^|-|\\||=| ){0,30}|\\PC{0,40}") {
        check(&source)?;
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        check(&String::from_utf8_lossy(&bytes))?;
    }
}

/// Parses; where that works, evaluates and writes every table, and what is printed parses again.
fn check(source: &str) -> Result<(), TestCaseError> {
    match Expression::parse(source) {
        Ok(expression) => {
            let n = expression.variables().len();
            let theta = vec![0.75; n];
            let again = Expression::with_names(
                &expression.print(),
                Some(&expression.variables().iter().map(String::as_str).collect::<Vec<_>>()),
                &[],
            );
            prop_assert!(again.is_ok(), "{} printed as {}", source, expression.print());
            prop_assert!(expression.primal_table(&theta).is_ok());
            prop_assert!(expression.forward_table(&theta, &vec![1.0; n]).is_ok());
            prop_assert!(expression.backward_table(&theta, &vec![1.0; expression.outputs()]).is_ok());
            if let Err(error) = expression.jacobian(&theta) {
                prop_assert_eq!(error.kind, ErrorKind::Evaluate);
            }
        }
        Err(error) => {
            prop_assert!(!error.message.is_empty());
            if let Some(span) = error.span {
                prop_assert!(
                    source.get(span.start..span.end).is_some(),
                    "{:?} is not a range of {:?}",
                    span,
                    source
                );
            }
        }
    }
    Ok(())
}
