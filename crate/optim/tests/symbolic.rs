//! The derivative of every listed function as a formula has the values of automatic differentiation.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_autodiff::Expression;
use fallline_optim::spec::ObjectiveSpec;
use fallline_optim::{MODELS, OBJECTIVES};

fn check(id: &str, function: &Expression, points: &[Vec<f64>]) -> usize {
    let variables: Vec<&str> = function.variables().iter().map(String::as_str).collect();
    let parameters: Vec<(&str, f64)> =
        function.parameters().iter().map(|(name, value)| (name.as_str(), *value)).collect();
    let mut compared = 0;
    for variable in 0..variables.len() {
        let derivative = function.derivative(variable).unwrap();
        let text = derivative.text.unwrap_or_else(|| panic!("{id}: {:?}", derivative.size));
        let formula = Expression::with_names(&text, Some(&variables), &parameters).unwrap();
        for theta in points {
            let found = formula.value(theta).unwrap();
            for (output, found) in found.iter().enumerate() {
                let expected = function.vjp(theta, &unit(function.outputs(), output)).unwrap();
                let scale = expected.iter().fold(1.0_f64, |scale, e| scale.max(e.abs()));
                let error = (found - expected[variable]).abs();
                assert!(
                    error <= 1e-12 * scale,
                    "{id} by {variable} at {theta:?}: {text} is {found}, not {expected:?}"
                );
                compared += 1;
            }
        }
    }
    compared
}

fn unit(length: usize, at: usize) -> Vec<f64> {
    (0..length).map(|i| f64::from(u8::from(i == at))).collect()
}

#[test]
fn of_every_objective_at_its_starts() {
    let mut compared = 0;
    for info in OBJECTIVES {
        let spec = ObjectiveSpec { id: Some(info.id.to_owned()), ..ObjectiveSpec::default() };
        let starts: Vec<Vec<f64>> = info.starts.iter().map(|start| start.to_vec()).collect();
        compared += check(info.id, &spec.expression().unwrap(), &starts);
    }
    assert!(compared >= 2 * OBJECTIVES.len(), "{compared}");
}

#[test]
fn of_a_term_of_every_model() {
    for info in MODELS {
        let spec = ObjectiveSpec { id: Some(info.objective.id.to_owned()), ..ObjectiveSpec::default() };
        let starts: Vec<Vec<f64>> = info.objective.starts.iter().map(|start| start.to_vec()).collect();
        assert!(check(info.objective.id, &spec.term(0).unwrap(), &starts) > 0);
    }
}
