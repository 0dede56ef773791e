//! Specifications: what is read, what is refused and how, and that nothing panics.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_autodiff::ErrorKind;
use fallline_optim::list::Info;
use fallline_optim::parameter::Domain;
use fallline_optim::spec::{LONGEST_TEXT, RunSpec};
use fallline_optim::{OPTIMIZERS, Run, SCHEDULES, SEARCHES};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

const WHOLE: &str = r#"{"objective":{"expression":"a x^2 + y^2","variables":["y","x"],"parameters":{"a":0.1}},"optimizer":{"id":"adam","biasCorrection":false,"learningRate":0.30000000000000004},"search":{"id":"backtracking","factor":0.6},"schedule":{"id":"exponential","decay":0.97},"clip":3.5,"clipValue":1.25,"weightDecay":0.01,"gradient":{"kind":"full"},"start":[0.1,-2.2250738585072014e-308],"changes":[{"iteration":7,"optimizer":{"id":"adam","learningRate":0.1},"schedule":{"id":"exponential","decay":0.9}},{"iteration":9,"search":{"id":"backtracking","factor":null}}],"stop":{"gradientNorm":1e-9,"maxIterations":500}}"#;

#[test]
fn json_is_read_back_exactly() {
    let run = Run::from_json(WHOLE).unwrap();
    assert_eq!(run.to_json(), WHOLE);
    assert_eq!(run.variables(), ["y", "x"]);
    assert_eq!(run.spec().start, [0.1, -2.2250738585072014e-308]);
}

fn refused(change: impl FnOnce(&mut serde_json::Value)) -> (ErrorKind, String) {
    let mut value = serde_json::json!({
        "objective": { "id": "rosenbrock" }, "optimizer": { "id": "adam" }, "start": [0.0, 0.0]
    });
    assert!(Run::from_json(&value.to_string()).is_ok());
    change(&mut value);
    let error = Run::from_json(&value.to_string()).err().unwrap_or_else(|| panic!("{value}"));
    (error.kind, error.message)
}

macro_rules! refuses {
    ($($test:ident: $key:literal = $json:tt, $kind:ident, $message:literal;)*) => {$(
        #[test]
        fn $test() {
            let (kind, message) = refused(|value| value[$key] = serde_json::json!($json));
            assert_eq!(kind, ErrorKind::$kind);
            assert!(message.contains($message), "{message}");
        }
    )*};
}

