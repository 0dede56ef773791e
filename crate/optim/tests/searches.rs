//! How far the searches go: the notes' numbers, the conditions they promise, and SciPy's line search.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;

use common::{order, run};
use fallline_autodiff::math;
use fallline_optim::linear::{self, dot};
use fallline_optim::{Run, StatusKind};

const DESCENT: &str = r#"{ "id": "gradient-descent" }"#;

fn searching(objective: &str, start: &[f64], optimizer: &str, search: &str) -> Run {
    run(&format!(
        r#"{{ "objective": {objective}, "start": {start:?}, "optimizer": {optimizer}, "search": {search} }}"#
    ))
}

fn exactly(objective: &str, start: &[f64]) -> Run {
    searching(objective, start, DESCENT, r#"{ "id": "exact" }"#)
}

const ROSENBROCK: &str = r#"{ "id": "rosenbrock" }"#;

/// MEDL figure 4.8: one exact search on Rosenbrock from (0.8, 0).
#[test]
fn figure_4_8() {
    let mut run = exactly(ROSENBROCK, &[0.8, 0.0]);
    let record = run.step().clone();
    assert!((record.value - 41.0).abs() < 1e-13);
    assert!((record.direction[0] + 204.4).abs() < 1e-12 && (record.direction[1] - 128.0).abs() < 1e-12);
    // The step is a root of the derivative of the quartic along the ray, which NumPy gives as 0.001648328207414924.
    assert!((record.step_size - 0.001_648_328_207_414_924).abs() < 1e-15, "{}", record.step_size);
    assert!((record.next_value - 0.289_477_480_842_82).abs() < 1e-12, "{}", record.next_value);
    // The figure prints it to three digits, and 0.28951 is the value there.
    let printed = linear::add_scaled(&record.theta, 0.00165, &record.direction);
    let value = run.expression().unwrap().value(&printed).unwrap()[0];
    assert!((value - 0.28951).abs() < 5e-6, "{value}");
}

/// MEDL figure 4.9: consecutive steps are orthogonal, and the first two are long.
#[test]
fn figure_4_9() {
    let mut run = exactly(ROSENBROCK, &[0.4, -0.2]);
    let mut before: Option<Vec<f64>> = None;
    for k in 0..1000 {
        let record = run.step();
        let alphas = [0.003_336_55, 0.317_213];
        if let Some(alpha) = alphas.get(k) {
            assert!((record.step_size - alpha).abs() < 1e-5 * alpha, "{k}: {}", record.step_size);
        }
        if let Some(before) = before {
            // The product is the slope that the search left over, at most 1e-10 of what it started with.
            let left = dot(&before, &record.direction) / dot(&before, &before);
            assert!(left.abs() < 1e-10, "{k}: {left:e}");
        }
        before = Some(record.direction.clone());
    }
    assert_eq!(run.iteration(), 1000);
}

/// On (x² + γ y²)/2 from (γ, 1) the value falls by ((γ - 1)/(γ + 1))² in every step.
#[test]
fn the_condition_number_sets_the_rate_of_exact_descent() {
    for gamma in [2.0, 10.0, 100.0_f64] {
        let mut run = exactly(&format!(r#"{{ "expression": "(x^2 + {gamma} y^2)/2" }}"#), &[gamma, 1.0]);
        let rate = ((gamma - 1.0) / (gamma + 1.0)) * ((gamma - 1.0) / (gamma + 1.0));
        for _ in 0..20 {
            let record = run.step();
            assert!((record.next_value / record.value - rate).abs() < 1e-12, "{gamma}: {record:?}");
            assert_eq!(record.probes.len(), 1);
        }
    }
}

/// The step ends where the slope is below the tolerance, and not above where it started.
#[test]
fn exact_searches_end_at_the_tolerance() {
    for tolerance in [1e-1, 1e-3, 1e-6] {
        for (id, start) in [("peaks", [0.2, 0.9]), ("beale", [1.0, 1.0]), ("himmelblau", [0.0, 0.5])] {
            let search = format!(r#"{{ "id": "exact", "tolerance": {tolerance} }}"#);
            let mut run = searching(&format!(r#"{{ "id": "{id}" }}"#), &start, DESCENT, &search);
            for _ in 0..10 {
                let record = run.step().clone();
                let mut next = vec![0.0; 2];
                run.expression()
                    .unwrap()
                    .value_and_gradient(&record.next_theta, &mut next, &mut Default::default())
                    .unwrap();
                let start = dot(&record.gradient, &record.direction);
                if start > -1e-12 {
                    break; // At the minimum only rounding is left.
                }
                assert!(dot(&next, &record.direction).abs() <= tolerance * -start, "{id}: {record:?}");
                assert!(record.next_value <= record.value + 1e-8 * -start * record.step_size);
                assert!(record.probes.len() < 40, "{id}: {:?}", record.probes);
            }
        }
    }
}

#[test]
fn an_exact_search_stops_at_a_kink() {
    let mut run = exactly(r#"{ "expression": "abs(x - 0.3)" }"#, &[2.0]);
    let record = run.step();
    assert!((record.next_theta[0] - 0.3).abs() < 1e-15 && record.probes.len() < 100, "{record:?}");
}

#[test]
fn searches_along_a_ray_without_a_minimum_are_exhausted() {
    for id in ["exact", "wolfe", "strong-wolfe"] {
        let search = format!(r#"{{ "id": "{id}" }}"#);
        let mut run = searching(r#"{ "expression": "x + 3" }"#, &[1.0], DESCENT, &search);
        let record = run.step();
        assert_eq!(record.status.kind, StatusKind::LineSearchFailed, "{id}: {:?}", record.status);
        assert!(!record.probes.is_empty() && record.probes.iter().all(|probe| !probe.accepted));
    }
}

/// Every probe says the truth about its conditions, and the accepted one keeps both.
#[test]
fn wolfe_conditions_hold_where_a_step_was_accepted() {
    for (id, strong) in [("wolfe", false), ("strong-wolfe", true)] {
        for (beta, gamma, initial) in [(1e-4, 0.9, 1.0), (0.1, 0.2, 1e-6), (0.25, 0.5, 1e3)] {
            let search =
                format!(r#"{{ "id": "{id}", "beta": {beta}, "gamma": {gamma}, "initialStep": {initial} }}"#);
            for (objective, start) in
                [("rosenbrock", [-1.2, 1.0]), ("himmelblau", [0.2, 0.9]), ("beale", [1.0, 1.0])]
            {
                let objective = format!(r#"{{ "id": "{objective}" }}"#);
                let mut run = searching(&objective, &start, DESCENT, &search);
                for _ in 0..15 {
                    let record = run.step().clone();
                    let slope = dot(&record.gradient, &record.direction);
                    let (last, rejected) = record.probes.split_last().unwrap();
                    assert!(last.accepted, "{id} {beta} {objective} {record:?}");
                    assert!(rejected.iter().all(|probe| !probe.accepted));
                    assert_eq!(last.step_size, record.step_size);
                    for probe in &record.probes {
                        let point = linear::add_scaled(&record.theta, probe.step_size, &record.direction);
                        let mut gradient = vec![0.0; 2];
                        let value = run
                            .expression()
                            .unwrap()
                            .value_and_gradient(&point, &mut gradient, &mut Default::default())
                            .unwrap();
                        let there = dot(&gradient, &record.direction);
                        let armijo = value <= record.value + beta * probe.step_size * slope;
                        let curvature =
                            if strong { there.abs() <= -gamma * slope } else { there >= gamma * slope };
                        assert_eq!((probe.value, probe.armijo), (Some(value), Some(armijo)));
                        assert!(probe.curvature.is_none_or(|told| told == curvature));
                        assert_eq!(probe.accepted, armijo && curvature && probe.curvature.is_some());
                    }
                }
            }
        }
    }
}

/// The step sizes of SciPy's `line_search`; `reference/searches.py` says how they were made.
#[test]
fn strong_wolfe_steps_are_scipys() {
    let path = format!("{}/tests/reference/strong-wolfe.csv", env!("CARGO_MANIFEST_DIR"));
    let (mut cases, mut zoomed) = (0, 0);
    for line in fs::read_to_string(path).unwrap().lines() {
        let (id, numbers) = line.split_once(',').unwrap();
        let numbers: Vec<f64> = numbers.split(',').map(|x| x.parse().unwrap()).collect();
        let [x, y, beta, gamma, alpha] = numbers[..] else { panic!("{line}") };
        let search = format!(r#"{{ "id": "strong-wolfe", "beta": {beta}, "gamma": {gamma} }}"#);
        let mut run = searching(&format!(r#"{{ "id": "{id}" }}"#), &[x, y], DESCENT, &search);
        let record = run.step();
        assert!((record.step_size - alpha).abs() <= 1e-10 * alpha, "{line}: {}", record.step_size);
        cases += 1;
        zoomed += usize::from(record.probes.len() > 3);
    }
    println!("{cases} searches, {zoomed} with more than 3 trials");
    assert!(cases >= 200 && zoomed >= 100);
}

/// Descent to the minimum of Rosenbrock's function is linear whatever the search.
#[test]
fn descent_with_a_search_stays_linear() {
    let mut run = searching(ROSENBROCK, &[0.4, -0.2], DESCENT, r#"{ "id": "exact" }"#);
    run.step_many(4000);
    let errors: Vec<f64> = [3000, 3200, 3400]
        .iter()
        .map(|&k| math::hypot(run.trajectory()[2 * k] - 1.0, run.trajectory()[2 * k + 1] - 1.0))
        .collect();
    let order = order(&errors);
    assert!((order - 1.0).abs() < 0.1 && errors[2] < errors[0], "{order} {errors:?}");
}
