//! The language of functions: what it reads, and what it says of what it cannot read.
#![allow(
    clippy::disallowed_methods,
    clippy::panic,
    reason = "tests fail by panicking and use std as the independent reference"
)]

use fallline_autodiff::{ErrorKind, Expression};

fn value(source: &str, theta: &[f64]) -> f64 {
    let expression = Expression::parse(source).unwrap_or_else(|error| panic!("{error}"));
    expression.value(theta).unwrap_or_else(|error| panic!("{error}"))[0]
}

#[test]
fn precedence_and_associativity() {
    for (source, x, expected) in [
        ("-x^2", 3.0, -9.0),
        ("2^x^2", 3.0, 512.0),
        ("2**x**2", 3.0, 512.0),
        ("(2^x)^2", 3.0, 64.0),
        ("2^-x", 3.0, 0.125),
        ("-x^-2", 2.0, -0.25),
        ("1 - x - 1", 3.0, -3.0),
        ("8/x/2", 2.0, 2.0),
        ("8/(x/2)", 2.0, 8.0),
        ("1/2x", 4.0, 2.0),
        ("2x", 3.0, 6.0),
        ("3(x+1)", 2.0, 9.0),
        ("(x+1)(x-1)", 3.0, 8.0),
        ("x(x+1)", 3.0, 12.0),
        ("2 x x", 3.0, 18.0),
        ("--x", 3.0, 3.0),
        ("+x", 3.0, 3.0),
        ("2--x", 3.0, 5.0),
        ("x*-2", 3.0, -6.0),
        ("2e0x", 3.0, 6.0),
        ("1.5e1 + .5 + 1.", 0.0, 16.5),
        ("−x·2×3÷4", 2.0, -3.0),
    ] {
        let expression =
            Expression::with_names(source, Some(&["x"]), &[]).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(expression.value(&[x]).unwrap(), [expected], "{source}");
    }
}

#[test]
fn functions_with_and_without_parentheses() {
    let (s, c) = (0.6_f64.sin(), 0.6_f64.cos());
    for (source, expected) in [
        ("2 sin x", 2.0 * 0.3_f64.sin()),
        ("sin 2x", s),
        ("sin 2x cos 2x", s * c),
        ("sin(2x)^2", s * s),
        ("sin x + 1", 0.3_f64.sin() + 1.0),
        ("sin -x", -0.3_f64.sin()),
        ("sin x^2", 0.09_f64.sin()),
        ("exp(x) x", 0.3_f64.exp() * 0.3),
        ("e^x", 0.3_f64.exp()),
        ("pow(x, 3)", 0.027),
        ("max(x, 2, 1)", 2.0),
        ("min(x, 2, -1)", -1.0),
        ("log(x) - ln(x)", 0.0),
        ("atan2(x, 1)", 0.3_f64.atan2(1.0)),
        ("|x - 1|", 0.7),
        ("2|x||-2|", 1.2),
        ("||x - 1| - 1|", 0.3),
        ("|x|^2 + |(|x| - 1)|", 0.79),
        ("sqrt 4 + x", 2.3),
        ("cos(pi) + x + π - pi", -0.7),
    ] {
        let found = value(source, &[0.3]);
        assert!((found - expected).abs() < 1e-14, "{source}: {found} is not {expected}");
    }
}

#[test]
fn variables_come_in_natural_order_or_as_listed() {
    let variables = |source: &str| Expression::parse(source).unwrap().variables().to_vec();
    assert_eq!(variables("y + x"), ["x", "y"]);
    assert_eq!(variables("t10 + t2 + t1"), ["t1", "t2", "t10"]);
    assert_eq!(variables("θ1 w_2 + w_1"), ["w_1", "w_2", "θ1"]);
    assert_eq!(variables("f(y, x, z) = x - y"), ["y", "x", "z"]);
    let listed = Expression::with_names("b - a", Some(&["b", "a"]), &[]).unwrap();
    assert_eq!(listed.value(&[5.0, 3.0]).unwrap(), [2.0]);
}

#[test]
fn letters_that_are_names_multiply() {
    let variables = |source: &str| Expression::parse(source).unwrap().variables().to_vec();
    assert_eq!(variables("x^2 + 2xy + y^2"), ["x", "y"]);
    assert_eq!(value("x + y + xy^2", &[2.0, 3.0]), 23.0);
    assert_eq!(variables("xy"), ["xy"]);
    assert_eq!(variables("f(x, y, xy) = x + y + xy"), ["x", "y", "xy"]);
    assert_eq!(value("f(x, y) = 5xy", &[2.0, 3.0]), 30.0);
    assert_eq!(variables("rate*x + r"), ["r", "rate", "x"]);
}

