//! An objective that is summed over the rows of a table.

use std::cell::RefCell;

use fallline_autodiff::lanes::{LANES, Lanes};
use fallline_autodiff::syntax::NodeKind;
use fallline_autodiff::{Dual, Error, ErrorKind, Expression, Scalar, Workspace};

use super::Table;
use crate::degree;
use crate::expression::Reduce;
use crate::objective::{FiniteSum, LeastSquares, Objective};
use crate::text::{self, refuse};
use crate::total::Total;

/// The sum, the mean, or the sum of squares over m samples of an expression in the variables, parameters, and
/// columns of a table:
///
/// C(θ) = w Σᵢ c(θ; xᵢ) with w = 1/m or 1, MEDL (4.4), or C(θ) = Σᵢ |f(θ; xᵢ)|² for residuals f.
///
/// The expression is compiled once, with the columns as inputs, and evaluated and differentiated for blocks of
/// samples. Sums are taken pairwise in each block and with compensation over the blocks, always in the same order.
#[derive(Debug)]
pub struct DataObjective {
    /// c or f; the columns that it names are its last parameters, with the values of the first sample.
    term: Expression,
    /// The values of these columns.
    columns: Vec<Vec<f64>>,
    samples: usize,
    reduce: Reduce,
    is_quadratic: bool,
    workspace: RefCell<Workspace<f64>>,
    block: RefCell<Workspace<Lanes>>,
}

