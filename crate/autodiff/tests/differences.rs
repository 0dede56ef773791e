//! Numerical differentiation against NumPy and mpmath: `reference/differences.py`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "tests fail by panicking")]

use fallline_autodiff::math::pow;
use fallline_autodiff::{ErrorKind, Expression};

#[test]
fn quotients_are_numpys_and_truncation_is_mpmaths() {
    let (mut bits, mut truncations) = (0, 0);
    for line in include_str!("reference/differences.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [function, point, variable, step, forward, central, left, right] = fields[..] else {
            panic!("{line}")
        };
        let theta: Vec<f64> = point.split(' ').map(|number| number.parse().unwrap()).collect();
        let expression = Expression::parse(function).unwrap();
        let step: f64 = step.parse().unwrap();
        let found = expression.difference_errors(&theta, 0, variable.parse().unwrap(), &[step]).unwrap();
        let row = found.rows[0];
        if !forward.is_empty() {
            assert_eq!(row.forward.to_bits(), forward.parse::<f64>().unwrap().to_bits(), "{line}");
            assert_eq!(row.central.to_bits(), central.parse::<f64>().unwrap().to_bits(), "{line}");
            bits += 1;
        }
        // Where truncation outweighs rounding, the error is the truncation error of exact arithmetic.
        for (error, truncation) in [(row.forward_error, left), (row.central_error, right)] {
            let truncation: f64 = truncation.parse().unwrap();
            let rounding = 1e-13 * (1.0 + found.exact.abs()) / step;
            assert!((error - truncation).abs() <= rounding, "{line}: {error}");
            truncations += usize::from(truncation > 1e3 * rounding);
        }
    }
    assert_eq!((bits, truncations > 150), (204, true), "{truncations}");
}

#[test]
fn the_marked_steps_are_nearly_the_best_ones() {
    let sine = Expression::parse("sin(x)").unwrap();
    let steps: Vec<f64> = (0..=160).map(|k| pow(10.0, -f64::from(k) / 10.0)).collect();
    let found = sine.difference_errors(&[1.0], 0, 0, &steps).unwrap();
    let least = |error: fn(&fallline_autodiff::numerical::Difference) -> f64| {
        found.rows.iter().map(error).fold(f64::INFINITY, f64::min)
    };
    let near = |step: f64| sine.difference_errors(&[1.0], 0, 0, &[step]).unwrap().rows[0];
    assert!(near(found.forward_step).forward_error < 1e-7 && least(|row| row.forward_error) > 1e-12);
    assert!(near(found.central_step).central_error < 1e-10 && near(found.central_step).forward_error > 1e-7);
    // Far from them both are worse by orders of magnitude.
    assert!(near(1e-15).forward_error > 1e-3 && near(0.1).forward_error > 1e-3);
}

#[test]
fn what_cannot_be_computed_is_refused_or_not_finite() {
    let root = Expression::parse("(sqrt(x), x)").unwrap();
    let rows = root.difference_errors(&[0.25], 0, 0, &[0.5, 0.125]).unwrap().rows;
    assert!(rows[0].central.is_nan() && rows[0].forward.is_finite() && rows[1].central.is_finite());
    for (output, variable, step) in
        [(2, 0, 0.1), (0, 1, 0.1), (0, 0, 0.0), (0, 0, -1.0), (0, 0, f64::NAN), (0, 0, f64::INFINITY)]
    {
        let error = root.difference_errors(&[0.25], output, variable, &[step]).unwrap_err();
        assert_eq!(error.kind, ErrorKind::Parameter);
    }
    assert_eq!(root.difference_errors(&[0.25], 0, 0, &vec![0.1; 5000]).unwrap_err().kind, ErrorKind::Limit);
    assert_eq!(root.difference_errors(&[0.0], 0, 0, &[0.1]).unwrap_err().kind, ErrorKind::Evaluate);
}
