//! Typed rules: the same bits as the optimizers of the list, NumPy's numbers, errors that point into the text, and
//! nothing that panics.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;

use common::distance;
use fallline_autodiff::ErrorKind;
use fallline_optim::rule::{MOST_QUESTIONS, MOST_SIZE, MOST_STATEMENTS};
use fallline_optim::{RULES, Rule, Run, RunSpec, StatusKind};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A run of a rule on a function, from its first start, or on a typed one.
fn spec(rule: &str, parameters: &Value, more: &Value) -> Value {
    let mut optimizer = json!({ "id": "own", "rule": rule });
    let mut spec = json!({ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1] });
    for (name, value) in parameters.as_object().into_iter().flatten() {
        optimizer[name] = value.clone();
    }
    spec["optimizer"] = optimizer;
    for (name, value) in more.as_object().into_iter().flatten() {
        spec[name] = value.clone();
    }
    spec
}

fn run(spec: &Value) -> Run {
    Run::from_json(&spec.to_string()).unwrap()
}

fn own(rule: &str, more: &Value) -> Run {
    run(&spec(rule, &json!({}), more))
}

/// Where the rule's text is wrong: the marked place and what is said of it.
fn refusal(rule: &str) -> (String, String) {
    let error = Rule::read(rule).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Parse, "{rule}: {}", error.message);
    assert!(error.picture.is_some(), "{rule}");
    (error.span.unwrap().of(rule).to_owned(), error.message)
}

#[track_caller]
fn assert_refused(rule: &str, marked: &str, says: &str) {
    assert_eq!(refusal(rule), (marked.to_owned(), says.to_owned()), "{rule}");
}

/// Every rule that stands for an optimizer of the list goes where that goes, bit for bit.
#[test]
fn examples_have_the_bits_of_their_optimizers() {
    let problems = [
        json!({ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1] }),
        json!({ "objective": { "id": "beale" }, "start": [1, 1] }),
        json!({ "objective": { "id": "peaks" }, "start": [0.2, 0.9], "clip": 2, "weightDecay": 0.05 }),
        json!({ "objective": { "expression": "t^4 - 4t^3 - 2t^2 + 10t + 15" }, "start": [-0.5] }),
        json!({ "objective": { "expression": "a^2 + 3 b^2 + exp(c/3) + a c^2 + ln(1 + d^2)" }, "start": [1, -1, 0.5, 2] }),
        json!({ "objective": { "id": "linear-regression" }, "start": [0.2, 0.1],
                "gradient": { "kind": "mini-batch", "batch": 7, "seed": 3 } }),
    ];
    let mut compared = 0;
    for example in RULES {
        let Some(id) = example.optimizer else { continue };
        let switches = serde_json::to_value(example.switches).unwrap();
        let rule = Rule::read(example.text).unwrap();
        let mut listed = json!({ "id": id });
        let mut parameters = json!({});
        for pair in switches.as_array().unwrap() {
            listed[pair[0].as_str().unwrap()] = pair[1].clone();
        }
        for parameter in rule.parameters() {
            let name = if parameter.id == "alpha" { "learningRate" } else { &parameter.id };
            // A rate at which nothing diverges, and not one that is the default of both.
            let value = if parameter.id == "alpha" { parameter.default / 3.0 } else { parameter.default };
            listed[name] = value.into();
            parameters[&parameter.id] = value.into();
        }
        for problem in &problems {
            let mut theirs = problem.clone();
            theirs["optimizer"] = listed.clone();
            let mut theirs = run(&theirs);
            theirs.step_many(100);
            let mut ours = run(&spec(example.text, &parameters, problem));
            ours.step_many(100);
            let bits = |run: &Run| run.trajectory().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&ours), bits(&theirs), "{} on {problem}", example.id);
            assert_eq!(ours.record().counts, theirs.record().counts, "{} on {problem}", example.id);
            assert_eq!(ours.status().kind, theirs.status().kind, "{} on {problem}", example.id);
            compared += ours.iteration();
        }
    }
    assert!(compared > 4000, "{compared}");
}

