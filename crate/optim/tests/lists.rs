//! Every file of an optimizer, objective, search or schedule is in its list, under its own name.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::fs;

use fallline_optim::list::Info;
use fallline_optim::parameter::DefaultValue;
use fallline_optim::pseudocode::Pseudocode;
use fallline_optim::{DATA, GRADIENTS, MODELS, OBJECTIVES, OPTIMIZERS, Run, SCHEDULES, SEARCHES};
use serde_json::Value;

fn files(folder: &str) -> BTreeSet<String> {
    let path = format!("{}/src/{folder}", env!("CARGO_MANIFEST_DIR"));
    let names = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let stems =
        names.filter(|name| name != "mod.rs").filter_map(|name| Some(name.strip_suffix(".rs")?.to_owned()));
    stems.map(|stem| stem.replace('_', "-")).collect()
}

fn check<'a>(folder: &str, ids: impl Iterator<Item = &'a str>) {
    let ids: Vec<String> = ids.map(str::to_owned).collect();
    let set: BTreeSet<String> = ids.iter().cloned().collect();
    assert_eq!(set.len(), ids.len(), "an id of {folder} is there twice");
    assert_eq!(set, files(folder));
}

#[test]
fn every_file_is_in_its_list() {
    check("optimizer", OPTIMIZERS.iter().map(|info| info.id));
    check("search", SEARCHES.iter().map(|info| info.id));
    check("schedule", SCHEDULES.iter().map(|info| info.id));
    check("objective", OBJECTIVES.iter().map(|info| info.id));
    check("model", MODELS.iter().map(|info| info.objective.id));
    check("dataset", DATA.iter().map(|info| info.id));
}

/// The shape that the page reads.
fn check_json<T: Pseudocode + ?Sized>(list: &[&'static Info<T>]) {
    for info in list {
        let json = serde_json::to_value(info).unwrap();
        for key in ["id", "name", "source"] {
            assert!(json[key].as_str().is_some_and(|text| !text.is_empty()), "{}: {key}", info.id);
        }
        assert!(json["needs"].is_array() && json["replaces"].is_array());
        let lines = json["lines"].as_array().unwrap();
        assert!(!lines.is_empty() && lines.iter().all(|line| line["tex"].is_string()), "{}", info.id);
        for parameter in json["parameters"].as_array().unwrap() {
            let keys: Vec<&String> = parameter.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["default", "domain", "help", "id", "tex"]);
            assert!(parameter["help"].as_str().is_some_and(|help| help.ends_with('.')), "{parameter}");
            let kind = parameter["domain"]["kind"].as_str().unwrap();
            assert!(["real", "int", "choice", "bool"].contains(&kind));
        }
    }
}

#[test]
fn lists_have_the_shape_that_the_page_reads() {
    check_json(OPTIMIZERS);
    check_json(SEARCHES);
    check_json(SCHEDULES);
    let secant = serde_json::to_value(OPTIMIZERS.iter().find(|info| info.id == "secant").unwrap()).unwrap();
    assert_eq!(secant["needs"], serde_json::json!(["one-variable"]));
    assert_eq!(secant["parameters"][0]["default"], Value::Null);
    let quartic = serde_json::to_value(OBJECTIVES.iter().find(|info| info.id == "quartic").unwrap()).unwrap();
    assert_eq!(quartic["view"], serde_json::json!({ "x": [-2.2, 4.4] }));
    assert_eq!(quartic["criticalPoints"][0]["kind"], "minimum");
}

/// A model has the keys of an objective and its data set; starts lie in the view, and both lists share no id.
#[test]
fn models_are_objectives_with_data() {
    for info in MODELS {
        let json = serde_json::to_value(info).unwrap();
        assert_eq!(json["data"], info.data);
        assert!(DATA.iter().any(|set| set.id == info.data));
        let (id, variables) = (info.objective.id, info.objective.variables);
        assert_eq!(
            (&json["id"], json["variables"].as_array().unwrap().len()),
            (&Value::from(id), variables.len())
        );
        assert!(OBJECTIVES.iter().all(|other| other.id != id));
        assert!(json["reduce"].is_string() && json["view"]["y"].is_array());
        let points = info.objective.critical_points.iter().map(|point| point.theta);
        for theta in info.objective.starts.iter().copied().chain(points) {
            assert_eq!(theta.len(), variables.len(), "{id}");
            let view = [Some(info.objective.view.x), info.objective.view.y];
            let inside =
                theta.iter().zip(view.into_iter().flatten()).all(|(t, [low, high])| low < *t && *t < high);
            assert!(inside, "{id}: {theta:?} is outside its view");
            let spec = serde_json::json!({
                "objective": { "id": id }, "optimizer": { "id": "gradient-descent" }, "start": theta
            });
            assert_eq!(Run::from_json(&spec.to_string()).unwrap().variables(), variables);
        }
    }
    let iris = serde_json::to_value(DATA[0]).unwrap();
    assert_eq!(
        iris["columns"][4],
        serde_json::json!({ "name": "species", "kind": "classes", "labels": ["setosa", "versicolor", "virginica"] })
    );
    assert_eq!((&iris["rows"], iris["csv"].is_null()), (&Value::from(150), true));
}