refuses! {
    unknown_objective: "objective" = { "id": "rosenbrok" }, Parameter, "did you mean `rosenbrock`?";
    unknown_optimizer: "optimizer" = { "id": "adm" }, Parameter, "there is no optimizer `adm`; did you mean `adam`?";
    unknown_search: "search" = { "id": "fixd" }, Parameter, "did you mean `fixed`?";
    unknown_schedule: "schedule" = { "id": "cosin" }, Parameter, "did you mean `cosine`";
    unknown_parameter: "optimizer" = { "id": "adam", "bta": 0.5 }, Parameter, "did you mean `beta`?";
    parameter_outside: "optimizer" = { "id": "adam", "beta": 1 }, Parameter, "`beta` of `adam` must be a number with 0 <= beta < 1; it is 1";
    parameter_of_another_type: "optimizer" = { "id": "adam", "biasCorrection": 1 }, Parameter, "must be true or false; it is 1";
    search_parameter_outside: "search" = { "id": "backtracking", "factor": 1 }, Parameter, "0 < factor < 1";
    schedule_parameter_outside: "schedule" = { "id": "exponential", "decay": 0 }, Parameter, "0 < decay <= 1";
    no_objective: "objective" = {}, Parameter, "by an `id` or by an `expression`";
    two_objectives: "objective" = { "id": "peaks", "expression": "x" }, Parameter, "by one of them only";
    objective_parameter: "objective" = { "id": "himmelblau", "parameters": { "a": 1 } }, Parameter, "there are none here";
    typed_wrong: "objective" = { "expression": "1 +" }, Parse, "";
    two_outputs: "objective" = { "expression": "(x, y)" }, Parameter, "this function has 2: `reduce` says what is made of them";
    reduce_unknown: "objective" = { "expression": "(x, y)", "reduce": "product" }, Parse, "unknown variant `product`";
    reduce_of_the_catalogue: "objective" = { "id": "rosenbrock", "reduce": "mean" }, Parameter, "the reduction of `rosenbrock` cannot be changed";
    no_variables: "objective" = { "expression": "1 + 2" }, Parameter, "no variables";
    start_too_short: "start" = [1.0], Parameter, "the start has 1 coordinates, but the objective has 2 variables (t1, t2)";
    start_too_far: "start" = [1e31, 0.0], Parameter, "between -1e30 and 1e30";
    start_outside: "objective" = { "expression": "ln(x) + y" }, Evaluate, "ln(x)";
    batch_missing: "gradient" = { "kind": "mini-batch" }, Parameter, "needs `batch`";
    batch_of_one_term: "gradient" = { "kind": "sample", "batch": 2 }, Parameter, "has no `batch`";
    seed_negative: "gradient" = { "kind": "sample", "seed": (-1) }, Parse, "invalid value";
    p_too_small: "optimizer" = { "id": "adam-lp", "p": 0.5 }, Parameter, "1 <= p";
    decay_negative: "optimizer" = { "id": "adamw", "weightDecay": (-0.1) }, Parameter, "0 <= weightDecay";
    diagonal_unknown: "optimizer" = { "id": "adahessian", "diagonal": "rough" }, Parameter, "one of exact, hutchinson";
    plateau_patience: "schedule" = { "id": "plateau", "patience": 1.5 }, Parameter, "a whole number from 0";
    step_every: "schedule" = { "id": "step", "every": 0 }, Parameter, "a whole number from 1";
    clip_value_zero: "clipValue" = 0, Parameter, "0 < clipValue";
    clip_zero: "clip" = 0, Parameter, "0 < clip";
    weight_decay_negative: "weightDecay" = (-1), Parameter, "0 <= weightDecay";
    sample: "gradient" = { "kind": "sample" }, Parameter, "needs a finite sum, and this objective is not one";
    mini_batch: "gradient" = { "kind": "mini-batch", "batch": 8 }, Parameter, "needs a finite sum";
    gradient_unknown: "gradient" = { "kind": "ful" }, Parameter, "did you mean `full`?";
    full_with_batch: "gradient" = { "kind": "full", "batch": 8 }, Parameter, "has no `batch`";
    secant_in_two_variables: "optimizer" = { "id": "secant" }, Parameter, "needs a function of one variable; this one has 2";
    stop_negative: "stop" = { "stepNorm": (-1e-9) }, Parameter, "0 <= stepNorm";
    stop_unknown: "stop" = { "gradientNrm": 1 }, Parse, "gradientNrm";
    unknown_key: "optimiser" = { "id": "adam" }, Parse, "optimiser";
    wrong_type: "start" = "origin", Parse, "expected a sequence at line 1";
}

/// Terms are drawn from the sums that have them.
#[test]
fn batches_fit_the_sum() {
    let batch = |batch: u64| {
        let spec = serde_json::json!({
            "objective": { "id": "finite-sum" }, "optimizer": { "id": "adam" }, "start": [0.0, 0.0],
            "gradient": { "kind": "mini-batch", "batch": batch, "seed": u64::MAX }
        });
        Run::from_json(&spec.to_string()).err().map(|error| error.message)
    };
    assert!(batch(1).is_none() && batch(5).is_none());
    for wrong in [0, 6, 4_000_000_000] {
        assert_eq!(
            batch(wrong).unwrap(),
            format!(
                "`batch` of the gradient must be a whole number from 1 to 5, the number of terms; it is {wrong}"
            )
        );
    }
}

/// What is typed with several outputs is reduced, and written back as it was.
#[test]
fn several_outputs_are_reduced() {
    let spec = |reduce: &str| {
        format!(
            r#"{{"objective":{{"expression":"f(b, a) = (c b, a - 1)","reduce":"{reduce}","parameters":{{"c":2.0}}}},"optimizer":{{"id":"newton"}},"start":[1.0,4.0]}}"#
        )
    };
    for (reduce, value) in [("mean", 2.5), ("sum", 5.0), ("squares", 13.0)] {
        let run = Run::from_json(&spec(reduce)).unwrap();
        assert_eq!((run.value(), run.to_json()), (value, spec(reduce)));
        assert_eq!(run.variables(), ["b", "a"]);
    }
}

