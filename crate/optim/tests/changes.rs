//! Parameters that are changed within a run.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;
use std::rc::Rc;

use common::{distance, run};
use fallline_autodiff::ErrorKind;
use fallline_optim::optimizer::{Iteration, OPTIMIZERS, Pace};
use fallline_optim::parameter::Given;
use fallline_optim::spec::{Change, ObjectiveSpec, Selection};
use fallline_optim::{Oracle, Run, list};
use serde_json::{Value, json};

/// A run on Rosenbrock's function.
fn valley(optimizer: &Value, changes: &Value) -> Run {
    let spec = json!({
        "objective": { "id": "rosenbrock" }, "start": [-1.2, 1], "optimizer": optimizer, "changes": changes
    });
    run(&spec.to_string())
}

fn changes(of: &Value) -> Vec<Change> {
    serde_json::from_value(of.clone()).unwrap()
}

fn bits(run: &Run) -> Vec<u64> {
    run.trajectory().iter().map(|x| x.to_bits()).collect()
}

/// The optimizers by hand, with their states handed from one set of parameters to the next.
#[test]
fn a_change_is_the_same_state_continued_with_other_parameters() {
    let cases = [
        ("gradient-descent", json!({ "learningRate": 0.001 }), json!({ "learningRate": 0.0002 })),
        ("momentum", json!({ "learningRate": 0.001, "beta": 0.9 }), json!({ "beta": 0.5 })),
        ("adam", json!({ "learningRate": 0.05 }), json!({ "learningRate": 0.2, "beta": 0.7 })),
        ("nadam", json!({}), json!({ "gamma": 0.9, "epsilonInside": true })),
        ("adagrad", json!({ "learningRate": 0.5 }), json!({ "learningRate": 0.1 })),
        ("l-bfgs", json!({}), json!({ "memory": 2 })),
        ("trust-region", json!({}), json!({ "maxRadius": 0.01 })),
    ];
    for (id, first, second) in cases {
        let given = |settings: &Value| -> Given { serde_json::from_value(settings.clone()).unwrap() };
        let named = |settings: &Value| {
            let mut named = settings.clone();
            named["id"] = json!(id);
            named
        };
        let at = 7;
        let mut changed = valley(&named(&first), &json!([{ "iteration": at, "optimizer": named(&second) }]));
        changed.step_many(15);

        let info = list::find(OPTIMIZERS, id, "optimizer").unwrap();
        let mut both = given(&first);
        both.extend(given(&second));
        let [before, after] = [given(&first), both].map(|given| info.with(&given).unwrap());
        let objective = ObjectiveSpec { id: Some("rosenbrock".to_owned()), ..ObjectiveSpec::default() };
        let mut oracle = Oracle::new(objective.build().unwrap(), Default::default());
        let pace = match info.default_search {
            Some(search) => Pace {
                search: list::find(fallline_optim::SEARCHES, search, "search")
                    .unwrap()
                    .with(&Given::new())
                    .unwrap(),
                ..Pace::default()
            },
            None => Pace::default(),
        };
        let mut theta = vec![-1.2, 1.0];
        let mut walk = before.walk(&theta).unwrap();
        let mut points = theta.clone();
        for index in 0..changed.iteration() {
            if index == at {
                walk = Rc::clone(&after).resume(&*walk).unwrap();
            }
            let here = Iteration { index, theta: &theta, pace: &pace, factor: 1.0, recorded: false };
            let (next, step) = walk.step(&mut oracle, &here).unwrap();
            walk = next;
            theta = step.next;
            points.extend_from_slice(&theta);
        }
        assert!(changed.iteration() > at, "{id}: {:?}", changed.status());
        assert_eq!(changed.trajectory(), points, "{id}");

        let mut plain = valley(&named(&first), &json!([]));
        plain.step_many(15);
        let n = 2 * (at + 1);
        assert_eq!(plain.trajectory()[..n], points[..n], "{id}");
        assert_ne!(plain.trajectory()[n..], points[n..], "{id}");
    }
}