impl DataObjective {
    /// Reads a term and sums it over the rows of a table. Names that are neither among `parameters` nor of the
    /// table are the variables, in natural order unless they are listed.
    ///
    /// # Errors
    /// What [`Expression::with_names`] refuses; kind "parameter" for a name that is a column and a parameter or a
    /// variable, a term that names no column, and several outputs that are not residuals; what is wrong with a
    /// column that the term names.
    ///
    /// ```
    /// use fallline_optim::data::{DataObjective, Table};
    /// use fallline_optim::expression::Reduce;
    /// use fallline_optim::Objective;
    /// let table = Table::parse("x,y\n0,1\n1,3\n2,5\n")?;
    /// let line = DataObjective::new("(y - (w*x + b))^2", None, &[], &table, Reduce::Mean)?;
    /// assert_eq!(line.variables(), ["b", "w"]);
    /// assert_eq!(line.value(&[1.0, 2.0])?, 0.0);
    /// assert_eq!(line.value(&[0.0, 2.0])?, 1.0);
    /// assert_eq!(line.hessian(&[0.0, 2.0])?, [2.0, 2.0, 2.0, 10.0 / 3.0]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn new(
        source: &str,
        variables: Option<&[&str]>,
        parameters: &[(&str, f64)],
        table: &Table,
        reduce: Reduce,
    ) -> Result<Self, Error> {
        let names = table.names();
        let is_column = |name: &str| names.iter().any(|column| column == name);
        let taken = parameters.iter().map(|(name, _)| (name, "parameter"));
        let listed = variables.unwrap_or_default().iter().map(|name| (name, "variable"));
        if let Some((name, what)) = taken.chain(listed).find(|(name, _)| is_column(name)) {
            return Err(refuse(format!("`{name}` is a column of the data and cannot be a {what}")));
        }
        let with = |columns: &[(&str, f64)]| {
            Expression::with_names(source, variables, &[parameters, columns].concat())
        };
        let all: Vec<(&str, f64)> = names.iter().map(|name| (name.as_str(), 0.0)).collect();
        let whole = with(&all)?;
        if let Some(problem) = whole.variables().iter().find_map(|name| table.problem(name)) {
            return Err(Error { span: None, ..problem.clone() });
        }
        let is_used = |i: usize| {
            whole.function().nodes.iter().any(|node| node.kind == NodeKind::Parameter(parameters.len() + i))
        };
        let used: Vec<&str> =
            names.iter().enumerate().filter(|(i, _)| is_used(*i)).map(|(_, name)| name.as_str()).collect();
        if used.is_empty() {
            return Err(refuse(format!(
                "the function names no column of the data, so its terms would all be the same; the columns are {}",
                text::enumerate(&names)
            )));
        }
        let columns = used.iter().map(|name| table.values(name)).collect::<Result<Vec<_>, _>>()?;
        let first: Vec<(&str, f64)> =
            used.iter().zip(&columns).map(|(name, values)| (*name, values[0])).collect();
        let term = with(&first)?;
        if term.outputs() != 1 && reduce != Reduce::Squares {
            return Err(refuse(format!(
                "the term of a sample has one output; this one has {}, which could be residuals: with `reduce`: \"squares\"",
                term.outputs()
            )));
        }
        Ok(Self {
            is_quadratic: is_quadratic(&term, reduce),
            term,
            columns,
            samples: table.rows(),
            reduce,
            workspace: RefCell::default(),
            block: RefCell::default(),
        })
    }

    /// The sum with the factor before it.
    #[expect(clippy::cast_precision_loss, reason = "samples are at most a million")]
    fn scaled(&self, sum: f64) -> f64 {
        match self.reduce {
            Reduce::Mean => sum / self.samples as f64,
            Reduce::Sum | Reduce::Squares => sum,
        }
    }

    fn check(&self, theta: &[f64]) -> Result<(), Error> {
        // The same answer as for a plain function.
        if theta.len() == self.dim() { Ok(()) } else { self.term.value(theta).map(|_| ()) }
    }

    /// The first sample of each block and how many it has.
    fn blocks(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let samples = self.samples;
        (0..samples).step_by(LANES).map(move |start| (start, LANES.min(samples - start)))
    }

    /// The columns of a block. Lanes beyond it have the values of its last sample, which are as good as any.
    fn inputs(&self, (start, length): (usize, usize)) -> Vec<Lanes> {
        let lanes = |values: &Vec<f64>| {
            let last = values[start + length - 1];
            let mut lanes = Lanes([last; LANES]);
            lanes.0[..length].copy_from_slice(&values[start..start + length]);
            lanes
        };
        self.columns.iter().map(lanes).collect()
    }

    /// Runs the term for a block; the outputs are in the workspace.
    fn forward<S: Scalar>(
        &self,
        theta: &[S],
        block: (usize, usize),
        of: fn(Lanes) -> S,
        workspace: &mut Workspace<S>,
    ) {
        let inputs: Vec<S> = self.inputs(block).into_iter().map(of).collect();
        self.term.program().forward_at(theta, &inputs, workspace);
    }

    /// The block's terms Cᵢ from the outputs, and zero beyond it.
    fn terms_of(&self, workspace: &Workspace<Lanes>, length: usize) -> Lanes {
        let outputs = self.term.program().outputs().iter().map(|&o| &workspace.values[o]);
        let mut terms = match self.reduce {
            Reduce::Squares => outputs.fold(Lanes::ZERO, |sum, f| sum + f.clone().square()),
            Reduce::Mean | Reduce::Sum => outputs.fold(Lanes::ZERO, |sum, c| sum + c.clone()),
        };
        terms.0[length..].fill(0.0);
        terms
    }

    /// The weights of the outputs from which a backward pass makes the gradient of the block's sum.
    fn seed<S: Scalar>(&self, workspace: &Workspace<S>, mask: &S) -> Vec<S> {
        let outputs = self.term.program().outputs().iter();
        let weight = |&o: &usize| match self.reduce {
            Reduce::Squares => S::constant(2.0) * workspace.values[o].clone() * mask.clone(),
            Reduce::Mean | Reduce::Sum => mask.clone(),
        };
        outputs.map(weight).collect()
    }

    /// The block's terms, which are finite.
    fn checked_terms(
        &self,
        theta: &[f64],
        workspace: &Workspace<Lanes>,
        (start, length): (usize, usize),
    ) -> Result<Lanes, Error> {
        let terms = self.terms_of(workspace, length);
        match terms.first_not_finite() {
            Some(lane) => Err(self.fault(start + lane, |term| term.value(theta).err())),
            None => Ok(terms),
        }
    }

    /// What is wrong at sample `i`, and where in the term.
    fn fault(&self, i: usize, fault: impl FnOnce(&Expression) -> Option<Error>) -> Error {
        match self.term_expression(i).and_then(|term| fault(&term)) {
            Some(error) => {
                let message = format!("at sample {} of {}, {}", i + 1, self.samples, error.message);
                Error { message, ..error }
            }
            // Residuals that are finite, but not their squares.
            None => Error::new(ErrorKind::Evaluate, format!("sample {} overflows in the sum", i + 1)),
        }
    }

    fn finite(&self, sum: f64, what: &str) -> Result<f64, Error> {
        let scaled = self.scaled(sum);
        match scaled.is_finite() {
            true => Ok(scaled),
            false => Err(Error::new(
                ErrorKind::Evaluate,
                format!("the {what} overflows in the sum over the samples"),
            )),
        }
    }

    /// The parameters of sample `i` that are columns.
    fn sample(&self, i: usize) -> Vec<f64> {
        self.columns.iter().filter_map(|values| values.get(i).copied()).collect()
    }
}