#[test]
fn a_second_start_must_differ() {
    let spec = |second: &str| {
        format!(
            r#"{{ "objective": {{ "id": "quartic" }}, "optimizer": {{ "id": "secant", "secondStart": {second} }}, "start": [2] }}"#
        )
    };
    assert!(Run::from_json(&spec("2.5")).is_ok() && Run::from_json(&spec("null")).is_ok());
    assert!(Run::from_json(&spec("2")).err().unwrap().message.contains("must differ"));
}

#[test]
fn too_much_is_refused() {
    let long = format!("{WHOLE}{}", " ".repeat(LONGEST_TEXT));
    assert_eq!(Run::from_json(&long).err().unwrap().kind, ErrorKind::Limit);
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(Run::from_json(&deep).err().unwrap().kind, ErrorKind::Parse);
    let sum: Vec<String> = (0..101).map(|i| format!("x{i}")).collect();
    let spec = serde_json::json!({
        "objective": { "expression": sum.join("+") }, "optimizer": { "id": "newton" }, "start": []
    });
    assert_eq!(Run::from_json(&spec.to_string()).err().unwrap().kind, ErrorKind::Limit);
}

/// Numbers that JSON cannot write, as they come from JavaScript.
#[test]
fn not_a_number_is_refused() {
    let spec: RunSpec = RunSpec::from_json(WHOLE).unwrap();
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut specs = vec![spec.clone(); 5];
        specs[0].start[0] = bad;
        specs[1].clip = Some(bad);
        specs[2].weight_decay = Some(bad);
        specs[3].stop.as_mut().unwrap().gradient_norm = Some(bad);
        let setting = fallline_optim::parameter::Setting::Number(bad);
        specs[4].optimizer.parameters.insert("learningRate".to_owned(), Some(setting));
        for (i, spec) in specs.into_iter().enumerate() {
            assert_eq!(
                Run::new(spec).err().map(|error| error.kind),
                Some(ErrorKind::Parameter),
                "{i}: {bad}"
            );
        }
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![-3.0..3.0_f64, any::<f64>(), Just(0.0), Just(1.0), Just(-1.0), Just(1e300), Just(5e-324)]
}

fn positive() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 1e-3..1.0_f64, 1 => number().prop_map(f64::abs), 1 => number()]
}

fn setting() -> impl Strategy<Value = serde_json::Value> {
    prop_oneof![
        8 => positive().prop_map(|x| serde_json::json!(x)),
        1 => any::<bool>().prop_map(|x| serde_json::json!(x)),
        1 => prop_oneof!["ema", "heavy-ball", ".{0,5}"].prop_map(|x| serde_json::json!(x)),
        1 => Just(serde_json::Value::Null),
    ]
}

/// An entry of the list with up to two of its parameters set.
fn selection<T: ?Sized>(list: &'static [&'static Info<T>]) -> impl Strategy<Value = serde_json::Value> {
    let settings = prop::collection::vec((any::<prop::sample::Index>(), setting()), 0..3);
    (0..list.len(), settings).prop_map(|(i, settings)| {
        let info = list[i];
        let mut object = serde_json::json!({ "id": info.id });
        for (which, value) in settings.into_iter().filter(|_| !info.parameters.is_empty()) {
            let parameter = which.get(info.parameters);
            // A random word is no choice; where a number is drawn, it stands for one of the options.
            object[parameter.id] = match parameter.domain {
                Domain::Choice { options } if value.is_f64() => serde_json::json!(which.get(options)),
                _ => value,
            };
        }
        object
    })
}

