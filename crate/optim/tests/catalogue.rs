//! The catalogue's critical points, against SymPy's and by our own Newton.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;

use common::{NEWTON, catalogue, distance};
use fallline_optim::objective::{CriticalKind, Nature, OBJECTIVES, ObjectiveInfo, View};
use fallline_optim::spec::ObjectiveSpec;
use fallline_optim::{Objective, StatusKind, linear};

fn word(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn digits(numbers: &[f64]) -> String {
    numbers.iter().map(|x| format!("{x:?}")).collect::<Vec<_>>().join(" ")
}

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|number| number.parse().unwrap()).collect()
}

/// The rows of a file in `reference/`, without the head.
fn rows(file: &str) -> Vec<String> {
    let path = format!("{}/tests/reference/{file}", env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(path).unwrap().lines().skip(1).map(str::to_owned).collect()
}

fn objective(info: &ObjectiveInfo) -> Box<dyn Objective> {
    ObjectiveSpec { id: Some(info.id.to_owned()), ..ObjectiveSpec::default() }.build().unwrap()
}

/// `reference/critical_points.py` finds every critical point in each view; the catalogue has the same views with
/// the same points.
#[test]
fn the_critical_points_are_sympys() {
    let mut expected = rows("critical_points.csv");
    let mut stated: Vec<String> = OBJECTIVES
        .iter()
        .flat_map(|info| {
            let View { x, y, .. } = info.view;
            let view = format!(
                "{},view,,{}",
                info.id,
                digits(&[x.as_slice(), y.as_ref().map_or(&[], |y| y)].concat())
            );
            let points = info.critical_points.iter().map(|point| {
                format!("{},{},{},{}", info.id, word(point.kind), word(point.nature), digits(point.theta))
            });
            std::iter::once(view).chain(points)
        })
        .collect();
    expected.sort();
    stated.sort();
    assert!(OBJECTIVES.len() >= 50 && stated.len() > 300);
    assert_eq!(stated, expected);
}

/// Values and gradients at all starts are those of SymPy with 40 digits. What rounding may change is measured by
/// the largest of the derivatives and by the curvature across the last digit of the point.
#[test]
fn values_and_gradients_at_the_starts_are_sympys() {
    let rows = rows("starts.csv");
    let mut seen = 0;
    for info in OBJECTIVES {
        let objective = objective(info);
        for theta in info.starts {
            let head = format!("{},{},", info.id, digits(theta));
            let row = rows.iter().find_map(|row| row.strip_prefix(&head)).unwrap_or_else(|| panic!("{head}"));
            let (value, slopes) = row.split_once(',').unwrap();
            let mut gradient = vec![0.0; theta.len()];
            let found = objective.value_and_gradient(theta, &mut gradient).unwrap();
            assert!(distance(&[found], &numbers(value)) < 1e-14, "{}: {found} is not {value}", info.id);
            assert!(
                distance(&gradient, &numbers(slopes)) < 1e-14,
                "{}: {gradient:?} is not {slopes}",
                info.id
            );
            seen += 1;
        }
    }
    assert_eq!(seen, rows.len());
}

/// A point nearby: a different step along every axis, and none a multiple of another.
fn nearby(theta: &[f64]) -> Vec<f64> {
    const STEPS: [f64; 6] = [0.01, -0.008, 0.006, -0.007, 0.009, 0.005];
    theta.iter().zip(STEPS).map(|(x, step)| x + step).collect()
}

#[test]
fn newton_finds_every_nondegenerate_point_from_nearby_and_tells_its_kind() {
    for info in OBJECTIVES {
        for point in info.critical_points.iter().filter(|point| point.nature == Nature::Nondegenerate) {
            let mut run = catalogue(info.id, &nearby(point.theta), NEWTON);
            let status = run.step_many(20).status.clone();
            assert_eq!(status.kind.as_str(), word(point.kind), "{} {:?}: {status:?}", info.id, point.theta);
            assert!(distance(run.theta(), point.theta) < 1e-14, "{}: {:?}", info.id, run.theta());
        }
    }
}

/// Where the Hessian is singular Newton converges linearly, by 1/2 or 2/3 a step, and the status does not
/// claim to know the kind.
#[test]
fn newton_approaches_every_degenerate_point() {
    let mut seen = 0;
    for info in OBJECTIVES {
        for point in info.critical_points.iter().filter(|point| point.nature == Nature::Degenerate) {
            let mut run = catalogue(info.id, &nearby(point.theta), NEWTON);
            let status = run.step_many(24).status.clone();
            assert!(distance(run.theta(), point.theta) < 1e-4, "{}: {:?}", info.id, run.theta());
            let at = catalogue(info.id, point.theta, NEWTON).step().status.clone();
            assert_eq!(at.kind, StatusKind::Stationary, "{}: {status:?}", info.id);
            seen += 1;
        }
    }
    assert!(seen >= 4);
}

/// Where the Hessian does not tell the kind, the signs of C(p + d) - C(p) for many small d do.
#[test]
fn values_around_the_other_points_tell_their_kind() {
    let mut seen = 0;
    for info in OBJECTIVES {
        let objective = objective(info);
        for point in info.critical_points.iter().filter(|point| point.nature != Nature::Nondegenerate) {
            let value = objective.value(point.theta).unwrap();
            // The digits of a direction are those of a multiple of the golden ratio, the fraction of which is spread evenly.
            let direction = |k: u32| -> Vec<f64> {
                let part = |i: usize| {
                    (f64::from(k) * 0.618_033_988_749_895 * [1.0, 1.7, 2.9, 5.3, 7.1, 11.3][i]).fract()
                };
                let d: Vec<f64> = (0..point.theta.len()).map(|i| 2.0 * part(i) - 1.0).collect();
                let length = linear::norm(&d);
                d.iter().map(|x| x / length).collect()
            };
            // The wedge in which a degenerate saddle falls can be as narrow as the square of the distance.
            let radius = if point.kind == CriticalKind::Saddle { 0.3 } else { 1e-2 };
            let mut signs: Vec<f64> = (1..400)
                .map(|k| {
                    let moved = linear::add_scaled(point.theta, radius, &direction(k));
                    objective.value(&moved).unwrap() - value
                })
                .map(f64::signum)
                .collect();
            signs.sort_by(f64::total_cmp);
            signs.dedup();
            let expected: &[f64] = match point.kind {
                CriticalKind::Minimum => &[1.0],
                CriticalKind::Maximum => &[-1.0],
                CriticalKind::Saddle | CriticalKind::Inflection => &[-1.0, 1.0],
            };
            assert_eq!(signs, expected, "{} {:?}", info.id, point.theta);
            assert_eq!(point.kind == CriticalKind::Inflection, expected.len() == 2 && point.theta.len() == 1);
            seen += 1;
        }
    }
    assert!(seen >= 7);
}

#[test]
fn entries_are_whole() {
    for info in OBJECTIVES {
        let n = info.variables.len();
        let View { x, y, coordinates } = info.view;
        assert_eq!((y.is_some(), coordinates.is_some()), (n >= 2, n > 2), "{}", info.id);
        let [i, j] = coordinates.unwrap_or([0, n - 1]);
        assert!(i < n && j < n && (i != j || n == 1), "{}", info.id);
        let within = |theta: &[f64]| {
            let inside = |[low, high]: [f64; 2], x: f64| low < x && x < high;
            inside(x, theta[i]) && y.is_none_or(|y| inside(y, theta[j]))
        };
        assert!(!info.starts.is_empty() && !info.note.is_empty() && !info.source.is_empty());
        assert_eq!(objective(info).variables(), info.variables, "{}", info.id);
        for theta in info.starts.iter().copied().chain(info.critical_points.iter().map(|p| p.theta)) {
            assert_eq!(theta.len(), n, "{}", info.id);
            assert!(within(theta), "{}: {theta:?} is outside its view", info.id);
        }
    }
}

#[test]
fn a_parameter_of_the_catalogue_can_be_set() {
    let spec = |gamma: &str| {
        format!(
            r#"{{ "objective": {{ "id": "ill-conditioned-bowl", "parameters": {{ "gamma": {gamma} }} }},
                 "start": [0, 2], "optimizer": {NEWTON} }}"#
        )
    };
    assert_eq!(common::run(&spec("100")).value(), 200.0);
    let error = fallline_optim::Run::from_json(&spec("0")).err().unwrap();
    assert_eq!(error.message, "`gamma` of `ill-conditioned-bowl` must be a number with 0 < gamma; it is 0");
}

