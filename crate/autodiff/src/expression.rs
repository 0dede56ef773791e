//! A typed function with everything that can be asked of it.

use crate::error::{Error, ErrorKind, Span};
use crate::graph::{Graph, Operand};
use crate::program::{Program, Workspace};
use crate::scalar::Dual;
use crate::syntax::{self, Function};
use crate::table::{self, Linearized, Table};
use crate::tex::Tex;

/// A function g: ℝⁿ → ℝᵐ, parsed, differentiable, with its tables.
///
/// Every point `theta` has n coordinates, in the order of [`Expression::variables`]. A wrong number
/// of them is an error of kind [`ErrorKind::Parameter`]. A result that is not finite is an error of
/// kind [`ErrorKind::Evaluate`] with the span of the sub-expression that made it so.
#[derive(Clone, Debug)]
pub struct Expression {
    source: String,
    function: Function,
    parameters: Vec<(String, f64)>,
    graph: Graph,
    program: Program,
}

impl Expression {
    /// Parses a function; all its free names become variables, in natural order.
    ///
    /// # Errors
    /// [`ErrorKind::Parse`] or [`ErrorKind::Limit`], see [`syntax::parse`].
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let error = Expression::parse("2 sni(x)").unwrap_err();
    /// assert_eq!(error.to_string(), "found the unknown function `sni`; did you mean `sin`?\n  2 sni(x)\n    ^^^");
    /// ```
    pub fn parse(source: &str) -> Result<Self, Error> {
        Self::with_names(source, None, &[])
    }