/// One in each lane of a block of `length` samples, zero beyond it.
fn mask(length: usize) -> Lanes {
    Lanes(std::array::from_fn(|lane| f64::from(u8::from(lane < length))))
}

/// Whether the sum is a polynomial of degree 2 or less, as far as the operations tell.
fn is_quadratic(term: &Expression, reduce: Reduce) -> bool {
    let most = if reduce == Reduce::Squares { 1 } else { 2 };
    degree::of(term).is_some_and(|degree| degree <= most)
}

impl Objective for DataObjective {
    fn dim(&self) -> usize {
        self.term.variables().len()
    }

    fn variables(&self) -> &[String] {
        self.term.variables()
    }

    fn value(&self, theta: &[f64]) -> Result<f64, Error> {
        self.check(theta)?;
        let mut workspace = self.block.borrow_mut();
        let point: Vec<Lanes> = theta.iter().map(|&x| Lanes::constant(x)).collect();
        let mut total = Total::new(1);
        for block in self.blocks() {
            self.forward(&point, block, |lanes| lanes, &mut workspace);
            total.add(0, &self.checked_terms(theta, &workspace, block)?);
        }
        self.finite(total.sum(0), "value")
    }

    fn value_and_gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64, Error> {
        self.check(theta)?;
        self.check(gradient)?;
        let n = theta.len();
        let mut workspace = self.block.borrow_mut();
        let point: Vec<Lanes> = theta.iter().map(|&x| Lanes::constant(x)).collect();
        let mut total = Total::new(n + 1);
        for block in self.blocks() {
            self.forward(&point, block, |lanes| lanes, &mut workspace);
            total.add(n, &self.checked_terms(theta, &workspace, block)?);
            let seed = self.seed(&workspace, &mask(block.1));
            self.term.program().backward(&seed, &mut workspace);
            for (j, adjoint) in workspace.adjoints.iter().take(n).enumerate() {
                if let Some(lane) = adjoint.first_not_finite() {
                    return Err(self.fault(block.0 + lane, |term| term.jacobian(theta).err()));
                }
                total.add(j, adjoint);
            }
        }
        for (j, entry) in gradient.iter_mut().enumerate() {
            *entry = self.finite(total.sum(j), "gradient")?;
        }
        self.finite(total.sum(n), "value")
    }

    fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.dim();
        let mut hessian = vec![0.0; n * n];
        for j in 0..n {
            let direction: Vec<f64> = (0..n).map(|i| f64::from(u8::from(i == j))).collect();
            let column = self.hessian_vector(theta, &direction)?;
            for i in j..n {
                // Both triangles from one column, so that rounding cannot break the symmetry.
                hessian[i * n + j] = column[i];
                hessian[j * n + i] = column[i];
            }
        }
        Ok(hessian)
    }

    fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(theta)?;
        self.check(v)?;
        let n = theta.len();
        let lane = |x: f64| Lanes::constant(x);
        let point: Vec<Dual<Lanes>> =
            theta.iter().zip(v).map(|(&x, &v)| Dual::new(lane(x), lane(v))).collect();
        let mut workspace = Workspace::default();
        let mut total = Total::new(n);
        for block in self.blocks() {
            self.forward(&point, block, |lanes| Dual::new(lanes, Lanes::ZERO), &mut workspace);
            let seed = self.seed(&workspace, &Dual::new(mask(block.1), Lanes::ZERO));
            self.term.program().backward(&seed, &mut workspace);
            for (j, adjoint) in workspace.adjoints.iter().take(n).enumerate() {
                total.add(j, &adjoint.tangent);
            }
        }
        let product: Vec<f64> = (0..n).map(|j| self.scaled(total.sum(j))).collect();
        if product.iter().all(|x| x.is_finite()) {
            return Ok(product);
        }
        // A point where the value or the gradient fails already has the clearer error.
        self.value_and_gradient(theta, &mut vec![0.0; n])?;
        Err(Error::new(ErrorKind::Evaluate, "the second derivative of this sum is not finite at this point"))
    }

    fn terms_per_value(&self) -> usize {
        self.samples
    }

    fn expression(&self) -> Option<&Expression> {
        Some(&self.term)
    }

    fn is_quadratic(&self) -> bool {
        self.is_quadratic
    }

    fn finite_sum(&self) -> Option<&dyn FiniteSum> {
        Some(self)
    }

    fn least_squares(&self) -> Option<&dyn LeastSquares> {
        (self.reduce == Reduce::Squares).then_some(self)
    }
}

