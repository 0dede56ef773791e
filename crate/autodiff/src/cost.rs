//! How many operations a value, tangents and adjoints take.
//!
//! The sweeps themselves are counted: they run over numbers that note every operation made with them. What depends on
//! constants alone is not counted, nor is an operation that a constant makes needless: adding 0, a factor or exponent
//! of 0, 1 or -1. A sum of ℓ terms is ℓ - 1 additions, a product likewise, every other operation of the table is one
//! function; the smooth maximum is one for each operand.

use std::cell::RefCell;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};
use crate::expression::Expression;
use crate::graph::{self, Graph};
use crate::op::Op;
use crate::program::{Program, Workspace};
use crate::scalar::{Dual, Scalar};
use crate::syntax::{Binary, Definition, Function, Node, NodeKind};

/// The most variables of a member of a family of functions.
pub const MAX_VARIABLES: usize = 128;

/// The most work, in operands, that goes into counting the passes of one member.
const MAX_WORK: usize = 1 << 20;

/// Operations by kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Operations {
    /// Additions and subtractions.
    pub additions: usize,
    /// Multiplications.
    pub multiplications: usize,
    /// Divisions.
    pub divisions: usize,
    /// Elementary functions: sin, exp, powers, …
    pub functions: usize,
}

const NONE: Operations = Operations { additions: 0, multiplications: 0, divisions: 0, functions: 0 };

impl Operations {
    /// All of them, each counting one.
    #[must_use]
    pub fn total(self) -> usize {
        self.additions + self.multiplications + self.divisions + self.functions
    }

    fn since(self, before: Self) -> Self {
        Self {
            additions: self.additions - before.additions,
            multiplications: self.multiplications - before.multiplications,
            divisions: self.divisions - before.divisions,
            functions: self.functions - before.functions,
        }
    }
}

impl AddAssign for Operations {
    fn add_assign(&mut self, other: Self) {
        self.additions += other.additions;
        self.multiplications += other.multiplications;
        self.divisions += other.divisions;
        self.functions += other.functions;
    }
}

/// What the sweeps take at the nodes of one operation, or at all nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sweeps {
    /// How many nodes there are.
    pub nodes: usize,
    /// The values, MEDL (4.28).
    pub value: Operations,
    /// The tangents that forward mode computes beside the values, MEDL (4.29).
    pub tangent: Operations,
    /// The adjoints that backward mode computes after the values, MEDL (4.32).
    pub adjoint: Operations,
}

impl AddAssign for Sweeps {
    fn add_assign(&mut self, other: Self) {
        self.nodes += other.nodes;
        self.value += other.value;
        self.tangent += other.tangent;
        self.adjoint += other.adjoint;
    }
}

/// The cost of a function's sweeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Costs {
    /// By the operation's name, in the order of the table of operations.
    pub operations: Vec<(&'static str, Sweeps)>,
    /// All nodes together.
    pub total: Sweeps,
}

/// A function with an n that can grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// The sum of the function over copies of its variables.
    Copies,
    /// The product of n variables, one factor a node (Speelpenning's function).
    Product,
    /// The Rosenbrock function of n variables, each coupled with the next.
    Rosenbrock,
}

/// The operations of a value and of a whole Jacobian, m · n partial derivatives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct JacobianCost {
    /// The number n of variables.
    pub variables: usize,
    /// The values.
    pub value: usize,
    /// n passes of forward mode, each with the values.
    pub forward: usize,
    /// The values once, and a backward pass for each output.
    pub backward: usize,
}

