//! What several tests need.
#![allow(dead_code, reason = "every test takes its part")]

use fallline_optim::Run;

/// The run of a specification in JSON, which must be right.
pub(crate) fn run(spec: &str) -> Run {
    Run::from_json(spec).unwrap_or_else(|error| panic!("{error}: {spec}"))
}

/// A run on a typed function.
pub(crate) fn typed(expression: &str, start: &[f64], optimizer: &str) -> Run {
    run(&format!(
        r#"{{ "objective": {{ "expression": "{expression}" }}, "start": {start:?}, "optimizer": {optimizer} }}"#
    ))
}

/// A run on a function of the catalogue.
pub(crate) fn catalogue(id: &str, start: &[f64], optimizer: &str) -> Run {
    run(&format!(r#"{{ "objective": {{ "id": "{id}" }}, "start": {start:?}, "optimizer": {optimizer} }}"#))
}

pub(crate) const NEWTON: &str = r#"{ "id": "newton" }"#;

/// The largest difference of two points relative to the larger one, or to 1 where that is smaller.
pub(crate) fn distance(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let size = a.iter().chain(b).fold(1.0, |size: f64, x| size.max(x.abs()));
    a.iter().zip(b).fold(0.0, |largest: f64, (a, b)| largest.max((a - b).abs())) / size
}

/// The last measured order of convergence of errors e: ln(e₂/e₁) / ln(e₁/e₀).
pub(crate) fn order(errors: &[f64]) -> f64 {
    let [a, b, c] = errors[errors.len() - 3..] else { panic!("three errors") };
    fallline_autodiff::math::ln(c / b) / fallline_autodiff::math::ln(b / a)
}
