//! First-order methods against each other, their limits, and what they remember; schedules of their rate.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{catalogue, distance, run, typed};
use fallline_optim::draws::Draws;
use fallline_optim::record::Quantity;
use fallline_optim::{Run, StatusKind};

fn after(steps: usize, mut run: Run) -> Run {
    run.step_many(steps);
    run
}

fn beale(optimizer: &str) -> Run {
    after(150, catalogue("beale", &[1.0, 1.0], optimizer))
}

/// p = 2 is Adam with γ² for γ; p → ∞ is Adamax, from p = 10⁶ on to rounding of the p-th root.
#[test]
fn the_p_norm_lies_between_adam_and_adamax() {
    let lp = |p: &str| {
        beale(&format!(r#"{{ "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.9, "p": {p} }}"#))
    };
    let adam = beale(r#"{ "id": "adam", "learningRate": 0.02, "beta": 0.9, "gamma": 0.81 }"#);
    assert!(distance(lp("2").trajectory(), adam.trajectory()) < 1e-13);
    let adamax = beale(r#"{ "id": "adamax", "learningRate": 0.02, "beta": 0.9, "gamma": 0.9 }"#);
    let apart = |p: &str| distance(lp(p).trajectory(), adamax.trajectory());
    let distances = ["2", "10", "100", "1000", "1e6", "1e9", "1e300"].map(apart);
    assert!(distances.windows(2).all(|pair| pair[1] <= pair[0]), "{distances:?}");
    assert!(distances[0] > 1e-2 && distances[4] < 1e-5 && distances[6] < 1e-13, "{distances:?}");
}

/// Powers of the gradient would overflow or vanish at once; the norm does not.
#[test]
fn the_p_norm_does_not_overflow() {
    for scale in ["1e-200", "1", "1e200"] {
        for p in ["1", "3", "50", "1e6", "1e300"] {
            let optimizer =
                format!(r#"{{ "id": "adam-lp", "learningRate": 0.01, "p": {p}, "epsilon": 1e-300 }}"#);
            let plain = after(60, typed("(x - 1)^2 + x y + y^2", &[2.0, -3.0], &optimizer));
            let scaled =
                after(60, typed(&format!("{scale}*((x - 1)^2 + x y + y^2)"), &[2.0, -3.0], &optimizer));
            assert_eq!(scaled.iteration(), 60, "{p} {scale}: {:?}", scaled.status());
            assert!(distance(plain.trajectory(), scaled.trajectory()) < 1e-13, "{p} {scale}");
        }
    }
}

/// PBDL: what is left of Adam without its averages.
#[test]
fn sign_descent_is_adam_without_averages() {
    let sign = beale(r#"{ "id": "sign-descent", "learningRate": 0.01 }"#);
    let adam = beale(r#"{ "id": "adam", "learningRate": 0.01, "beta": 0, "gamma": 0, "epsilon": 1e-300 }"#);
    assert!(distance(sign.trajectory(), adam.trajectory()) < 1e-13);
}

#[test]
fn without_decay_and_growth_variants_are_adam() {
    let adam = beale(r#"{ "id": "adam" }"#);
    assert_eq!(beale(r#"{ "id": "adamw", "weightDecay": 0 }"#).trajectory(), adam.trajectory());
    let switched = r#""biasCorrection": false, "epsilonInside": true"#;
    let adam = beale(&format!(r#"{{ "id": "adam", {switched} }}"#));
    let adamw = beale(&format!(r#"{{ "id": "adamw", "weightDecay": 0, {switched} }}"#));
    assert_eq!(adamw.trajectory(), adam.trajectory());
    let amsgrad = beale(r#"{ "id": "amsgrad", "gamma": 0.5 }"#);
    let m = |run: &Run| match &run.record().state[2].value {
        Quantity::Vector(m) => m.clone(),
        other => panic!("{other:?}"),
    };
    let mut again = catalogue("beale", &[1.0, 1.0], r#"{ "id": "amsgrad", "gamma": 0.5 }"#);
    let mut before = m(&again);
    for _ in 0..150 {
        again.step();
        assert!(m(&again).iter().zip(&before).all(|(now, before)| now >= before));
        before = m(&again);
    }
    assert_eq!(amsgrad.trajectory(), again.trajectory());
}

/// Coupled decay is rescaled by Adam's rates, decoupled decay is not.
#[test]
fn decoupled_decay_differs_from_coupled_decay() {
    let spec = |optimizer: &str, rest: &str| {
        after(
            100,
            run(&format!(
                r#"{{ "objective": {{ "expression": "100 x^2 + y^2/100" }}, "start": [1, 1], {rest}
                     "optimizer": {{ {optimizer}, "learningRate": 0.001 }} }}"#
            )),
        )
    };
    let coupled = spec(r#""id": "adam""#, r#""weightDecay": 0.1,"#);
    let decoupled = spec(r#""id": "adamw", "weightDecay": 0.1"#, "");
    assert!(distance(coupled.theta(), decoupled.theta()) > 1e-3);
}

/// Adagrad's squares only grow, so that its steps get shorter on a slope that never ends.
#[test]
fn adagrads_steps_shrink_on_a_constant_slope() {
    let mut run = typed("3x", &[1.0], r#"{ "id": "adagrad", "learningRate": 0.5, "epsilon": 1e-300 }"#);
    for t in 1..50_u32 {
        let moved = run.theta()[0] - run.step().next_theta[0];
        assert!((moved - 0.5 / f64::from(t).sqrt()).abs() < 1e-14, "{t}: {moved}");
    }
}

/// Nesterov momentum on a quadratic: x is multiplied by the matrix of (4.33) and (4.34).
#[test]
fn nesterov_takes_its_gradient_ahead() {
    let mut run = typed("x^2/2", &[1.0], r#"{ "id": "nesterov", "learningRate": 0.25, "beta": 0.75 }"#);
    let (mut x, mut v) = (1.0, 0.0);
    for _ in 0..40 {
        v = 0.75 * v + 0.25 * (x - 0.25 * 0.75 * v);
        x -= 0.25 * v;
        assert!((run.step().next_theta[0] - x).abs() < 1e-15);
    }
    assert_eq!(run.record().counts.gradient, 40);
}

/// Hutchinson's estimate is the diagonal on average over all signs, and one product is enough where the Hessian
/// is diagonal.
#[test]
fn hutchinson_estimates_the_diagonal() {
    let hessian = [[3.0, -1.0, 0.5], [-1.0, 2.0, 0.25], [0.5, 0.25, 1.0]];
    let objective = "(3x^2 + 2y^2 + z^2)/2 - x y + x z/2 + y z/4";
    let diagonal = |seed: u32, iteration: usize| {
        let optimizer = format!(
            r#"{{ "id": "adahessian", "diagonal": "hutchinson", "seed": {seed}, "learningRate": 1e-300 }}"#
        );
        let mut run = typed(objective, &[1.0, 2.0, 3.0], &optimizer);
        run.step_many(iteration + 1);
        match &run.record().lines[1].value {
            Some(Quantity::Vector(d)) => d.clone(),
            other => panic!("{other:?}"),
        }
    };
    let mut seen = std::collections::BTreeMap::new();
    for iteration in 0..60 {
        let z = Draws::new(5).signs(iteration, 3);
        let d = diagonal(5, iteration);
        for i in 0..3 {
            let product: f64 = (0..3).map(|j| hessian[i][j] * z[j]).sum();
            assert!((d[i] - z[i] * product).abs() < 1e-14);
        }
        // A sign of all three changes nothing.
        let key: Vec<bool> = z.iter().map(|zi| zi == &z[0]).collect();
        seen.insert(key, d);
    }
    assert_eq!(seen.len(), 4);
    for i in 0..3 {
        let mean = seen.values().map(|d| d[i]).sum::<f64>() / 4.0;
        assert!((mean - hessian[i][i]).abs() < 1e-14, "{i}: {mean}");
    }
    assert_ne!(diagonal(5, 3), diagonal(6, 3));
    let bowl = |diagonal: &str| {
        let optimizer = format!(r#"{{ "id": "adahessian", "diagonal": "{diagonal}" }}"#);
        after(50, typed("cosh(x) + 3y^2 + exp(z)/9", &[1.0, 2.0, 0.5], &optimizer))
    };
    assert!(distance(bowl("exact").trajectory(), bowl("hutchinson").trajectory()) < 1e-14);
    let products = |diagonal: &str| bowl(diagonal).record().counts.hessian_vector;
    assert_eq!((products("exact"), products("hutchinson")), (150, 50));
}

/// The rates that a schedule gives are the step sizes of gradient descent.
#[test]
fn schedules_set_the_step_sizes() {
    let sizes = |schedule: &str| -> Vec<f64> {
        let spec = format!(
            r#"{{ "objective": {{ "expression": "x^2" }}, "start": [1], "schedule": {schedule},
                 "optimizer": {{ "id": "gradient-descent", "learningRate": 0.5 }} }}"#
        );
        after(6, run(&spec)).rows()[1..].iter().map(|row| row.step_size).collect()
    };
    assert_eq!(sizes(r#"{ "id": "step", "every": 2, "decay": 0.5 }"#), [0.5, 0.5, 0.25, 0.25, 0.125, 0.125]);
    assert_eq!(sizes(r#"{ "id": "warm-up", "length": 4 }"#), [0.125, 0.25, 0.375, 0.5, 0.5, 0.5]);
    assert_eq!(sizes(r#"{ "id": "inverse-time", "decay": 1 }"#)[..2], [0.5, 0.25]);
    let cosine = sizes(r#"{ "id": "cosine", "length": 4, "floor": 0.25 }"#);
    assert!(distance(&cosine[..3], &[0.5, 0.125 + 0.375 * (0.5 + 0.5_f64.sqrt() / 2.0), 0.3125]) < 1e-15);
    assert_eq!(cosine[4..], [0.125, 0.125]);
}

/// A plateau lowers the rate, asks one value for each iteration, shows what it remembers, and goes back exactly.
#[test]
fn a_plateau_lowers_the_rate_and_is_remembered() {
    // At the rate 1 gradient descent on x² alternates between 1 and −1, at the rate 1/2 it is done in a step.
    let spec = r#"{ "objective": { "expression": "x^2" }, "start": [1],
        "schedule": { "id": "plateau", "patience": 3, "decay": 0.5 },
        "optimizer": { "id": "gradient-descent", "learningRate": 1 } }"#;
    let mut run = run(spec);
    let mut records = vec![run.record().clone()];
    for _ in 0..40 {
        records.push(run.step().clone());
    }
    let sizes: Vec<f64> = run.rows()[1..8].iter().map(|row| row.step_size).collect();
    assert_eq!(sizes, [1.0, 1.0, 1.0, 1.0, 0.5, 0.5, 0.5]);
    assert_eq!(run.trajectory()[3..6], [-1.0, 1.0, 0.0]);
    // Five times at ±1, and at 0 once, where the run stays and the answer is known.
    assert_eq!(run.record().counts.value, 6);
    let lowered = |k: usize| {
        let entry = records[k].state.iter().find(|entry| entry.symbol == "k").unwrap();
        entry.value.clone()
    };
    assert_eq!((lowered(4), lowered(5)), (Quantity::Scalar(0.0), Quantity::Scalar(1.0)));
    for k in [39, 5, 4, 22, 0, 40, 13] {
        run.go_to(k).unwrap();
        assert_eq!(run.record(), &records[k], "{k}");
    }
}

/// A rate that a schedule takes to 0 stalls the run, by name.
#[test]
fn a_rate_of_zero_stalls() {
    let mut run = run(r#"{ "objective": { "id": "rosenbrock" }, "start": [0, 0],
        "schedule": { "id": "cosine", "length": 5 }, "optimizer": { "id": "sign-descent" } }"#);
    assert_eq!(run.step_many(5).status.kind, StatusKind::Running);
    assert_eq!(run.step().status.kind, StatusKind::Stalled);
}

/// What grows without bound is named, whichever quantity does.
#[test]
fn overflows_are_named() {
    for (optimizer, objective, start, kind, words) in [
        ("adagrad", "1e200 x", 1.0, StatusKind::NotFinite, "quantity s"),
        ("rmsprop", "1e200 x", 1.0, StatusKind::NotFinite, "quantity s"),
        ("adadelta", "1e200 x", 1.0, StatusKind::NotFinite, "quantity s"),
        ("nadam", "1e200 x", 1.0, StatusKind::NotFinite, "quantity s"),
        ("amsgrad", "1e200 x", 1.0, StatusKind::NotFinite, "quantity s"),
        ("adahessian", "1e200 x^2", 1.0, StatusKind::NotFinite, "quantity s"),
        ("nesterov", "-x^4", 10.0, StatusKind::Diverged, "1e30"),
        ("look-ahead-momentum", "-x^4", 10.0, StatusKind::Diverged, ""),
        ("nesterov", "x + 2 ln(x)", 0.03, StatusKind::NotFinite, "ln(x)"),
    ] {
        let mut run = typed(objective, &[start], &format!(r#"{{ "id": "{optimizer}" }}"#));
        run.step_many(10_000);
        let status = run.status();
        assert!(run.is_ended(), "{optimizer}: {status:?}");
        assert_eq!(status.kind, kind, "{optimizer}: {status:?}");
        assert!(status.message.contains(words), "{optimizer}: {status:?}");
    }
}
