//! The catalogue's critical points, against SymPy's and by our own Newton.
#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

mod common;

use std::fs;

use common::{NEWTON, catalogue, distance};
use fallline_optim::objective::{CriticalKind, OBJECTIVES};
use fallline_optim::{Objective, StatusKind};

fn word(kind: CriticalKind) -> String {
    serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned()
}

/// `reference/critical_points.py` finds every critical point in each view; the catalogue has the same ones.
#[test]
fn the_critical_points_are_sympys() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/critical_points.csv");
    let mut expected: Vec<String> =
        fs::read_to_string(path).unwrap().lines().skip(1).map(str::to_owned).collect();
    let mut stated: Vec<String> = OBJECTIVES
        .iter()
        .flat_map(|info| {
            info.critical_points.iter().map(|point| {
                let theta: Vec<String> = point.theta.iter().map(|x| format!("{x:?}")).collect();
                format!("{},{},{}", info.id, word(point.kind), theta.join(" "))
            })
        })
        .collect();
    expected.sort();
    stated.sort();
    assert!(stated.len() > 40);
    assert_eq!(stated, expected);
}

#[test]
fn newton_finds_every_critical_point_from_nearby_and_tells_its_kind() {
    for info in OBJECTIVES {
        for point in info.critical_points {
            let near: Vec<f64> = point.theta.iter().enumerate().map(|(i, x)| x + [0.01, -0.008][i]).collect();
            let mut run = catalogue(info.id, &near, NEWTON);
            let status = run.step_many(8).status.clone();
            assert_eq!(status.kind.as_str(), word(point.kind), "{} {:?}: {status:?}", info.id, point.theta);
            assert!(distance(run.theta(), point.theta) < 1e-14, "{}: {:?}", info.id, run.theta());
        }
    }
}

#[test]
fn entries_are_whole() {
    for info in OBJECTIVES {
        let within = |theta: &[f64]| {
            let [low, high] = info.view.x;
            let inside = low < theta[0] && theta[0] < high;
            inside && info.view.y.is_none_or(|[low, high]| low < theta[1] && theta[1] < high)
        };
        assert_eq!(info.view.y.is_some(), info.variables.len() == 2, "{}", info.id);
        assert!(!info.starts.is_empty() && !info.note.is_empty() && !info.source.is_empty());
        for theta in info.starts.iter().copied().chain(info.critical_points.iter().map(|p| p.theta)) {
            assert_eq!(theta.len(), info.variables.len(), "{}", info.id);
            assert!(within(theta), "{}: {theta:?} is outside its view", info.id);
            let run = catalogue(info.id, theta, NEWTON);
            let variables = run.expression().variables().to_vec();
            assert_eq!(variables, info.variables, "{}", info.id);
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
        info.check(&objective).err().map_or(String::new(), |error| error.message)
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
