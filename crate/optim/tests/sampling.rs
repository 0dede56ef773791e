//! Gradients made of drawn terms: what is drawn, what it is worth, what it costs.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{distance, run};
use fallline_optim::record::{Quantity, StepRecord};
use fallline_optim::spec::ObjectiveSpec;
use fallline_optim::{Run, StatusKind, linear};

const THETA: [f64; 2] = [6.0, 6.0];

fn sampled(objective: &str, gradient: &str, rest: &str) -> Run {
    run(&format!(
        r#"{{ "objective": {{ "id": "{objective}" }}, "start": {THETA:?}, "gradient": {{ {gradient} }},
             "optimizer": {{ "id": "gradient-descent", "learningRate": 0.01 }} {rest} }}"#
    ))
}

fn line(record: &StepRecord, symbol: &str) -> Vec<f64> {
    match &record.lines.iter().find(|line| line.symbol == symbol).unwrap().value {
        Some(Quantity::Vector(value)) => value.clone(),
        other => panic!("{symbol}: {other:?}"),
    }
}

/// The terms and gradients of many iterations at one point: the rate is too small to move.
fn many(gradient: &str, iterations: u32) -> Vec<(Vec<usize>, Vec<f64>)> {
    let mut run = run(&format!(
        r#"{{ "objective": {{ "id": "finite-sum" }}, "start": {THETA:?}, "gradient": {{ {gradient} }},
             "optimizer": {{ "id": "gradient-descent", "learningRate": 1e-300 }} }}"#
    ));
    let step = |_| {
        let record = run.step();
        assert_eq!(record.theta, THETA);
        (record.terms.clone().unwrap(), line(record, "g"))
    };
    (0..iterations).map(step).collect()
}

fn mean(vectors: &[Vec<f64>]) -> Vec<f64> {
    let sum = |j: usize| vectors.iter().map(|v| v[j]).sum::<f64>();
    (0..vectors[0].len()).map(|j| sum(j) / f64::from(u32::try_from(vectors.len()).unwrap())).collect()
}