#[test]
fn names_with_values_are_parameters() {
    let mut f =
        Expression::with_names("(a - x)^2 + b*(y - x^2)^2", None, &[("a", 1.0), ("b", 100.0)]).unwrap();
    assert_eq!(f.variables(), ["x", "y"]);
    assert_eq!(f.value(&[0.0, 1.0]).unwrap(), [101.0]);
    f.set_parameter("b", 2.0).unwrap();
    assert_eq!(f.value(&[0.0, 1.0]).unwrap(), [3.0]);
    assert_eq!(f.gradient(&[0.0, 1.0]).unwrap(), [-2.0, 4.0]);
    assert_eq!(f.set_parameter("c", 1.0).unwrap_err().kind, ErrorKind::Parameter);
    assert_eq!(f.set_parameter("a", f64::NAN).unwrap_err().kind, ErrorKind::Parameter);
}

#[test]
fn definitions_name_parts() {
    let parse = |source: &str| Expression::parse(source).unwrap_or_else(|error| panic!("{error}"));
    let cross_entropy = parse("p = sigmoid(w*x + b); -y*ln(p) - (1 - y)*ln(1 - p)");
    assert_eq!(cross_entropy.variables(), ["b", "w", "x", "y"]);
    assert_eq!(cross_entropy.print(), "p = sigmoid(w*x + b); -y*ln(p) - (1 - y)*ln(1 - p)");
    assert_eq!(cross_entropy.tex(), r"p = \sigma(w x + b);\quad -y \ln(p) - (1 - y) \ln(1 - p)");
    let table = cross_entropy.primal_table(&[0.5, 1.0, 2.0, 1.0]).unwrap();
    let rows: Vec<&str> = table.iterations.iter().flat_map(|i| &i.rows).map(|row| row.tex.as_str()).collect();
    assert!(rows.contains(&r"p = a_{4} = \sigma(a_{3})"), "{rows:?}");
    // Names that are used apart from their definition, in products, heads, tuples and constants.
    assert_eq!(value("p = x + 1; q = 2p; pq", &[2.0]), 18.0);
    assert_eq!(value("rate = 1/4; f(x) = rate*x", &[2.0]), 0.5);
    assert_eq!(value("n = 2; m = n + 1; x^n + m", &[3.0]), 12.0);
    assert_eq!(value("unused = y; x", &[2.0, 7.0]), 2.0);
    assert_eq!(value("p=x;p(p+1)", &[3.0]), 12.0);
    let tuple = parse("r = x - y; (r, 2 r^2)");
    assert_eq!(tuple.value(&[3.0, 1.0]).unwrap(), [2.0, 8.0]);
    // A definition is one node: sums and products around it do not take it apart.
    assert_eq!(parse("s = x + y; s + z").graph().nodes.len(), 2);
    assert_eq!(parse("p = c*x; c*x + p").graph().nodes.len(), 2);
    let given = Expression::with_names("p = a x; p + x", Some(&["x"]), &[("a", 2.0)]).unwrap();
    assert_eq!(given.value(&[3.0]).unwrap(), [9.0]);
    for (source, variables, parameters, message) in [
        (
            "a = 1; a x",
            None,
            &[("a", 2.0)][..],
            "`a` has a value already and cannot be defined; choose another name",
        ),
        ("x = 1; x", Some(&["x"][..]), &[], "`x` is a variable and cannot be defined; choose another name"),
    ] {
        let error = Expression::with_names(source, variables, parameters).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::Parse, message));
        assert_eq!(error.span.unwrap().of(source).len(), 1);
    }
}

