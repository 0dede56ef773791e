//! The crates depend on each other only along the arrows of `docs/architecture.md`.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::expect_used, reason = "a test may end on the first surprise")]

use serde_json::{Value, json};
use std::process::Command;

/// Which of our crates a crate may use.
const ALLOWED: [(&str, &[&str]); 4] = [
    ("fallline-autodiff", &[]),
    ("fallline-optim", &["fallline-autodiff"]),
    ("fallline-plot", &["fallline-autodiff"]),
    ("fallline-web", &["fallline-autodiff", "fallline-optim", "fallline-plot"]),
];

/// The arrows between our crates in the output of `cargo metadata --no-deps` that are not allowed. A crate of ours
/// is one with a path; dependencies of tests may go anywhere.
fn forbidden_arrows(metadata: &Value) -> Vec<String> {
    let mut arrows = Vec::new();
    for package in metadata["packages"].as_array().expect("a list of packages") {
        let from = package["name"].as_str().expect("a name");
        let allowed = ALLOWED.iter().find(|(name, _)| *name == from).map(|(_, targets)| *targets);
        for dependency in package["dependencies"].as_array().expect("a list of dependencies") {
            let to = dependency["name"].as_str().expect("a name");
            let ours = !dependency["path"].is_null();
            let for_tests = dependency["kind"] == "dev";
            if ours && !for_tests && !allowed.is_some_and(|targets| targets.contains(&to)) {
                arrows.push(format!("{from} -> {to}"));
            }
        }
    }
    arrows
}

/// Metadata of one crate with one dependency.
fn arrow(from: &str, to: &str, kind: Value) -> Value {
    json!({ "packages": [{ "name": from, "dependencies": [{ "name": to, "path": "/crate", "kind": kind }] }] })
}

#[test]
fn crates_depend_on_each_other_along_allowed_arrows() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    let mut names: Vec<_> =
        metadata["packages"].as_array().expect("packages").iter().map(|p| &p["name"]).collect();
    names.sort_by_key(|name| name.to_string());
    assert_eq!(names, ALLOWED.map(|(name, _)| name), "every crate of the workspace stands in the list");
    assert_eq!(forbidden_arrows(&metadata), Vec::<String>::new());
}

#[test]
fn forbidden_arrows_are_found() {
    for (from, to) in [
        ("fallline-autodiff", "fallline-optim"),
        ("fallline-optim", "fallline-plot"),
        ("fallline-plot", "fallline-optim"),
        ("fallline-plot", "fallline-web"),
        ("fallline-unknown", "fallline-autodiff"),
    ] {
        let expected = vec![format!("{from} -> {to}")];
        assert_eq!(forbidden_arrows(&arrow(from, to, Value::Null)), expected, "a normal dependency");
        assert_eq!(forbidden_arrows(&arrow(from, to, json!("build"))), expected, "a build dependency");
    }
}

#[test]
fn allowed_arrows_and_test_dependencies_pass() {
    for (from, targets) in ALLOWED {
        for to in targets {
            assert_eq!(forbidden_arrows(&arrow(from, to, Value::Null)), Vec::<String>::new());
        }
    }
    let tests_only = arrow("fallline-autodiff", "fallline-optim", json!("dev"));
    assert_eq!(forbidden_arrows(&tests_only), Vec::<String>::new());
}
