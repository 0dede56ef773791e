//! Objectives from typed functions of one output or several.

use std::cell::RefCell;

use fallline_autodiff::syntax::{Binary, Function, Node, NodeKind, print};
use fallline_autodiff::{Error, Expression, Span, Workspace};
use serde::{Deserialize, Serialize};

use crate::degree;
use crate::objective::{FiniteSum, LeastSquares, Objective};
use crate::text::refuse;

/// How the outputs f₁, ..., fₘ of a function make one objective.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reduce {
    /// The finite sum C = (f₁ + ... + fₘ) / m, MEDL (4.4).
    Mean,
    /// The finite sum C = f₁ + ... + fₘ.
    Sum,
    /// Least squares: C = |f|² = f₁² + ... + fₘ², PBDL's loss of Gauss-Newton.
    Squares,
}

/// An objective from an expression; its derivatives come from automatic differentiation.
///
/// A function of one output is the objective itself. Of several outputs [`Reduce`] makes one, and the parts
/// stay known: every such objective is a [`FiniteSum`], and one of squares is a [`LeastSquares`] too.
#[derive(Debug)]
pub struct ExpressionObjective {
    expression: Expression,
    parts: Option<Parts>,
    workspace: RefCell<Workspace<f64>>,
}

/// What an objective was made of.
#[derive(Debug)]
struct Parts {
    reduce: Reduce,
    /// f₁, ..., fₘ as typed.
    outputs: Expression,
    /// f₁², ..., fₘ² where they are what is summed.
    squares: Option<Expression>,
}

impl ExpressionObjective {
    /// The objective of an expression with one output.
    ///
    /// # Errors
    /// Kind "parameter" for another number of outputs.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// use fallline_optim::{ExpressionObjective, Objective};
    /// let objective = ExpressionObjective::new(Expression::parse("x^2 + 3 x y")?)?;
    /// let mut gradient = [0.0; 2];
    /// assert_eq!(objective.value_and_gradient(&[1.0, 2.0], &mut gradient)?, 7.0);
    /// assert_eq!(gradient, [8.0, 3.0]);
    /// assert_eq!(objective.hessian(&[1.0, 2.0])?, [2.0, 3.0, 3.0, 0.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(expression: Expression) -> Result<Self, Error> {
        if expression.outputs() != 1 {
            return Err(refuse(format!(
                "an objective has one output; this function has {}: `reduce` says what is made of them, their \"mean\", \"sum\" or sum of \"squares\"",
                expression.outputs()
            )));
        }
        Ok(Self { expression, parts: None, workspace: RefCell::default() })
    }

    /// The objective that `reduce` makes of an expression's outputs.
    ///
    /// # Errors
    /// Kind "limit" where the sum is longer than a function may be.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// use fallline_optim::expression::Reduce;
    /// use fallline_optim::{ExpressionObjective, Objective};
    /// let residuals = Expression::parse("(1 - x, 10 (y - x^2))")?;
    /// let objective = ExpressionObjective::reduced(residuals, Reduce::Squares)?;
    /// assert_eq!(objective.value(&[0.5, 0.0])?, 6.5);
    /// let squares = objective.least_squares().unwrap();
    /// assert_eq!(squares.residuals(&[0.5, 0.0])?, [0.5, -2.5]);
    /// assert_eq!(squares.jacobian(&[0.5, 0.0])?, [-1.0, 0.0, -10.0, 10.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn reduced(outputs: Expression, reduce: Reduce) -> Result<Self, Error> {
        let (terms, whole) = combined(outputs.function(), reduce);
        let expression = derived(&outputs, &whole)?;
        let squares = match reduce {
            Reduce::Squares => Some(derived(&outputs, &terms)?),
            Reduce::Mean | Reduce::Sum => None,
        };
        let parts = Some(Parts { reduce, outputs, squares });
        Ok(Self { expression, parts, workspace: RefCell::default() })
    }

    /// C as one expression.
    #[must_use]
    pub fn expression(&self) -> &Expression {
        &self.expression
    }

    /// In the outputs as typed, the fault is named in the text that a person knows.
    fn explained(&self, error: Error, theta: &[f64]) -> Error {
        let typed = self.parts.as_ref().map(|parts| &parts.outputs);
        let fault = typed.and_then(|typed| typed.vjp(theta, &vec![1.0; typed.outputs()]).err());
        fault.unwrap_or(error)
    }
}

