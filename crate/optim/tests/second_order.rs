//! Second-order methods against SciPy and NumPy; `reference/second_order.py` says how the trajectories were made.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;
use std::rc::Rc;

use common::{distance, run};
use fallline_optim::linear::{difference, dot};
use fallline_optim::optimizer::{Bfgs, Iteration, LBfgs, Optimizer, Pace};
use fallline_optim::oracle::GradientChain;
use fallline_optim::schedule::Constant;
use fallline_optim::search::{Names, Ray, Search};
use fallline_optim::{Oracle, RunSpec, Status};

fn recorded(name: &str) -> Vec<Vec<f64>> {
    let path = format!("{}/tests/reference/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}"))
        .lines()
        .map(|line| line.split(',').map(|x| x.parse().unwrap()).collect())
        .collect()
}

/// The largest relative difference of a run's iterates from the recorded ones.
fn compare(name: &str, objective: &str, rest: &str) -> f64 {
    let recorded = recorded(name);
    let mut run = run(&format!(r#"{{ "objective": {objective}, "start": {:?}, {rest} }}"#, recorded[0]));
    run.step_many(recorded.len() - 1);
    let ours: Vec<&[f64]> = run.trajectory().chunks(recorded[0].len()).collect();
    assert_eq!(ours.len(), recorded.len(), "{name}: {:?}", run.status());
    let largest = ours.iter().zip(&recorded).map(|(ours, theirs)| distance(ours, theirs)).fold(0.0, f64::max);
    println!("{name}: {} steps, {largest:.1e}", recorded.len() - 1);
    largest
}

fn chained(n: usize) -> String {
    let term = |i: usize| format!("(1 - x{i})^2 + 10 (x{} - x{i}^2)^2", i + 1);
    let terms: Vec<String> = (1..n).map(term).collect();
    format!(r#"{{ "expression": "{}" }}"#, terms.join(" + "))
}

const ROSENBROCK: &str = r#"{ "id": "rosenbrock" }"#;
const COSH: &str = r#"{ "expression": "cosh(x) + cosh(2y) + (x - y)^2/4" }"#;

macro_rules! agrees {
    ($($test:ident: $name:literal on $objective:expr, $least:literal steps within $tolerance:literal, $rest:literal;)*) => {$(
        #[test]
        fn $test() {
            assert!(recorded($name).len() > $least);
            let largest = compare($name, $objective, $rest);
            assert!(largest <= $tolerance, "{largest:e}");
        }
    )*};
}

agrees! {
    trust_region_with_steihaug: "trust-region-steihaug" on ROSENBROCK, 200 steps within 1e-10,
        r#""optimizer": { "id": "trust-region", "subproblem": "steihaug", "initialRadius": 0.01, "maxRadius": 0.02 }"#;
    trust_region_solved_exactly: "trust-region-exact" on ROSENBROCK, 150 steps within 1e-10,
        r#""optimizer": { "id": "trust-region", "initialRadius": 0.01, "maxRadius": 0.02 }"#;
    newton_cg: "newton-cg" on ROSENBROCK, 100 steps within 1e-10, r#""optimizer": { "id": "newton-cg" }, "search": { "id": "backtracking", "initialStep": 0.1 }"#;
    bfgs: "bfgs-damped" on ROSENBROCK, 100 steps within 1e-10,
        r#""optimizer": { "id": "bfgs" }, "search": { "id": "backtracking", "initialStep": 0.125 }"#;
    l_bfgs: "l-bfgs-damped" on COSH, 100 steps within 1e-10,
        r#""optimizer": { "id": "l-bfgs", "memory": 3 }, "search": { "id": "backtracking", "initialStep": 0.125 }"#;
    dfp: "dfp" on ROSENBROCK, 100 steps within 1e-10,
        r#""optimizer": { "id": "dfp" }, "search": { "id": "backtracking", "initialStep": 0.125 }"#;
    broyden_of_the_notes: "broyden-notes" on COSH, 15 steps within 1e-10,
        r#""optimizer": { "id": "broyden", "scale": 100 }, "schedule": { "id": "exponential", "decay": 0.97 }"#;
    broyden_good: "broyden-good" on COSH, 15 steps within 1e-10,
        r#""optimizer": { "id": "broyden", "form": "good", "scale": 100 }, "schedule": { "id": "exponential", "decay": 0.97 }"#;
    gauss_newton: "gauss-newton" on r#"{ "expression": "f(a, b, c) = (a exp(-b) + c - 3.7, a exp(-2b) + c - 2.2, a exp(-3b) + c - 2.1, a exp(-4b) + c - 1.3, a exp(-5b) + c - 1.6, a exp(-6b) + c - 0.9, a exp(-7b) + c - 1.2)", "reduce": "squares" }"#,
        100 steps within 1e-10,
        r#""optimizer": { "id": "gauss-newton" }, "search": { "id": "backtracking", "initialStep": 0.1 }"#;
    levenberg: "levenberg-marquardt-identity" on r#"{ "id": "rosenbrock-residuals" }"#, 100 steps within 1e-10,
        r#""optimizer": { "id": "levenberg-marquardt", "factor": 1.5 }"#;
    marquardt: "levenberg-marquardt-diagonal" on r#"{ "id": "rosenbrock-residuals" }"#, 100 steps within 1e-10,
        r#""optimizer": { "id": "levenberg-marquardt", "factor": 1.5, "scaling": "diagonal" }"#;
    adaptive_newton: "adaptive-newton" on COSH,
        100 steps within 1e-10, r#""optimizer": { "id": "adaptive-newton", "lipschitz": 1e5 }"#;
    fletcher_reeves: "conjugate-gradient-fletcher-reeves" on ROSENBROCK, 100 steps within 1e-10,
        r#""optimizer": { "id": "conjugate-gradient", "form": "fletcher-reeves", "restart": 5 }, "search": { "id": "backtracking", "initialStep": 0.0005 }"#;
    polak_ribiere: "conjugate-gradient-polak-ribiere" on ROSENBROCK, 100 steps within 1e-10,
        r#""optimizer": { "id": "conjugate-gradient", "form": "polak-ribiere", "restart": 5 }, "search": { "id": "backtracking", "initialStep": 0.0005 }"#;
    hestenes_stiefel: "conjugate-gradient-hestenes-stiefel" on ROSENBROCK, 100 steps within 1e-10,
        r#""optimizer": { "id": "conjugate-gradient", "form": "hestenes-stiefel", "restart": 5 }, "search": { "id": "backtracking", "initialStep": 0.0005 }"#;
}

/// A search that goes to the recorded point, as far as the direction leads there.
struct Following {
    target: Vec<f64>,
}

impl Search for Following {
    fn step_size(&self, _: &mut Oracle, ray: &Ray<'_>) -> Result<f64, Status> {
        let way = difference(&self.target, ray.theta);
        Ok(dot(ray.direction, &way) / dot(ray.direction, ray.direction))
    }

    fn formula(&self, _: &Names<'_>) -> Option<String> {
        None
    }
}

/// The largest relative difference from the recorded next point, where each step starts at the recorded point and
/// has the length that brings it closest.
fn follow<O: Optimizer>(name: &str, optimizer: &O, objective: &str) -> f64 {
    let points = recorded(name);
    let start = &points[0];
    let spec =
        format!(r#"{{ "objective": {objective}, "start": {start:?}, "optimizer": {{ "id": "bfgs" }} }}"#);
    let objective = RunSpec::from_json(&spec).unwrap().objective.build().unwrap();
    let mut oracle = Oracle::new(objective, GradientChain::default());
    let mut state = optimizer.init(start).unwrap();
    let mut largest = 0.0_f64;
    for (index, pair) in points.windows(2).enumerate() {
        let search = Rc::new(Following { target: pair[1].clone() });
        let pace = Pace { schedule: Rc::new(Constant), search };
        let at = Iteration { index, theta: &pair[0], pace: &pace, factor: 1.0, recorded: true };
        let (next, step) = optimizer.step(&mut oracle, &at, &state).unwrap();
        largest = largest.max(distance(&step.next, &pair[1]));
        state = next;
    }
    println!("{name}: {} steps, {largest:.1e}", points.len() - 1);
    assert!(points.len() > 40);
    largest
}

#[test]
fn bfgs_goes_where_scipys_goes() {
    let largest = follow("bfgs", &Bfgs { scale_first: false, scale: 1.0 }, &chained(10));
    assert!(largest <= 1e-10, "{largest:e}");
}

#[test]
fn l_bfgs_goes_where_scipys_goes() {
    let largest = follow("l-bfgs", &LBfgs { memory: 5.0, scaling: true }, &chained(10));
    assert!(largest <= 1e-10, "{largest:e}");
}

/// A system of 20 equations: SciPy's conjugate gradients, and n steps to the solution.
#[test]
fn linear_conjugate_gradients_are_scipys() {
    let n: i32 = 20;
    let mut terms = Vec::new();
    for i in 0..n {
        for j in 0..n {
            let (distance, diagonal) = (1 + (i - j).abs(), if i == j { i + 1 } else { 0 });
            terms.push(format!("(1/{distance} + {diagonal}) x{i} x{j}/2"));
        }
        terms.push(format!("{} x{i}", if i % 2 == 0 { -(i + 2) } else { i + 2 }));
    }
    let names: Vec<String> = (0..n).map(|i| format!("\"x{i}\"")).collect();
    let objective =
        format!(r#"{{ "expression": "{}", "variables": [{}] }}"#, terms.join(" + "), names.join(", "));
    for rest in [r#""search": { "id": "fixed" }"#, r#""search": { "id": "exact" }"#] {
        let optimizer = r#""optimizer": { "id": "conjugate-gradient", "form": "linear" }"#;
        let largest = compare("conjugate-gradient-linear", &objective, &format!("{optimizer}, {rest}"));
        assert!(largest <= 1e-10, "{largest:e}");
    }
}
