//! Every way a run can stand, by name.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{NEWTON, catalogue, run, typed};
use fallline_optim::{Run, StatusKind};

const DESCENT: &str = r#"{ "id": "gradient-descent", "learningRate": 0.1 }"#;

fn stopping(objective: &str, start: &str, optimizer: &str, rule: &str) -> Run {
    let mut run = run(&format!(
        r#"{{ "objective": {{ "expression": "{objective}" }}, "start": {start}, "optimizer": {optimizer}, "stop": {{ {rule} }} }}"#
    ));
    run.step_many(100_000);
    run
}

/// At its end a run shows the same and does not move.
fn assert_ended(run: &mut Run, kind: StatusKind, words: &[&str]) {
    assert_eq!(run.status().kind, kind, "{:?}", run.status());
    for word in words {
        assert!(run.status().message.contains(word), "`{word}`: {:?}", run.status());
    }
    assert!(run.is_ended());
    let (record, trajectory, rows) = (run.record().clone(), run.trajectory().to_vec(), run.rows().to_vec());
    assert_eq!(*run.step(), record);
    assert_eq!(*run.step_many(10), record);
    assert_eq!((run.trajectory(), run.rows()), (trajectory.as_slice(), rows.as_slice()));
}

#[test]
fn at_the_start_a_run_is_ready() {
    let run = typed("x^2", &[1.0], NEWTON);
    assert_eq!(run.status().kind, StatusKind::Ready);
    assert_eq!((run.iteration(), run.record().iteration), (0, 0));
    assert!(run.record().lines.iter().all(|line| line.value.is_none()));
    assert!(!run.is_ended());
}