    /// Parses a function whose variables may be listed, and some of whose names are parameters with
    /// a given value.
    ///
    /// # Errors
    /// [`ErrorKind::Parse`], [`ErrorKind::Limit`], or [`ErrorKind::Parameter`] where the names do not fit.
    pub fn with_names(
        source: &str,
        variables: Option<&[&str]>,
        parameters: &[(&str, f64)],
    ) -> Result<Self, Error> {
        let names: Vec<&str> = parameters.iter().map(|(name, _)| *name).collect();
        if let Some((name, value)) = parameters.iter().find(|(_, value)| !value.is_finite()) {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("the parameter `{name}` is {value}, which is not a finite number"),
            ));
        }
        for list in [variables.unwrap_or_default(), &names] {
            if let Some((_, name)) = list.iter().enumerate().find(|(i, name)| list[..*i].contains(name)) {
                return Err(Error::new(ErrorKind::Parameter, format!("the name `{name}` is given twice")));
            }
        }
        let function = syntax::parse(source, variables, &names)?;
        let graph = Graph::new(&function).map_err(|error| error.pictured(source))?;
        let values = parameters.iter().map(|(_, value)| *value).collect();
        let program = Program::new(&graph, function.variables.len(), values);
        let parameters = parameters.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect();
        Ok(Self { source: source.to_owned(), function, parameters, graph, program })
    }

    /// The text as it was given.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The names of the n variables, in order.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.function.variables
    }

    /// The number m of outputs.
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.graph.outputs.len()
    }

    /// The parameters and their values.
    #[must_use]
    pub fn parameters(&self) -> &[(String, f64)] {
        &self.parameters
    }

    /// Gives a parameter another value.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] for a name that is no parameter, or a value that is not finite.
    pub fn set_parameter(&mut self, name: &str, value: f64) -> Result<(), Error> {
        if !value.is_finite() {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("the parameter `{name}` is {value}, which is not a finite number"),
            ));
        }
        let Some(i) = self.parameters.iter().position(|(known, _)| known == name) else {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("`{name}` is not a parameter of this function"),
            ));
        };
        self.parameters[i].1 = value;
        self.program.set_parameter(i, value);
        Ok(())
    }

    /// The syntax tree.
    #[must_use]
    pub fn function(&self) -> &Function {
        &self.function
    }

    /// The computational graph.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The flat instructions, for callers that evaluate often and keep their own [`Workspace`].
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The function as TeX, as it was typed.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let tex = |source| Expression::parse(source).map(|e| e.tex());
    /// assert_eq!(tex("f(t) = 2 sin(t)/t^2")?, r"f(t) = \frac{2 \sin(t)}{t^{2}}");
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    #[must_use]
    pub fn tex(&self) -> String {
        crate::tex::function(&self.function, &self.parameter_names())
    }

    fn parameter_names(&self) -> Vec<&str> {
        self.parameters.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// The text that the syntax tree prints to: it parses to the same graph.
    #[must_use]
    pub fn print(&self) -> String {
        syntax::print(&self.function, &self.parameter_names())
    }

    /// The m values g(θ).
    ///
    /// # Errors
    /// See [`Expression`].
    pub fn value(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_variables(theta, "the point")?;
        let mut workspace = Workspace::default();
        self.program.forward(theta, &mut workspace);
        let values = self.output_values(&workspace);
        self.check_values(&workspace)?;
        Ok(values)
    }

    /// The gradient ∇C(θ), n numbers, for a function with one output.
    ///
    /// # Errors
    /// See [`Expression`]; [`ErrorKind::Parameter`] for a function with several outputs.
    pub fn gradient(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let mut gradient = vec![0.0; self.variables().len()];
        self.value_and_gradient(theta, &mut gradient, &mut Workspace::default())?;
        Ok(gradient)
    }

    /// C(θ), with ∇C(θ) written into `gradient`: one forward and one backward pass.
    ///
    /// # Errors
    /// As for [`Expression::gradient`].
    pub fn value_and_gradient(
        &self,
        theta: &[f64],
        gradient: &mut [f64],
        workspace: &mut Workspace<f64>,
    ) -> Result<f64, Error> {
        self.check_scalar("gradient")?;
        self.check_variables(theta, "the point")?;
        self.check_variables(gradient, "the gradient")?;
        self.program.forward(theta, workspace);
        self.check_values(workspace)?;
        self.backward(&[1.0], workspace)?;
        gradient.copy_from_slice(&workspace.adjoints[..theta.len()]);
        Ok(workspace.values[self.program.outputs()[0]])
    }

    /// The Hessian ∇²C(θ), n·n numbers in rows, exact and symmetric, for a function with one output.
    ///
    /// # Errors
    /// As for [`Expression::gradient`].
    pub fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let n = self.variables().len();
        let mut hessian = vec![0.0; n * n];
        for j in 0..n {
            let column = self.hessian_vector(theta, &unit(n, j))?;
            for i in j..n {
                // Both triangles from one column, so that rounding cannot break the symmetry.
                hessian[i * n + j] = column[i];
                hessian[j * n + i] = column[i];
            }
        }
        Ok(hessian)
    }

    /// The Hessian-vector product ∇²C(θ) v, n numbers, by one backward pass over dual numbers.
    ///
    /// # Errors
    /// As for [`Expression::gradient`].
    pub fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_scalar("Hessian")?;
        self.check_variables(theta, "the point")?;
        self.check_variables(v, "the direction")?;
        let mut workspace = Workspace::default();
        self.program.hessian_vector(theta, v, &mut workspace);
        let product: Vec<f64> =
            workspace.adjoints[..theta.len()].iter().map(|adjoint| adjoint.tangent).collect();
        if product.iter().all(|entry| entry.is_finite()) {
            return Ok(product);
        }
        // A point where the value or the gradient fails already has the clearer error.
        self.gradient(theta)?;
        let message = "the second derivative of this function is not finite at this point";
        Err(self.error_at(Span::new(0, self.source.len()), message.to_owned()))
    }

    /// The Jacobian J(θ), m·n numbers in rows.
    ///
    /// # Errors
    /// See [`Expression`].
    pub fn jacobian(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let m = self.outputs();
        let mut jacobian = Vec::with_capacity(m * theta.len());
        for i in 0..m {
            jacobian.extend(self.vjp(theta, &unit(m, i))?);
        }
        Ok(jacobian)
    }

    /// The Jacobian-vector product J(θ) v, m numbers, by forward mode.
    ///
    /// # Errors
    /// See [`Expression`].
    pub fn jvp(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, Error> {
        let workspace = self.forward_dual(theta, v)?;
        self.check_primals(&workspace)?;
        let tangents: Vec<f64> =
            self.program.outputs().iter().map(|&o| workspace.values[o].tangent).collect();
        if tangents.iter().all(|t| t.is_finite()) {
            return Ok(tangents);
        }
        let broken = (0..self.graph.nodes.len()).find(|&i| {
            let finite = |register: &usize| workspace.values[*register].tangent.is_finite();
            !finite(&self.program.node_register(i)) && self.program.operands(i).iter().all(finite)
        });
        Err(self.not_differentiable(broken))
    }

    /// The vector-Jacobian product u'J(θ), n numbers, by backward mode.
    ///
    /// # Errors
    /// See [`Expression`].
    pub fn vjp(&self, theta: &[f64], u: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_variables(theta, "the point")?;
        self.check_outputs(u)?;
        let mut workspace = Workspace::default();
        self.program.forward(theta, &mut workspace);
        self.check_values(&workspace)?;
        self.backward(u, &mut workspace)?;
        workspace.adjoints.truncate(theta.len());
        Ok(workspace.adjoints)
    }

    /// The partial derivative ∂g_i/∂θ_j, both counted from 0.
    ///
    /// # Errors
    /// See [`Expression`]; [`ErrorKind::Parameter`] for an output or a variable that does not exist.
    pub fn partial_derivative(&self, theta: &[f64], output: usize, variable: usize) -> Result<f64, Error> {
        let (m, n) = (self.outputs(), self.variables().len());
        if output >= m || variable >= n {
            let message = format!(
                "there is no derivative of output {output} by variable {variable}: the function has {m} outputs and {n} variables, counted from 0"
            );
            return Err(Error::new(ErrorKind::Parameter, message));
        }
        Ok(self.vjp(theta, &unit(m, output))?[variable])
    }

    /// The values node by node, as in MEDL table 4.1.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] for a wrong number of coordinates. Rows may hold values that are not finite.
    pub fn primal_table(&self, theta: &[f64]) -> Result<Table, Error> {
        self.check_variables(theta, "the point")?;
        let mut workspace = Workspace::default();
        self.program.forward(theta, &mut workspace);
        Ok(Table::primal(self, &workspace.values))
    }

    /// Values and tangents node by node in direction `v`, as in MEDL table 4.2.
    ///
    /// # Errors
    /// As for [`Expression::primal_table`].
    pub fn forward_table(&self, theta: &[f64], v: &[f64]) -> Result<Table, Error> {
        let workspace = self.forward_dual(theta, v)?;
        Ok(Table::forward(self, &workspace.values))
    }

    /// Adjoints node by node for the output weights `u`, as in MEDL table 4.3.
    ///
    /// # Errors
    /// As for [`Expression::primal_table`].
    pub fn backward_table(&self, theta: &[f64], u: &[f64]) -> Result<Table, Error> {
        self.check_variables(theta, "the point")?;
        self.check_outputs(u)?;
        let mut workspace = Workspace::default();
        self.program.forward(theta, &mut workspace);
        self.program.backward(u, &mut workspace);
        Ok(Table::backward(self, u, &workspace))
    }

    /// The graph linearized at a point: every node with its partial derivatives by its operands, as numbers.
    ///
    /// # Errors
    /// As for [`Expression::primal_table`].
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let node = &Expression::parse("x^2*y")?.linearize(&[3.0, 5.0])?[1];
    /// assert_eq!(node.numbers, r"9 \cdot 5");
    /// assert_eq!(node.edges.iter().map(|edge| (edge.tex.as_str(), edge.value)).collect::<Vec<_>>(), [("y", 5.0), ("a_{1}", 9.0)]);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn linearize(&self, theta: &[f64]) -> Result<Vec<Linearized>, Error> {
        self.check_variables(theta, "the point")?;
        let mut workspace = Workspace::default();
        self.program.forward(theta, &mut workspace);
        Ok(table::linearize(self, &workspace.values))
    }

    /// The function on a grid, for a function of two variables with one output: the value at
    /// (xᵢ, yⱼ) stands at `[j*nx + i]`; the ends of both ranges are grid lines. Values may be not finite.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] for another number of variables or outputs, or ranges that are not finite;
    /// [`ErrorKind::Limit`] above [`MAX_POINTS`] points.
    pub fn grid(&self, x: [f64; 2], y: [f64; 2], nx: usize, ny: usize) -> Result<Vec<f64>, Error> {
        self.check_scalar("grid")?;
        self.check_count(2, "a grid")?;
        let points = nx.checked_mul(ny).filter(|&points| points <= MAX_POINTS);
        let points = points.ok_or_else(|| {
            Error::new(ErrorKind::Limit, format!("a grid of {nx} by {ny} is larger than {MAX_POINTS} points"))
        })?;
        let (xs, ys) = (uniform(x, nx)?, uniform(y, ny)?);
        let mut values = vec![0.0; points];
        if nx > 0 {
            let mut column = vec![0.0; nx];
            for (row, &y) in values.chunks_exact_mut(nx).zip(&ys) {
                column.fill(y);
                self.program.evaluate(&[&xs, &column], 0, row);
            }
        }
        Ok(values)
    }

    /// The function at `count` evenly spaced points of `x`, ends included, for a function of one
    /// variable with one output. Values may be not finite.
    ///
    /// # Errors
    /// As for [`Expression::grid`].
    pub fn sample(&self, x: [f64; 2], count: usize) -> Result<Vec<f64>, Error> {
        self.check_scalar("curve")?;
        self.check_count(1, "a curve")?;
        let xs = uniform(x, count)?;
        let mut values = vec![0.0; count];
        self.program.evaluate(&[&xs], 0, &mut values);
        Ok(values)
    }

    /// The derivative at `count` evenly spaced points of `x`, ends included, for a function of one variable
    /// with one output. Entries may be not finite.
    ///
    /// # Errors
    /// As for [`Expression::grid`].
    pub fn sample_derivative(&self, x: [f64; 2], count: usize) -> Result<Vec<f64>, Error> {
        self.derivative_at(&uniform(x, count)?)
    }

    /// The derivative at each of `points`, for a function of one variable with one output. Entries may be not
    /// finite.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] for another number of variables or outputs.
    pub fn derivative_at(&self, points: &[f64]) -> Result<Vec<f64>, Error> {
        self.check_scalar("curve")?;
        self.check_count(1, "a curve")?;
        let mut workspace = Workspace::default();
        let derivative = |&x: &f64| {
            self.program.forward(&[x], &mut workspace);
            self.program.backward(&[1.0], &mut workspace);
            workspace.adjoints.first().copied().unwrap_or(f64::NAN)
        };
        Ok(points.iter().map(derivative).collect())
    }

    /// What an operand of the graph is called in formulas: a name, a constant as it was written, or a_i.
    #[must_use]
    pub fn operand_tex(&self, operand: Operand) -> Tex {
        let name = |names: Option<&String>| names.map_or_else(Tex::unknown, |name| Tex::name(name));
        match operand {
            Operand::Variable(i) => name(self.variables().get(i)),
            Operand::Parameter(i) => name(self.parameters.get(i).map(|(name, _)| name)),
            Operand::Constant(i) => self.graph.constants.get(i).map_or_else(Tex::unknown, |c| c.tex.clone()),
            Operand::Node(i) => Tex::atom(format!("a_{{{}}}", i + 1)),
        }
    }

    fn forward_dual(&self, theta: &[f64], v: &[f64]) -> Result<Workspace<Dual<f64>>, Error> {
        self.check_variables(theta, "the point")?;
        self.check_variables(v, "the direction")?;
        let point: Vec<Dual<f64>> = theta.iter().zip(v).map(|(&x, &v)| Dual::new(x, v)).collect();
        let mut workspace = Workspace::default();
        self.program.forward(&point, &mut workspace);
        Ok(workspace)
    }

    fn backward(&self, seed: &[f64], workspace: &mut Workspace<f64>) -> Result<(), Error> {
        self.program.backward(seed, workspace);
        if workspace.adjoints[..self.variables().len()].iter().all(|adjoint| adjoint.is_finite()) {
            return Ok(());
        }
        Err(self.not_differentiable(self.program.first_not_differentiable(workspace)))
    }

    fn output_values(&self, workspace: &Workspace<f64>) -> Vec<f64> {
        self.program.outputs().iter().map(|&o| workspace.values[o]).collect()
    }

    fn check_primals(&self, workspace: &Workspace<Dual<f64>>) -> Result<(), Error> {
        let values = workspace.values.iter().map(|dual| dual.value).collect();
        self.check_values(&Workspace { values, adjoints: Vec::new() })
    }

    fn check_values(&self, workspace: &Workspace<f64>) -> Result<(), Error> {
        let outputs = self.program.outputs();
        let Some(&broken) = outputs.iter().find(|&&o| !workspace.values[o].is_finite()) else {
            return Ok(());
        };
        let Some(i) = self.program.first_not_finite(&workspace.values) else {
            return Err(Error::new(
                ErrorKind::Evaluate,
                "the point has a coordinate that is not a finite number",
            ));
        };
        let value = workspace.values[self.program.node_register(i)];
        let (node, span) = self.node_text(i);
        let what = if value.is_nan() { "undefined" } else { "infinite" };
        let operands: Vec<String> =
            self.program.operands(i).iter().map(|&r| number(workspace.values[r])).collect();
        let whole = if workspace.values[broken].is_nan() { "not a number" } else { "infinite" };
        let message = format!(
            "the function is {whole} here, because `{node}` is {what} ({} of {})",
            self.graph.nodes[i].op.name(),
            operands.join(" and ")
        );
        Err(self.error_at(span, message))
    }

    fn not_differentiable(&self, node: Option<usize>) -> Error {
        let (text, span) =
            node.map_or((self.source.as_str(), Span::new(0, self.source.len())), |i| self.node_text(i));
        let convention = node
            .and_then(|i| self.graph.nodes[i].op.convention())
            .map_or(String::new(), |c| format!(" ({c})"));
        self.error_at(span, format!("the derivative of `{text}` is not finite here{convention}"))
    }

    fn node_text(&self, i: usize) -> (&str, Span) {
        let span = self.graph.nodes.get(i).map_or(Span::new(0, self.source.len()), |node| node.span);
        (span.of(&self.source), span)
    }

    fn error_at(&self, span: Span, message: String) -> Error {
        Error::new(ErrorKind::Evaluate, message).with_span(span).pictured(&self.source)
    }

    pub(crate) fn check_variables(&self, given: &[f64], what: &str) -> Result<(), Error> {
        let n = self.variables().len();
        if given.len() == n {
            return Ok(());
        }
        let message = format!(
            "{what} has {} coordinates, but the function has {n} variables ({})",
            given.len(),
            self.variables().join(", ")
        );
        Err(Error::new(ErrorKind::Parameter, message))
    }

    pub(crate) fn check_outputs(&self, given: &[f64]) -> Result<(), Error> {
        if given.len() == self.outputs() {
            return Ok(());
        }
        let message = format!(
            "{} output weights are given, but the function has {} outputs",
            given.len(),
            self.outputs()
        );
        Err(Error::new(ErrorKind::Parameter, message))
    }

    fn check_scalar(&self, what: &str) -> Result<(), Error> {
        if self.outputs() == 1 {
            return Ok(());
        }
        let message =
            format!("a {what} belongs to a function with one output; this one has {}", self.outputs());
        Err(Error::new(ErrorKind::Parameter, message))
    }

    fn check_count(&self, wanted: usize, what: &str) -> Result<(), Error> {
        let n = self.variables().len();
        if n == wanted {
            return Ok(());
        }
        let message = format!(
            "{what} needs a function of {wanted} variables; this one has {n} ({})",
            self.variables().join(", ")
        );
        Err(Error::new(ErrorKind::Parameter, message))
    }
}

