//! What second-order methods promise: their equations, orders of convergence, and failures by name.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{catalogue, order, run, typed};
use fallline_autodiff::math;
use fallline_optim::linear::{add_scaled, difference, dot, multiply, norm};
use fallline_optim::record::{Model, Quantity, StepRecord};
use fallline_optim::{Run, StatusKind};

const COSH: &str = "cosh(x) + cosh(2y) + (x - y)^2/4";

/// A run with more of the specification.
fn with(expression: &str, start: &[f64], optimizer: &str, rest: &str) -> Run {
    run(&format!(
        r#"{{ "objective": {{ "expression": "{expression}" }}, "start": {start:?}, "optimizer": {optimizer}, {rest} }}"#
    ))
}

fn squares(expression: &str, start: &[f64], optimizer: &str) -> Run {
    run(&format!(
        r#"{{ "objective": {{ "expression": "{expression}", "reduce": "squares" }}, "start": {start:?}, "optimizer": {optimizer} }}"#
    ))
}

fn refused(spec: &str) -> String {
    Run::from_json(spec).err().unwrap_or_else(|| panic!("not refused: {spec}")).message
}

fn vector(record: &StepRecord, symbol: &str) -> Vec<f64> {
    match &record.lines.iter().find(|line| line.symbol == symbol).unwrap().value {
        Some(Quantity::Vector(v)) => v.clone(),
        Some(Quantity::Scalar(x)) => vec![*x],
        other => panic!("{symbol}: {other:?}"),
    }
}

fn state(record: &StepRecord, symbol: &str) -> Vec<f64> {
    match &record.state.iter().find(|entry| entry.symbol == symbol).unwrap().value {
        Quantity::Matrix(rows) => rows.concat(),
        Quantity::Vector(v) => v.clone(),
        Quantity::Scalar(x) => vec![*x],
    }
}

fn model(record: &StepRecord) -> (Vec<f64>, Option<f64>) {
    match record.model.as_ref().unwrap() {
        Model::Quadratic { matrix, radius, .. } => (matrix.concat(), *radius),
        other => panic!("{other:?}"),
    }
}

fn assert_close(a: &[f64], b: &[f64], tolerance: f64) {
    let apart = norm(&difference(a, b));
    assert!(apart <= tolerance * norm(b).max(1.0), "{a:?} and {b:?}");
}

fn assert_ended(run: &Run, kind: StatusKind, words: &[&str]) {
    assert_eq!(run.status().kind, kind, "{:?}", run.status());
    assert!(run.is_ended());
    for word in words {
        assert!(run.status().message.contains(word), "`{word}`: {:?}", run.status());
    }
}

