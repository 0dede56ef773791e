//! Maps agree with runs, cell by cell, and their borders with theory.

mod common;

use fallline_optim::map::{BasinMap, BasinOptions, Courses, MapAxis, ParameterMap, Place, Ranges, cluster};
use fallline_optim::{OPTIMIZERS, Run, RunSpec, SCHEDULES, SEARCHES, StatusKind};

const LIMIT: u32 = 60;

/// Compares a course with a run from each of some starts; returns how they ended.
fn compare(json: &str, starts: &[Vec<f64>], limit: u32) -> Vec<StatusKind> {
    let mut spec = RunSpec::from_json(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut courses = Courses::new(&spec, limit, None).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut stop = spec.stop.clone().unwrap_or_default();
    stop.max_iterations = Some(limit);
    spec.stop = Some(stop);
    let mut kinds = Vec::new();
    for start in starts {
        let end = courses.run(start);
        kinds.push(end.status);
        let Ok(mut run) = Run::new(RunSpec { start: start.clone(), ..spec.clone() }) else {
            assert_eq!((end.status, end.iterations), (StatusKind::NotFinite, 0), "{json} from {start:?}");
            continue;
        };
        run.step_many(limit as usize + 1);
        let status = match end.status {
            StatusKind::Cycle => StatusKind::MaxIterations,
            kind => kind,
        };
        let bits = |theta: &[f64]| theta.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(
            (status, end.iterations, bits(&end.theta)),
            (run.status().kind, run.iteration(), bits(run.theta())),
            "{json} from {start:?}: {}",
            run.status().message
        );
    }
    kinds
}

fn lattice(side: usize, [low, high]: [f64; 2]) -> Vec<Vec<f64>> {
    let at = |i: usize| low + (i as f64 + 0.5) / side as f64 * (high - low);
    (0..side * side).map(|k| vec![at(k % side), at(k / side)]).collect()
}

/// Functions on which methods converge, diverge, fail and cycle.
const FUNCTIONS: [&str; 5] = [
    r#"{ "id": "himmelblau" }"#,
    r#"{ "id": "rosenbrock" }"#,
    r#"{ "id": "freudenstein-roth" }"#,
    r#"{ "expression": "ln(x) + 1/x + (y^2 - 1)^2" }"#,
    r#"{ "expression": "exp(10 x^4) + 1e200 y^4 - y^2" }"#,
];

#[test]
fn every_optimizer_ends_where_its_run_ends() {
    let mut seen = Vec::new();
    for info in OPTIMIZERS {
        for function in FUNCTIONS
            .iter()
            .copied()
            .chain([r#"{ "id": "rosenbrock-residuals" }"#, r#"{ "id": "finite-sum" }"#])
        {
            for stop in ["", r#", "stop": { "gradientNorm": 1e-6 }"#] {
                let json = format!(
                    r#"{{ "objective": {function}, "optimizer": {{ "id": "{}" }}, "start": [1, 1]{stop} }}"#,
                    info.id
                );
                let spec = RunSpec::from_json(&json).unwrap();
                if info.check(&*spec.objective.build().unwrap()).is_ok() {
                    seen.extend(compare(&json, &lattice(5, [-3.1, 4.3]), LIMIT));
                }
            }
        }
    }
    // The comparison means something only where courses end in many ways.
    for kind in [
        StatusKind::Minimum,
        StatusKind::Maximum,
        StatusKind::Saddle,
        StatusKind::MaxIterations,
        StatusKind::Diverged,
        StatusKind::NotFinite,
        StatusKind::SingularHessian,
        StatusKind::LineSearchFailed,
    ] {
        assert!(seen.contains(&kind), "no course ended as {}", kind.as_str());
    }
}

#[test]
fn methods_of_one_variable_end_where_their_runs_end() {
    for info in OPTIMIZERS {
        for function in ["newton-cycle", "double-well", "overshoot", "absolute-value", "fourth-power"] {
            let json = format!(
                r#"{{ "objective": {{ "id": "{function}" }}, "optimizer": {{ "id": "{}" }}, "start": [1],
                "stop": {{ "gradientNorm": 1e-8 }} }}"#,
                info.id
            );
            let spec = RunSpec::from_json(&json).unwrap();
            if info.check(&*spec.objective.build().unwrap()).is_ok() {
                let starts: Vec<Vec<f64>> = (0..23).map(|i| vec![-2.2 + 0.2 * f64::from(i)]).collect();
                compare(&json, &starts, LIMIT);
            }
        }
    }
}

#[test]
fn searches_schedules_samples_and_rules_are_those_of_the_run() {
    let starts = lattice(4, [-2.1, 2.3]);
    let methods = SEARCHES.iter().map(|info| format!(r#""search": {{ "id": "{}" }}"#, info.id));
    let methods =
        methods.chain(SCHEDULES.iter().map(|info| format!(r#""schedule": {{ "id": "{}" }}"#, info.id)));
    let rules = [
        r#""stop": { "absoluteImprovement": 1e-4, "stepNorm": 1e-9 }"#,
        r#""stop": { "relativeImprovement": 1e-3 }"#,
        r#""clip": 1, "clipValue": 0.9, "weightDecay": 0.1"#,
    ];
    for method in methods.chain(rules.map(str::to_owned)) {
        let json = format!(
            r#"{{ "objective": {{ "id": "himmelblau" }}, "start": [0, 0], "optimizer": {{ "id": "gradient-descent" }}, {method} }}"#
        );
        compare(&json, &starts, LIMIT);
    }
    for gradient in [r#"{ "kind": "sample", "seed": 3 }"#, r#"{ "kind": "mini-batch", "batch": 2 }"#] {
        let json = format!(
            r#"{{ "objective": {{ "id": "finite-sum" }}, "start": [0, 0], "gradient": {gradient},
            "optimizer": {{ "id": "adam", "learningRate": 0.1 }} }}"#
        );
        compare(&json, &starts, LIMIT);
    }
}

#[test]
fn two_points_in_turn_are_a_cycle() {
    let json = r#"{ "objective": { "expression": "x^2" }, "start": [1],
        "optimizer": { "id": "gradient-descent", "learningRate": 1 } }"#;
    assert_eq!(compare(json, &[vec![1.0]], 10), [StatusKind::Cycle]);
    // On the way to 0 nothing alternates.
    let json = json.replace("\"learningRate\": 1", "\"learningRate\": 0.99");
    assert_eq!(compare(&json, &[vec![1.0]], 10), [StatusKind::MaxIterations]);
}

#[test]
fn a_value_low_enough_ends_a_course() {
    let spec = RunSpec::from_json(
        r#"{ "objective": { "expression": "x^2" }, "start": [1], "optimizer": { "id": "gradient-descent", "learningRate": 0.25 } }"#,
    )
    .unwrap();
    // x halves with every step.
    let mut courses = Courses::new(&spec, 100, Some(1e-4)).unwrap();
    let end = courses.run(&[1.0]);
    assert_eq!(
        (end.status, end.iterations, end.theta.as_slice()),
        (StatusKind::Stopped, 7, &[1.0 / 128.0][..])
    );
    assert_eq!(courses.run(&[0.005]).iterations, 0);
    // The last step that is allowed counts.
    let end = Courses::new(&spec, 7, Some(1e-4)).unwrap().run(&[1.0]);
    assert_eq!((end.status, end.iterations), (StatusKind::Stopped, 7));
    assert_eq!(Courses::new(&spec, 6, Some(1e-4)).unwrap().run(&[1.0]).status, StatusKind::MaxIterations);
}
