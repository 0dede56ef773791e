//! What every combination of optimizer, search, schedule and objective keeps to.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use fallline_optim::objective::OBJECTIVES;
use fallline_optim::parameter::{Domain, Parameter, Setting};
use fallline_optim::record::Counts;
use fallline_optim::spec::{GradientSpec, ObjectiveSpec, RunSpec, Selection};
use fallline_optim::{OPTIMIZERS, Run, SCHEDULES, SEARCHES};

fn selection(id: &str) -> Selection {
    Selection { id: id.to_owned(), parameters: std::collections::BTreeMap::new() }
}

/// The gradients of a finite sum take turns: whole, one term, mini-batches of both kinds.
fn drawn(turn: usize, terms: usize) -> Option<GradientSpec> {
    let batch = u32::try_from(terms.div_ceil(2)).unwrap();
    let gradient = |kind: &str, batch, replacement| GradientSpec {
        kind: kind.to_owned(),
        batch,
        replacement,
        seed: Some(turn as u64),
    };
    match turn % 4 {
        0 => None,
        1 => Some(gradient("sample", None, None)),
        2 => Some(gradient("mini-batch", Some(batch), None)),
        _ => Some(gradient("mini-batch", Some(batch), Some(true))),
    }
}

/// Every optimizer on every objective that it fits, from the objective's first start, with every other search: dozens
/// of objectives show each pair of optimizer and search enough shapes, and all of them would take minutes. The
/// schedules take turns, so that each meets every optimizer, search and objective.
fn every_spec() -> Vec<RunSpec> {
    let mut specs = Vec::new();
    for (i, objective) in OBJECTIVES.iter().enumerate() {
        let objective_spec = ObjectiveSpec { id: Some(objective.id.to_owned()), ..ObjectiveSpec::default() };
        let built = objective_spec.build().unwrap();
        for (j, optimizer) in OPTIMIZERS.iter().filter(|info| info.check(&*built).is_ok()).enumerate() {
            let paced = optimizer.default_search.is_some();
            for (k, search) in SEARCHES.iter().filter(|info| info.check(&*built).is_ok()).enumerate() {
                let turn = (i + j + k) / 2;
                let schedule = SCHEDULES[turn % SCHEDULES.len()];
                let its_turn = (i + j + k).is_multiple_of(2);
                if (paced && its_turn) || (!paced && search.id == "fixed") {
                    specs.push(RunSpec {
                        objective: objective_spec.clone(),
                        optimizer: selection(optimizer.id),
                        search: Some(selection(search.id)),
                        schedule: paced.then(|| selection(schedule.id)),
                        clip: None,
                        clip_value: None,
                        weight_decay: None,
                        gradient: built.finite_sum().and_then(|sum| drawn(turn, sum.terms())),
                        start: objective.starts[0].to_vec(),
                        changes: Vec::new(),
                        stop: None,
                    });
                }
            }
        }
    }
    let everything = OBJECTIVES.len() * OPTIMIZERS.len() * SEARCHES.len();
    assert!(specs.len() > everything / 3, "{} of {everything} fit", specs.len());
    specs
}

