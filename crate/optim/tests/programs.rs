//! Runs written out as programs. `programs/digests.txt` tells of every program that `reference/programs.py` has run and
//! held against the run's iterates; the test fails where another program would be written now.
//!
//! `FALLLINE_WRITE_PROGRAMS=folder cargo test -p fallline-optim --test programs` writes programs, iterates and digests
//! there, which is what the script does before it runs them.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::fs;
use std::path::PathBuf;

use fallline_optim::export::{numpy, pytorch, rust};
use fallline_optim::{OPTIMIZERS, RULES, Run, RunSpec, SCHEDULES, SEARCHES};

const STEPS: usize = 20;

/// A name and a specification.
fn cases() -> Vec<(String, RunSpec)> {
    let mut cases = Vec::new();
    let mut case = |name: &str, objective: &str, start: &str, optimizer: &str, more: &str| {
        let json = format!(
            r#"{{ "objective": {objective}, "start": {start}, "optimizer": {{ {optimizer} }}{}{more} }}"#,
            if more.is_empty() { "" } else { ", " }
        );
        cases.push((
            name.to_owned(),
            RunSpec::from_json(&json).unwrap_or_else(|error| panic!("{json}: {error}")),
        ));
    };
    let rosenbrock = r#"{ "id": "rosenbrock" }"#;
    for info in OPTIMIZERS {
        let (objective, start) = match info.id {
            "secant" => (r#"{ "expression": "t^4 - 4t^3 - 2t^2 + 10t + 15" }"#, "[4.5]"),
            "gauss-newton" | "levenberg-marquardt" => (r#"{ "id": "rosenbrock-residuals" }"#, "[-1.2, 1]"),
            "adaptive-newton" => (r#"{ "expression": "exp(x) - x + exp(y) - 2y + x^2 y^2" }"#, "[1.5, 1]"),
            "newton" => (rosenbrock, "[-1.2, 1]"),
            "broyden" => (r#"{ "expression": "2x^2 + y^2 + x y + x" }"#, "[1, -0.5]"),
            _ => (r#"{ "id": "beale" }"#, "[1, 1]"),
        };
        case(info.id, objective, start, &format!(r#""id": "{}""#, info.id), "");
    }
    let himmelblau = r#"{ "id": "himmelblau" }"#;
    for info in SEARCHES {
        let search = format!(r#""search": {{ "id": "{}" }}"#, info.id);
        let rate = if info.id == "fixed" { r#", "learningRate": 0.01"# } else { "" };
        let optimizer = format!(r#""id": "gradient-descent"{rate}"#);
        case(&format!("search-{}", info.id), himmelblau, "[0, 0]", &optimizer, &search);
    }
    for info in SCHEDULES {
        let parameters = if info.id == "plateau" { r#", "patience": 1, "threshold": 0.5"# } else { "" };
        let schedule = format!(r#""schedule": {{ "id": "{}"{parameters} }}"#, info.id);
        let optimizer = r#""id": "adam", "learningRate": 0.2"#;
        case(&format!("schedule-{}", info.id), himmelblau, "[0, 0]", optimizer, &schedule);
    }
    for (name, optimizer) in [
        ("momentum-heavy-ball", r#""id": "momentum", "form": "heavy-ball", "learningRate": 0.01"#),
        ("adam-inside", r#""id": "adam", "epsilonInside": true, "biasCorrection": false"#),
        ("trust-region-steihaug", r#""id": "trust-region", "subproblem": "steihaug""#),
        ("broyden-good", r#""id": "broyden", "form": "good", "scale": 30"#),
        ("adahessian-hutchinson", r#""id": "adahessian", "diagonal": "hutchinson", "seed": 3"#),
        ("conjugate-gradient-linear", r#""id": "conjugate-gradient", "form": "linear""#),
        ("conjugate-gradient-hestenes-stiefel", r#""id": "conjugate-gradient", "form": "hestenes-stiefel""#),
        ("bfgs-scaled", r#""id": "bfgs", "scaleFirst": true"#),
        ("adaptive-newton-given", r#""id": "adaptive-newton", "lipschitz": 5"#),
    ] {
        let (objective, start) = match name {
            "conjugate-gradient-linear" => {
                (r#"{ "expression": "2x^2 + y^2 + 5z^2 + x y - y z - x" }"#, "[1, 2, -1]")
            }
            "adaptive-newton-given" => (r#"{ "expression": "exp(x) - x + y^2" }"#, "[1, 1]"),
            _ => (himmelblau, "[0.5, -0.5]"),
        };
        case(name, objective, start, optimizer, "");
    }
    let everything = "# All
param lambda = 0.02
init count = -1; init first = theta; init size = norm(g) + 1; init w = C
count = count + 1; é = -(theta - first)^2/size^-1 + t^2 - n
value_at = value(theta + 0.01*hv(g)) + mean(é) + sum(w*é) + dot(g - é, theta)
a = where(theta < 0.3, max(g, é, 0), clip(|é|, -1, lambda)) + where(count, pi, e)
b = (g > 0)*2 - (theta >= t) + logsumexp(g) + max(g) - min(theta) + 2^-theta - -lambda
w = w*0.5 + 0.1*ln(1 + a^2); np = tanh(value_at) + 0*b
theta = theta - lambda*tanh(grad(theta - 0.1*w)) - 1e-3*hinv(g)/(1 + t) + 1e-3*np + 1e-4*tanh(b*a)";
    let rules = RULES.iter().map(|example| (example.id, example.text)).chain([("everything", everything)]);
    for (id, rule) in rules {
        let optimizer = format!(r#""id": "own", "rule": {}"#, serde_json::to_string(rule).unwrap());
        let (objective, start) = if matches!(id, "newton" | "barzilai-borwein") {
            (rosenbrock, "[-1.2, 1]")
        } else {
            (himmelblau, "[0.5, -0.5]")
        };
        case(&format!("rule-{id}"), objective, start, &optimizer, "");
    }
    let chain = r#""clip": 2, "clipValue": 1.5, "weightDecay": 0.1"#;
    case("chain", himmelblau, "[0, 0]", r#""id": "adam""#, chain);
    let stop = r#""stop": { "gradientNorm": 1e-3, "relativeImprovement": 1e-9, "stepNorm": 1e-9, "maxIterations": 12 }"#;
    case("stop", himmelblau, "[3.5, 2.5]", r#""id": "newton""#, stop);
    for (name, id, values, changes) in [
        (
            "momentum",
            "momentum",
            r#""form": "heavy-ball", "learningRate": 0.01"#,
            r#"{ "iteration": 5, "optimizer": { "id": "momentum", "learningRate": 0.005 } }, { "iteration": 9, "optimizer": { "id": "momentum", "beta": 0.5 } }"#,
        ),
        (
            "adam",
            "adam",
            r#""learningRate": 0.2"#,
            r#"{ "iteration": 10, "optimizer": { "id": "adam", "learningRate": 0.1, "beta": 0.8 } }"#,
        ),
        (
            "l-bfgs",
            "l-bfgs",
            r#""memory": 5"#,
            r#"{ "iteration": 4, "optimizer": { "id": "l-bfgs", "memory": 1 }, "search": { "id": "strong-wolfe", "beta": 0.2 } }"#,
        ),
        (
            "trust-region",
            "trust-region",
            r#""eta": 0.1"#,
            r#"{ "iteration": 2, "optimizer": { "id": "trust-region", "maxRadius": 0.05 } }"#,
        ),
    ] {
        let changes = format!(r#""changes": [{changes}]"#);
        case(
            &format!("changed-{name}"),
            himmelblau,
            "[0.5, -0.5]",
            &format!(r#""id": "{id}", {values}"#),
            &changes,
        );
    }
    let changes = r#""schedule": { "id": "exponential", "decay": 0.9 }, "changes": [{ "iteration": 7, "schedule": { "id": "exponential", "decay": 0.99 } }]"#;
    case("changed-schedule", himmelblau, "[0, 0]", r#""id": "adam", "learningRate": 0.2"#, changes);
    for (name, gradient) in [
        ("sample", r#"{ "kind": "sample", "seed": 5 }"#),
        ("mini-batch", r#"{ "kind": "mini-batch", "batch": 16, "seed": 2 }"#),
        ("replacement", r#"{ "kind": "mini-batch", "batch": 4, "replacement": true, "seed": 1 }"#),
    ] {
        let more = format!(r#""gradient": {gradient}, "weightDecay": 0.01"#);
        let optimizer = r#""id": "momentum", "learningRate": 0.01"#;
        case(&format!("data-{name}"), r#"{ "id": "linear-regression" }"#, "[1, 1]", optimizer, &more);
    }
    case("data-newton", r#"{ "id": "logistic-regression" }"#, "[0, 0]", r#""id": "newton""#, "");
    case("data-residuals", r#"{ "id": "exponential-rise" }"#, "[250, 5e-4]", r#""id": "gauss-newton""#, "");
    let sum = r#"{ "expression": "(a (x - 1)^2, (y + 2)^2, (x + y)^4, sin(x) y)", "reduce": "mean", "parameters": { "a": 3 } }"#;
    let drawn = r#""gradient": { "kind": "mini-batch", "batch": 2, "seed": 9 }"#;
    case("outputs", sum, "[0.5, 0.5]", r#""id": "adam""#, drawn);
    let functions = "sin(x) + cos(y) tan(x/4) + asin(x/9) + acos(y/9) + atan(x y) + atan2(y + 9, x + 9) + sinh(x/3) + cosh(y/3) + tanh(x) + exp(-y) + ln(x + 9) + log2(y + 9) + log10(x + 9) + sqrt(x + 9) + cbrt(y - 9) + abs(x - 9) + sign(y) + min(x, y - 9) + max(x, y - 9) + sigmoid(y) + softplus(x) + relu(y + 9) + erf(x) + (x + 9)^(y/9) + logsumexp(x, y, 1) + pi e";
    let functions = format!(r#"{{ "expression": "{functions}" }}"#);
    case("functions", &functions, "[0.3, -0.4]", r#""id": "adam""#, "");
    case("functions-newton", &functions, "[0.3, -0.4]", r#""id": "newton""#, "");
    cases
}

/// FNV-1a, 64 bits: enough to see a change.
fn digest(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[test]
fn programs_are_the_ones_that_were_run() {
    let mut files = Vec::new();
    let mut iterates = Vec::new();
    for (name, spec) in cases() {
        let program = numpy(&spec, STEPS).unwrap_or_else(|error| panic!("{name}: {error}"));
        files.push((format!("{name}.py"), program));
        files.extend(pytorch(&spec, STEPS).ok().map(|program| (format!("{name}.torch.py"), program)));
        let mut run = Run::new(spec).unwrap();
        run.step_many(STEPS);
        iterates.push((format!("{name}.csv"), run.to_csv()));
    }
    let digests: String =
        files.iter().map(|(name, program)| format!("{name} {:016x}\n", digest(program))).collect();
    if let Some(folder) = std::env::var_os("FALLLINE_WRITE_PROGRAMS").map(PathBuf::from) {
        let digests = ("digests.txt".to_owned(), digests.clone());
        for (name, text) in files.iter().chain(&iterates).chain([&digests]) {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let known = include_str!("programs/digests.txt");
    let changed: Vec<&str> =
        digests.lines().filter(|line| known.lines().all(|known| known != *line)).collect();
    assert!(changed.is_empty(), "no one has run {changed:?}: see reference/programs.py");
    assert_eq!(known.lines().count(), digests.lines().count());
    assert!(files.iter().filter(|(name, _)| name.ends_with(".torch.py")).count() > 20);
}

#[test]
fn a_program_in_rust_compiles() {
    let json =
        r##"{ "objective": { "expression": "x^2 + y^4" }, "start": [1, 2], "optimizer": { "id": "adam" } }"##;
    let written = rust(&RunSpec::from_json(json).unwrap(), STEPS).unwrap();
    assert_eq!(written, include_str!("programs/program.rs"));
}

/// It is part of this test.
#[allow(dead_code, clippy::print_stdout, reason = "compiled only")]
#[path = "programs/program.rs"]
mod program;

#[test]
fn what_cannot_be_written_out_is_told() {
    let refusal = |optimizer: &str, more: &str| {
        let json = format!(
            r#"{{ "objective": {{ "expression": "x^2 + y^4" }}, "start": [1, 2], "optimizer": {{ {optimizer} }} {more} }}"#
        );
        pytorch(&RunSpec::from_json(&json).unwrap(), STEPS).unwrap_err().message
    };
    assert!(refusal(r#""id": "newton""#, "").contains("PyTorch has no optimizer that makes these steps"));
    assert!(refusal(r#""id": "adam", "epsilonInside": true"#, "").contains("outside the root"));
    assert!(refusal(r#""id": "adadelta", "rho": 0.5"#, "").contains("same weight"));
    let search = r#", "search": { "id": "exact" }"#;
    assert!(refusal(r#""id": "gradient-descent""#, search).contains("no search like `exact`"));
}