/// `reference/rules.py` has the rules in NumPy.
#[test]
fn rules_without_a_listed_optimizer_have_numpys_numbers() {
    for (id, more, tolerance) in [
        ("barzilai-borwein", json!({ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1] }), 1e-10),
        ("lion", json!({ "objective": { "id": "beale" }, "start": [1, 1] }), 1e-14),
        ("rprop", json!({ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1] }), 1e-13),
        ("polyak", json!({ "objective": { "expression": "x^2 + 5y^2" }, "start": [1, 1] }), 1e-13),
    ] {
        let path = format!("{}/tests/reference/rule-{id}.csv", env!("CARGO_MANIFEST_DIR"));
        let text = fs::read_to_string(&path).unwrap();
        let recorded: Vec<Vec<f64>> =
            text.lines().map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
        let example = RULES.iter().find(|rule| rule.id == id).unwrap();
        let mut run = own(example.text, &more);
        run.step_many(recorded.len() - 1);
        assert_eq!(run.iteration() + 1, recorded.len(), "{id}: {:?}", run.status());
        assert!(recorded.len() > 25, "{id}");
        let worst =
            run.trajectory().chunks(2).zip(&recorded).map(|(a, b)| distance(a, b)).fold(0.0, f64::max);
        assert!(worst <= tolerance, "{id}: {worst:e}");
    }
}

#[test]
fn every_example_is_named_and_steps() {
    for example in RULES {
        let rule = Rule::read(example.text).unwrap();
        assert_eq!(rule.title(), Some(example.name));
        let mut run =
            own(example.text, &json!({ "objective": { "expression": "x^2 + 2y^2" }, "start": [1, 1] }));
        let record = run.step();
        assert!(record.next_value < record.value, "{}: {:?}", example.id, record.status);
        assert!(record.lines.iter().all(|line| line.value.is_some()), "{}", example.id);
    }
}

