//! Sections against mpmath: values, slopes, Newton steps, and where the conditions of the searches hold.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeMap;
use std::fs;

use fallline_autodiff::Expression;
use fallline_optim::section::{Conditions, Section};
use fallline_optim::{ExpressionObjective, Objective, objective};

const PEAKS: &str =
    "3*(1 - x)^2*exp(-x^2 - (y + 1)^2) - 10*(x/5 - x^3 - y^5)*exp(-x^2 - y^2) - exp(-(x + 1)^2 - y^2)/3";
const ROSENBROCK: &str = "(1 - x)^2 + 100*(y - x^2)^2";

struct Case {
    name: &'static str,
    formula: &'static str,
    theta: &'static [f64],
    direction: &'static [f64],
    conditions: Conditions,
    reach: f64,
    weight_decay: f64,
}

const fn case(
    name: &'static str,
    formula: &'static str,
    [theta, direction]: [&'static [f64]; 2],
    [armijo, curvature]: [f64; 2],
    reach: f64,
) -> Case {
    let conditions = Conditions { armijo, curvature };
    Case { name, formula, theta, direction, conditions, reach, weight_decay: 0.0 }
}

/// Those of `reference/sections.py`.
const CASES: [Case; 6] = [
    case("rosenbrock", ROSENBROCK, [&[-1.2, 1.0], &[215.6, 88.0]], [1e-4, 0.9], 0.01),
    case("rosenbrock-narrow", ROSENBROCK, [&[-1.2, 1.0], &[1.0, 0.25]], [0.3, 0.1], 3.0),
    case("peaks", PEAKS, [&[0.2, 0.9], &[-0.6, -1.1]], [1e-4, 0.5], 4.0),
    case("waves", "t^2/20 - cos(2*t)", [&[-4.0], &[1.0]], [0.1, 0.4], 12.0),
    Case {
        weight_decay: 0.5,
        ..case(
            "himmelblau",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            [&[0.0, 0.0], &[1.4, 2.2]],
            [0.25, 0.75],
            3.0,
        )
    },
    case(
        "three",
        "exp(x + 2*y) + exp(y - z) + x^2 + z^2 - y",
        [&[0.5, 0.5, -1.0], &[-1.0, -2.0, 0.5]],
        [0.01, 0.2],
        2.5,
    ),
];

/// The lines of a case: what they are about, and their numbers.
fn recorded() -> BTreeMap<String, Vec<(String, Vec<f64>)>> {
    let path = format!("{}/tests/reference/sections.csv", env!("CARGO_MANIFEST_DIR"));
    let mut found: BTreeMap<String, Vec<(String, Vec<f64>)>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let mut fields = line.split(',');
        let (name, kind) = (fields.next().unwrap(), fields.next().unwrap());
        let numbers = fields.map(|field| field.parse().unwrap()).collect();
        found.entry(name.to_owned()).or_default().push((kind.to_owned(), numbers));
    }
    found
}

fn of<'a>(lines: &'a [(String, Vec<f64>)], kind: &'a str) -> impl Iterator<Item = &'a [f64]> {
    lines.iter().filter(move |(of, _)| of == kind).map(|(_, numbers)| numbers.as_slice())
}

#[test]
fn sections_are_those_of_mpmath() {
    let recorded = recorded();
    assert_eq!(recorded.len(), CASES.len());
    let mut intervals = 0;
    for Case { name, formula, theta, direction, conditions, reach, weight_decay } in CASES {
        let lines = &recorded[name];
        let objective = ExpressionObjective::new(Expression::parse(formula).unwrap()).unwrap();
        let section = Section::new(&objective, theta, direction, weight_decay).unwrap();
        let scale = section.slope().abs() * reach;
        let near = |what: &str, ours: f64, theirs: f64, scale: f64| {
            let error = (ours - theirs).abs() / scale;
            assert!(error < 1e-13, "{name}: {what} is {ours}, but {theirs}: {error:e}");
        };
        let values: Vec<&[f64]> = of(lines, "value").collect();
        assert_eq!(values.len(), 10);
        let samples = section.samples([-reach / 8.0, reach], 10).unwrap();
        for (line, sample) in values.iter().zip(samples) {
            let [alpha, value, slope] = line[..] else { panic!("{line:?}") };
            let point = section.at(conditions, alpha);
            near("φ", point.value.unwrap(), value, value.abs().max(scale));
            near("φ'", point.slope.unwrap(), slope, slope.abs().max(section.slope().abs()));
            near("a sample", sample, value, value.abs().max(scale));
        }
        match of(lines, "newton").next() {
            Some(&[newton]) => near("Newton's step", section.newton_step().unwrap(), newton, newton.abs()),
            _ => assert_eq!(section.newton_step(), None, "{name}"),
        }
        let found = section.intervals(conditions, reach, 401, &[]).unwrap();
        let kinds = [
            ("armijo", found.armijo),
            ("curvature", found.curvature),
            ("wolfe", found.wolfe),
            ("strong", found.strong_wolfe),
        ];
        for (kind, ours) in kinds {
            let theirs: Vec<&[f64]> = of(lines, kind).collect();
            assert_eq!(ours.len(), theirs.len(), "{name}, {kind}: {ours:?} {theirs:?}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                for (end, (a, b)) in ours.iter().zip(theirs).enumerate() {
                    let error = (a - b).abs() / reach;
                    assert!(error < 1e-9, "{name}, {kind}, end {end}: {a}, but {b}: {error:e}");
                }
                intervals += 1;
            }
        }
    }
    // Some conditions hold on several intervals, or this is no test of finding them.
    assert!(intervals > 4 * CASES.len() + 4, "{intervals}");
}

/// What the searches accept lies where the picture says that their conditions hold.
#[test]
fn accepted_steps_lie_in_the_intervals() {
    for (search, id) in
        [("wolfe", "rosenbrock"), ("strong-wolfe", "rosenbrock"), ("strong-wolfe", "himmelblau")]
    {
        let start = objective::find(id).unwrap().starts[0];
        let mut run = fallline_optim::Run::from_json(&format!(
            r#"{{ "objective": {{ "id": "{id}" }}, "start": {start:?}, "optimizer": {{ "id": "bfgs" }},
                "search": {{ "id": "{search}" }}, "stop": {{ "maxIterations": 15 }} }}"#
        ))
        .unwrap();
        let objective = run.spec().objective.build().unwrap();
        let conditions = Conditions { armijo: 1e-4, curvature: 0.9 };
        let mut steps = 0;
        while !run.is_ended() {
            let record = run.step().clone();
            if record.probes.is_empty() || record.value - record.next_value < 1e-10 {
                continue;
            }
            let objective: &dyn Objective = &*objective;
            let section = Section::new(objective, &record.theta, &record.direction, 0.0).unwrap();
            let sizes: Vec<f64> = record.probes.iter().map(|probe| probe.step_size).collect();
            let reach = fallline_optim::section::reach(&sizes, None, &record.direction);
            let found = section.intervals(conditions, reach, 50, &sizes).unwrap();
            let kept = if search == "wolfe" { found.wolfe } else { found.strong_wolfe };
            let holds = |alpha: f64| kept.iter().any(|[low, high]| (*low..=*high).contains(&alpha));
            for probe in &record.probes {
                assert_eq!(holds(probe.step_size), probe.accepted, "{search}, {id}: {probe:?} {kept:?}");
                let there = section.at(conditions, probe.step_size);
                assert_eq!((there.value, there.armijo), (probe.value, probe.armijo));
            }
            steps += 1;
        }
        assert!(steps > 5, "{search}, {id}: {steps}");
    }
}