#[test]
fn the_gradients_rule_ends_with_the_kind_of_point() {
    for (objective, start, kind) in [
        ("x^2 + y^2", "[1, 1]", StatusKind::Minimum),
        ("-x^2 - y^2", "[1, 1]", StatusKind::Maximum),
        ("x^2 - y^2", "[1, 1]", StatusKind::Saddle),
    ] {
        let mut run = stopping(objective, start, NEWTON, r#""gradientNorm": 1e-6"#);
        assert_eq!(run.iteration(), 1);
        assert_ended(&mut run, kind, &["eigenvalues"]);
    }
    let mut run = stopping("x^4", "[1]", DESCENT, r#""gradientNorm": 1e-6"#);
    assert_ended(&mut run, StatusKind::Minimum, &["gradient"]);
    let [.., before, last] = run.rows() else { panic!() };
    assert!(before.gradient_norm >= Some(1e-6) && last.gradient_norm < Some(1e-6));
    // x + y has a line of minima where it is squared: the Hessian does not tell.
    let mut run = stopping("(x + y)^2", "[1, 1]", DESCENT, r#""gradientNorm": 1e-6"#);
    assert_ended(&mut run, StatusKind::Stationary, &["does not tell"]);
}

#[test]
fn without_a_rule_a_stationary_point_is_told_but_does_not_end_the_run() {
    let mut run = typed("x^2 + y^2", &[1.0, 1.0], NEWTON);
    for _ in 0..5 {
        assert_eq!(run.step().status.kind, StatusKind::Minimum);
    }
    assert!(!run.is_ended());
    assert_eq!(run.iteration(), 5);
}

#[test]
fn improvement_rules_stop() {
    // On x²/2 with rate 0.1 the value falls by the factor 0.81 a step.
    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""absoluteImprovement": 1e-3"#);
    assert_ended(&mut run, StatusKind::Stopped, &["absoluteImprovement"]);
    let [.., a, b, c] = run.rows() else { panic!() };
    assert!((a.value - b.value).abs() >= 1e-3 && (b.value - c.value).abs() < 1e-3);

    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""relativeImprovement": 0.2"#);
    assert_ended(&mut run, StatusKind::Stopped, &["relativeImprovement"]);
    assert_eq!(run.iteration(), 1);
    let run = stopping("x^2/2", "[1]", DESCENT, r#""relativeImprovement": 0.18, "maxIterations": 50"#);
    assert_eq!(run.status().kind, StatusKind::MaxIterations);
}

#[test]
fn the_steps_rule_stops() {
    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""stepNorm": 1e-3"#);
    assert_ended(&mut run, StatusKind::Stopped, &["stepNorm"]);
    let theta = run.trajectory();
    let step = |k: usize| (theta[k] - theta[k - 1]).abs();
    assert!(step(theta.len() - 1) < 1e-3 && step(theta.len() - 2) >= 1e-3);
}

#[test]
fn the_iterations_rule_stops() {
    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""maxIterations": 7"#);
    assert_eq!(run.iteration(), 7);
    assert_ended(&mut run, StatusKind::MaxIterations, &["7"]);
    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""maxIterations": 0"#);
    assert_eq!(run.iteration(), 0);
    assert_ended(&mut run, StatusKind::MaxIterations, &["0"]);
}

/// The gradient that a rule asks at the next point is the one that the next step needs.
#[test]
fn a_rules_question_is_not_counted_twice() {
    let mut run = stopping("x^2/2", "[1]", DESCENT, r#""gradientNorm": 1e-30, "maxIterations": 10"#);
    assert_eq!(run.record().counts.gradient, 11);
    assert_eq!(run.record().counts.value, 0);
    run.back();
    assert_eq!(run.record().counts.gradient, 10);
    let run = stopping("x^2/2", "[1]", DESCENT, r#""absoluteImprovement": 1e-30, "maxIterations": 10"#);
    assert_eq!((run.record().counts.value, run.record().counts.gradient), (11, 10));
    let run = stopping("x^2/2", "[1]", DESCENT, r#""maxIterations": 10"#);
    assert_eq!((run.record().counts.value, run.record().counts.gradient), (0, 10));
}

#[test]
fn growth_without_bound_is_divergence() {
    let mut run = catalogue("unbounded", &[1.5], DESCENT);
    run.step_many(1000);
    assert_ended(&mut run, StatusKind::Diverged, &["1e30"]);
    // A step that overflows at once.
    let mut run = typed("x^100", &[10.0], r#"{ "id": "gradient-descent", "learningRate": 1e300 }"#);
    run.step();
    assert_eq!(run.iteration(), 0);
    assert_ended(&mut run, StatusKind::Diverged, &["overflows"]);
}

#[test]
fn a_point_outside_the_domain_is_named_with_its_sub_expression() {
    let mut run = typed("x + 2 ln(x)", &[3.0], r#"{ "id": "gradient-descent", "learningRate": 1 }"#);
    run.step_many(5);
    let theta = run.theta().to_vec();
    assert_ended(&mut run, StatusKind::NotFinite, &["ln(x)"]);
    assert_eq!((run.theta(), run.record().next_theta.as_slice()), (theta.as_slice(), theta.as_slice()));
}

#[test]
fn a_quantity_that_overflows_is_named() {
    let mut run = typed("1e200 x", &[1.0], r#"{ "id": "adam" }"#);
    run.step();
    assert_ended(&mut run, StatusKind::NotFinite, &["quantity s"]);
}

#[test]
fn a_singular_hessian_is_named() {
    let mut run = typed("x^3 + x", &[0.0], NEWTON);
    run.step();
    assert_ended(&mut run, StatusKind::SingularHessian, &["singular", "0"]);
    let mut run = typed("(x + y)^2 + x", &[1.0, 2.0], NEWTON);
    run.step();
    assert_ended(&mut run, StatusKind::SingularHessian, &["singular"]);
}

#[test]
fn a_flat_chord_is_named() {
    let mut run = typed("x^3/3", &[-1.0], r#"{ "id": "secant", "secondStart": 1 }"#);
    run.step_many(2);
    assert_eq!(run.iteration(), 1);
    assert_ended(&mut run, StatusKind::SingularHessian, &["flat"]);
}

#[test]
fn newton_tells_where_it_heads() {
    let mut run = catalogue("himmelblau", &[0.0, 2.7], NEWTON);
    let record = run.step();
    assert_eq!(record.status.kind, StatusKind::IndefiniteHessian);
    assert!(record.status.message.contains("a saddle"), "{}", record.status.message);
    assert_eq!(run.step_many(10).status.kind, StatusKind::Saddle);
}

#[test]
fn a_search_refuses_a_direction_of_ascent() {
    let mut run =
        run(r#"{ "objective": { "id": "quartic" }, "start": [1.7], "optimizer": { "id": "newton" },
             "search": { "id": "backtracking" } }"#);
    run.step();
    assert_ended(&mut run, StatusKind::NotADescentDirection, &["slope"]);
}

#[test]
fn a_search_that_finds_nothing_says_so_and_shows_its_trials() {
    // At the kink the convention for max gives the slope -1, yet the function rises to both sides.
    let mut run = run(
        r#"{ "objective": { "expression": "max(x, -3x)" }, "start": [0], "optimizer": { "id": "gradient-descent" },
             "search": { "id": "backtracking" } }"#,
    );
    run.step();
    assert_ended(&mut run, StatusKind::LineSearchFailed, &["Armijo"]);
    let record = run.record();
    assert!(record.probes.len() > 10 && record.probes.iter().all(|probe| !probe.accepted));
    assert!(record.counts.value > 10);
}

/// At a minimum no step lowers the value beyond rounding: that is told as the minimum it is.
#[test]
fn a_search_that_ends_at_a_minimum_tells_the_minimum() {
    let mut run = run(
        r#"{ "objective": { "expression": "cosh(x) + x" }, "start": [2], "optimizer": { "id": "newton" },
             "search": { "id": "backtracking" } }"#,
    );
    run.step_many(100);
    assert_eq!(run.status().kind, StatusKind::Minimum, "{:?}", run.status());
}

#[test]
fn a_step_that_moves_nothing_is_stalled() {
    let mut run = typed("x^2", &[1.0], r#"{ "id": "gradient-descent", "learningRate": 1e-30 }"#);
    let status = &run.step().status;
    assert_eq!(status.kind, StatusKind::Stalled);
    assert!(status.message.contains('2'), "{}", status.message);
    assert!(!run.is_ended());
}

/// MEDL figure 4.2: at the fixed rate 0.005 the descent ends in a 2-cycle.
#[test]
fn a_cycle_is_told_to_rounding() {
    let mut run =
        catalogue("rosenbrock", &[0.2, -0.2], r#"{ "id": "gradient-descent", "learningRate": 0.005 }"#);
    assert_eq!(run.step_many(10_000).status.kind, StatusKind::Cycle);
}