/// The terms of the sum, and the sum.
fn combined(outputs: &Function, reduce: Reduce) -> (Function, Function) {
    let mut terms = Function { name: None, ..outputs.clone() };
    let add = |function: &mut Function, kind: NodeKind| {
        function.nodes.push(Node { kind, span: Span::new(0, 0) });
        function.nodes.len() - 1
    };
    if reduce == Reduce::Squares {
        for i in 0..terms.outputs.len() {
            let two = add(&mut terms, NodeKind::Number(2.0));
            let square = NodeKind::Binary(Binary::Power, terms.outputs[i], two);
            terms.outputs[i] = add(&mut terms, square);
        }
    }
    let mut whole = terms.clone();
    let mut outputs = std::mem::take(&mut whole.outputs).into_iter();
    if let Some(first) = outputs.next() {
        let mut sum =
            outputs.fold(first, |sum, term| add(&mut whole, NodeKind::Binary(Binary::Add, sum, term)));
        if reduce == Reduce::Mean && terms.outputs.len() > 1 {
            #[expect(clippy::cast_precision_loss, reason = "texts are short")]
            let m = add(&mut whole, NodeKind::Number(terms.outputs.len() as f64));
            sum = add(&mut whole, NodeKind::Binary(Binary::Divide, sum, m));
        }
        whole.outputs = vec![sum];
    }
    (terms, whole)
}

/// An expression of the same variables and parameters as `of`.
fn derived(of: &Expression, function: &Function) -> Result<Expression, Error> {
    let parameters: Vec<(&str, f64)> = of.parameters().iter().map(|(name, x)| (name.as_str(), *x)).collect();
    let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
    let variables: Vec<&str> = of.variables().iter().map(String::as_str).collect();
    Expression::with_names(&print(function, &names), Some(&variables), &parameters)
}

impl Objective for ExpressionObjective {
    fn dim(&self) -> usize {
        self.expression.variables().len()
    }

    /// As far as the operations of the expression tell.
    fn is_quadratic(&self) -> bool {
        degree::of(&self.expression).is_some_and(|degree| degree <= 2)
    }

    fn value(&self, theta: &[f64]) -> Result<f64, Error> {
        match self.expression.value(theta) {
            Ok(values) => Ok(values[0]),
            Err(error) => Err(self.explained(error, theta)),
        }
    }

    fn value_and_gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        let result = self.expression.value_and_gradient(theta, gradient, &mut self.workspace.borrow_mut());
        result.map_err(|error| self.explained(error, theta))
    }

    fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.expression.hessian(theta).map_err(|error| self.explained(error, theta))
    }

    fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        self.expression.hessian_vector(theta, v).map_err(|error| self.explained(error, theta))
    }

    fn finite_sum(&self) -> Option<&dyn FiniteSum> {
        self.parts.as_ref().map(|parts| parts as &dyn FiniteSum)
    }

    fn least_squares(&self) -> Option<&dyn LeastSquares> {
        let parts = self.parts.as_ref().filter(|parts| parts.reduce == Reduce::Squares);
        parts.map(|parts| parts as &dyn LeastSquares)
    }
}

impl Parts {
    fn summed(&self) -> &Expression {
        self.squares.as_ref().unwrap_or(&self.outputs)
    }
}

impl FiniteSum for Parts {
    fn terms(&self) -> usize {
        self.outputs.outputs()
    }

    #[expect(clippy::cast_precision_loss, reason = "texts are short")]
    fn weight(&self) -> f64 {
        match self.reduce {
            Reduce::Mean => 1.0 / self.terms() as f64,
            Reduce::Sum | Reduce::Squares => 1.0,
        }
    }

    fn term_values(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.summed().value(theta)
    }

    fn term_gradient(&self, i: usize, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let seed: Vec<f64> = (0..self.terms()).map(|k| f64::from(u8::from(k == i))).collect();
        self.summed().vjp(theta, &seed)
    }
}

impl LeastSquares for Parts {
    fn residuals(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.outputs.value(theta)
    }

    fn jacobian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.outputs.jacobian(theta)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::linear;

    const TUPLE: &str = "f(x, y) = (a x^2 - y, sin(x) y, (x + y) - |x|, exp(-x) - (x - y))";

