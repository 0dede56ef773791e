//! Trajectories against those of optax, PyTorch, NumPy and mpmath; `reference/trajectories.py` says how they were made.
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
    // Their iterates are the points where (4.33) takes its gradients; the script finds (4.34)'s from their trace.
    nesterov_rosenbrock: "nesterov-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "nesterov", "learningRate": 0.01, "beta": 0.9 } }"#;
    nesterov_peaks: "nesterov-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [-0.5, 2],
        "optimizer": { "id": "nesterov", "learningRate": 0.02, "beta": 0.5 } }"#;
    // optax and PyTorch call this Nesterov, in heavy-ball form: their rate is ours times 1 - beta.
    look_ahead_rosenbrock: "look-ahead-momentum-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "look-ahead-momentum", "learningRate": 0.01, "beta": 0.9 } }"#;
    look_ahead_peaks: "look-ahead-momentum-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [-0.5, 2],
        "optimizer": { "id": "look-ahead-momentum", "learningRate": 0.02, "beta": 0.5 } }"#;
    look_ahead_beale: "look-ahead-momentum-torch-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "look-ahead-momentum", "learningRate": 0.025, "beta": 0.8 } }"#;
    adagrad_rosenbrock: "adagrad-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adagrad", "learningRate": 0.5, "epsilon": 1e-8 } }"#;
    adagrad_beale: "adagrad-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adagrad", "learningRate": 0.1, "epsilon": 1e-2 } }"#;
    adagrad_epsilon_inside: "adagrad-inside-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adagrad", "learningRate": 0.5, "epsilon": 1e-3, "epsilonInside": true } }"#;
    rmsprop_rosenbrock: "rmsprop-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "rmsprop", "learningRate": 0.01, "gamma": 0.99, "epsilon": 1e-8 } }"#;
    rmsprop_epsilon_inside: "rmsprop-inside-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "rmsprop", "learningRate": 0.005, "gamma": 0.9, "epsilon": 0.5, "epsilonInside": true } }"#;
    adamw_rosenbrock: "adamw-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adamw", "learningRate": 0.05, "weightDecay": 0.1 } }"#;
    adamw_epsilon_inside: "adamw-inside-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [0.2, 0.9],
        "optimizer": { "id": "adamw", "learningRate": 0.03, "beta": 0.8, "gamma": 0.99, "epsilon": 1e-5, "epsilonInside": true, "weightDecay": 0.5 } }"#;
    adamw_beale: "adamw-torch-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adamw", "learningRate": 0.05, "weightDecay": 0.2 } }"#;
    // As PyTorch: the largest s is corrected. optax takes the largest corrected s, which is another method.
    amsgrad_rosenbrock: "amsgrad-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "amsgrad", "learningRate": 0.05, "beta": 0.9, "gamma": 0.999, "epsilon": 1e-8 } }"#;
    amsgrad_beale: "amsgrad-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [-2, 1.5],
        "optimizer": { "id": "amsgrad", "learningRate": 0.02, "beta": 0.8, "gamma": 0.9, "epsilon": 1e-6 } }"#;
    amsgrad_as_published: "amsgrad-uncorrected-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [-2, 1.5],
        "optimizer": { "id": "amsgrad", "learningRate": 0.02, "gamma": 0.99, "biasCorrection": false } }"#;
    nadam_rosenbrock: "nadam-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "nadam", "learningRate": 0.05, "beta": 0.9, "gamma": 0.999, "epsilon": 1e-8 } }"#;
    nadam_peaks: "nadam-peaks" within 1e-14, r#"{
        "objective": { "id": "peaks" }, "start": [0.2, 0.9],
        "optimizer": { "id": "nadam", "learningRate": 0.02, "beta": 0.8, "gamma": 0.99, "epsilon": 1e-6 } }"#;
    // PyTorch has one rho for both averages.
    adadelta_rosenbrock: "adadelta-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adadelta", "gamma": 0.95, "rho": 0.95, "epsilon": 1e-6 } }"#;
    adadelta_beale: "adadelta-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adadelta", "gamma": 0.9, "rho": 0.9, "epsilon": 1e-3 } }"#;
    // PyTorch and optax put epsilon before the maximum: it is 0 there, and as good as 0 here.
    adamax_rosenbrock: "adamax-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adamax", "learningRate": 0.05, "beta": 0.9, "gamma": 0.999, "epsilon": 1e-300 } }"#;
    adamax_beale: "adamax-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adamax", "learningRate": 0.02, "beta": 0.8, "gamma": 0.9, "epsilon": 1e-300 } }"#;
    sign_descent_rosenbrock: "sign-descent-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "sign-descent", "learningRate": 0.01 } }"#;
    adahessian_rosenbrock: "adahessian-rosenbrock" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "adahessian", "learningRate": 0.1, "beta": 0.9, "gamma": 0.999, "epsilon": 1e-8 } }"#;
    adahessian_power: "adahessian-power-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adahessian", "learningRate": 0.02, "beta": 0.8, "gamma": 0.99, "epsilon": 1e-4, "hessianPower": 0.5 } }"#;
    // As in the notes, with 40 digits, where powers do not overflow.
    adam_lp_1: "adam-lp-1-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.99, "epsilon": 1e-8, "p": 1 } }"#;
    adam_lp_2_5: "adam-lp-2.5-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.99, "epsilon": 1e-8, "p": 2.5 } }"#;
    adam_lp_10: "adam-lp-10-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.99, "epsilon": 1e-8, "p": 10 } }"#;
    adam_lp_400: "adam-lp-400-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.99, "epsilon": 1e-8, "p": 400 } }"#;
    adam_lp_1000000: "adam-lp-1000000-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [1, 1],
        "optimizer": { "id": "adam-lp", "learningRate": 0.02, "beta": 0.9, "gamma": 0.99, "epsilon": 1e-8, "p": 1000000 } }"#;
    schedule_step: "schedule-step" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.001 },
        "schedule": { "id": "step", "every": 30, "decay": 0.7 } }"#;
    schedule_cosine: "schedule-cosine" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.001 },
        "schedule": { "id": "cosine", "length": 250, "floor": 0.1 } }"#;
    schedule_warm_up: "schedule-warm-up" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.001 },
        "schedule": { "id": "warm-up", "length": 50 } }"#;
    schedule_inverse_time: "schedule-inverse-time" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.001 },
        "schedule": { "id": "inverse-time", "decay": 0.02 } }"#;
    schedule_plateau: "schedule-plateau" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.4, -0.2],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.006 },
        "schedule": { "id": "plateau", "decay": 0.5, "patience": 5, "threshold": 1e-3 } }"#;
    clip_by_value: "clip-value-beale" within 1e-14, r#"{
        "objective": { "id": "beale" }, "start": [-2, 1.5],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.002 }, "clipValue": 1.5, "clip": 2 }"#;
    // The same draws by NumPy's PCG64.
    figure_4_3_sample: "figure-4.3-sample" within 1e-14, r#"{
        "objective": { "id": "finite-sum" }, "start": [6, 6],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.01 }, "gradient": { "kind": "sample", "seed": 7 } }"#;
    figure_4_3_shuffled: "figure-4.3-shuffled" within 1e-14, r#"{
        "objective": { "id": "finite-sum" }, "start": [6, 6],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.01 }, "gradient": { "kind": "mini-batch", "batch": 2, "seed": 8 } }"#;
    figure_4_3_replacement: "figure-4.3-replacement" within 1e-14, r#"{
        "objective": { "id": "finite-sum" }, "start": [6, 6],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.01 }, "gradient": { "kind": "mini-batch", "batch": 3, "replacement": true, "seed": 9 } }"#;
    figure_4_2: "figure-4.2" within 1e-14, r#"{
        "objective": { "id": "rosenbrock" }, "start": [0.2, -0.2],
        "optimizer": { "id": "gradient-descent", "learningRate": 0.0025 },
        "schedule": { "id": "exponential", "decay": 0.99 } }"#;
}