#[test]
fn replays_have_the_same_bits_and_records_say_what_held() {
    let adam = json!({ "id": "adam", "learningRate": 0.05 });
    let list = json!([
        { "iteration": 10, "optimizer": { "id": "adam", "learningRate": 0.2 } },
        { "iteration": 300, "optimizer": { "id": "adam", "beta": 0.5 }, "schedule": { "id": "constant" } }
    ]);
    let mut run = valley(&adam, &list);
    run.step_many(1000);
    let there = bits(&run);
    for k in [999, 301, 300, 299, 11, 10, 9, 1, 0, 640, 1000] {
        run.go_to(k).unwrap();
        assert_eq!((run.iteration(), bits(&run)), (k, there[..2 * (k + 1)].to_vec()));
        let held = &run.record().held.optimizer.parameters;
        let number = |name: &str| held.get(name).cloned().flatten().map(|value| value.to_string());
        let made = k.saturating_sub(1);
        assert_eq!(number("learningRate").unwrap(), if made < 10 { "0.05" } else { "0.2" }, "{k}");
        assert_eq!(number("beta"), (made >= 300).then(|| "0.5".to_owned()), "{k}");
        assert_eq!(run.peek().is_some(), !run.is_ended());
        assert_eq!((run.iteration(), run.reached()), (k, 1000));
    }
    let again = Run::from_json(&run.to_json()).unwrap();
    assert_eq!(again.to_json(), run.to_json());
    assert_eq!(again.spec().changes, changes(&list));
}

#[test]
fn changes_made_on_the_way_are_those_of_a_run_that_had_them_from_the_start() {
    let adam = json!({ "id": "adam", "learningRate": 0.05 });
    let rate =
        |at: u32, rate: f64| json!({ "iteration": at, "optimizer": { "id": "adam", "learningRate": rate } });
    let mut run = valley(&adam, &json!([]));
    run.step_many(400);
    let plain = bits(&run);
    let steps = [
        (json!([rate(50, 0.2)]), 50),
        (json!([rate(50, 0.2), rate(200, 0.01)]), 200),
        (json!([rate(50, 0.2), rate(200, 0.02)]), 200),
        (json!([rate(30, 0.3)]), 30),
        (json!([]), 30),
    ];
    for (list, from) in steps {
        run.set_changes(changes(&list)).unwrap();
        assert_eq!((run.iteration(), run.reached()), (from, from));
        run.step_many(400 - from);
        let mut fresh = valley(&adam, &list);
        fresh.step_many(400);
        assert_eq!(bits(&run), bits(&fresh));
        assert_eq!((run.record(), run.rows()), (fresh.record(), fresh.rows()));
    }
    assert_eq!(bits(&run), plain);

    // One that lies ahead leaves the run where it is.
    run.go_to(100).unwrap();
    run.set_changes(changes(&json!([rate(250, 1.0)]))).unwrap();
    assert_eq!((run.iteration(), run.reached()), (100, 250));
}

#[test]
fn a_run_that_has_failed_goes_on_with_other_parameters() {
    let descent = |rate: f64| json!({ "id": "gradient-descent", "learningRate": rate });
    let mut run = valley(&descent(0.01), &json!([]));
    run.step_many(100);
    let failed = run.iteration();
    assert_eq!((run.is_ended(), run.end()), (true, Some(failed)));
    run.set_changes(changes(&json!([{ "iteration": 1, "optimizer": descent(0.0001) }]))).unwrap();
    assert_eq!((run.iteration(), run.is_ended(), run.end()), (1, false, None));
    run.step_many(50);
    assert_eq!((run.iteration(), run.end()), (51, None));
}

#[test]
fn what_is_no_change_of_a_parameter_is_refused_and_changes_nothing() {
    let adam = json!({ "id": "adam" });
    let mut run = valley(&adam, &json!([]));
    run.step_many(5);
    let before = run.to_json();
    let cases = [
        (json!([{ "iteration": 0, "optimizer": adam }]), "0 does not follow 0"),
        (json!([{ "iteration": 3 }, { "iteration": 3 }]), "3 does not follow 3"),
        (
            json!([{ "iteration": 3, "optimizer": { "id": "momentum" } }]),
            "stays `adam` and cannot become `momentum`",
        ),
        (json!([{ "iteration": 3, "search": { "id": "exact" } }]), "the search stays `fixed`"),
        (json!([{ "iteration": 3, "optimizer": { "id": "adam", "beta": 1 } }]), "0 <= beta < 1"),
        (json!([{ "iteration": 3, "schedule": { "id": "constant", "decay": 1 } }]), "called `decay`"),
    ];
    for (list, message) in cases {
        let error = run.set_changes(changes(&list)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Parameter);
        assert!(error.message.contains(message), "{}", error.message);
        assert_eq!((run.to_json(), run.iteration()), (before.clone(), 5));
    }
    let many: Vec<Change> = (1..=1001)
        .map(|iteration| Change { iteration, optimizer: None, search: None, schedule: None })
        .collect();
    assert!(run.set_changes(many).unwrap_err().message.contains("at most 1000 changes"));

    let mut own = valley(&json!({ "id": "trust-region" }), &json!([]));
    let search = Selection { id: "exact".to_owned(), ..Selection::default() };
    let change = Change { iteration: 1, optimizer: None, search: Some(search), schedule: None };
    let message = own.set_changes(vec![change]).unwrap_err().message;
    assert!(message.contains("there is no search `exact` to change"), "{message}");
}

