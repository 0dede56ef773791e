//! Numerical differentiation, held against the exact derivative.

use serde::Serialize;

use crate::error::{Error, ErrorKind};
use crate::expression::Expression;
use crate::program::Workspace;

/// The most steps that are looked at in one go.
pub const MAX_STEPS: usize = 4096;

/// Both difference quotients for one step.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The step h.
    pub step: f64,
    /// The forward difference (g(θ + h e) - g(θ)) / h.
    pub forward: f64,
    /// The central difference (g(θ + h e) - g(θ - h e)) / (2h).
    pub central: f64,
    /// The forward difference's distance from the exact derivative.
    pub forward_error: f64,
    /// The central difference's distance from the exact derivative.
    pub central_error: f64,
}

/// The derivative of one output by one variable: exact, and by differences.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Differences {
    /// By automatic differentiation.
    pub exact: f64,
    /// For each step in the order given.
    pub rows: Vec<Difference>,
    /// √ε, near which the forward difference is best: its errors are O(h) from the Taylor series and O(ε/h) from
    /// rounding.
    pub forward_step: f64,
    /// ∛ε, near which the central difference is best: O(h²) and O(ε/h).
    pub central_step: f64,
}

impl Expression {
    /// The forward and the central difference quotient by variable number `variable` for each step of `steps`, of
    /// output number `output`, both from 0, with their distances from the derivative by backward mode. A quotient
    /// whose points leave the domain is not finite.
    ///
    /// # Errors
    /// As for [`Expression::partial_derivative`]; [`ErrorKind::Parameter`] for a step that is not positive,
    /// [`ErrorKind::Limit`] above [`MAX_STEPS`] steps.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let sine = Expression::parse("sin(x)")?;
    /// let errors = sine.difference_errors(&[1.0], 0, 0, &[1e-3])?;
    /// let row = errors.rows[0];
    /// assert!((row.forward_error / (1e-3 * 1.0_f64.sin() / 2.0) - 1.0).abs() < 1e-3); // h/2 |g''|
    /// assert!((row.central_error / (1e-6 * 1.0_f64.cos() / 6.0) - 1.0).abs() < 1e-3); // h²/6 |g'''|
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn difference_errors(
        &self,
        theta: &[f64],
        output: usize,
        variable: usize,
        steps: &[f64],
    ) -> Result<Differences, Error> {
        if steps.len() > MAX_STEPS {
            let message = format!("{} steps are more than {MAX_STEPS}", steps.len());
            return Err(Error::new(ErrorKind::Limit, message));
        }
        if let Some(step) = steps.iter().find(|step| !(**step > 0.0 && step.is_finite())) {
            let message = format!("a step is {step}; it has to be a positive number");
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        let exact = self.partial_derivative(theta, output, variable)?;
        let mut workspace = Workspace::default();
        let mut moved = theta.to_vec();
        let mut at = |shift: f64| {
            moved[variable] = theta[variable] + shift;
            self.program().forward(&moved, &mut workspace);
            workspace.values[self.program().outputs()[output]]
        };
        let here = at(0.0);
        let rows = steps.iter().map(|&step| {
            let (right, left) = (at(step), at(-step));
            let forward = (right - here) / step;
            let central = (right - left) / (2.0 * step);
            Difference {
                step,
                forward,
                central,
                forward_error: (forward - exact).abs(),
                central_error: (central - exact).abs(),
            }
        });
        Ok(Differences {
            exact,
            rows: rows.collect(),
            forward_step: f64::EPSILON.sqrt(),
            central_step: crate::math::cbrt(f64::EPSILON),
        })
    }
}