/// MEDL (4.11): over the terms, each as likely as any other, the mean of the sampled gradient is the gradient.
#[test]
fn one_term_is_right_on_average() {
    let steps = many(r#""kind": "sample""#, 200);
    let gradient_of = |i: usize| steps.iter().find(|(terms, _)| *terms == [i]).unwrap().1.clone();
    let gradients: Vec<Vec<f64>> = (0..5).map(gradient_of).collect();
    assert!(gradients.iter().enumerate().all(|(i, g)| gradients[..i].iter().all(|other| other != g)));
    let whole = run(&format!(
        r#"{{ "objective": {{ "id": "finite-sum" }}, "start": {THETA:?}, "optimizer": {{ "id": "newton" }} }}"#
    ));
    // 2/5 Σ aᵢ (6 − uᵢ₁) = 20, 2/5 Σ (6 − uᵢ₂) = 9.2.
    assert!(distance(&whole.record().gradient, &[20.0, 9.2]) < 1e-15);
    assert!(distance(&mean(&gradients), &whole.record().gradient) < 1e-15);
}

/// A sum's one-term gradient is m times the term's.
#[test]
fn sums_and_squares_are_scaled_by_the_number_of_terms() {
    for (reduce, outputs) in [("sum", "(x^2, 3x, sin(x))"), ("squares", "(x, 2x + 1, x^2)")] {
        let objective = format!(r#""objective": {{ "expression": "{outputs}", "reduce": "{reduce}" }}"#);
        let spec = |rest: &str| {
            format!(
                r#"{{ {objective}, "start": [0.7], "optimizer": {{ "id": "gradient-descent" }} {rest} }}"#
            )
        };
        let whole = run(&spec("")).record().gradient[0];
        let mut total = 0.0;
        let mut seen = [false; 3];
        for seed in 0..100 {
            let mut run = run(&spec(&format!(r#", "gradient": {{ "kind": "sample", "seed": {seed} }}"#)));
            let record = run.step();
            let i = record.terms.as_ref().unwrap()[0];
            if !std::mem::replace(&mut seen[i], true) {
                total += line(record, "g")[0];
            }
        }
        assert_eq!(seen, [true; 3]);
        assert!((total / 3.0 - whole).abs() < 1e-14, "{reduce}: {total} {whole}");
    }
}

/// The variance is σ²/n_b with replacement, and smaller by (m − n_b)/(m − 1) for shuffled terms.
#[test]
fn the_variance_falls_with_the_size_of_the_batch() {
    const ITERATIONS: u32 = 6000;
    let objective =
        ObjectiveSpec { id: Some("finite-sum".to_owned()), ..ObjectiveSpec::default() }.build().unwrap();
    let sum = objective.finite_sum().unwrap();
    let terms: Vec<Vec<f64>> = (0..5).map(|i| sum.term_gradient(i, &THETA).unwrap()).collect();
    let spread = |gradients: &[Vec<f64>], centre: &[f64]| {
        let squares = gradients.iter().map(|g| {
            let away = linear::difference(g, centre);
            linear::dot(&away, &away)
        });
        squares.sum::<f64>() / f64::from(u32::try_from(gradients.len()).unwrap())
    };
    let sigma2 = spread(&terms, &mean(&terms));
    for (kind, size, expected) in [
        (r#""kind": "sample""#.to_owned(), 1, sigma2),
        (r#""kind": "mini-batch", "replacement": true, "batch": 2"#.to_owned(), 2, sigma2 / 2.0),
        (r#""kind": "mini-batch", "replacement": true, "batch": 4"#.to_owned(), 4, sigma2 / 4.0),
        (r#""kind": "mini-batch", "batch": 2"#.to_owned(), 2, sigma2 / 2.0 * 3.0 / 4.0),
        (r#""kind": "mini-batch", "batch": 4"#.to_owned(), 4, sigma2 / 4.0 / 4.0),
    ] {
        let steps = many(&kind, ITERATIONS);
        // The last batch of an epoch is a smaller one.
        let whole = steps.into_iter().filter(|(terms, _)| terms.len() == size);
        let gradients: Vec<Vec<f64>> = whole.map(|(_, g)| g).collect();
        assert!(gradients.len() >= 3000);
        let centre = mean(&gradients);
        // Four standard deviations of the mean and of the variance of so many draws, or nearly.
        let deviation = (expected / f64::from(ITERATIONS)).sqrt();
        assert!((centre[0] - 20.0).abs() < 4.0 * deviation && (centre[1] - 9.2).abs() < 4.0 * deviation);
        let measured = spread(&gradients, &centre);
        assert!((measured / expected - 1.0).abs() < 0.1, "{kind}: {measured} {expected}");
    }
}

/// An epoch goes over every term once; the next one in another order.
#[test]
fn epochs_shuffle() {
    let mut run = sampled("finite-sum", r#""kind": "mini-batch", "batch": 2, "seed": 5"#, "");
    let mut epochs = Vec::new();
    for _ in 0..8 {
        let batches: Vec<Vec<usize>> = (0..3).map(|_| run.step().terms.clone().unwrap()).collect();
        assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 1]);
        let order = batches.concat();
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3, 4]);
        epochs.push(order);
    }
    epochs.dedup();
    assert!(epochs.len() > 6, "{epochs:?}");
    assert_eq!(run.record().counts.term, 8 * 5);
}

#[test]
fn the_seed_decides_the_draws() {
    let trajectory = |seed: u64| {
        let mut run = sampled("finite-sum", &format!(r#""kind": "sample", "seed": {seed}"#), "");
        run.step_many(50);
        run.trajectory().to_vec()
    };
    assert_eq!(trajectory(1), trajectory(1));
    assert_ne!(trajectory(1), trajectory(2));
    assert_ne!(trajectory(u64::MAX), trajectory(2));
    let mut unseeded = sampled("finite-sum", r#""kind": "sample""#, "");
    unseeded.step_many(50);
    assert_eq!(unseeded.trajectory(), trajectory(0));
}

/// Whatever the way to an iterate, its record is the same, with its terms and its counts.
#[test]
fn going_back_draws_the_same_terms() {
    let searched = r#", "search": { "id": "backtracking" }, "stop": { "relativeImprovement": 1e-300 }"#;
    for (gradient, rest) in [
        (r#""kind": "sample", "seed": 3"#, ""),
        (
            r#""kind": "mini-batch", "batch": 3, "seed": 3"#,
            r#", "schedule": { "id": "plateau", "patience": 2 }"#,
        ),
        (r#""kind": "mini-batch", "batch": 4, "replacement": true"#, searched),
    ] {
        let mut run = sampled("finite-sum", gradient, rest);
        let mut records = vec![run.record().clone()];
        while run.iteration() < 60 && !run.is_ended() {
            records.push(run.step().clone());
        }
        assert!(records.len() > 3, "{:?}", run.status());
        let last = run.iteration();
        for k in (0..last).rev().step_by(7).chain([0, last]) {
            run.go_to(k).unwrap();
            assert_eq!((run.iteration(), run.record()), (k, &records[k]));
        }
    }
}

/// What is shown of the objective is about the whole sum; only what the method takes is estimated.
#[test]
fn the_record_shows_both_gradients() {
    let mut run = sampled("finite-sum", r#""kind": "mini-batch", "batch": 2, "seed": 1"#, "");
    assert!(run.record().terms.is_none());
    let record = run.step().clone();
    assert!(distance(&record.gradient, &[20.0, 9.2]) < 1e-15);
    let g = line(&record, "g");
    assert!(distance(&g, &record.gradient) > 1e-3);
    assert_eq!(record.direction, [-g[0], -g[1]]);
    let terms = record.terms.unwrap();
    assert_eq!(line(run.record(), "I"), terms.iter().map(|&i| (i + 1) as f64).collect::<Vec<f64>>());
    let tex: Vec<&str> = run.record().lines.iter().map(|line| line.tex.as_str()).collect();
    assert_eq!(tex[0], r"I_t \leftarrow \text{the next } n_b \text{ of the shuffled } 1, \dots, m");
    assert_eq!(tex[1], r"g \leftarrow \frac{1}{n_b} \sum_{i \in I_t} \nabla C_{i}(\theta)");
    let counts = run.record().counts;
    assert_eq!((counts.term, counts.gradient, counts.value), (2, 0, 0));
}

/// A search asks about the whole sum, along a direction from a part of it: that may not fall.
#[test]
fn a_search_holds_a_drawn_direction_against_the_whole() {
    let mut run =
        sampled("finite-sum", r#""kind": "sample", "seed": 2"#, r#", "search": { "id": "backtracking" }"#);
    let mut before = run.value();
    while !run.is_ended() && run.iteration() < 500 {
        run.step();
        assert!(run.value() <= before);
        before = run.value();
    }
    assert_eq!(run.status().kind, StatusKind::NotADescentDirection, "{:?}", run.status());
    // That happens inside the convex hull of the terms' minima only.
    let theta = run.theta();
    assert!((1.0..=3.0).contains(&theta[0]) && (0.0..=3.0).contains(&theta[1]), "{theta:?}");
}

/// MEDL figure 4.3: where all terms share their minimum sampling converges to it, otherwise it wanders around it.
#[test]
fn sampling_converges_where_the_terms_agree() {
    let mut shared = sampled("finite-sum-shared", r#""kind": "sample", "seed": 4"#, "");
    shared.step_many(2000);
    assert!(distance(shared.theta(), &[2.0, 2.0]) < 1e-12, "{:?}", shared.theta());
    let mut own = sampled("finite-sum", r#""kind": "sample", "seed": 4"#, "");
    own.step_many(2000);
    let away = distance(own.theta(), &[11.0 / 6.0, 1.4]);
    assert!((1e-3..0.3).contains(&away), "{away}");
}

/// A mini-batch of all terms is the whole gradient up to the order of the sum.
#[test]
fn a_batch_of_all_terms_is_the_gradient() {
    let mut batch = sampled("finite-sum", r#""kind": "mini-batch", "batch": 5"#, "");
    let mut full = sampled("finite-sum", r#""kind": "full""#, "");
    batch.step_many(100);
    full.step_many(100);
    assert!(distance(batch.theta(), full.theta()) < 1e-14);
    assert_eq!((batch.record().counts.term, batch.record().counts.gradient), (500, 0));
    assert_eq!((full.record().counts.term, full.record().counts.gradient), (0, 100));
    assert!(full.record().terms.is_none());
}

/// Clipping comes after the estimate, weight decay after clipping.
#[test]
fn an_estimate_goes_through_the_chain() {
    let plain = sampled("finite-sum", r#""kind": "sample""#, "").step().clone();
    let rest = r#", "clipValue": 8, "clip": 9, "weightDecay": 0.5"#;
    let chained = sampled("finite-sum", r#""kind": "sample""#, rest).step().clone();
    let g: Vec<f64> = line(&plain, "g").iter().map(|g| g.clamp(-8.0, 8.0)).collect();
    let length = (g[0] * g[0] + g[1] * g[1]).sqrt();
    assert!(length > 9.0);
    let expected: Vec<f64> = g.iter().map(|g| g * 9.0 / length + 0.5 * 6.0).collect();
    assert!(distance(&line(&chained, "g"), &expected) < 1e-15);
    assert_eq!(
        chained.lines[1].tex,
        r"g \leftarrow \operatorname{clip}_{c}\bigl(\operatorname{clip}_{\pm b}\bigl(\nabla C_{I_t}(\theta)\bigr)\bigr) + \lambda \theta"
    );
}

/// A term that is not finite is named, and so is a sum that overflows.
#[test]
fn failures_of_terms_have_names() {
    let ended = |outputs: &str, start: f64| {
        let mut run = run(&format!(
            r#"{{ "objective": {{ "expression": "{outputs}", "reduce": "sum" }}, "start": [{start}],
                 "gradient": {{ "kind": "mini-batch", "batch": 1 }},
                 "optimizer": {{ "id": "gradient-descent", "learningRate": 1 }} }}"#
        ));
        run.step_many(20);
        assert!(run.is_ended());
        run.status().clone()
    };
    let status = ended("(x^2, 5 x + ln(x))", 1.0);
    assert_eq!(status.kind, StatusKind::NotFinite);
    assert!(status.message.contains("ln(x)"), "{}", status.message);
    let status = ended("(1e308 x, -9e307 x)", 0.5);
    assert_eq!(status.kind, StatusKind::NotFinite);
    assert!(status.message.contains("overflows"), "{}", status.message);
}

/// Also where states are kept every few steps only, and steps between them are made again.
#[test]
fn a_long_run_goes_back_exactly() {
    let plateau = r#", "schedule": { "id": "plateau", "patience": 20, "threshold": 0 }"#;
    let mut run = sampled("finite-sum", r#""kind": "mini-batch", "batch": 2, "seed": 11"#, plateau);
    let mut records = vec![run.record().clone()];
    for _ in 0..1500 {
        records.push(run.step().clone());
    }
    let lowered = run.record().state.iter().find(|entry| entry.symbol == "k").unwrap();
    assert!(lowered.value != Quantity::Scalar(0.0));
    for k in [1499, 1201, 700, 903, 3, 1500, 0, 777] {
        run.go_to(k).unwrap();
        assert_eq!((run.iteration(), run.record()), (k, &records[k]));
    }
}