#[test]
fn steps_within_a_budget_cost_no_more() {
    let newton = json!({ "id": "newton" });
    let mut run = valley(&newton, &json!([]));
    let cost = |counts: &fallline_optim::Counts| (2 * counts.gradient + 8 * counts.hessian) as f64;
    run.step_within(100, 39.0, cost);
    assert_eq!(run.iteration(), 3);
    run.step_within(100, 40.0, cost);
    assert_eq!(run.iteration(), 4);
    let mut fresh = valley(&newton, &json!([]));
    fresh.step_many(4);
    assert_eq!((run.record(), run.rows()), (fresh.record(), fresh.rows()));
    run.step_within(2, 1e9, cost);
    assert_eq!(run.iteration(), 6);
}

#[test]
fn the_least_value_is_that_of_all_iterates_up_to_here() {
    let mut run = valley(&json!({ "id": "newton" }), &json!([]));
    run.step_many(20);
    let values: Vec<f64> = run.rows().iter().map(|row| row.value).collect();
    for (k, row) in run.rows().iter().enumerate() {
        assert_eq!(row.least, values[..=k].iter().copied().fold(f64::INFINITY, f64::min));
    }
    assert!(values[2] > values[1], "the second step goes up: {values:?}");
}

/// PyTorch's optimizers, whose `param_groups` were given other values on the way; `reference/trajectories.py` says how.
#[test]
fn pytorch_with_changed_parameters_goes_the_same_way() {
    let cases = [
        (
            "changed-gradient-descent-rosenbrock",
            r#"{
            "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
            "optimizer": { "id": "gradient-descent", "learningRate": 0.001 },
            "changes": [{ "iteration": 10, "optimizer": { "id": "gradient-descent", "learningRate": 0.0002 } }] }"#,
        ),
        (
            "changed-momentum-beale",
            r#"{
            "objective": { "id": "beale" }, "start": [1, 1],
            "optimizer": { "id": "momentum", "learningRate": 0.005, "beta": 0.8, "form": "heavy-ball" },
            "changes": [
                { "iteration": 10, "optimizer": { "id": "momentum", "learningRate": 0.01 } },
                { "iteration": 60, "optimizer": { "id": "momentum", "beta": 0.5 } }] }"#,
        ),
        (
            "changed-adam-rosenbrock",
            r#"{
            "objective": { "id": "rosenbrock" }, "start": [-1.2, 1],
            "optimizer": { "id": "adam", "learningRate": 0.05 },
            "changes": [
                { "iteration": 10, "optimizer": { "id": "adam", "learningRate": 0.2 } },
                { "iteration": 60, "optimizer": { "id": "adam", "learningRate": 0.01, "beta": 0.8, "gamma": 0.99 } }] }"#,
        ),
    ];
    for (name, spec) in cases {
        let path = format!("{}/tests/reference/{name}.csv", env!("CARGO_MANIFEST_DIR"));
        let recorded = fs::read_to_string(path).unwrap();
        let recorded: Vec<Vec<f64>> =
            recorded.lines().map(|line| line.split(',').map(|x| x.parse().unwrap()).collect()).collect();
        assert_eq!(recorded.len(), 201);
        let mut run = run(spec);
        run.step_many(200);
        let ours = run.trajectory().chunks(2);
        let apart = ours.zip(&recorded).map(|(ours, theirs)| distance(ours, theirs)).fold(0.0, f64::max);
        assert!(apart < 1e-13, "{name}: {apart:e}");
        // Without the changes the way is another.
        run.set_changes(Vec::new()).unwrap();
        run.step_many(200);
        let theta = run.theta();
        assert!(distance(theta, &recorded[200]) > 1e-3, "{name}: {theta:?}");
    }
}

#[test]
fn unfolded_lines_have_the_parameters_that_held() {
    let descent = |rate: f64| json!({ "id": "gradient-descent", "learningRate": rate });
    let mut run = valley(&descent(0.001), &json!([{ "iteration": 2, "optimizer": descent(0.0005) }]));
    let rate = |lines: &[fallline_optim::unfold::UnfoldedLine]| {
        let pieces = lines.iter().flat_map(|line| &line.pieces);
        let values: Vec<String> =
            pieces.filter_map(|piece| Some(serde_json::to_string(piece.value.as_ref()?).unwrap())).collect();
        (values.contains(&"0.001".to_owned()), values.contains(&"0.0005".to_owned()))
    };
    for k in 0..4 {
        let coming = run.unfolded_next();
        assert_eq!((run.iteration(), run.reached()), (k, k));
        run.step();
        assert_eq!(run.unfolded(), coming);
        assert_eq!(rate(&coming), (k < 2, k >= 2), "{k}");
    }
}