fn not_less(a: Counts, b: Counts) -> bool {
    a.value <= b.value
        && a.gradient <= b.gradient
        && a.hessian <= b.hessian
        && a.hessian_vector <= b.hessian_vector
        && a.term <= b.term
        && a.jacobian <= b.jacobian
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

/// A run after `steps` steps, each of which was checked.
fn checked(spec: &RunSpec, steps: usize) -> Run {
    let name = spec.to_json();
    let mut run = Run::new(spec.clone()).unwrap_or_else(|error| panic!("{error}: {name}"));
    let expression = run.expression().unwrap().clone();
    let mut counts = Counts::default();
    for k in 0..steps {
        let before = run.theta().to_vec();
        let record = run.step().clone();
        assert!(not_less(counts, record.counts), "counts fell: {name}");
        counts = record.counts;
        assert_eq!(bits(&record.theta), bits(&before), "{name}");
        assert_eq!(record.value.to_bits(), expression.value(&record.theta).unwrap()[0].to_bits(), "{name}");
        assert_eq!(record.next_value.to_bits(), expression.value(&record.next_theta).unwrap()[0].to_bits());
        assert_eq!((bits(run.theta()), run.value()), (bits(&record.next_theta), record.next_value), "{name}");
        assert!(!record.status.message.is_empty());
        // In JSON a number that is not finite is null; the only nulls are for what a step does not have.
        let json = serde_json::to_value(&record).unwrap();
        for key in ["theta", "nextTheta", "value", "nextValue", "gradient", "direction", "stepSize", "state"]
        {
            assert!(!json[key].to_string().contains("null"), "{key}: {json}");
        }
        if run.is_ended() {
            break;
        }
        assert_eq!((run.iteration(), record.iteration), (k + 1, k), "{name}");
        let moved: Vec<f64> =
            record.theta.iter().zip(&record.direction).map(|(x, d)| x + record.step_size * d).collect();
        assert!(common::distance(&moved, &record.next_theta) < 1e-15, "{name}");
    }
    run
}

#[test]
fn every_combination_keeps_its_promises() {
    for spec in every_spec() {
        checked(&spec, 40);
    }
}

/// Every line of the pseudo-code has its number once a step of each kind was made.
#[test]
fn every_line_gets_its_number() {
    for spec in every_spec() {
        let mut run = Run::new(spec.clone()).unwrap();
        let mut seen = vec![false; run.record().lines.len()];
        for _ in 0..3 {
            let record = run.step();
            record.lines.iter().zip(&mut seen).for_each(|(line, seen)| *seen |= line.value.is_some());
        }
        assert!(seen.iter().all(|&seen| seen) || run.iteration() < 2, "{}: {seen:?}", spec.to_json());
    }
}

#[test]
fn going_back_and_replaying_are_bit_identical() {
    for spec in every_spec() {
        let mut run = Run::new(spec.clone()).unwrap();
        let mut records = vec![run.record().clone()];
        while run.iteration() < 30 && !run.is_ended() {
            records.push(run.step().clone());
        }
        let (last, csv) = (run.iteration(), run.to_csv());
        // An attempt that failed left a record of its own; going to the last iterate shows the step there.
        for k in (0..last).rev().step_by(7).chain([0, last]) {
            run.go_to(k).unwrap();
            assert_eq!((run.iteration(), run.record()), (k, &records[k]), "{}", spec.to_json());
        }
        assert_eq!(run.to_csv(), csv);
        for k in (0..last).rev() {
            run.back();
            assert_eq!(run.iteration(), k);
        }
        run.back();
        assert_eq!(run.record(), &records[0]);
        run.step_many(last);
        assert_eq!(run.to_csv(), csv);
        run.reset();
        assert_eq!((run.iteration(), run.record()), (0, &records[0]));

        let mut again = Run::from_json(&run.to_json()).unwrap();
        assert_eq!(again.spec(), run.spec());
        again.step_many(last);
        assert_eq!(again.to_csv(), csv);
    }
}

/// Settings at and just inside the bounds of a domain, and far out where there is no bound.
fn extremes(parameter: &Parameter) -> Vec<Setting> {
    match parameter.domain {
        Domain::Real { min, max, min_open, max_open, .. } => {
            let low = min.map_or(-1e300, |min| if min_open { min.next_up() } else { min });
            let high = max.map_or(1e300, |max| if max_open { max.next_down() } else { max });
            vec![Setting::Number(low), Setting::Number(high)]
        }
        Domain::Int { min, max } => vec![Setting::Number(min.into()), Setting::Number(max.into())],
        Domain::Choice { options } => options.iter().map(|&word| Setting::Text(word.to_owned())).collect(),
        Domain::Bool => vec![Setting::Bool(false), Setting::Bool(true)],
    }
}

/// The extremes of each parameter on its own, with everything else at its default: an optimizer's on every
/// objective, a search's and a schedule's with gradient descent.
#[test]
fn extremes_of_parameters_end_in_a_named_status() {
    let mut tried = 0;
    for objective in OBJECTIVES {
        let objective_spec = ObjectiveSpec { id: Some(objective.id.to_owned()), ..ObjectiveSpec::default() };
        let built = objective_spec.build().unwrap();
        let plain = RunSpec {
            objective: objective_spec,
            optimizer: selection("gradient-descent"),
            search: None,
            schedule: None,
            clip: None,
            clip_value: None,
            weight_decay: None,
            gradient: None,
            start: objective.starts[0].to_vec(),
            changes: Vec::new(),
            stop: None,
        };
        let mut specs = Vec::new();
        let mut vary = |id: &str, parameters: &[Parameter], choose: fn(&mut RunSpec, Selection)| {
            for parameter in parameters {
                for setting in extremes(parameter) {
                    assert!(parameter.domain.contains(&setting), "{parameter:?} {setting}");
                    let mut chosen = selection(id);
                    chosen.parameters.insert(parameter.id.to_owned(), Some(setting));
                    let mut spec = plain.clone();
                    choose(&mut spec, chosen);
                    specs.push(spec);
                }
            }
        };
        for info in OPTIMIZERS.iter().filter(|info| info.check(&*built).is_ok()) {
            vary(info.id, info.parameters, |spec, chosen| spec.optimizer = chosen);
        }
        for info in SEARCHES.iter().filter(|info| info.check(&*built).is_ok()) {
            vary(info.id, info.parameters, |spec, chosen| spec.search = Some(chosen));
        }
        for info in SCHEDULES {
            vary(info.id, info.parameters, |spec, chosen| spec.schedule = Some(chosen));
        }
        tried += specs.len();
        specs.iter().for_each(|spec| drop(checked(spec, 12)));
    }
    assert!(tried > 1000, "{tried}");
}