impl FiniteSum for DataObjective {
    fn terms(&self) -> usize {
        self.samples
    }

    fn weight(&self) -> f64 {
        self.scaled(1.0)
    }

    fn term_values(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(theta)?;
        let mut workspace = self.block.borrow_mut();
        let point: Vec<Lanes> = theta.iter().map(|&x| Lanes::constant(x)).collect();
        let mut values = Vec::with_capacity(self.samples);
        for block in self.blocks() {
            self.forward(&point, block, |lanes| lanes, &mut workspace);
            values.extend(&self.checked_terms(theta, &workspace, block)?.0[..block.1]);
        }
        Ok(values)
    }

    fn term_gradient(&self, i: usize, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(theta)?;
        if i >= self.samples {
            return Err(no_sample(i, self.samples));
        }
        let mut workspace = self.workspace.borrow_mut();
        self.term.program().forward_at(theta, &self.sample(i), &mut workspace);
        let seed = self.seed(&workspace, &1.0);
        self.term.program().backward(&seed, &mut workspace);
        let gradient = workspace.adjoints.get(..theta.len()).unwrap_or_default().to_vec();
        let outputs = self.term.program().outputs();
        let is_finite = outputs.iter().all(|&o| workspace.values[o].is_finite())
            && gradient.iter().all(|g| g.is_finite());
        match is_finite {
            true => Ok(gradient),
            false => Err(self.fault(i, |term| term.jacobian(theta).err())),
        }
    }

    /// In it the columns are parameters with the sample's values.
    fn term_expression(&self, i: usize) -> Option<Expression> {
        let mut term = self.term.clone();
        let names: Vec<String> = term.parameters().iter().map(|(name, _)| name.clone()).collect();
        let columns = names.iter().skip(names.len() - self.columns.len());
        for (name, values) in columns.zip(&self.columns) {
            term.set_parameter(name, *values.get(i)?).ok()?;
        }
        Some(term)
    }
}

impl LeastSquares for DataObjective {
    fn residuals(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(theta)?;
        let mut workspace = self.workspace.borrow_mut();
        let mut residuals = Vec::with_capacity(self.residual_count());
        for i in 0..self.samples {
            self.term.program().forward_at(theta, &self.sample(i), &mut workspace);
            let outputs = self.term.program().outputs().iter().map(|&o| workspace.values[o]);
            if !outputs.clone().all(f64::is_finite) {
                return Err(self.fault(i, |term| term.value(theta).err()));
            }
            residuals.extend(outputs);
        }
        Ok(residuals)
    }

    fn jacobian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.check(theta)?;
        let (n, outputs) = (theta.len(), self.term.outputs());
        let mut workspace = self.workspace.borrow_mut();
        let mut jacobian = Vec::with_capacity(self.residual_count() * n);
        let mut seed = vec![0.0; outputs];
        for i in 0..self.samples {
            self.term.program().forward_at(theta, &self.sample(i), &mut workspace);
            for k in 0..outputs {
                seed.fill(0.0);
                seed[k] = 1.0;
                self.term.program().backward(&seed, &mut workspace);
                let row = workspace.adjoints.iter().take(n);
                if !row.clone().all(|x| x.is_finite()) {
                    return Err(self.fault(i, |term| term.jacobian(theta).err()));
                }
                jacobian.extend(row);
            }
        }
        Ok(jacobian)
    }

    fn residual_count(&self) -> usize {
        self.samples * self.term.outputs()
    }
}

fn no_sample(i: usize, samples: usize) -> Error {
    refuse(format!("there is no sample {i}: the data have {samples}, counted from 0"))
}