/// What an oracle counts, and what it answers from memory.
#[test]
fn an_oracle_counts_questions_once() {
    use fallline_autodiff::Expression;
    use fallline_optim::ExpressionObjective;
    use fallline_optim::oracle::{GradientChain, Oracle};

    let objective = ExpressionObjective::new(Expression::parse("x^2 y + y^3").unwrap()).unwrap();
    assert_eq!(objective.dim(), 2);
    let mut oracle = Oracle::new(
        Box::new(objective),
        GradientChain { clip: Some(1.0), clip_value: None, weight_decay: 2.0 },
    );
    let theta = [1.0, 2.0];
    // C = 10, gradient (4, 13), Hessian (4, 2; 2, 12); with weight decay 2 also θ'θ = 5, 2θ, 2I.
    for _ in 0..3 {
        assert_eq!(oracle.value(&theta).unwrap(), 15.0);
        assert_eq!(oracle.exact_gradient(&theta).unwrap(), [6.0, 17.0]);
        assert_eq!(oracle.slope(&theta, &[1.0, -1.0]).unwrap(), -11.0);
        let length = fallline_autodiff::math::sqrt(185.0);
        assert!(
            distance(&oracle.gradient(&theta).unwrap(), &[4.0 / length + 2.0, 13.0 / length + 4.0]) < 1e-15
        );
        assert_eq!(oracle.hessian(&theta).unwrap(), [6.0, 2.0, 2.0, 14.0]);
        assert_eq!(oracle.hessian_vector(&theta, &[1.0, 1.0]).unwrap(), [8.0, 16.0]);
    }
    let counts = oracle.counts();
    assert_eq!((counts.value, counts.gradient, counts.hessian, counts.hessian_vector), (1, 1, 1, 1));
    oracle.value(&[0.0, 0.0]).unwrap();
    oracle.value(&theta).unwrap();
    oracle.hessian_vector(&theta, &[0.0, 1.0]).unwrap();
    let counts = oracle.counts();
    assert_eq!((counts.value, counts.gradient, counts.hessian, counts.hessian_vector), (3, 1, 1, 2));
    assert_eq!(oracle.value(&[f64::NAN, 0.0]).unwrap_err().kind, StatusKind::NotFinite);
}