impl Expression {
    /// What the sweeps take for the direction `v` and the output weights `u`, by operation. Zeros in them save
    /// operations, as they do in the tables.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] where `v` or `u` has a wrong length.
    ///
    /// ```
    /// use fallline_autodiff::Expression;
    /// let costs = Expression::parse("x*sin(x)")?.costs(&[1.0], &[1.0])?;
    /// // sin x and a product; cos x, its product with x and a sum, forward and backward.
    /// assert_eq!(costs.total.value.total(), 2);
    /// assert_eq!(costs.total.tangent.total(), 3);
    /// assert_eq!(costs.total.adjoint.total(), 3);
    /// # Ok::<(), fallline_autodiff::Error>(())
    /// ```
    pub fn costs(&self, v: &[f64], u: &[f64]) -> Result<Costs, Error> {
        self.check_variables(v, "the direction")?;
        self.check_outputs(u)?;
        let by_node = sweeps(self.program(), v, u);
        let mut operations: Vec<(&'static str, Sweeps)> = Vec::new();
        let mut total = Sweeps::default();
        for &op in Op::ALL {
            let mut sum = Sweeps::default();
            for (node, sweeps) in self.graph().nodes.iter().zip(&by_node) {
                if node.op == op {
                    sum += *sweeps;
                }
            }
            if sum.nodes > 0 {
                operations.push((op.name(), sum));
                total += sum;
            }
        }
        Ok(Costs { operations, total })
    }

    /// The cost of the Jacobian by forward and by backward mode as n doubles, of members of a family, counted in their
    /// graphs: up to 64 variables for copies of this function, up to [`MAX_VARIABLES`] for the others.
    ///
    /// # Errors
    /// [`ErrorKind::Limit`] where not even the smallest member can be counted.
    pub fn jacobian_costs(&self, family: Family) -> Result<Vec<JacobianCost>, Error> {
        let own = self.variables().len();
        let mut costs = Vec::new();
        let mut copies = 1;
        loop {
            let member = match family {
                Family::Copies => copied(self.function(), copies),
                Family::Product => Expression::parse(&product(copies + 1))?.function().clone(),
                Family::Rosenbrock => Expression::parse(&rosenbrock(copies + 1))?.function().clone(),
            };
            let most = if family == Family::Copies { 64.max(own) } else { MAX_VARIABLES };
            let n = member.variables.len();
            let graph = Graph::new(&member)?;
            if n > most || pass_work(&graph).saturating_mul(n + graph.outputs.len()) > MAX_WORK {
                break;
            }
            costs.push(jacobian_cost(&graph, n, self.parameters().len()));
            // A function without variables has no larger copies.
            if n == 0 {
                break;
            }
            copies = if family == Family::Copies { copies * 2 } else { copies * 2 + 1 };
        }
        if costs.is_empty() {
            return Err(Error::new(
                ErrorKind::Limit,
                "the function has too many operations to count its passes",
            ));
        }
        Ok(costs)
    }
}

/// The operands that a pass looks at: each partial derivative of a product or a smooth maximum takes all of them.
fn pass_work(graph: &Graph) -> usize {
    let work = |node: &graph::Node| match node.operands.len() {
        operands if matches!(node.op, Op::Product | Op::LogSumExp) => operands * operands,
        operands => operands,
    };
    graph.nodes.iter().map(work).sum()
}

fn jacobian_cost(graph: &Graph, n: usize, parameters: usize) -> JacobianCost {
    let m = graph.outputs.len();
    let program = Program::new(graph, n, vec![0.0; parameters]);
    let mut cost = JacobianCost { variables: n, value: 0, forward: 0, backward: 0 };
    let total = |v: &[f64], u: &[f64]| {
        let mut total = Sweeps::default();
        for sweeps in sweeps(&program, v, u) {
            total += sweeps;
        }
        total
    };
    for j in 0..n {
        let pass = total(&unit(n, j), &vec![0.0; m]);
        cost.forward += pass.value.total() + pass.tangent.total();
    }
    for i in 0..m {
        let pass = total(&vec![0.0; n], &unit(m, i));
        cost.value = pass.value.total();
        cost.backward += pass.adjoint.total();
    }
    cost.backward += cost.value;
    cost
}

fn unit(length: usize, at: usize) -> Vec<f64> {
    (0..length).map(|i| f64::from(u8::from(i == at))).collect()
}

/// x1 x2 ⋯ xn, with a name for every partial product so that each is a node.
fn product(n: usize) -> String {
    let partial: String = (2..n)
        .map(|k| format!("p{k} = {}*x{k}; ", if k == 2 { "x1".into() } else { format!("p{}", k - 1) }))
        .collect();
    let before = if n == 2 { "x1".to_owned() } else { format!("p{}", n - 1) };
    format!("{partial}{before}*x{n}")
}

/// Σ 100 (xₖ₊₁ - xₖ²)² + (1 - xₖ)².
fn rosenbrock(n: usize) -> String {
    let terms: Vec<String> = (1..n).map(|k| format!("100*(x{}-x{k}^2)^2+(1-x{k})^2", k + 1)).collect();
    terms.join("+")
}

/// The sum of the function over `copies` of its variables, output by output.
fn copied(function: &Function, copies: usize) -> Function {
    let (n, tree, defined) = (function.variables.len(), function.nodes.len(), function.definitions.len());
    let mut sum = Function {
        name: None,
        variables: Vec::new(),
        definitions: Vec::new(),
        nodes: Vec::new(),
        outputs: Vec::new(),
    };
    for copy in 0..copies {
        let name = |name: &String| format!("{name}_{copy}");
        sum.variables.extend(function.variables.iter().map(name));
        let body = |definition: &Definition| copy * tree + definition.body;
        sum.definitions
            .extend(function.definitions.iter().map(|d| Definition { name: name(&d.name), body: body(d) }));
        sum.nodes.extend(function.nodes.iter().map(|node| {
            let moved = |id: &usize| copy * tree + id;
            let kind = match &node.kind {
                NodeKind::Variable(i) => NodeKind::Variable(copy * n + i),
                NodeKind::Definition(i) => NodeKind::Definition(copy * defined + i),
                NodeKind::Negate(a) => NodeKind::Negate(moved(a)),
                NodeKind::Binary(operator, a, b) => NodeKind::Binary(*operator, moved(a), moved(b)),
                NodeKind::Call(op, arguments) => NodeKind::Call(*op, arguments.iter().map(moved).collect()),
                other => other.clone(),
            };
            Node { kind, span: node.span }
        }));
    }
    for &output in &function.outputs {
        let mut total = output;
        for copy in 1..copies {
            let span = function.nodes[output].span;
            sum.nodes.push(Node { kind: NodeKind::Binary(Binary::Add, total, copy * tree + output), span });
            total = sum.nodes.len() - 1;
        }
        sum.outputs.push(total);
    }
    sum
}

/// What every node takes in a sweep for the values, the tangents and the adjoints.
fn sweeps(program: &Program, v: &[f64], u: &[f64]) -> Vec<Sweeps> {
    let tally: Rc<RefCell<Operations>> = Rc::default();
    let counted = || Counted::Depends(tally.clone());
    let spent = || *tally.borrow();
    let variables = vec![counted(); v.len()];
    let parameters = vec![counted(); program.parameters().len()];
    let mut values = Workspace::default();
    program.begin(&variables, parameters.iter().cloned(), &mut values);
    let mut duals = Workspace::default();
    let seeded = variables.iter().zip(v).map(|(x, &v)| Dual::new(x.clone(), Counted::Constant(v)));
    let still = parameters.iter().map(|c| Dual::new(c.clone(), Counted::Constant(0.0)));
    program.begin(&seeded.collect::<Vec<_>>(), still, &mut duals);
    let mut costs: Vec<Sweeps> = Vec::with_capacity(program.len());
    let mut operands = Vec::new();
    let mut dual_operands = Vec::new();
    for i in 0..program.len() {
        let start = spent();
        program.evaluate_node(i, &mut values.values, &mut operands);
        let value = spent().since(start);
        let start = spent();
        program.evaluate_node(i, &mut duals.values, &mut dual_operands);
        let tangent = spent().since(start).since(value);
        costs.push(Sweeps { nodes: 1, value, tangent, adjoint: Operations::default() });
    }
    let seeds: Vec<Counted> = u.iter().map(|&u| Counted::Constant(u)).collect();
    program.begin_backward(&seeds, &mut values);
    for (i, cost) in costs.iter_mut().enumerate().rev() {
        let start = spent();
        program.pull_back(i, &mut values, &mut operands);
        cost.adjoint = spent().since(start);
    }
    costs
}

/// A number that notes the operations made with it; of a constant the value is known.
#[derive(Clone, Debug)]
enum Counted {
    Constant(f64),
    Depends(Rc<RefCell<Operations>>),
}

impl Counted {
    fn constant(&self) -> Option<f64> {
        if let Self::Constant(value) = self { Some(*value) } else { None }
    }