/// Formulas change with the switches, with clipping, with a schedule and with a search.
#[test]
fn pseudocode_follows_the_switches() {
    let lines = |optimizer: &str, rest: &str| -> Vec<String> {
        let spec = format!(
            r#"{{ "objective": {{ "id": "rosenbrock" }}, "start": [0, 0], "optimizer": {optimizer} {rest} }}"#
        );
        let run = fallline_optim::Run::from_json(&spec).unwrap();
        run.record().lines.iter().map(|line| line.tex.clone()).collect()
    };
    let default = lines(r#"{ "id": "adam" }"#, "");
    assert_eq!(
        default,
        [
            r"g \leftarrow \nabla C(\theta)",
            r"v \leftarrow \beta v + (1 - \beta)\, g",
            r"s \leftarrow \gamma s + (1 - \gamma)\, (g \odot g)",
            r"\hat{v} \leftarrow \frac{v}{1 - \beta^{t+1}}",
            r"\hat{s} \leftarrow \frac{s}{1 - \gamma^{t+1}}",
            r"\theta \leftarrow \theta - \alpha \frac{1}{\sqrt{\hat{s}} + \varepsilon} \hat{v}",
        ]
    );
    let other = lines(r#"{ "id": "adam", "biasCorrection": false, "epsilonInside": true }"#, "");
    assert_eq!(other[3], r"\theta \leftarrow \theta - \alpha \frac{1}{\sqrt{s + \varepsilon}} v");
    let heavy = lines(r#"{ "id": "momentum", "form": "heavy-ball" }"#, r#", "clip": 1, "weightDecay": 0.1"#);
    assert_eq!(
        heavy[0],
        r"g \leftarrow \operatorname{clip}_{c}\bigl(\nabla C(\theta)\bigr) + \lambda \theta"
    );
    assert_eq!(heavy[1], r"v \leftarrow \beta v + g");
    let decaying = lines(r#"{ "id": "gradient-descent" }"#, r#", "schedule": { "id": "exponential" }"#);
    assert_eq!(decaying[1], r"\alpha_t \leftarrow \alpha \rho^{t}");
    assert_eq!(decaying[2], r"\theta \leftarrow \theta - \alpha_t\, g");
    let searching = lines(r#"{ "id": "newton" }"#, r#", "search": { "id": "backtracking" }"#);
    assert!(searching[3].contains(r"\alpha_0") && searching[4] == r"\theta \leftarrow \theta + \alpha_t d");
    let momentum = lines(r#"{ "id": "momentum" }"#, r#", "search": { "id": "backtracking" }"#);
    assert!(momentum[2].ends_with(r"d = -v"), "{}", momentum[2]);
    let nesterov = lines(r#"{ "id": "nesterov" }"#, r#", "schedule": { "id": "warm-up" }"#);
    assert_eq!(
        nesterov,
        [
            r"\tilde{\theta} \leftarrow \theta - \alpha \min\bigl(\tfrac{t + 1}{T}, 1\bigr) \beta v",
            r"g \leftarrow \nabla C(\tilde{\theta})",
            r"v \leftarrow \beta v + (1 - \beta)\, g",
            r"\alpha_t \leftarrow \alpha \min\bigl(\tfrac{t + 1}{T}, 1\bigr)",
            r"\theta \leftarrow \theta - \alpha_t\, v",
        ]
    );
    let inside = lines(r#"{ "id": "adagrad", "epsilonInside": true }"#, "");
    assert_eq!(inside[2], r"\theta \leftarrow \theta - \alpha \frac{1}{\sqrt{s + \varepsilon}} g");
    let adadelta = lines(r#"{ "id": "adadelta" }"#, "");
    assert_eq!(adadelta[2], r"u \leftarrow \frac{\sqrt{\Delta + \varepsilon}}{\sqrt{s + \varepsilon}} g");
    assert_eq!(adadelta[3], r"\theta \leftarrow \theta -  u");
    let adamw = lines(r#"{ "id": "adamw", "biasCorrection": false }"#, "");
    assert_eq!(
        adamw[3],
        r"\theta \leftarrow \theta - \alpha \Bigl(\frac{1}{\sqrt{s} + \varepsilon} v + \omega \theta\Bigr)"
    );
    let hutchinson = lines(r#"{ "id": "adahessian", "diagonal": "hutchinson" }"#, r#", "weightDecay": 0.1"#);
    assert_eq!(
        hutchinson[1],
        r"D \leftarrow z \odot \bigl((\nabla^2 C(\theta) + \lambda I)\, z\bigr),\quad z_i = \pm 1"
    );
}

/// Each kind of gradient is taken with its defaults, on a sum that has what it needs.
#[test]
fn every_gradient_of_the_list_runs() {
    for info in GRADIENTS {
        let mut gradient = serde_json::json!({ "kind": info.id });
        for parameter in info.parameters {
            // Numbers of a list are floating; a batch and a seed are whole.
            gradient[parameter.id] = match parameter.default {
                DefaultValue::Number(x) => Value::from(x as u64),
                other => serde_json::to_value(other).unwrap(),
            };
        }
        let spec = |objective: &str| {
            serde_json::json!({
                "objective": { "id": objective }, "optimizer": { "id": "gradient-descent" },
                "gradient": gradient, "start": [0.5, 0.25]
            })
            .to_string()
        };
        let record = Run::from_json(&spec("finite-sum")).unwrap().step().clone();
        assert_eq!(record.terms.is_some(), !info.needs.is_empty(), "{}", info.id);
        assert_eq!(Run::from_json(&spec("rosenbrock")).is_err(), !info.needs.is_empty(), "{}", info.id);
    }
}