fn spec() -> impl Strategy<Value = serde_json::Value> {
    let line = ["2x^2 - cos(x)", "x ln(x)", "abs(x)^1.5 - x", "1/x + exp(x)", "x", "x^9"].as_slice();
    let plane =
        ["(1 - x)^2 + 100*(y - x^2)^2", "exp(exp(x)) - sqrt(y)", "abs(x) + x^y", "atan2(y, x)"].as_slice();
    let tuple = ["(x - 1, y^2)", "(exp(x), ln(y), x y)", "(1e300 x, y, x^3 - y)"].as_slice();
    let objective = prop_oneof![
        2 => (prop::sample::select(line), prop::collection::vec(number(), 1)),
        2 => (prop::sample::select(plane), prop::collection::vec(number(), 1..3)),
        1 => (prop::sample::select(tuple), prop::collection::vec(number(), 2)),
    ];
    let reduce = prop_oneof!["mean", "sum", "squares"];
    let gradient = prop_oneof![
        2 => Just(serde_json::Value::Null),
        1 => any::<u64>().prop_map(|seed| serde_json::json!({ "kind": "sample", "seed": seed })),
        1 => (0..4_u32, any::<bool>(), any::<u64>()).prop_map(|(batch, replacement, seed)| {
            serde_json::json!({ "kind": "mini-batch", "batch": batch, "replacement": replacement, "seed": seed })
        }),
    ];
    let search = prop::option::of(selection(SEARCHES));
    let schedule = prop::option::of(selection(SCHEDULES));
    let rest = (prop::option::of(positive()), prop::option::of(positive()), prop::option::of(positive()));
    (objective, selection(OPTIMIZERS), search, schedule, rest, (reduce, gradient)).prop_map(
        |((expression, start), optimizer, search, schedule, (clip, weight_decay, epsilon), (reduce, gradient))| {
            let several = expression.starts_with('(') && expression.contains(',');
            let (reduce, gradient) = if several { (Some(reduce), Some(gradient)) } else { (None, None) };
            // Mostly refused: a search or a schedule for an optimizer that takes none.
            let info = OPTIMIZERS.iter().find(|info| optimizer["id"] == info.id).unwrap();
            let takes = info.default_search.is_some() || clip.is_some();
            serde_json::json!({
                "objective": { "expression": expression, "reduce": reduce }, "gradient": gradient, "optimizer": optimizer,
                "search": search.filter(|_| takes), "schedule": schedule.filter(|_| takes), "start": start, "clip": clip, "weightDecay": weight_decay,
                "stop": { "gradientNorm": epsilon }
            })
        },
    )
}

/// The random specifications are no idle ones: many of them make a run.
#[test]
fn random_specifications_make_runs() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let made = (0..500).filter(|_| {
        let tree = spec().new_tree(&mut runner).unwrap();
        Run::from_json(&tree.current().to_string()).is_ok()
    });
    let made = made.count();
    assert!((100..450).contains(&made), "{made} of 500");
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,60}") {
        let _ = Run::from_json(&text);
    }

    /// A piece of a right specification replaced by anything.
    #[test]
    fn no_broken_specification_panics(from in 0..WHOLE.len(), length in 0..40_usize, text in "[\"{}\\[\\]:,a-zA-Z0-9.eE-]{0,12}") {
        let until = (from + length).min(WHOLE.len());
        let broken = format!("{}{text}{}", &WHOLE[..from], &WHOLE[until..]);
        if let Ok(mut run) = Run::from_json(&broken) {
            run.step_many(5);
        }
    }

    /// Any values: an error or a run, whose every number is finite however it ends.
    #[test]
    fn any_values_give_an_error_or_a_finite_run(spec in spec(), k in 0..40_usize) {
        match Run::from_json(&spec.to_string()) {
            Err(error) => prop_assert!(!error.message.is_empty()),
            Ok(mut run) => {
                run.step_many(30);
                prop_assert!(run.trajectory().iter().all(|x| x.is_finite()));
                prop_assert!(run.rows().iter().all(|row| row.value.is_finite() && row.step_size.is_finite()));
                prop_assert!(run.rows().iter().all(|row| row.gradient_norm.is_none_or(f64::is_finite)));
                prop_assert!(run.record().gradient.iter().all(|g| g.is_finite()));
                let csv = run.to_csv();
                let last = run.iteration();
                run.go_to(k).unwrap();
                run.go_to(last.max(k)).unwrap();
                run.go_to(last).unwrap();
                prop_assert_eq!(run.to_csv(), csv);
            }
        }
    }
}
