//! Hessians and their eigenvalues against NumPy and mpmath, and critical points against the catalogue.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use common::{catalogue, distance, run, typed};
use fallline_optim::OPTIMIZERS;
use fallline_optim::curvature::CurvatureReport;
use fallline_optim::linear::{self, Definiteness};
use fallline_optim::list::Need;
use fallline_optim::objective::{CriticalKind, Nature, OBJECTIVES};

const DESCENT: &str = r#"{ "id": "gradient-descent" }"#;

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|x| x.parse().unwrap()).collect()
}

fn at(id: &str, theta: &[f64]) -> CurvatureReport {
    catalogue(id, theta, DESCENT).curvature(None)
}

/// The report on a listed function as on a typed one, of which no critical points are known.
fn unlisted(id: &str, theta: &[f64]) -> CurvatureReport {
    let info = OBJECTIVES.iter().find(|info| info.id == id).unwrap();
    let values = info.parameters.iter().filter_map(|parameter| match parameter.default {
        fallline_optim::parameter::DefaultValue::Number(x) => Some(format!(r#""{}": {x}"#, parameter.id)),
        _ => None,
    });
    let reduce = info.reduce.map_or(String::new(), |reduce| {
        format!(r#", "reduce": {}"#, serde_json::to_string(&reduce).unwrap())
    });
    run(&format!(
        r#"{{ "objective": {{ "expression": "{}", "variables": {:?}, "parameters": {{ {} }}{reduce} }}, "start": {theta:?}, "optimizer": {DESCENT} }}"#,
        info.formula,
        info.variables,
        values.collect::<Vec<_>>().join(", ")
    ))
    .curvature(None)
}

#[test]
fn hessians_are_numpys() {
    let mut rows = 0;
    for row in include_str!("reference/curvature.csv").lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let [id, theta, matrix, eigenvalues, condition, definiteness, ..] = fields[..] else {
            panic!("{row}")
        };
        let theta = numbers(theta);
        let hessian = at(id, &theta).hessian.unwrap();
        let largest = |x: &[f64]| x.iter().fold(0.0_f64, |most, x| most.max(x.abs()));
        let (found, wanted) = (hessian.matrix.unwrap().concat(), numbers(matrix));
        let apart = largest(&linear::difference(&found, &wanted)) / largest(&wanted);
        assert!(apart <= 1e-12, "{row}: {found:?}");
        for (found, wanted) in hessian.eigenvalues.iter().zip(numbers(eigenvalues)) {
            assert!((found - wanted).abs() <= 1e-12 * wanted.abs(), "{row}: {found}");
        }
        let wanted: f64 = condition.parse().unwrap();
        assert!((hessian.condition.unwrap() - wanted).abs() <= 1e-12 * wanted, "{row}");
        assert_eq!(serde_json::to_value(hessian.definiteness).unwrap(), definiteness, "{row}");
        for (value, vector) in hessian.eigenvalues.iter().zip(hessian.eigenvectors.unwrap()) {
            let residual = linear::add_scaled(&linear::multiply(&found, &vector), -value, &vector);
            assert!(linear::norm(&residual) <= 1e-13 * largest(&found), "{row}: {vector:?}");
        }
        rows += 1;
    }
    assert_eq!(rows, 18);
}

/// Where plain Newton steps lead to a critical point, damped ones lead to one too, and to the same from nearby.
#[test]
fn newton_steps_on_the_gradient_find_critical_points() {
    let mut same = 0;
    for row in include_str!("reference/curvature.csv").lines().skip(1) {
        let fields: Vec<&str> = row.split(',').collect();
        let [id, theta, .., critical, kind] = fields[..] else { panic!("{row}") };
        if critical.is_empty() {
            continue;
        }
        let near = unlisted(id, &numbers(theta)).near.unwrap_or_else(|| panic!("{row}"));
        assert!(!near.known);
        let kind = match kind {
            "positive" => CriticalKind::Minimum,
            "negative" => CriticalKind::Maximum,
            _ => CriticalKind::Saddle,
        };
        if distance(&near.theta, &numbers(critical)) < 1e-9 {
            assert_eq!(near.kind, Some(kind), "{row}");
            same += 1;
        }
    }
    assert!(same >= 15, "{same}");
}

/// Every critical point of the catalogue whose Hessian tells its kind is found from nearby.
#[test]
fn the_catalogues_critical_points_are_found() {
    let mut found = 0;
    for info in OBJECTIVES {
        for point in info.critical_points.iter().filter(|point| point.nature == Nature::Nondegenerate) {
            let from: Vec<f64> = point.theta.iter().map(|x| x + 1e-4).collect();
            let near = unlisted(info.id, &from).near;
            let near = near.unwrap_or_else(|| panic!("{} at {:?}", info.id, point.theta));
            assert!(
                distance(&near.theta, point.theta) < 1e-7,
                "{}: {near:?} is not {:?}",
                info.id,
                point.theta
            );
            assert_eq!(near.kind, Some(point.kind), "{} at {:?}", info.id, point.theta);
            found += 1;
        }
    }
    assert!(found > 60, "{found}");
}

#[test]
fn the_nearest_listed_critical_point_is_told() {
    let near = at("himmelblau", &[2.9, 2.2]).near.unwrap();
    assert!(near.known && near.kind == Some(CriticalKind::Minimum));
    assert_eq!(near.theta, [3.0, 2.0]);
    assert!((near.distance - 0.05_f64.sqrt()).abs() < 1e-15);
    // Another parameter makes another function, of which nothing is listed.
    let mut other = run(
        r#"{ "objective": { "id": "rosenbrock", "parameters": { "a": 2 } }, "start": [1.9, 3.9], "optimizer": { "id": "newton" } }"#,
    );
    let near = other.curvature(None).near.unwrap();
    assert!(!near.known && distance(&near.theta, &[2.0, 4.0]) < 1e-9, "{near:?}");
}

#[test]
fn limits_of_gradient_descent_are_those_of_the_quadratic() {
    let report = typed("x^2 + 5*y^2", &[1.0, 1.0], DESCENT).curvature(None);
    let limits = report.descent.unwrap();
    assert_eq!((limits.limit, limits.best, limits.contraction), (0.2, Some(2.0 / 12.0), Some(8.0 / 12.0)));
    let newton = report.newton.unwrap();
    assert_eq!((newton.direction, newton.slope), (vec![-1.0, -1.0], -12.0));
    let saddle = typed("x^2 - y^2", &[1.0, 1.0], DESCENT).curvature(None);
    let limits = saddle.descent.unwrap();
    assert_eq!((limits.limit, limits.best, limits.contraction), (1.0, None, None));
    // At a saddle's slope Newton's direction goes up along one axis as far as down along the other.
    assert_eq!(saddle.newton.unwrap().slope, 0.0);
    assert_eq!(typed("-x^2 - y^2", &[1.0, 1.0], DESCENT).curvature(None).descent, None);
}

#[test]
fn singular_and_nonsmooth_points_are_told() {
    let flat = typed("(x + y)^2", &[1.0, 1.0], DESCENT).curvature(None);
    let hessian = flat.hessian.unwrap();
    assert_eq!((hessian.condition, hessian.definiteness), (None, Definiteness::Singular));
    assert_eq!(flat.newton, None);
    // The line of minima has no kind that eigenvalues tell.
    assert_eq!(flat.near.unwrap().kind, None);
    let kink = typed("abs(x) + y^2", &[0.0, 1.0], DESCENT).curvature(None);
    assert!(kink.kink.is_some());
    assert_eq!(typed("abs(x) + y^2", &[1.0, 1.0], DESCENT).curvature(None).kink, None);
    let unbounded = typed("exp(x)", &[1.0], DESCENT).curvature(None);
    assert!(unbounded.near.is_none_or(|near| near.value.is_some_and(|value| value < 1e-8)));
}

#[test]
fn an_own_matrix_is_held_against_the_hessian() {
    let mut run = typed("x^2 + 5*y^2", &[1.0, 1.0], DESCENT);
    let own = run.curvature(Some(&[2.0, 0.0, 0.0, 4.0])).own.unwrap();
    assert_eq!(own.spectrum.eigenvalues, [2.0, 4.0]);
    assert!((own.difference.unwrap() - 6.0 / 104.0_f64.sqrt()).abs() < 1e-15);
    assert_eq!(run.curvature(Some(&[1.0; 3])).own, None);
}

/// Looking changes nothing of the run: neither its counts nor its bits.
#[test]
fn looking_changes_nothing() {
    for info in OPTIMIZERS.iter().filter(|info| !info.needs.contains(&Need::OneVariable)) {
        let objective = r#""expression": "(1 - x, 10*(y - x^2))", "reduce": "squares""#;
        let spec = format!(
            r#"{{ "objective": {{ {objective} }}, "start": [-1.2, 1], "optimizer": {{ "id": "{}" }} }}"#,
            info.id
        );
        let (mut plain, mut seen) = (run(&spec), run(&spec));
        for _ in 0..5 {
            plain.step();
            seen.curvature(None);
            seen.step();
            assert_eq!(plain.record(), seen.record(), "{}", info.id);
        }
    }
}

/// Adaptive methods divide each coordinate by what the record tells.
#[test]
fn a_preconditioner_divides_the_direction() {
    let mut with = 0;
    for info in OPTIMIZERS.iter().filter(|info| !info.needs.contains(&Need::OneVariable)) {
        let objective = r#""expression": "(1 - x, 10*(y - x^2))", "reduce": "squares""#;
        let mut run = run(&format!(
            r#"{{ "objective": {{ {objective} }}, "start": [-1.2, 1], "optimizer": {{ "id": "{}" }} }}"#,
            info.id
        ));
        let record = run.step_many(3).clone();
        let Some(divisors) = record.preconditioner else { continue };
        with += 1;
        // What is divided: the corrected momentum where there is one, else the gradient.
        let line = |symbol: &str| {
            record.lines.iter().find(|line| line.symbol == symbol).and_then(|line| line.value.clone())
        };
        let divided = line("v_hat").or_else(|| line("g")).unwrap().numbers();
        let decay = if info.id == "adamw" { 0.01 } else { 0.0 };
        for (i, divisor) in divisors.iter().enumerate() {
            let wanted = -divided[i] / divisor - decay * record.theta[i];
            let found = record.direction[i];
            assert!((found - wanted).abs() <= 1e-12 * wanted.abs(), "{}: {found} is not {wanted}", info.id);
        }
    }
    assert_eq!(with, 10);
}

#[test]
fn large_matrices_are_numbers_alone() {
    let variables: Vec<String> = (1..=12).map(|i| format!("{i}*x{i}^2")).collect();
    let report = typed(&variables.join(" + "), &[1.0; 12], DESCENT).curvature(None);
    let hessian = report.hessian.unwrap();
    assert_eq!((hessian.matrix, hessian.eigenvectors), (None, None));
    assert_eq!(hessian.eigenvalues.len(), 12);
    assert!((hessian.condition.unwrap() - 12.0).abs() < 1e-12);
}
