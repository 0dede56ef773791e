//! Trajectories against those of optax and NumPy; `reference/trajectories.py` says how they were made.
#![allow(clippy::panic, clippy::print_stdout, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;

use common::{distance, run};

/// Runs the specification and returns the largest relative difference from the recorded trajectory.
fn difference(name: &str, spec: &str) -> f64 {
    let path = format!("{}/tests/reference/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let recorded: Vec<Vec<f64>> = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{path}: {error}"))
        .lines()
        .map(|line| line.split(',').map(|x| x.parse().unwrap()).collect())
        .collect();
    let mut run = run(spec);
    run.step_many(recorded.len() - 1);
    let ours: Vec<&[f64]> = run.trajectory().chunks(2).collect();
    assert_eq!(ours.len(), recorded.len(), "{name}: {:?}", run.status());
    assert!(recorded.len() > 200);
    let difference =
        ours.iter().zip(&recorded).map(|(ours, theirs)| distance(ours, theirs)).fold(0.0, f64::max);
    println!("{name}: {difference:.1e}");
    difference
}

macro_rules! agrees {
    ($($test:ident: $name:literal within $tolerance:literal, $spec:literal;)*) => {$(
        #[test]
        fn $test() {
            let difference = difference($name, $spec);
            assert!(difference <= $tolerance, "{difference:e}");
        }
    )*};
}

agrees! {
    gradient_descent_rosenbrock: "gradient-descent-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.001 } }"#;
    gradient_descent_peaks: "gradient-descent-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [0.2, 0.9],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.01 } }"#;
    gradient_descent_exponential: "gradient-descent-exponential-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.002 },
        "schedule": { "id": "exponential", "decay": 0.98 } }"#;
    gradient_descent_clip_and_weight_decay: "gradient-descent-clip-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [-2, 1.5], "clip": 2, "weightDecay": 0.05,
        "optimizer": { "id": "gradient-descent", "learningRate": 0.002 } }"#;
    momentum_ema_rosenbrock: "momentum-ema-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "momentum", "learningRate": 0.01, "beta": 0.9, "form": "ema" } }"#;
    momentum_ema_peaks: "momentum-ema-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [-0.5, 2],
        "optimizer": { "id": "momentum", "learningRate": 0.02, "beta": 0.5 } }"#;
    momentum_heavy_ball_rosenbrock: "momentum-heavy-ball-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "momentum", "learningRate": 0.001, "beta": 0.9, "form": "heavy-ball" } }"#;
    momentum_heavy_ball_beale: "momentum-heavy-ball-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "momentum", "learningRate": 0.005, "beta": 0.8, "form": "heavy-ball" } }"#;
    adam_rosenbrock: "adam-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adam", "learningRate": 0.05, "beta": 0.9, "gamma": 0.999, "epsilon": 1e-8 } }"#;
    adam_peaks: "adam-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [0.2, 0.9],
        "optimizer": { "id": "adam", "learningRate": 0.1, "beta": 0.8, "gamma": 0.99, "epsilon": 1e-3 } }"#;
    adam_epsilon_inside: "adam-inside-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam", "learningRate": 0.05, "epsilon": 1e-4, "epsilonInside": true } }"#;
    adam_without_bias_correction: "adam-uncorrected-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.2, -0.2],
        "optimizer": { "id": "adam", "learningRate": 0.01, "biasCorrection": false } }"#;
    figure_4_2: "figure-4.2" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.2, -0.2],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.0025 },
        "schedule": { "id": "exponential", "decay": 0.99 } }"#;
}
