//! Maps agree with runs, cell by cell, and their borders with theory.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_precision_loss,
    reason = "tests fail by panicking; counts are small"
)]

mod common;

use fallline_autodiff::math;
use fallline_optim::map::{
    BasinMap, BasinOptions, Courses, Known, MapAxis, ParameterMap, Place, Ranges, cluster, nearest_known,
    refinement,
};
use fallline_optim::objective::CriticalKind;
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

/// `reference/maps.py` computes the same basins with NumPy.
#[test]
fn basins_of_newton_are_numpys() {
    const SIDE: usize = 33;
    let specs = [
        ("himmelblau", r#"{ "id": "himmelblau" }"#, 5.0),
        ("fractal", r#"{ "expression": "(x^4 - 6 x^2 y^2 + y^4)/4 - x" }"#, 2.0),
    ];
    let mut lines = include_str!("reference/maps.csv").lines().skip(1);
    for (name, objective, reach) in specs {
        let columns: Vec<&str> = lines.next().unwrap().split(',').collect();
        let numbers = |text: &str| text.split(' ').map(|x| x.parse::<f64>().unwrap()).collect::<Vec<_>>();
        let [ends, labels, steps] = [1, 2, 3].map(|i| numbers(columns[i]));
        assert_eq!((columns[0], labels.len()), (name, SIDE * SIDE));
        let spec = RunSpec::from_json(&format!(
            r#"{{ "objective": {objective}, "optimizer": {{ "id": "newton" }}, "start": [0, 0], "stop": {{ "gradientNorm": 1e-8 }} }}"#
        ))
        .unwrap();
        let view = Ranges { x: [-reach, reach], y: Some([-reach, reach]) };
        let options = BasinOptions { view, plane: None, side: SIDE, max_iterations: 100 };
        let mut map = BasinMap::new(&spec, options).unwrap();
        let mut different = Vec::new();
        for cell in 0..map.cells() {
            let end = map.end(cell);
            let distance = |k: usize| common::distance(&end.theta, &ends[2 * k..2 * k + 2]);
            let label = (0..ends.len() / 2).find(|&k| distance(k) < 1e-6);
            let label = label.map_or(-1.0, |k| k as f64);
            if (label, end.iterations as f64) != (labels[cell], steps[cell]) {
                different.push((map.start(cell), label, labels[cell], end.iterations, steps[cell]));
            }
        }
        assert!(labels.iter().filter(|&&label| label >= 0.0).count() > 1000, "{name}");
        assert!(different.is_empty(), "{name}: {} cells differ: {different:?}", different.len());
    }
}

/// On (λ₁x² + λ₂y²)/2 gradient descent converges where 0 < α < 2/λ for the larger λ.
#[test]
fn gradient_descent_converges_below_two_over_l() {
    let spec = RunSpec::from_json(
        r#"{ "objective": { "expression": "(x^2 + 4 y^2)/2" }, "start": [2, 1], "optimizer": { "id": "gradient-descent" },
        "stop": { "gradientNorm": 1e-6 } }"#,
    )
    .unwrap();
    let axis = |of, id: &str, range| MapAxis { of, id: id.to_owned(), range, log: false };
    // The border 2/4 lies between two cells.
    let rate = axis(Place::Optimizer, "learningRate", [0.0, 1.0]);
    let mut map = ParameterMap::new(spec.clone(), &[rate], 50, 4000, None).unwrap();
    for cell in 0..map.cells() {
        let [rate] = map.values(cell)[..] else { panic!("one axis") };
        let end = map.end(cell);
        assert_eq!(end.status == StatusKind::Minimum, rate < 0.5, "{rate}: {}", end.status.as_str());
        // The slowest coordinate shrinks by the largest |1 - αλ| in each step.
        if end.status == StatusKind::Minimum {
            let factors = [1.0, 4.0].map(|lambda: f64| (1.0 - rate * lambda).abs());
            let norm = |k: f64| {
                let [x, y] = [2.0 * math::pow(factors[0], k), 4.0 * math::pow(factors[1], k)];
                math::hypot(x, y)
            };
            let k = end.iterations as f64;
            assert!(norm(k) < 1e-6 * (1.0 + 1e-9) && norm(k - 1.0) >= 1e-6 * (1.0 - 1e-9), "{rate}: {k}");
        }
    }
    // A start as an axis.
    let axes = [axis(Place::Optimizer, "learningRate", [0.1, 0.3]), axis(Place::Start, "y", [-1.0, 1.0])];
    let map = ParameterMap::new(spec, &axes, 4, 10, None).unwrap();
    assert_eq!((map.cells(), map.values(6)), (16, vec![0.1 + 0.625 * (0.3 - 0.1), -0.25]));
}

/// Heavy-ball momentum on a quadratic converges where 0 < α < 2(1 + β)/λ for the larger λ, and 0 ≤ β < 1.
#[test]
fn momentum_converges_below_its_border() {
    let spec = RunSpec::from_json(
        r#"{ "objective": { "expression": "(x^2 + 4 y^2)/2" }, "start": [2, 1], "stop": { "gradientNorm": 1e-6 },
        "optimizer": { "id": "momentum", "form": "heavy-ball" } }"#,
    )
    .unwrap();
    let axis = |id: &str, range| MapAxis { of: Place::Optimizer, id: id.to_owned(), range, log: false };
    let axes = [axis("learningRate", [0.0, 1.25]), axis("beta", [0.0, 1.0])];
    let mut map = ParameterMap::new(spec, &axes, 20, 4000, None).unwrap();
    let mut inside = 0;
    for cell in 0..map.cells() {
        let [rate, beta] = map.values(cell)[..] else { panic!("two axes") };
        let converges = rate < 2.0 * (1.0 + beta) / 4.0;
        let end = map.end(cell);
        assert_eq!(end.status == StatusKind::Minimum, converges, "{rate} {beta}: {}", end.status.as_str());
        inside += usize::from(converges);
    }
    assert!((100..300).contains(&inside), "{inside} of 400");
}