    /// The result of an operation on two numbers that are not both constants.
    fn noted(self, other: Self, made: Operations) -> Self {
        let ((Self::Depends(tally), _) | (_, Self::Depends(tally))) = (self, other) else {
            return Self::Constant(f64::NAN);
        };
        *tally.borrow_mut() += made;
        Self::Depends(tally)
    }
}

impl Add for Counted {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        match (self.constant(), other.constant()) {
            (Some(a), Some(b)) => Self::Constant(a + b),
            (Some(0.0), _) => other,
            (_, Some(0.0)) => self,
            _ => self.noted(other, Operations { additions: 1, ..NONE }),
        }
    }
}

impl Sub for Counted {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Counted {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        match (self.constant(), other.constant()) {
            (Some(a), Some(b)) => Self::Constant(a * b),
            (Some(0.0), _) | (_, Some(0.0)) => Self::Constant(0.0),
            (Some(1.0 | -1.0), _) => other,
            (_, Some(1.0 | -1.0)) => self,
            _ => self.noted(other, Operations { multiplications: 1, ..NONE }),
        }
    }
}

impl Div for Counted {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        match (self.constant(), other.constant()) {
            (Some(a), Some(b)) => Self::Constant(a / b),
            (Some(0.0), _) => Self::Constant(0.0),
            (_, Some(1.0 | -1.0)) => self,
            _ => self.noted(other, Operations { divisions: 1, ..NONE }),
        }
    }
}