    fn objective(reduce: Reduce) -> ExpressionObjective {
        let tuple = Expression::with_names(TUPLE, None, &[("a", 3.0)]).unwrap();
        ExpressionObjective::reduced(tuple, reduce).unwrap()
    }

    /// The whole and its parts agree in values and gradients.
    #[test]
    fn a_sum_is_the_sum_of_its_terms() {
        let theta = [0.7, -1.3];
        for reduce in [Reduce::Mean, Reduce::Sum, Reduce::Squares] {
            let objective = objective(reduce);
            let sum = objective.finite_sum().unwrap();
            assert_eq!((objective.dim(), sum.terms()), (2, 4));
            let total: f64 = sum.term_values(&theta).unwrap().iter().sum();
            assert!((objective.value(&theta).unwrap() - sum.weight() * total).abs() < 1e-14);
            let mut gradient = [0.0; 2];
            objective.value_and_gradient(&theta, &mut gradient).unwrap();
            let terms = (0..4).map(|i| sum.term_gradient(i, &theta).unwrap());
            let added = terms.fold(vec![0.0; 2], |sum, term| linear::add_scaled(&sum, 1.0, &term));
            for (whole, added) in gradient.iter().zip(&added) {
                assert!((whole - sum.weight() * added).abs() < 1e-14, "{reduce:?}");
            }
        }
        assert_eq!(objective(Reduce::Mean).finite_sum().unwrap().weight(), 0.25);
    }

    /// ∇C = 2 Jᵀf and ∇²C = 2 JᵀJ + 2 Σ fᵢ ∇²fᵢ.
    #[test]
    fn squares_have_the_derivatives_of_least_squares() {
        let objective = objective(Reduce::Squares);
        let theta = [0.7, -1.3];
        let squares = objective.least_squares().unwrap();
        let (f, j) = (squares.residuals(&theta).unwrap(), squares.jacobian(&theta).unwrap());
        let mut gradient = [0.0; 2];
        let value = objective.value_and_gradient(&theta, &mut gradient).unwrap();
        assert!((value - linear::dot(&f, &f)).abs() < 1e-14);
        let sin = fallline_autodiff::math::sin(theta[0]);
        let cos = fallline_autodiff::math::cos(theta[0]);
        let exp = fallline_autodiff::math::exp(-theta[0]);
        let second = [[6.0 * f[0] - sin * theta[1] * f[1] + exp * f[3], cos * f[1]], [cos * f[1], 0.0]];
        let hessian = objective.hessian(&theta).unwrap();
        for a in 0..2 {
            let column = |b: usize| j.iter().skip(b).step_by(2).copied().collect::<Vec<f64>>();
            assert!((gradient[a] - 2.0 * linear::dot(&column(a), &f)).abs() < 1e-14);
            for b in 0..2 {
                let expected = 2.0 * linear::dot(&column(a), &column(b)) + 2.0 * second[a][b];
                assert!((hessian[2 * a + b] - expected).abs() < 1e-13, "{a} {b}");
            }
        }
        assert!(self::objective(Reduce::Mean).least_squares().is_none());
    }

    #[test]
    fn one_output_is_a_sum_of_one_term() {
        let one = || Expression::parse("x^2 - 1").unwrap();
        for reduce in [Reduce::Mean, Reduce::Sum] {
            let objective = ExpressionObjective::reduced(one(), reduce).unwrap();
            assert_eq!(objective.expression().print(), "x^2 - 1");
            assert_eq!(objective.finite_sum().unwrap().terms(), 1);
        }
        let squares = ExpressionObjective::reduced(one(), Reduce::Squares).unwrap();
        assert_eq!(squares.expression().print(), "(x^2 - 1)^2");
        assert!(ExpressionObjective::new(one()).unwrap().finite_sum().is_none());
    }

    /// A fault is named in the text as typed, at its place.
    #[test]
    fn a_fault_is_told_in_the_typed_text() {
        let typed = "(x, 2 ln(x))";
        let objective =
            ExpressionObjective::reduced(Expression::parse(typed).unwrap(), Reduce::Squares).unwrap();
        let error = objective.value(&[-1.0]).unwrap_err();
        assert_eq!(error.span.map(|span| span.of(typed)), Some("ln(x)"));
    }
}