/// Each definition doubles the one before: 2⁶⁰ x in 60 nodes.
#[test]
fn definitions_are_shared() {
    let name = |i: usize| format!("d{i}");
    let doubled: String = (1..=60).map(|i| format!("{0} = {1} + {1}; ", name(i), name(i - 1))).collect();
    let powers = Expression::parse(&format!("d0 = x; {doubled} d60")).unwrap();
    assert_eq!(powers.graph().nodes.len(), 60);
    let power = (1_u64 << 60) as f64;
    assert_eq!(powers.value(&[3.0]).unwrap(), [3.0 * power]);
    assert_eq!(powers.gradient(&[3.0]).unwrap(), [power]);
    assert_eq!(powers.hessian(&[3.0]).unwrap(), [0.0]);
    let length = |table: fallline_autodiff::Table| -> usize {
        table.iterations.iter().flat_map(|i| &i.rows).map(|row| row.tex.len()).sum()
    };
    assert!(length(powers.forward_table(&[3.0], &[1.0]).unwrap()) < 10_000);
    assert!(length(powers.backward_table(&[3.0], &[1.0]).unwrap()) < 10_000);
    assert!(powers.tex().len() < 3_000 && powers.print().len() < 2_000);
    let constants = Expression::parse(&format!("d0 = 1/3; {doubled} d60*x")).unwrap();
    assert_eq!(constants.graph().nodes.len(), 1);
    assert_eq!(constants.value(&[3.0]).unwrap(), [power]);
    // As many as a text may hold.
    let many: String = (0..1_000).map(|i| format!("{}=sin {};", name(i + 1), name(i))).collect();
    let many = Expression::parse(&format!("d0=x;{many}d1000")).unwrap();
    assert_eq!(many.graph().nodes.len(), 1000);
    assert!(many.gradient(&[1.0]).unwrap()[0] > 0.0);
    assert!(length(many.backward_table(&[1.0], &[1.0]).unwrap()) < 300_000);
}

#[test]
fn logsumexp_is_the_smooth_maximum() {
    let shifted = value("logsumexp(x, 1000, 999)", &[1000.0]) - 1000.0;
    assert!((shifted - value("ln(2 + exp(-1))", &[])).abs() <= 2.0 * f64::EPSILON * 1000.0);
    let softmax = Expression::parse("logsumexp(1000 + x, 990 + y, 980 + z)").unwrap();
    assert_eq!(softmax.graph().nodes.len(), 4);
    let p = softmax.gradient(&[0.0, 0.0, 0.0]).unwrap();
    let total: f64 = [0.0_f64, -10.0, -20.0].iter().map(|z| z.exp()).sum();
    for (p, z) in p.iter().zip([0.0_f64, -10.0, -20.0]) {
        assert!((p - z.exp() / total).abs() < 1e-15);
    }
    assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-15);
}

