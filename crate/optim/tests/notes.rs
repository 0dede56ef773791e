//! The numbers of the notes.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{NEWTON, catalogue, order, run, typed};
use fallline_autodiff::math;
use fallline_optim::record::{Model, Quantity};
use fallline_optim::{Run, StatusKind};

/// MEDL (4.52): overshoot, then quadratic convergence.
#[test]
fn newton_overshoots_and_is_then_exact() {
    let mut run = catalogue("overshoot", &[1.5], NEWTON);
    assert_eq!(run.value(), 10.125);
    assert_eq!(run.step().next_value, 41.765625);
    run.step_many(5);
    let rounded: Vec<f64> = run.trajectory().iter().map(|x| (x * 1e4).round() / 1e4).collect();
    assert_eq!(rounded[..5], [1.5, 5.25, 3.5956, 3.0683, 3.0011]);
    assert!((run.theta()[0] - 3.0).abs() < 1e-13);
    assert_eq!(run.status().kind, StatusKind::Minimum);
}

#[test]
fn newton_from_below_the_inflection_ends_in_the_maximum() {
    for start in [0.99, 0.5, -3.0] {
        let mut run = catalogue("overshoot", &[start], NEWTON);
        assert_eq!(run.step_many(30).status.kind, StatusKind::Maximum, "{start}");
        assert!((run.theta()[0] + 1.0).abs() < 1e-14);
    }
}

/// MEDL 4.6: a perfect 2-cycle.
#[test]
fn newton_alternates_on_the_quartic() {
    let mut run = catalogue("oscillation", &[1.0], NEWTON);
    assert_eq!(run.step().status.kind, StatusKind::Running);
    for _ in 0..50 {
        let record = run.step();
        assert_eq!(record.status.kind, StatusKind::Cycle);
        assert!(record.status.message.contains("(1)") && record.status.message.contains("(-1)"));
    }
    assert!(run.trajectory().iter().enumerate().all(|(k, &x)| x == if k % 2 == 0 { 1.0 } else { -1.0 }));
    assert!(!run.is_ended());
}

/// MEDL figure 4.10.
#[test]
fn newton_on_figure_4_10_ends_in_a_maximum_and_in_a_minimum() {
    let mut run = catalogue("quartic", &[1.7], NEWTON);
    let record = run.step();
    assert_eq!(record.status.kind, StatusKind::NegativeDefiniteHessian);
    assert!(record.status.message.contains("maximum"), "{}", record.status.message);
    assert!(record.next_theta[0] < 0.874_505_9, "overshoots the maximum: {:?}", record.next_theta);
    assert_eq!(run.step_many(20).status.kind, StatusKind::Maximum);
    assert!((run.theta()[0] - 0.874_505_905_664_739_3).abs() < 1e-14);

    let mut run = catalogue("quartic", &[2.5], NEWTON);
    let record = run.step();
    assert!(record.next_theta[0] > 3.06, "overshoots the minimum: {:?}", record.next_theta);
    let Some(Model::Quadratic { point, value, gradient, matrix, .. }) = &record.model else {
        panic!("no parabola")
    };
    // C, C' and C'' at 2.5 by hand: 4t³ - 12t² - 4t + 10 = -12.5, 12t² - 24t - 4 = 11.
    assert_eq!((point.as_slice(), *value, gradient[0], matrix[0][0]), (&[2.5][..], 4.0625, -12.5, 11.0));
    assert_eq!(run.step_many(20).status.kind, StatusKind::Minimum);
    assert!((run.theta()[0] - 3.059_791_970_101_320_8).abs() < 1e-14);
}