#[test]
fn what_is_no_map_is_refused() {
    let spec = |json: &str| RunSpec::from_json(json).unwrap();
    let himmelblau =
        spec(r#"{ "objective": { "id": "himmelblau" }, "optimizer": { "id": "adam" }, "start": [0, 0] }"#);
    let options = |x, y, side| BasinOptions { view: Ranges { x, y }, plane: None, side, max_iterations: 10 };
    for (options, reason) in [
        (options([0.0, 1.0], None, 4), "a map of starts needs a range of one variable"),
        (options([1.0, 1.0], Some([0.0, 1.0]), 4), "a map needs a range of x from a lower"),
        (options([0.0, f64::NAN], Some([0.0, 1.0]), 4), "a map needs a range of x from a lower"),
        (options([0.0, 1.0], Some([0.0, 1.0]), 0), "a map has at least one cell"),
        (options([0.0, 1.0], Some([0.0, 1.0]), 5000), "a map has at most 2048 cells"),
    ] {
        let message = BasinMap::new(&himmelblau, options).err().unwrap().message;
        assert!(message.starts_with(reason), "{message}");
    }
    let axis = |of, id: &str, range, log| MapAxis { of, id: id.to_owned(), range, log };
    for (axes, reason) in [
        (vec![], "a map over parameters has one axis or two"),
        (
            vec![axis(Place::Optimizer, "learningRat", [0.1, 1.0], false)],
            "there is no parameter `learningRat`",
        ),
        (
            vec![axis(Place::Optimizer, "learningRate", [-1.0, 1.0], false)],
            "`learningRate` of `adam` must be",
        ),
        (vec![axis(Place::Optimizer, "learningRate", [0.0, 1.0], true)], "a logarithmic range"),
        (vec![axis(Place::Search, "learningRate", [0.1, 1.0], false)], "the specification has no search"),
        (vec![axis(Place::Start, "z", [0.1, 1.0], false)], "there is no variable"),
    ] {
        let message = ParameterMap::new(himmelblau.clone(), &axes, 4, 10, None).err().unwrap().message;
        assert!(message.starts_with(reason), "{message}");
    }
}

#[test]
fn clusters_do_not_depend_on_the_order_of_ends() {
    // Ends around five points, with some jitter, and two known points.
    let centres = [[0.0, 0.0], [1.0, 0.0], [1.0, 1e-4], [-3.0, 2.0], [5.0, 5.0]];
    let mut ends: Vec<[f64; 2]> = (0..200)
        .map(|i| {
            let [x, y] = centres[(i * i + 3 * i) % 5];
            let jitter = 1e-9 * (i as f64 * 0.618).fract();
            [x + jitter, y - jitter]
        })
        .collect();
    let known = [[-3.0, 2.0], [0.0, 0.0]];
    let known = known.each_ref().map(|theta| Known { theta, kind: CriticalKind::Minimum });
    let found = |ends: &[[f64; 2]]| {
        let points: Vec<&[f64]> = ends.iter().map(<[f64; 2]>::as_slice).collect();
        let clusters = cluster(&points, &known, 1e-3);
        clusters
            .into_iter()
            .map(|cluster| (cluster.theta, cluster.known, cluster.members.len()))
            .collect::<Vec<_>>()
    };
    let first = found(&ends);
    // The second and the third centre are the same within the tolerance.
    assert_eq!(first.iter().map(|(_, known, _)| *known).collect::<Vec<_>>().len(), first.len());
    assert!(first.len() <= 4 && first[0].1 == Some(0), "{first:?}");
    for turn in [7, 31, 99] {
        ends.rotate_left(turn);
        ends.swap(3, 100);
        assert_eq!(found(&ends), first);
    }
}

/// Passes of any size cover a map once, and every cell has one to stand for it after the first.
#[test]
fn passes_cover_a_map_once() {
    for side in [1, 2, 5, 15, 16, 31, 33, 64, 100, 256, 300] {
        for rows in [1, side] {
            let passes = refinement(side, rows);
            let mut cells: Vec<usize> = passes.concat();
            cells.sort_unstable();
            assert_eq!(cells, (0..side * rows).collect::<Vec<_>>(), "{side} by {rows}");
            let mut known = vec![false; side * rows];
            for &cell in &passes[0] {
                known[cell] = true;
            }
            for cell in 0..side * rows {
                let shown = nearest_known(cell, side, rows, |cell| known[cell]);
                assert!(shown.is_some(), "{side} by {rows}: {cell}");
            }
        }
    }
}