impl Neg for Counted {
    type Output = Self;
    fn neg(self) -> Self {
        self.constant().map_or(self, |value| Self::Constant(-value))
    }
}

impl Scalar for Counted {
    fn constant(value: f64) -> Self {
        Self::Constant(value)
    }

    fn apply(op: Op, operands: &[Self], weights: &[f64]) -> Self {
        let weight = |k: usize| Self::Constant(weights.get(k).copied().unwrap_or(1.0));
        let terms = operands.iter().cloned().enumerate();
        match (op, operands) {
            (Op::Sum, _) => terms.fold(Self::Constant(0.0), |total, (k, u)| total + weight(k) * u),
            (Op::Product, _) => terms.fold(weight(0), |product, (_, u)| product * u),
            (Op::Divide, [u, v]) => u.clone() / v.clone(),
            (Op::Power, [u, Self::Constant(1.0)]) => u.clone(),
            _ => {
                let constants: Option<Vec<f64>> = operands.iter().map(Self::constant).collect();
                if let Some(constants) = constants {
                    return Self::Constant(op.value(&constants, weights));
                }
                let functions = if op.arity().is_none() { operands.len() } else { 1 };
                let tally = operands.iter().cloned().fold(Self::Constant(0.0), |tally, u| {
                    if matches!(tally, Self::Depends(_)) { tally } else { u }
                });
                tally.noted(Self::Constant(0.0), Operations { functions, ..NONE })
            }
        }
    }

    fn is_zero(&self) -> bool {
        self.constant() == Some(0.0)
    }
}