/// f = 2w²: w is multiplied by 1 - 4a.
#[test]
fn gradient_descent_contracts_by_one_minus_four_a() {
    for (a, exact) in [(0.125, true), (0.25, true), (0.375, true), (0.5, true), (0.1, false), (0.45, false)] {
        let mut run =
            catalogue("rate-1d", &[3.0], &format!(r#"{{ "id": "gradient-descent", "learningRate": {a} }}"#));
        run.step_many(40);
        for pair in run.trajectory().windows(2) {
            let expected = pair[0] * (1.0 - 4.0 * a);
            let error = (pair[1] - expected).abs();
            assert!(if exact { error == 0.0 } else { error <= 1e-15 * pair[0].abs() }, "{a}: {pair:?}");
        }
    }
}

#[test]
fn above_one_half_it_diverges_by_name() {
    let mut run = catalogue("rate-1d", &[3.0], r#"{ "id": "gradient-descent", "learningRate": 0.6 }"#);
    let record = run.step_many(10_000).clone();
    assert_eq!(record.status.kind, StatusKind::Diverged);
    assert!(run.is_ended() && run.iteration() < 300);
    assert_eq!(*run.step(), record);
}

/// f = (w1² + 4 w2²)/2: both coordinates shrink by 3/5 at the best rate 2/5.
#[test]
fn the_best_rate_in_two_dimensions_is_two_fifths() {
    let mut run = catalogue("rate-2d", &[2.5, 1.5], r#"{ "id": "gradient-descent", "learningRate": 0.4 }"#);
    run.step_many(30);
    for pair in run.trajectory().windows(4).step_by(2) {
        assert!(
            (pair[2] / pair[0] - 0.6).abs() < 1e-15 && (pair[3] / pair[1] + 0.6).abs() < 1e-15,
            "{pair:?}"
        );
    }
}

#[test]
fn newton_solves_quadratic_bowls_in_one_step() {
    for id in ["convex-bowl", "ill-conditioned-bowl", "rate-2d", "saddle"] {
        let mut run = catalogue(id, &[1.25, -0.75], NEWTON);
        let record = run.step();
        let kind = if id == "saddle" { StatusKind::Saddle } else { StatusKind::Minimum };
        assert_eq!((record.next_theta.as_slice(), record.status.kind), (&[0.0, 0.0][..], kind), "{id}");
    }
}

/// MEDL figure 4.8: Rosenbrock at (0.8, 0).
#[test]
fn the_gradient_of_figure_4_8() {
    let mut run = catalogue("rosenbrock", &[0.8, 0.0], r#"{ "id": "gradient-descent" }"#);
    assert!((run.value() - 41.0).abs() < 1e-13);
    let record = run.step();
    assert!((record.direction[0] + 204.4).abs() < 1e-12 && (record.direction[1] - 128.0).abs() < 1e-12);
}

fn errors(run: &mut fallline_optim::Run, minimum: f64) -> Vec<f64> {
    run.step_many(30);
    let errors = run.trajectory().iter().map(|x| (x - minimum).abs());
    // Down to where rounding shows.
    errors.take_while(|&error| error > 1e-14).collect()
}

#[test]
fn newton_has_order_two_and_secant_the_golden_ratio() {
    let minimum = 3.059_791_970_101_320_8;
    let newton = order(&errors(&mut catalogue("quartic", &[4.0], NEWTON), minimum));
    assert!((newton - 2.0).abs() < 0.02, "{newton}");
    let secant = r#"{ "id": "secant", "secondStart": 3.9 }"#;
    let secant = order(&errors(&mut catalogue("quartic", &[4.0], secant), minimum));
    assert!((secant - 1.618).abs() < 0.05, "{secant}");
}

/// MEDL (4.53), with the second start by default and given.
#[test]
fn the_secant_method_starts_from_two_points() {
    let mut run = catalogue("quartic", &[2.5], r#"{ "id": "secant" }"#);
    let record = run.step();
    assert_eq!((record.next_theta[0], record.step_size), (2.75, 1.0));
    assert!(record.model.is_none());
    let record = run.step();
    let Some(Model::Chord { points, slopes }) = record.model else { panic!("no chord") };
    assert_eq!(points, [2.5, 2.75]);
    let line = |symbol: &str| {
        let line = record.lines.iter().find(|line| line.symbol == symbol).unwrap();
        match line.value {
            Some(Quantity::Scalar(x)) => x,
            ref other => panic!("{other:?}"),
        }
    };
    assert_eq!(line("b"), (slopes[1] - slopes[0]) / 0.25);
    assert_eq!(record.next_theta[0], 2.75 - slopes[1] / line("b"));
    assert_eq!(run.step_many(10).status.kind, StatusKind::Minimum);
}

/// With weight decay λ the minimum is that of C + λ/2 ‖θ‖².
#[test]
fn weight_decay_is_l2_regularization() {
    let spec = |optimizer: &str| {
        format!(
            r#"{{ "objective": {{ "expression": "(x - 1)^2" }}, "start": [3], "weightDecay": 0.5, "optimizer": {optimizer} }}"#
        )
    };
    // 2(x - 1) + x/2 = 0 at 4/5.
    let mut descent = run(&spec(r#"{ "id": "gradient-descent", "learningRate": 0.2 }"#));
    assert_eq!(descent.step_many(100).status.kind, StatusKind::Minimum);
    assert!((descent.theta()[0] - 0.8).abs() < 1e-10);
    let mut newton = run(&spec(NEWTON));
    assert!((newton.step().next_theta[0] - 0.8).abs() < 1e-15);
}

#[test]
fn clipping_shortens_the_gradient() {
    let mut run = run(r#"{ "objective": { "id": "rosenbrock" }, "start": [0.8, 0], "clip": 0.5,
             "optimizer": { "id": "gradient-descent", "learningRate": 1 } }"#);
    let record = run.step();
    let moved = [record.next_theta[0] - 0.8, record.next_theta[1]];
    assert!((math::hypot(moved[0], moved[1]) - 0.5).abs() < 1e-15, "{moved:?}");
    assert!(record.lines[0].tex.contains("clip"), "{}", record.lines[0].tex);
}

/// MEDL (4.48): every accepted probe fulfils Armijo's condition, every rejected one breaks it.
#[test]
fn backtracking_keeps_armijos_condition() {
    let mut run = run(r#"{ "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
             "optimizer": { "id": "gradient-descent" },
             "search": { "id": "backtracking", "initialStep": 1, "factor": 0.5, "beta": 0.25 } }"#);
    for _ in 0..20 {
        let record = run.step();
        let slope: f64 = record.gradient.iter().zip(&record.direction).map(|(g, d)| g * d).sum();
        let bound = |alpha: f64| record.value + 0.25 * alpha * slope;
        let (last, rejected) = record.probes.split_last().unwrap();
        assert!(last.accepted && last.value.unwrap() <= bound(last.step_size));
        assert_eq!((last.step_size, last.value), (record.step_size, Some(record.next_value)));
        assert!(rejected.iter().all(|p| !p.accepted && p.value.unwrap() > bound(p.step_size)));
        assert!(record.probes.windows(2).all(|p| p[1].step_size == 0.5 * p[0].step_size));
    }
}

/// Gradient descent's step leads to the minimum of C + gᵀp + |p|² / (2α), whose gradient there is g + p / α = 0.
#[test]
fn gradient_descent_steps_to_the_minimum_of_its_model() {
    let descent = r#"{ "id": "gradient-descent", "learningRate": 0.125 }"#;
    let mut run = typed("x^2 + 2 y^2", &[1.0, 1.0], descent);
    let record = run.step();
    let Some(Model::Quadratic { point, value, gradient, matrix, radius: None }) = &record.model else {
        panic!("no model")
    };
    assert_eq!(
        (point.as_slice(), *value, gradient.as_slice()),
        ([1.0, 1.0].as_slice(), 3.0, [2.0, 4.0].as_slice())
    );
    assert_eq!(matrix, &[[8.0, 0.0], [0.0, 8.0]]);
    assert_eq!(record.next_theta, [1.0 - 2.0 / 8.0, 1.0 - 4.0 / 8.0]);
    // With a search, α is what the search found; with a clipped gradient the step has another model.
    let spec = |more: &str| {
        format!(
            r#"{{ "objective": {{ "expression": "x^2 + 2 y^2" }}, "start": [1, 1], "optimizer": {descent}{more} }}"#
        )
    };
    let mut run = Run::from_json(&spec(r#", "search": { "id": "backtracking" }"#)).unwrap();
    let record = run.step();
    let Some(Model::Quadratic { matrix, .. }) = &record.model else { panic!("no model") };
    assert_eq!(matrix[0], [1.0 / record.step_size, 0.0]);
    assert!(Run::from_json(&spec(r#", "clip": 1"#)).unwrap().step().model.is_none());
}

/// Both predictions of the Taylor lesson: to first order, and with the Hessian.
#[test]
fn the_predicted_decrease_is_the_models() {
    let mut run = typed("x^2 + 2 y^2", &[1.0, 1.0], r#"{ "id": "gradient-descent", "learningRate": 0.125 }"#);
    let record = run.step();
    assert_eq!(record.predicted_decrease, Some(0.125 * (4.0 + 16.0)));
    let mut run = typed("x^2 + 2 y^2", &[1.0, 1.0], NEWTON);
    let record = run.step();
    assert_eq!(record.predicted_decrease, Some(3.0));
    assert_eq!(record.value - record.next_value, 3.0);
}

/// MEDL figure 4.5: the losses of the network whose weights are 0, and those of the network as such.
#[test]
fn the_losses_of_two_weights_are_those_of_figure_4_5() {
    let at = |id: &str, theta: &[f64]| catalogue(id, theta, NEWTON).value();
    assert_eq!(at("two-weights-squared", &[0.0, 0.0]), 1.5);
    assert!((at("two-weights-cross-entropy", &[0.0, 0.0]) - math::ln(2.0)).abs() < 1e-15);
    let [w1, w2] = [1.5, -2.0];
    let samples = [(-3.0, 1.0), (-2.0, 0.0), (-1.0, 0.0), (1.0, 1.0), (2.0, 1.0), (3.0, 0.0)];
    let losses = samples.map(|(x, y)| {
        let p = math::sigmoid(w2 * math::sigmoid(w1 * x));
        ((y - p) * (y - p), -(y * math::ln(p) + (1.0 - y) * math::ln(1.0 - p)))
    });
    let squared: f64 = losses.iter().map(|(squared, _)| squared).sum();
    let entropy: f64 = losses.iter().map(|(_, entropy)| entropy).sum();
    assert!((at("two-weights-squared", &[w1, w2]) - squared).abs() < 1e-14);
    assert!((at("two-weights-cross-entropy", &[w1, w2]) - entropy / 6.0).abs() < 1e-14);
}