/// Every text of `tests/bad.txt` with what is said about it.
#[test]
fn errors_say_what_was_found_what_was_expected_and_where() {
    let mut report = String::new();
    for source in include_str!("bad.txt").lines() {
        let error = Expression::parse(source).expect_err(source);
        assert!(error.span.is_some(), "{source}");
        report.push_str(&format!("{}: {error}\n\n", error.kind.as_str()));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn names_that_do_not_fit_are_refused() {
    let message = |variables: Option<&[&str]>, parameters: &[(&str, f64)], source: &str| {
        let error = Expression::with_names(source, variables, parameters).unwrap_err();
        (error.kind, error.message)
    };
    insta::assert_debug_snapshot!([
        message(Some(&["x"]), &[], "x + y"),
        message(Some(&["x", "x"]), &[], "x"),
        message(Some(&["2x"]), &[], "1"),
        message(Some(&["sin"]), &[], "1"),
        message(Some(&["e"]), &[], "1"),
        message(Some(&["y", "x"]), &[], "f(x, y) = x + y"),
        message(Some(&["x"]), &[("x", 1.0)], "x"),
        message(None, &[("a", f64::INFINITY)], "a x"),
    ]);
}

#[test]
fn a_point_that_does_not_fit_or_is_outside_the_domain_is_an_error_with_the_place() {
    let f = Expression::parse("1 + ln(x - 3)").unwrap();
    let error = f.value(&[1.0]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Evaluate);
    assert_eq!(error.span.unwrap().of(f.source()), "ln(x - 3)");
    assert_eq!(
        error.to_string(),
        "the function is not a number here, because `ln(x - 3)` is undefined (ln of -2)\n  1 + ln(x - 3)\n      ^^^^^^^^^"
    );
    assert_eq!(f.value(&[1.0, 2.0]).unwrap_err().kind, ErrorKind::Parameter);
    let root = Expression::parse("sqrt(x)").unwrap();
    assert_eq!(root.value(&[0.0]).unwrap(), [0.0]);
    let error = root.gradient(&[0.0]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Evaluate);
    assert_eq!(
        error.message,
        "the derivative of `sqrt(x)` is not finite here (sqrt has no derivative at 0; the limit from the right, +∞, is used)"
    );
    let huge = Expression::parse("exp(x)").unwrap().value(&[1000.0]).unwrap_err();
    assert_eq!(huge.message, "the function is infinite here, because `exp(x)` is infinite (exp of 1000)");
    assert_eq!(Expression::parse("x").unwrap().value(&[f64::NAN]).unwrap_err().kind, ErrorKind::Evaluate);
    assert_eq!(
        Expression::parse("(x, y)").unwrap().gradient(&[1.0, 2.0]).unwrap_err().kind,
        ErrorKind::Parameter
    );
}

#[test]
fn a_zero_factor_ends_a_path_both_ways() {
    let norm = Expression::parse("sqrt(x^2 + y^2)").unwrap();
    assert_eq!(norm.gradient(&[0.0, 0.0]).unwrap(), [0.0, 0.0]);
    assert_eq!(norm.jvp(&[0.0, 0.0], &[1.0, 0.0]).unwrap(), [0.0]);
}

#[test]
fn long_and_deep_texts_end_in_a_limit_and_not_in_a_crash() {
    for source in [
        "(".repeat(10_000),
        "-".repeat(10_000) + "x",
        "sin ".repeat(4_000) + "x",
        "x^".repeat(8_000) + "x",
        "|".repeat(10_000),
        "x+".repeat(100_000) + "x",
    ] {
        assert_eq!(Expression::parse(&source).unwrap_err().kind, ErrorKind::Limit, "{}", &source[..8]);
    }
    let sum = Expression::parse(&("x+".repeat(8_000) + "x")).unwrap();
    assert_eq!(sum.value(&[1.0]).unwrap(), [8001.0]);
    let product = Expression::parse(&("x*".repeat(8_000) + "x")).unwrap();
    assert_eq!(product.gradient(&[1.0]).unwrap(), [8001.0]);
    assert!(product.backward_table(&[1.0], &[1.0]).unwrap().iterations[1].rows[0].tex.len() < 1_000_000);
    let nested = "sin(".repeat(140) + "x" + &")".repeat(140);
    assert_eq!(Expression::parse(&nested).unwrap().graph().nodes.len(), 140);
}

#[test]
fn graphs_fold_signs_factors_and_equal_parts() {
    let nodes = |source: &str| {
        let expression = Expression::parse(source).unwrap();
        let table = expression.primal_table(&vec![0.5; expression.variables().len()]).unwrap();
        let rows = table.iterations.iter().skip(1).flat_map(|i| &i.rows).map(|row| row.tex.clone());
        rows.collect::<Vec<_>>().join(" ; ")
    };
    for (source, expected) in [
        ("x - y", "a_{1} = x - y"),
        ("x*y - 3*z + 1", "a_{1} = x y ; a_{2} = -3 z ; a_{3} = a_{1} + a_{2} + 1"),
        ("x - (y - 2z)", "a_{1} = 2 z ; a_{2} = x - y + a_{1}"),
        ("-(x*y)", "a_{1} = -x y"),
        ("2*x*3*y", "a_{1} = 6 x y"),
        ("x*y + y*x", "a_{1} = x y ; a_{2} = a_{1} + a_{1}"),
        (
            "sin(x+y)*cos(y+x)",
            r"a_{1} = x + y ; a_{2} = \sin(a_{1}) ; a_{3} = \cos(a_{1}) ; a_{4} = a_{2} a_{3}",
        ),
        ("x/2", r"a_{1} = \frac{1}{2} x"),
        ("x/3", r"a_{1} = \frac{x}{3}"),
        ("-x/y", r"a_{1} = \frac{x}{y} ; a_{2} = -a_{1}"),
        ("sin(pi*x)", r"a_{1} = \pi x ; a_{2} = \sin(a_{1})"),
        ("x^2 + sqrt(2)", r"a_{1} = x^{2} ; a_{2} = a_{1} + \sqrt{2}"),
        ("e^x", r"a_{1} = \exp(x)"),
        ("1 + 2", "a_{1} = 3"),
        ("x", ""),
    ] {
        assert_eq!(nodes(source), expected, "{source}");
    }
}