#[test]
fn a_step_shows_its_statements() {
    let mut run = own("v = beta*v + (1 - beta)*g\n\ntheta = theta - alpha*v", &json!({ "start": [0, 1] }));
    let start: Vec<(&str, String)> =
        run.record().state.iter().map(|entry| (&*entry.symbol, format!("{:?}", entry.value))).collect();
    assert_eq!(start, [("v", "Vector([0.0, 0.0])".to_owned())]);
    let record = serde_json::to_value(run.step()).unwrap();
    let lines: Vec<(&str, &str)> = record["lines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["symbol"].as_str().unwrap(), line["tex"].as_str().unwrap()))
        .collect();
    assert_eq!(
        lines,
        [
            ("g", r"g \leftarrow \nabla C(\theta)"),
            ("v", r"v \leftarrow \beta v + (1 - \beta) g"),
            ("theta", r"\theta \leftarrow \theta - \alpha v"),
        ]
    );
    // At (0, 1) the gradient is (-2, 200); both parameters are 0.1.
    assert_eq!(record["lines"][1]["value"], json!([-1.8, 180.0]));
    assert_eq!(record["nextTheta"], json!([0.18000000000000002, -17.0]));
    assert_eq!(record["direction"], json!([0.18000000000000002, -18.0]));
    assert_eq!((&record["stepSize"], &record["state"][0]["symbol"]), (&json!(1.0), &json!("v")));
    assert_eq!(record["counts"]["gradient"], json!(1));
}

#[test]
fn a_name_assigned_twice_has_two_lines_with_their_own_numbers() {
    let mut run =
        own("g = 2*g; g = 3*g; theta = theta - alpha*g; theta = theta + 1", &json!({ "start": [0, 1] }));
    let record = run.step().clone();
    let lines: Vec<String> = record
        .lines
        .iter()
        .map(|line| format!("{} {:?}", line.symbol, line.value.clone().unwrap()))
        .collect();
    assert_eq!(lines[0], "g Vector([-2.0, 200.0])");
    assert_eq!(lines[1], "g (2) Vector([-4.0, 400.0])");
    assert_eq!(lines[2], "g (3) Vector([-12.0, 1200.0])");
    assert_eq!(lines[3], "theta Vector([1.2000000000000002, -119.0])");
    assert!(lines[4].starts_with("theta (2) "));
    assert_eq!(record.next_theta, [2.2, -118.0]);
}

/// The lines with a step's numbers in place of their symbols.
#[test]
fn a_step_is_unfolded() {
    let mut run = own(
        "v = beta*v + (1 - beta)*g; a = where(t < 2, norm(v), n); theta = theta - alpha*v; theta = theta/2 + 0*a",
        &json!({ "objective": { "expression": "x^2 + 2y^2" }, "start": [3, -4], "stop": {} }),
    );
    run.step();
    let lines: Vec<String> = run
        .unfolded()
        .iter()
        .map(|line| {
            let piece = |piece: &fallline_optim::unfold::Piece| match &piece.value {
                Some(value) => serde_json::to_string(value).unwrap(),
                None => piece.tex.clone(),
            };
            line.pieces.iter().map(piece).collect()
        })
        .collect();
    assert_eq!(lines[0], r"g \leftarrow \nabla C([3.0,-4.0])");
    assert_eq!(lines[1], r"t \leftarrow 0.0 + 1");
    assert_eq!(lines[2], r"v \leftarrow 0.1\cdot [0.0,0.0] + (1 - 0.1)\cdot [6.0,-16.0]");
    assert!(lines[3].contains("1.0 < 2") && lines[3].contains("[5.4,-14.4]"), "{}", lines[3]);
    assert!(lines[4].contains("[3.0,-4.0] - 0.1"), "{}", lines[4]);
    assert!(lines[5].contains("[2.46,-2.55"), "{}", lines[5]);
}

/// What a text means, seen in what one step makes of θ = (3, -4) on C = x² + 2y², with g = (6, -16) and C = 41.
#[test]
fn functions_are_those_of_their_names() {
    let next = |rule: &str| {
        let more = json!({ "objective": { "expression": "x^2 + 2y^2" }, "start": [3, -4] });
        let mut run = own(rule, &more);
        run.step();
        assert_eq!(run.iteration(), 1, "{rule}: {:?}", run.status());
        run.theta().to_vec()
    };
    for (value, wanted) in [
        ("0*theta + norm(theta)", [5.0, 5.0]),
        ("0*g + dot(theta, g)", [82.0, 82.0]),
        ("theta*0 + sum(theta)", [-1.0, -1.0]),
        ("theta*0 + mean(theta)", [-0.5, -0.5]),
        ("theta*0 + max(theta)", [3.0, 3.0]),
        ("theta*0 + min(theta)", [-4.0, -4.0]),
        ("max(theta, 0, -1)", [3.0, 0.0]),
        ("clip(theta, -2, 1)", [1.0, -2.0]),
        ("where(theta < 0, t, n)", [2.0, 1.0]),
        ("where(theta >= 3, C, theta)", [41.0, -4.0]),
        ("(theta > 0)*theta", [3.0, 0.0]),
        ("|theta|^2/2", [4.5, 8.0]),
        ("hv(theta)", [6.0, -16.0]),
        ("hinv(g)", [3.0, -4.0]),
        ("grad(theta/2)", [3.0, -8.0]),
        ("theta*0 + value(2theta)", [164.0, 164.0]),
        ("2 theta - -sign(g) + sqrt(abs(theta + 1))", [9.0, -9.0 + 1.732_050_807_568_877_2]),
        ("theta*0 + logsumexp(0*theta)", [std::f64::consts::LN_2, std::f64::consts::LN_2]),
        ("θ", [3.0, -4.0]),
    ] {
        assert_eq!(next(&format!("theta = {value}")), wanted, "{value}");
    }
    assert_eq!(next("θ = theta + 1; theta = 2*θ"), [8.0, -6.0]);
}

/// `g` and `C` stay those of the point at which the step started.
#[test]
fn what_is_asked_is_counted_and_is_about_the_start_of_the_step() {
    let more = json!({ "objective": { "expression": "x^2 + 2y^2" }, "start": [3, -4] });
    let mut run = own("theta = theta - g/4; theta = theta + 0*grad(theta) + 0*g + 0*C", &more);
    let record = run.step();
    assert_eq!(record.next_theta, [1.5, 0.0]);
    assert_eq!((record.counts.gradient, record.counts.value), (2, 1));
}

#[test]
fn state_is_kept_and_begins_as_it_says() {
    let more = json!({ "objective": { "expression": "x^2" }, "start": [3] });
    let mut run = own(
        "init a = 2; init p = theta; init s = g; k = k + 1; a = a*2; theta = theta - 1; s = s + 0; p = p",
        &more,
    );
    let shown = |run: &Run| -> Vec<String> {
        let entry = |entry: &fallline_optim::record::StateEntry| {
            format!("{} {}", entry.symbol, serde_json::to_string(&entry.value).unwrap())
        };
        run.record().state.iter().map(entry).collect()
    };
    // What is asked of the objective is not known before the first step.
    assert_eq!(shown(&run), ["a 2.0", "k 0.0"]);
    run.step();
    assert_eq!(shown(&run), ["a 4.0", "k 1.0", "p [3.0]", "s [6.0]"]);
    run.step_many(2);
    assert_eq!(shown(&run), ["a 16.0", "k 3.0", "p [3.0]", "s [6.0]"]);
    run.back();
    assert_eq!(shown(&run), ["a 8.0", "k 2.0", "p [3.0]", "s [6.0]"]);
    let rule = Rule::read("init s = (1 - mu)*g; s = mu*s; theta = theta - s").unwrap();
    let state = serde_json::to_value(rule.state()).unwrap();
    assert_eq!(state, json!([{ "name": "s", "tex": "s", "shape": "vector", "init": r"(1 - \mu) g" }]));
}

#[test]
fn parameters_are_what_is_never_assigned() {
    let rule = Rule::read(
        "param beta = 0.9 from 0 to 1 # keeps v\nparam eta=-3\nv = beta*v + g; theta = theta - alpha*v + eta*0 - log2(alpha)*0",
    )
    .unwrap();
    let parameters = serde_json::to_value(rule.parameters()).unwrap();
    let free =
        json!({ "kind": "real", "min": null, "max": null, "minOpen": false, "maxOpen": false, "log": true });
    let (mut linear, mut unit) = (free.clone(), free.clone());
    linear["log"] = json!(false);
    unit["log"] = json!(false);
    unit["min"] = json!(0.0);
    unit["max"] = json!(1.0);
    assert_eq!(
        parameters,
        json!([
            { "id": "beta", "tex": r"\beta", "help": "keeps v", "domain": unit, "default": 0.9 },
            { "id": "eta", "tex": r"\eta", "help": "", "domain": linear, "default": -3.0 },
            { "id": "alpha", "tex": r"\alpha", "help": "", "domain": free, "default": 0.1 },
        ])
    );
}

#[test]
fn errors_point_into_the_rule() {
    assert_refused(
        "",
        "",
        "nothing is assigned to `theta`; a rule makes the step, as in theta = theta - alpha*g",
    );
    assert_refused(
        "v = g",
        "v = g",
        "nothing is assigned to `theta`; a rule makes the step, as in theta = theta - alpha*g",
    );
    assert_refused(
        "theta = theta - dott(g, g)",
        "dott",
        "found the unknown function `dott`; did you mean `dot`?",
    );
    assert_refused(
        "theta = theta - dot(g)",
        "dot(g)",
        "found 1 argument in the call of `dot`, expected two arguments",
    );
    assert_refused(
        "theta = theta - dot(g, alpha)*g",
        "alpha",
        "`dot` is of two vectors, and this is a number",
    );
    assert_refused("theta = grad(t)", "t", "`grad` is of a point, which is a vector, and this is a number");
    assert_refused("theta = 1 + t", "1 + t", "`theta` is a vector, and this is a number");
    assert_refused("t = g; theta = theta", "g", "`t` is a number, and this is a vector");
    assert_refused(
        "s = g\ns = dot(s, g)\ntheta = theta - s",
        "dot(s, g)",
        "`s` is a vector elsewhere in the rule, and this is a number",
    );
    assert_refused(
        "init s = g; s = s + norm(g); s = 1; theta = theta - s",
        "1",
        "`s` is a vector elsewhere in the rule, and this is a number",
    );
    assert_refused(
        "theta = max(t)*g",
        "t",
        "`max` is of several values, or the coordinates of a vector, and this is a number",
    );
    assert_refused(
        "init s = v; v = g; s = s; theta = theta - v",
        "v",
        "`v` has no value before the first step; an initial value is made of theta, g, C, n and parameters",
    );
    assert_refused(
        "init theta = 1; theta = theta",
        "theta",
        "`theta` has a meaning of its own and cannot be an initial value",
    );
    assert_refused(
        "param t = 1; theta = theta",
        "t",
        "`t` has a meaning of its own and cannot be a parameter",
    );
    assert_refused(
        "param a = 1; a = 2; theta = theta - a",
        "param a = 1",
        "`a` is assigned, so it cannot be a parameter",
    );
    assert_refused("param a = 1; param a = 2; theta = theta*a", "a", "`a` is declared twice");
    assert_refused("param a = 1; init a = 2; theta = theta*a", "a", "`a` is declared twice");
    assert_refused("theta = theta*rule", "rule", "`rule` cannot be the name of a parameter; choose another");
    assert_refused(
        "theta = where(0 < g < 1, g, theta)",
        "<",
        "found `<`, expected an operator; a comparison is of two values",
    );
    assert_refused("theta = norm = 2", "=", "found `=`, expected the argument of `norm`");
}

#[test]
fn errors_point_into_the_rule_of_a_run_too() {
    let rule = "# é\ntheta = theta - sinn(g)";
    let error = Run::from_json(&spec(rule, &json!({}), &json!({})).to_string()).err().unwrap();
    assert_eq!((error.kind, error.span.unwrap().of(rule)), (ErrorKind::Parse, "sinn"));
    let refused = |parameters: Value| {
        let spec = spec("param a = 1 from 0 to 2; theta = theta - a*g", &parameters, &json!({}));
        let error = Run::from_json(&spec.to_string()).err().unwrap();
        assert_eq!((error.kind, error.span), (ErrorKind::Parameter, None));
        error.message
    };
    assert_eq!(refused(json!({ "a": 3 })), "`a` of the rule must be a number with 0 <= a <= 2; it is 3");
    assert_eq!(refused(json!({ "b": 3 })), "there is no parameter of the rule called `b`; did you mean `a`?");
    assert_eq!(
        refused(json!({ "a": true })),
        "`a` of the rule must be a number with 0 <= a <= 2; it is true"
    );
    assert_eq!(refused(json!({ "rule": null })), "`own` needs a `rule`, which is a text");
    let searched = spec("theta = theta - g", &json!({}), &json!({ "search": { "id": "exact" } }));
    let message = Run::from_json(&searched.to_string()).err().unwrap().message;
    assert_eq!(
        message,
        "`own` decides the length of its steps itself, so it cannot be combined with `exact`"
    );
}

#[test]
fn what_is_not_finite_is_named() {
    let failed = |rule: &str, more: Value| {
        let mut run = own(rule, &more);
        let status = run.step().status.clone();
        assert_eq!((run.iteration(), run.is_ended()), (0, true));
        (status.kind, status.message)
    };
    let bowl = json!({ "objective": { "expression": "x^2 + y^2" }, "start": [0, 2] });
    assert_eq!(
        failed("v = g/0 + 1\ntheta = theta - v", bowl.clone()),
        (StatusKind::NotFinite, "In v = g/0 + 1: `g/0` is (NaN, inf).".to_owned())
    );
    assert_eq!(
        failed("theta = theta - 1e200*g*1e200", bowl.clone()),
        (StatusKind::Diverged, "In theta = theta - 1e200*g*1e200: `1e200*g*1e200` is (0, inf).".to_owned())
    );
    // What is not used may be undefined.
    let mut run = own("theta = where(g > 1, ln(g), theta)", &bowl);
    assert_eq!(run.step().status.kind, StatusKind::Running);
    let saddle = json!({ "objective": { "expression": "x^3 + y" }, "start": [1, 2] });
    assert_eq!(failed("theta = theta - hinv(g)", saddle).0, StatusKind::SingularHessian);
    let root = json!({ "objective": { "expression": "sqrt(x)" }, "start": [1] });
    assert_eq!(failed("theta = theta - grad(theta - 2)", root).0, StatusKind::NotFinite);
    let mut run = own("theta = theta + 1e29*g/norm(g)", &bowl);
    assert_eq!(run.step_many(100).status.kind, StatusKind::Diverged);
}

#[test]
fn a_rule_has_limits() {
    let limit = |rule: &str| Rule::read(rule).unwrap_err().kind;
    let statements = |count: usize| "a = 1;".repeat(count - 1) + "theta = theta";
    assert!(Rule::read(&statements(MOST_STATEMENTS)).is_ok());
    assert_eq!(limit(&statements(MOST_STATEMENTS + 1)), ErrorKind::Limit);
    // Each summand is a number and an operation.
    let nodes = |count: usize| format!("theta = theta{}", "+1".repeat((count - 1) / 2));
    assert!(Rule::read(&nodes(MOST_SIZE - 1)).is_ok());
    assert_eq!(limit(&nodes(MOST_SIZE + 1)), ErrorKind::Limit);
    let asking = |count: usize| format!("theta = theta{}", "+grad(theta)".repeat(count));
    assert!(Rule::read(&asking(MOST_QUESTIONS)).is_ok());
    assert_eq!(limit(&asking(MOST_QUESTIONS + 1)), ErrorKind::Limit);
    assert_eq!(limit(&format!("theta = {}theta{}", "(".repeat(200), ")".repeat(200))), ErrorKind::Limit);
    assert_eq!(limit(&" ".repeat(20_000)), ErrorKind::Limit);
}

#[test]
fn a_specification_survives_json() {
    let text = spec("theta = theta - alpha*g", &json!({ "alpha": 0.001 }), &json!({})).to_string();
    let spec = RunSpec::from_json(&text).unwrap();
    assert_eq!(RunSpec::from_json(&spec.to_json()).unwrap(), spec);
}

/// Pieces of which rules, right and wrong ones, are made.
fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "theta", "θ", "g", "t", "n", "C", "v", "s", "alpha", "e", "pi", "=", "=", "=", ";", "\n", "+", "-",
        "*", "/", "^", "(", ")", ",", "|", "<", ">=", "#", "param ", "init ", " from ", " to ", " log",
        "dot(", "norm(", "sum(", "where(", "clip(", "max(", "grad(", "value(", "hv(", "hinv(", "sqrt(",
        "ln(", "0", "1", "2.5", "1e300", " ", "é",
    ])
}