/// Residuals count as a value, of which they are the work; a Jacobian counts as one.
#[test]
fn an_oracle_knows_the_residuals_of_least_squares() {
    use fallline_autodiff::Expression;
    use fallline_optim::ExpressionObjective;
    use fallline_optim::expression::Reduce;
    use fallline_optim::oracle::{GradientChain, Oracle};

    let typed = || Expression::parse("(1 - x, 10 (y - x^2))").unwrap();
    let objective = ExpressionObjective::reduced(typed(), Reduce::Squares).unwrap();
    let mut oracle = Oracle::new(Box::new(objective), GradientChain::default());
    for _ in 0..2 {
        assert_eq!(oracle.residuals(&[0.5, 0.0]).unwrap(), [0.5, -2.5]);
        assert_eq!(oracle.jacobian(&[0.5, 0.0]).unwrap(), [-1.0, 0.0, -10.0, 10.0]);
    }
    let counts = oracle.counts();
    assert_eq!((counts.value, counts.gradient, counts.jacobian), (1, 0, 1));
    assert_eq!(oracle.gradient(&[0.5, 0.0]).unwrap(), [49.0, -50.0]);

    let objective = ExpressionObjective::reduced(typed(), Reduce::Mean).unwrap();
    let mut oracle = Oracle::new(Box::new(objective), GradientChain::default());
    assert_eq!(oracle.residuals(&[0.5, 0.0]).unwrap_err().kind, StatusKind::Unsuitable);
    assert_eq!(oracle.jacobian(&[0.5, 0.0]).unwrap_err().kind, StatusKind::Unsuitable);
}

/// What an entry needs and an objective lacks is told with the reason.
#[test]
fn needs_are_checked_with_reasons() {
    use fallline_optim::list::{Info, Need};
    use fallline_optim::optimizer::OptimizerInfo;
    use fallline_optim::spec::ObjectiveSpec;

    let newton: &OptimizerInfo = fallline_optim::OPTIMIZERS.iter().find(|info| info.id == "newton").unwrap();
    let reason = |needs: &'static [Need], id: &str| {
        let objective =
            ObjectiveSpec { id: Some(id.to_owned()), ..ObjectiveSpec::default() }.build().unwrap();
        let info = Info { id: "it", needs, ..*newton };
        info.check(&*objective).err().map_or(String::new(), |error| error.message)
    };
    assert_eq!(reason(&[Need::OneVariable], "quartic"), "");
    assert!(reason(&[Need::OneVariable], "peaks").contains("one variable; this one has 2"));
    assert_eq!(reason(&[Need::FiniteSum], "finite-sum"), "");
    assert_eq!(reason(&[Need::FiniteSum], "rosenbrock-residuals"), "");
    assert!(reason(&[Need::FiniteSum], "rosenbrock").contains("needs a finite sum"));
    assert_eq!(reason(&[Need::LeastSquares], "rosenbrock-residuals"), "");
    assert!(reason(&[Need::LeastSquares], "finite-sum").contains("`reduce`: \"squares\""));
    assert_eq!(reason(&[Need::Quadratic], "ill-conditioned-bowl"), "");
    assert_eq!(reason(&[Need::Quadratic, Need::FiniteSum], "finite-sum"), "");
    assert!(reason(&[Need::FiniteSum, Need::Quadratic], "rosenbrock-residuals").contains("degree 2"));
}