/// MEDL (4.63): an updated matrix maps the last change of the gradient to the last step, and the model's minimum is
/// where the direction leads.
#[test]
fn quasi_newton_matrices_keep_the_secant_equation() {
    for id in ["bfgs", "dfp", "l-bfgs"] {
        let mut run = typed(COSH, &[3.0, -1.0], &format!(r#"{{ "id": "{id}" }}"#));
        for _ in 0..6 {
            let record = run.step().clone();
            assert_close(
                &multiply(&model(&record).0, &record.direction),
                &multiply(&[-1.0, 0.0, 0.0, -1.0], &record.gradient),
                1e-9,
            );
            if id == "l-bfgs" {
                let newest = |symbol| state(&record, symbol)[2 * record.iteration..].to_vec();
                assert_close(&newest("S"), &vector(&record, "s"), 0.0);
                assert_close(&newest("Y"), &vector(&record, "y"), 0.0);
            } else {
                assert_close(
                    &multiply(&state(&record, "B"), &vector(&record, "y")),
                    &vector(&record, "s"),
                    1e-9,
                );
            }
        }
    }
}

/// PBDL's formula keeps the secant condition H s = y after full steps; after others only the good update does.
#[test]
fn broydens_update_keeps_the_secant_condition_after_full_steps() {
    for (form, length, keeps) in
        [("notes", 1.0, true), ("good", 1.0, true), ("notes", 0.5, false), ("good", 0.5, true)]
    {
        let optimizer = format!(r#"{{ "id": "broyden", "form": "{form}", "scale": 20 }}"#);
        let search = format!(r#""search": {{ "id": "backtracking", "initialStep": {length} }}"#);
        let mut run = with(COSH, &[3.0, -1.0], &optimizer, &search);
        let record = run.step().clone();
        assert_eq!(record.step_size, length);
        let y = difference(&vector(&record, "g_next"), &record.gradient);
        let error = norm(&difference(&multiply(&state(&record, "H"), &vector(&record, "s")), &y)) / norm(&y);
        assert_eq!(error < 1e-12, keeps, "{form} {length}: {error:e}");
    }
}

/// L-BFGS keeps its m last pairs and no more.
#[test]
fn the_memory_of_l_bfgs_is_limited() {
    let mut run = catalogue("rosenbrock", &[-1.2, 1.0], r#"{ "id": "l-bfgs", "memory": 4 }"#);
    for k in 1..20 {
        let pairs = state(run.step(), "S").len() / 2;
        assert!(pairs <= 4.min(k), "{k}: {pairs}");
    }
    assert_eq!(state(run.record(), "S").len(), 8);
}

/// (12): with the estimated constant the bound holds at every step, and the objective falls.
#[test]
fn the_cubic_bound_holds_at_the_steps_of_adaptive_newton() {
    let mut run = catalogue("rosenbrock", &[-1.2, 1.0], r#"{ "id": "adaptive-newton" }"#);
    let mut damped = 0;
    while run.status().kind != StatusKind::Minimum {
        let record = run.step().clone();
        let [epsilon, lipschitz] = ["epsilon", "L"].map(|symbol| vector(&record, symbol)[0]);
        let lambda = record.step_size;
        let cubic = lambda * lambda * lambda * lipschitz * epsilon * epsilon.sqrt() / 6.0;
        let bound = record.value - lambda * epsilon + 0.5 * lambda * lambda * epsilon + cubic;
        assert!(record.next_value <= bound + 1e-14 * record.value, "{record:?}");
        assert!(record.next_value < record.value || record.status.kind == StatusKind::Minimum);
        let (last, rejected) = record.probes.split_last().unwrap();
        assert!(last.accepted && last.step_size == lambda && rejected.iter().all(|probe| !probe.accepted));
        damped += usize::from(lambda < 0.9);
        assert!(run.iteration() < 60);
    }
    assert!(damped > 3, "{damped}");
}

/// The errors of a run that ends at the origin.
fn errors(mut run: Run, steps: usize) -> Vec<f64> {
    run.step_many(steps);
    let n = run.theta().len();
    let errors: Vec<f64> = run.trajectory().chunks(n).map(norm).collect();
    errors.into_iter().take_while(|&error| error > 1e-13).collect()
}

#[test]
fn methods_with_the_hessian_have_order_two() {
    // With a third derivative at the minimum, so that the order is not above 2 by symmetry.
    let objective = "cosh(x) + cosh(2y) + (x - y)^2/4 + (x + y)^3/5";
    for optimizer in [
        r#"{ "id": "newton" }"#,
        r#"{ "id": "adaptive-newton", "lipschitz": 0.1 }"#,
        r#"{ "id": "trust-region" }"#,
        r#"{ "id": "newton-cg", "forcing": "linear" }"#,
    ] {
        let errors = errors(typed(objective, &[0.6, 0.5], optimizer), 30);
        let measured = order(&errors);
        assert!((measured - 2.0).abs() < 0.1, "{optimizer}: {measured} {errors:?}");
    }
}

/// Superlinear: the quotients of consecutive errors tend to 0.
#[test]
fn quasi_newton_methods_are_superlinear() {
    for (id, steps) in [("bfgs", 40), ("dfp", 60), ("l-bfgs", 40)] {
        let errors = errors(typed(COSH, &[3.0, -1.0], &format!(r#"{{ "id": "{id}" }}"#)), steps);
        let quotients: Vec<f64> = errors.windows(2).map(|pair| pair[1] / pair[0]).collect();
        let mean = |quotients: &[f64]| math::cbrt(quotients.iter().product());
        let (before, last) = quotients.split_at(quotients.len() - 3);
        let (early, late) = (mean(&before[before.len() - 3..]), mean(last));
        assert!(late < 0.05 && late < 0.5 * early, "{id}: {early} {late} {quotients:?}");
    }
}

/// MEDL 4.5: d iterations for dimension d.
#[test]
fn conjugate_gradients_need_as_many_steps_as_variables() {
    for d in 1..=8 {
        let terms: Vec<String> = (1..=d)
            .map(|i| {
                format!(
                    "{i} x{i}^2 + x{i}{}",
                    if i < d { format!(" + x{i} x{}", i + 1) } else { String::new() }
                )
            })
            .collect();
        let start: Vec<f64> = (0..d).map(|i| f64::from(i * i % 5) - 1.5).collect();
        for form in ["linear", "fletcher-reeves", "polak-ribiere", "hestenes-stiefel"] {
            let optimizer = format!(r#"{{ "id": "conjugate-gradient", "form": "{form}" }}"#);
            let mut run = typed(&terms.join(" + "), &start, &optimizer);
            for k in 1..=d {
                let status = run.step().status.kind;
                assert_eq!(status == StatusKind::Minimum, k == d, "{form}, {d}: step {k} {:?}", run.status());
            }
        }
    }
}

/// Consecutive directions are conjugate: dᵀH d₋ = 0.
#[test]
fn linear_conjugate_gradients_have_conjugate_directions() {
    let hessian = [4.0, 1.0, 0.0, 1.0, 2.0, -1.0, 0.0, -1.0, 10.0];
    let optimizer = r#"{ "id": "conjugate-gradient", "form": "linear" }"#;
    let mut run = typed("2x^2 + y^2 + 5z^2 + x y - y z - x", &[1.0, 2.0, -1.0], optimizer);
    let directions: Vec<Vec<f64>> = (0..3).map(|_| run.step().direction.clone()).collect();
    for (a, b) in [(0, 1), (1, 2), (0, 2)] {
        let product = dot(&directions[a], &multiply(&hessian, &directions[b]));
        assert!(product.abs() < 1e-12, "{a} {b}: {product:e}");
    }
}

/// With vanishing residuals Gauss-Newton has order 2; with others it does not.
#[test]
fn gauss_newton_has_order_two_without_residuals() {
    let gauss_newton = r#"{ "id": "gauss-newton" }"#;
    let errors = errors(squares("(exp(x) - 1 + y, sin(y) + x^2, x - 2y)", &[0.4, 0.3], gauss_newton), 20);
    let measured = order(&errors);
    assert!((measured - 2.0).abs() < 0.2, "{measured} {errors:?}");
    // (x + 1)² + (x²/2 + x - 1)² has its minimum at 0, where C″ is 2 and 2 JᵀJ is 4: the rate is 1 - 2/4.
    let mut run = squares("(x + 1, x^2/2 + x - 1)", &[0.5], gauss_newton);
    run.step_many(20);
    let theta = run.trajectory();
    assert!((theta[20] / theta[19] - 0.5).abs() < 1e-4, "{theta:?}");
}

#[test]
fn the_models_of_least_squares_are_two_j_transposed_j() {
    for id in ["gauss-newton", "levenberg-marquardt"] {
        let mut run = squares("(1 - x, 10 (y - x^2))", &[0.5, 2.0], &format!(r#"{{ "id": "{id}" }}"#));
        // J has the rows (-1, 0) and (-10, 10) at x = 0.5.
        assert_eq!(model(run.step()).0, [202.0, -200.0, -200.0, 200.0]);
    }
}

#[test]
fn trust_regions_shrink_where_the_model_fails_and_the_iterate_stays() {
    let mut run = typed("sin(3x) + x^2/10", &[0.9], r#"{ "id": "trust-region", "initialRadius": 3 }"#);
    let mut rejected = 0;
    let mut radius = 3.0;
    for _ in 0..12 {
        let record = run.step().clone();
        assert_eq!(model(&record).1, Some(radius));
        radius = state(&record, "Delta")[0];
        if record.status.kind == StatusKind::StepRejected {
            assert_eq!((record.next_theta.as_slice(), record.step_size), (record.theta.as_slice(), 0.0));
            assert!(!record.probes[0].accepted && norm(&record.direction) > 0.0);
            assert_eq!(radius, 0.25 * model(&record).1.unwrap());
            rejected += 1;
        }
    }
    assert!(rejected > 0);
    assert_eq!(run.status().kind, StatusKind::Minimum);
}

/// A rejected step moves nothing, and is no reason to stop.
#[test]
fn stop_rules_wait_for_a_step_that_is_taken() {
    let mut run = with(
        "sin(3x) + x^2/10",
        &[0.9],
        r#"{ "id": "trust-region", "initialRadius": 3 }"#,
        r#""stop": { "stepNorm": 1e-9, "relativeImprovement": 1e-12, "maxIterations": 40 }"#,
    );
    assert_eq!(run.step().status.kind, StatusKind::StepRejected);
    assert!(!run.is_ended());
    run.step_many(40);
    assert_ended(&run, StatusKind::Stopped, &[]);
    let mut run = with(
        "sin(3x) + x^2/10",
        &[0.9],
        r#"{ "id": "trust-region", "initialRadius": 3 }"#,
        r#""stop": { "maxIterations": 1 }"#,
    );
    run.step();
    assert_ended(&run, StatusKind::MaxIterations, &["1"]);
}

#[test]
fn levenberg_marquardt_rejects_a_step_that_rises() {
    let mut run =
        squares("(10 (y - x^2), 1 - x)", &[-1.2, 1.0], r#"{ "id": "levenberg-marquardt", "damping": 1e-8 }"#);
    let record = run.step().clone();
    assert_eq!(record.status.kind, StatusKind::StepRejected);
    assert_eq!((record.next_theta.as_slice(), state(&record, "mu")[0]), (record.theta.as_slice(), 1e-7));
    assert_eq!(run.step_many(200).status.kind, StatusKind::Minimum);
}

#[test]
fn a_rank_deficient_jacobian_is_named() {
    let mut run = squares("(x + y - 1, 2x + 2y - 3)", &[4.0, 1.0], r#"{ "id": "gauss-newton" }"#);
    run.step();
    assert_ended(&run, StatusKind::RankDeficientJacobian, &["full rank"]);
    // Fewer residuals than variables.
    let mut run = squares("(x y - 1)", &[4.0, 1.0], r#"{ "id": "gauss-newton" }"#);
    run.step();
    assert_ended(&run, StatusKind::RankDeficientJacobian, &["full rank"]);
    // The damping makes the step unique, and it is said.
    let damped = r#"{ "id": "levenberg-marquardt" }"#;
    let mut run = squares("(x + y - 1, 2x + 2y - 3)", &[4.0, 1.0], damped);
    assert_eq!(run.step().status.kind, StatusKind::RankDeficientJacobian);
    assert!(!run.is_ended() && run.record().next_value < run.record().value);
    // In proportion to a diagonal entry of 0 there is no damping.
    let scaled = r#"{ "id": "levenberg-marquardt", "scaling": "diagonal" }"#;
    let mut run = squares("(x - 1, x^2 + 0 y)", &[4.0, 1.0], scaled);
    run.step();
    assert_ended(&run, StatusKind::RankDeficientJacobian, &["damping"]);
}

#[test]
fn a_broken_curvature_condition_leaves_the_matrix() {
    for id in ["bfgs", "dfp", "l-bfgs"] {
        // Between the maximum and the inflection of a sine the gradient grows along the descent.
        let mut run =
            with("-cos(x)", &[2.9], &format!(r#"{{ "id": "{id}" }}"#), r#""search": { "id": "fixed" }"#);
        let before = run.record().state.clone();
        let record = run.step();
        assert_eq!(record.status.kind, StatusKind::CurvatureConditionBroken, "{:?}", record.status);
        assert!(record.status.message.contains("stays"));
        assert_eq!(record.state, before);
        assert!(!run.is_ended());
        assert_eq!(run.step_many(30).status.kind, StatusKind::Minimum);
    }
}

#[test]
fn singular_and_indefinite_hessians_are_named() {
    let mut run = typed("x^3 + x", &[0.0], r#"{ "id": "adaptive-newton" }"#);
    run.step();
    assert_ended(&run, StatusKind::SingularHessian, &["singular"]);
    let mut run = typed("x^2 - y^2", &[1.0, 1.0], r#"{ "id": "adaptive-newton" }"#);
    run.step();
    assert_ended(&run, StatusKind::IndefiniteHessian, &["a saddle"]);
    let mut run = typed("-x^2 - y^2", &[1.0, 1.0], r#"{ "id": "adaptive-newton" }"#);
    run.step();
    assert_ended(&run, StatusKind::NegativeDefiniteHessian, &["a maximum"]);
    // From 2 the step -C' = -4 leads to the same slope: the chord is flat, and H = 1 + 4/(-4).
    let mut run = typed("x^3/3", &[2.0], r#"{ "id": "broyden" }"#);
    run.step_many(2);
    assert_eq!(run.iteration(), 1);
    assert_ended(&run, StatusKind::SingularHessian, &["singular"]);
}

#[test]
fn negative_curvature_is_told() {
    let mut run = typed("x^4/4 - x^2/2 + y^2", &[0.2, 1.0], r#"{ "id": "newton-cg" }"#);
    let kinds: Vec<StatusKind> = (0..20).map(|_| run.step().status.kind).collect();
    assert!(kinds.contains(&StatusKind::NegativeCurvature), "{kinds:?}");
    assert_eq!(run.status().kind, StatusKind::Minimum);
    // At its first direction the step goes along the negative gradient.
    let mut run = typed("-x^2/2 + x^4", &[0.1], r#"{ "id": "newton-cg" }"#);
    let record = run.step();
    assert_eq!(record.status.kind, StatusKind::NegativeCurvature);
    assert_eq!(record.direction, add_scaled(&[0.0], -1.0, &record.gradient));
    let mut run = typed("x^2 - y^2", &[0.1, 1.0], r#"{ "id": "conjugate-gradient", "form": "linear" }"#);
    run.step();
    assert_ended(&run, StatusKind::NegativeCurvature, &["curvature"]);
}

#[test]
fn searches_name_a_direction_of_ascent() {
    for search in ["exact", "backtracking", "wolfe", "strong-wolfe"] {
        let mut run = run(&format!(
            r#"{{ "objective": {{ "id": "quartic" }}, "start": [1.7], "optimizer": {{ "id": "newton" }}, "search": {{ "id": "{search}" }} }}"#
        ));
        run.step();
        assert_ended(&run, StatusKind::NotADescentDirection, &["slope"]);
    }
}

#[test]
fn conjugate_gradients_restart_where_they_would_not_descend() {
    let optimizer = r#"{ "id": "conjugate-gradient", "form": "fletcher-reeves", "restart": 1000 }"#;
    let mut run = run(&format!(
        r#"{{ "objective": {{ "id": "rosenbrock" }}, "start": [-1.2, 1], "optimizer": {optimizer}, "search": {{ "id": "backtracking" }} }}"#
    ));
    let restarts = (0..200).filter(|_| {
        let record = run.step();
        let restarted = record.status.kind == StatusKind::Restarted;
        assert!(dot(&record.direction, &record.gradient) < 0.0);
        assert_eq!(
            restarted,
            restarted && record.direction == add_scaled(&[0.0, 0.0], -1.0, &record.gradient)
        );
        restarted
    });
    assert!(restarts.count() > 0);
}

#[test]
fn steihaugs_method_follows_negative_curvature_to_the_boundary() {
    let optimizer = r#"{ "id": "trust-region", "subproblem": "steihaug", "initialRadius": 0.5 }"#;
    let mut run = typed("x^4/4 - x^2/2 + y^2", &[0.1, 0.0], optimizer);
    let record = run.step();
    assert!((norm(&record.direction) - 0.5).abs() < 1e-15, "{record:?}");
    assert_eq!(record.counts.hessian, 0);
    assert_eq!(run.step_many(20).status.kind, StatusKind::Minimum);
    assert!((run.theta()[0].abs() - 1.0).abs() < 1e-8);
}

/// A step that leaves the domain is a step that is not taken.
#[test]
fn trials_without_a_value_are_rejected() {
    for optimizer in [r#"{ "id": "trust-region", "initialRadius": 5 }"#, r#"{ "id": "adaptive-newton" }"#] {
        let mut run = typed("x - ln(x)", &[3.0], optimizer);
        run.step_many(40);
        assert_eq!(run.status().kind, StatusKind::Minimum, "{optimizer}: {:?}", run.status());
        assert!((run.theta()[0] - 1.0).abs() < 1e-10);
    }
    let mut run = squares("(ln(x), x - 1)", &[3.9], r#"{ "id": "levenberg-marquardt" }"#);
    assert_eq!(run.step_many(40).status.kind, StatusKind::Minimum);
}

#[test]
fn what_does_not_fit_is_refused_with_the_reason() {
    let message = refused(
        r#"{ "objective": { "id": "rosenbrock" }, "start": [0, 0], "optimizer": { "id": "gauss-newton" } }"#,
    );
    assert!(message.contains("residuals"), "{message}");
    for (optimizer, rest) in [
        ("trust-region", r#""search": { "id": "exact" }"#),
        ("adaptive-newton", r#""schedule": { "id": "exponential" }"#),
    ] {
        let message = refused(&format!(
            r#"{{ "objective": {{ "id": "rosenbrock" }}, "start": [0, 0], "optimizer": {{ "id": "{optimizer}" }}, {rest} }}"#
        ));
        assert!(message.contains("decides the length of its steps itself"), "{message}");
    }
    let message = refused(
        r#"{ "objective": { "id": "rosenbrock" }, "start": [0, 0], "optimizer": { "id": "trust-region", "eta": 0.25 } }"#,
    );
    assert!(message.contains("0 <= eta < 0.25"), "{message}");
}

/// The user's choice wins over the optimizer's own search.
#[test]
fn a_default_search_gives_way() {
    let mut run = typed("x^2", &[1.0], r#"{ "id": "bfgs" }"#);
    assert!(!run.step().probes.is_empty());
    let mut run = with("x^2", &[1.0], r#"{ "id": "bfgs" }"#, r#""search": { "id": "fixed" }"#);
    let record = run.step();
    assert_eq!((record.probes.len(), record.step_size, record.next_theta[0]), (0, 1.0, -1.0));
}

/// With weight decay λ the minimum is that of |f|² + λ/2 ‖θ‖², and Gauss-Newton's matrix has λ I.
#[test]
fn weight_decay_is_part_of_the_squares() {
    for id in ["gauss-newton", "levenberg-marquardt"] {
        let mut run = run(&format!(
            r#"{{ "objective": {{ "expression": "(x - 1, y - 2, x + y)", "reduce": "squares" }}, "start": [3, 0],
                 "weightDecay": 0.5, "optimizer": {{ "id": "{id}" }} }}"#
        ));
        run.step_many(if id == "gauss-newton" { 1 } else { 40 });
        // 4.5 x + 2 y = 2 and 2 x + 4.5 y = 4.
        let determinant = 4.5 * 4.5 - 4.0;
        assert_close(run.theta(), &[(9.0 - 8.0) / determinant, (18.0 - 4.0) / determinant], 1e-10);
    }
}