/// An expression that is a vector, given those of a smaller depth.
fn vector() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec!["theta", "g", "v", "s"]).prop_map(str::to_owned);
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), prop::sample::select(vec!["+", "-", "*", "/", "^"]), inner.clone())
                .prop_map(|(a, op, b)| format!("({a}{op}{b})")),
            (
                prop::sample::select(vec![
                    "sqrt", "exp", "ln", "abs", "-", "grad", "hv", "hinv", "sin", "sign"
                ]),
                inner.clone()
            )
                .prop_map(|(f, a)| format!("{f}({a})")),
            (
                prop::sample::select(vec!["norm", "sum", "mean", "max", "value", "logsumexp"]),
                inner.clone(),
                inner.clone()
            )
                .prop_map(|(f, a, b)| format!("({f}({a})*{b})")),
            (inner.clone(), inner.clone(), inner)
                .prop_map(|(a, b, c)| format!("where({a} < t, {b}, clip({c}, -1, alpha))")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    /// Any text is a rule or an error with a place inside it.
    #[test]
    fn any_text_is_a_rule_or_an_error(pieces in prop::collection::vec(piece(), 0..40), any in "\\PC{0,40}") {
        for text in [pieces.concat(), any.clone(), format!("theta = {}", pieces.concat()), format!("theta = theta*{any}")] {
            match Rule::read(&text) {
                Ok(rule) => prop_assert!(rule.lines(&fallline_optim::pseudocode::Notation::default()).len() < 80),
                Err(error) => {
                    let span = error.span.filter(|span| text.get(span.start..span.end).is_some());
                    prop_assert!(span.is_some() || error.kind == ErrorKind::Limit, "{:?}: {:?}", text, error);
                }
            }
        }
    }

    /// Any rule steps, or says why it does not.
    #[test]
    fn any_rule_steps(v in vector(), theta in vector(), s in vector(), n in 1..4_usize) {
        let rule = format!("init v = g; init s = theta; v = {v}; theta = {theta}\n s = {s}");
        let expression = ["x^4 - x", "x^2 - y^3 + x y", "sqrt(1 + x^2) + y^2 z - ln(z)"][n - 1];
        let start = &[0.7, -1.3, 2.0][..n];
        let mut run = own(&rule, &json!({ "objective": { "expression": expression }, "start": start }));
        run.step_many(5);
        prop_assert!(run.theta().iter().all(|x| x.is_finite()));
        prop_assert!(!run.status().message.is_empty());
    }
}