/// The most points that a grid or a curve may have.
pub const MAX_POINTS: usize = 1 << 24;

/// `count` evenly spaced numbers from `range[0]` to `range[1]`, both included.
///
/// # Errors
/// [`ErrorKind::Parameter`] for a range that is not finite; [`ErrorKind::Limit`] above [`MAX_POINTS`].
pub fn uniform(range: [f64; 2], count: usize) -> Result<Vec<f64>, Error> {
    if count > MAX_POINTS {
        let message = format!("{count} points on a line are more than {MAX_POINTS}");
        return Err(Error::new(ErrorKind::Limit, message));
    }
    let [low, high] = range;
    if !(high - low).is_finite() {
        return Err(Error::new(
            ErrorKind::Parameter,
            format!("the range from {low} to {high} is not finite"),
        ));
    }
    let last = count.saturating_sub(1);
    #[expect(clippy::cast_precision_loss, reason = "counts are below 2^24")]
    let at = |i: usize| {
        if i == last && i > 0 { high } else { low + (high - low) * (i as f64 / last.max(1) as f64) }
    };
    Ok((0..count).map(at).collect())
}

fn unit(length: usize, at: usize) -> Vec<f64> {
    (0..length).map(|i| f64::from(u8::from(i == at))).collect()
}

/// A number in a message: short, and exact where it is short anyway.
fn number(value: f64) -> String {
    let exact = format!("{value}");
    if exact.len() <= 10 { exact } else { format!("{value:.6e}") }
}
