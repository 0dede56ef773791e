//! The primal, forward and backward tables of automatic differentiation, MEDL tables 4.1 to 4.3.

use serde::Serialize;

use crate::expression::Expression;
use crate::graph::Operand;
use crate::op::Op;
use crate::program::Workspace;
use crate::scalar::{Dual, Scalar};
use crate::tex::Tex;

/// A table: its rows iteration by iteration, and what it computes.
///
/// ```
/// use fallline_autodiff::Expression;
/// let c = Expression::parse("sin(t1*t2) + exp(t2 + t3) - 2*t3")?;
/// let table = c.forward_table(&[0.5, 2.0, 5.0], &[0.0, 1.0, 0.0])?;
/// let row = &table.iterations[2].rows[0];
/// assert_eq!(row.symbol, "a_4");
/// assert_eq!(row.tex, r"(a_{4}, \dot{a}_{4}) = (\sin(a_{1}),\; \cos(a_{1}) \dot{a}_{1})");
/// # Ok::<(), fallline_autodiff::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// The iterations in order; the first holds the inputs, or for a backward table the outputs.
    pub iterations: Vec<Iteration>,
    /// The m values, the m entries of J v, or the n entries of u'J.
    pub result: Vec<f64>,
}

/// The rows that can be computed at the same time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Iteration {
    /// "Input", "Start", "Iteration 1", …
    pub label: String,
    /// The rows in the order of the notes.
    pub rows: Vec<Row>,
}

/// One quantity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The plain name: "t1", "a_4", "zeta_4", "dC/dt1".
    pub symbol: String,
    /// The general expression in TeX: an equation, or for an input its symbol.
    pub tex: String,
    /// The primal, or in a backward table the adjoint.
    pub value: f64,
    /// The tangent, in a forward table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derivative: Option<f64>,
    /// The convention that stood in for a derivative that does not exist at this point.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'static str>,
}

/// An operand of a node and the node's partial derivative by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge {
    /// A variable or a node that depends on one.
    pub operand: Operand,
    /// The partial derivative in TeX, over the symbols of the operands.
    pub tex: String,
    /// The partial derivative at the point, summed over the places where the operand stands.
    pub value: f64,
}

/// A node of the linearized graph: how its value comes about at a point, and the partial derivatives on the edges
/// that lead to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Linearized {
    /// The operation in TeX, with the values of its operands in five digits.
    pub numbers: String,
    /// One for each operand that depends on a variable.
    pub edges: Vec<Edge>,
}

/// All nodes at a point, in the graph's order.
pub(crate) fn linearize(expression: &Expression, values: &[f64]) -> Vec<Linearized> {
    let view = View::new(expression, values);
    let graph = expression.graph();
    let linearized = graph.nodes.iter().enumerate().map(|(i, node)| {
        let registers = expression.program().operands(i);
        let operands: Vec<f64> = registers.iter().map(|&register| values[register]).collect();
        let value = values[expression.program().node_register(i)];
        let numbers = graph.node_tex(node, |operand| match operand {
            Operand::Constant(_) => expression.operand_tex(operand),
            _ => Tex::digits(five_digits(values[expression.program().register(operand)])),
        });
        let partial = |operand: Operand| {
            let places = (0..operands.len()).filter(|&k| node.operands[k] == operand);
            places.map(|k| node.op.partial(k, &operands, &value, &node.weights)).sum()
        };
        let edges = view.edges(i).into_iter().map(|(operand, tex)| Edge {
            operand,
            tex: tex.to_string(),
            value: partial(operand),
        });
        Linearized { numbers: numbers.to_string(), edges: edges.collect() }
    });
    linearized.collect()
}

fn five_digits(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}

impl Table {
    pub(crate) fn primal(expression: &Expression, values: &[f64]) -> Self {
        let view = View::new(expression, values);
        let inputs = view.inputs().map(|i| Row { tex: view.symbol(i).to_string(), ..view.input_row(i) });
        let iterations = view.iterations("Input", inputs.collect(), |i| {
            let formula = view.formula(i);
            let name = &expression.graph().nodes[i].name;
            let name = name.as_ref().map_or(String::new(), |name| format!("{} = ", Tex::name(name)));
            (format!("{name}{} = {formula}", view.node(i)), None)
        });
        Self { iterations, result: view.results(values) }
    }

    pub(crate) fn forward(expression: &Expression, duals: &[Dual<f64>]) -> Self {
        let values: Vec<f64> = duals.iter().map(|dual| dual.value).collect();
        let tangents: Vec<f64> = duals.iter().map(|dual| dual.tangent).collect();
        let view = View::new(expression, &values);
        let inputs = view.inputs().map(|i| {
            let (symbol, dot) = (view.symbol(i), dotted(&view.symbol(i)));
            let tex = format!("({symbol}, {dot})");
            Row { tex, derivative: Some(tangents[i]), ..view.input_row(i) }
        });
        let mut iterations = view.iterations("Start", inputs.collect(), |i| {
            let symbol = view.node(i);
            let tangent = view
                .edges(i)
                .into_iter()
                .map(|(operand, partial)| partial.chain(dotted(&expression.operand_tex(operand))));
            let tangent = tangent.reduce(|a, b| a + b).unwrap_or_else(|| Tex::constant(0.0));
            let tex = format!(r"({symbol}, {}) = ({},\; {tangent})", dotted(&symbol), view.formula(i));
            (tex, Some(tangents[expression.program().node_register(i)]))
        });
        view.note_conventions(&mut iterations);
        Self { iterations, result: view.results(&tangents) }
    }

    pub(crate) fn backward(expression: &Expression, seed: &[f64], workspace: &Workspace<f64>) -> Self {
        let Workspace { values, adjoints } = workspace;
        let graph = expression.graph();
        let view = View::new(expression, values);
        let count = graph.nodes.len();
        let mut consumers: Vec<Vec<(usize, Tex)>> = vec![Vec::new(); count];
        let mut inputs: Vec<Vec<(usize, Tex)>> = vec![Vec::new(); expression.variables().len()];
        for i in 0..count {
            for (operand, partial) in view.edges(i) {
                match operand {
                    Operand::Node(j) => consumers[j].push((i, partial)),
                    Operand::Variable(j) => inputs[j].push((i, partial)),
                    Operand::Parameter(_) | Operand::Constant(_) => {}
                }
            }
        }
        // An adjoint is known one iteration after the last of those it is a sum of.
        let mut ready = vec![0_usize; count];
        for i in (0..count).rev() {
            ready[i] = consumers[i].iter().map(|(consumer, _)| ready[*consumer] + 1).max().unwrap_or(0);
        }
        let last = ready.iter().max().map_or(0, |last| last + 1);
        let mut iterations: Vec<Iteration> =
            (0..=last).map(|k| Iteration { label: label(k, "Start"), rows: Vec::new() }).collect();
        let mut order: Vec<usize> =
            (0..count).filter(|&i| view.active[i] || graph.outputs.contains(&Operand::Node(i))).collect();
        // The notes list the adjoints of an iteration from the last iteration of the forward pass on.
        order.sort_by_key(|&i| std::cmp::Reverse(graph.nodes[i].iteration));
        let output_weight = |operand: Operand| {
            let outputs = graph.outputs.iter().enumerate().filter(move |(_, output)| **output == operand);
            outputs.map(|(k, _)| seed_tex(k, seed)).reduce(|a, b| a + b)
        };
        for i in order {
            let own = output_weight(Operand::Node(i));
            let definition = format!(r"\frac{{\partial C}}{{\partial {}}}", view.node(i));
            let tex =
                equation(&format!(r"\zeta_{{{}}}", i + 1), &definition, own, &view.node(i), &consumers[i]);
            let value = adjoints[expression.program().node_register(i)];
            iterations[ready[i]].rows.push(Row {
                symbol: format!("zeta_{}", i + 1),
                tex,
                value,
                derivative: None,
                note: view.note(i),
            });
        }
        for (j, contributions) in inputs.iter().enumerate() {
            let variable = view.symbol(j);
            let own = output_weight(Operand::Variable(j));
            let tex = equation(
                &format!(r"\frac{{\partial C}}{{\partial {variable}}}"),
                "",
                own,
                &variable,
                contributions,
            );
            let symbol = format!("dC/d{}", expression.variables()[j]);
            iterations[last].rows.push(Row { symbol, tex, value: adjoints[j], derivative: None, note: None });
        }
        iterations.retain(|iteration| !iteration.rows.is_empty());
        Self { iterations, result: adjoints[..inputs.len()].to_vec() }
    }
}

/// The partial derivatives of a node with more operands than this are named and not worked out: those
/// of a long product would fill the memory.
const MOST_WORKED_OUT: usize = 24;

/// An expression and the values of its registers at a point.
struct View<'a> {
    expression: &'a Expression,
    values: &'a [f64],
    /// Which nodes depend on a variable.
    active: Vec<bool>,
}

impl<'a> View<'a> {
    fn new(expression: &'a Expression, values: &'a [f64]) -> Self {
        Self { expression, values, active: expression.graph().is_active() }
    }

    /// The registers of the variables and the parameters.
    fn inputs(&self) -> std::ops::Range<usize> {
        0..self.expression.variables().len() + self.expression.parameters().len()
    }

    fn input_name(&self, register: usize) -> &str {
        let variables = self.expression.variables();
        let parameter = || self.expression.parameters().get(register - variables.len()).map(|(name, _)| name);
        variables.get(register).or_else(parameter).map_or("", String::as_str)
    }

    fn symbol(&self, register: usize) -> Tex {
        Tex::name(self.input_name(register))
    }

    fn node(&self, i: usize) -> Tex {
        self.expression.operand_tex(Operand::Node(i))
    }

    fn input_row(&self, register: usize) -> Row {
        let symbol = self.input_name(register).to_owned();
        Row { symbol, tex: String::new(), value: self.values[register], derivative: None, note: None }
    }

    /// Node i over its operands' symbols.
    fn formula(&self, i: usize) -> Tex {
        let graph = self.expression.graph();
        graph.node_tex(&graph.nodes[i], |operand| self.expression.operand_tex(operand))
    }

    /// The operands of node i that depend on a variable, each once, with the partial derivative of
    /// the node by it, summed over the places where it stands.
    fn edges(&self, i: usize) -> Vec<(Operand, Tex)> {
        let graph = self.expression.graph();
        let node = &graph.nodes[i];
        let operands: Vec<Tex> =
            node.operands.iter().map(|&operand| self.expression.operand_tex(operand)).collect();
        // A function of one operand is differentiated in its formula, exp' = exp(a₂), as in the notes;
        // other rules that use the value write it as the node's symbol.
        let value = if node.op.arity() == Some(1) { self.formula(i) } else { self.node(i) };
        let mut edges: Vec<(Operand, Tex)> = Vec::new();
        for (k, &operand) in node.operands.iter().enumerate() {
            let depends = match operand {
                Operand::Variable(_) => true,
                Operand::Node(j) => self.active[j],
                Operand::Parameter(_) | Operand::Constant(_) => false,
            };
            if !depends {
                continue;
            }
            let partial = match (&node.factor, node.op) {
                _ if operands.len() > MOST_WORKED_OUT => {
                    Tex::atom(format!(r"\frac{{\partial {}}}{{\partial {}}}", self.node(i), operands[k]))
                }
                // The factor keeps the form in which it was written.
                (Some(factor), Op::Product) => factor.clone() * node.op.partial(k, &operands, &value, &[1.0]),
                _ => node.op.partial(k, &operands, &value, &node.weights),
            };
            match edges.iter_mut().find(|(other, _)| *other == operand) {
                Some(_) if operands.len() > MOST_WORKED_OUT => {}
                Some((_, sum)) => {
                    *sum = if *sum == partial { Tex::constant(2.0) * partial } else { sum.clone() + partial }
                }
                None => edges.push((operand, partial)),
            }
        }
        edges
    }

    fn note(&self, i: usize) -> Option<&'static str> {
        let op = self.expression.graph().nodes[i].op;
        let operands: Vec<f64> =
            self.expression.program().operands(i).iter().map(|&register| self.values[register]).collect();
        op.convention().filter(|_| op.at_convention(&operands))
    }

    /// The inputs' rows, then the nodes' in their iterations.
    fn iterations(
        &self,
        first: &str,
        inputs: Vec<Row>,
        row: impl Fn(usize) -> (String, Option<f64>),
    ) -> Vec<Iteration> {
        let nodes = &self.expression.graph().nodes;
        let last = nodes.last().map_or(0, |node| node.iteration);
        let mut iterations: Vec<Iteration> = vec![Iteration { label: first.to_owned(), rows: inputs }];
        iterations.extend((1..=last).map(|k| {
            let output = if k == last { " (output)" } else { "" };
            Iteration { label: format!("{}{output}", label(k, first)), rows: Vec::new() }
        }));
        for (i, node) in nodes.iter().enumerate() {
            let (tex, derivative) = row(i);
            let value = self.values[self.expression.program().node_register(i)];
            let symbol = format!("a_{}", i + 1);
            iterations[node.iteration].rows.push(Row { symbol, tex, value, derivative, note: None });
        }
        iterations
    }

    fn note_conventions(&self, iterations: &mut [Iteration]) {
        let rows = iterations.iter_mut().skip(1).flat_map(|iteration| &mut iteration.rows);
        for (i, row) in rows.enumerate() {
            row.note = self.note(i);
        }
    }

    fn results(&self, registers: &[f64]) -> Vec<f64> {
        self.expression.program().outputs().iter().map(|&output| registers[output]).collect()
    }
}

fn label(iteration: usize, first: &str) -> String {
    if iteration == 0 { first.to_owned() } else { format!("Iteration {iteration}") }
}

/// The tangent of a symbol: the dot goes on the letter and not on its index.
fn dotted(symbol: &Tex) -> Tex {
    let symbol = symbol.to_string();
    let (letter, index) = symbol.find("_{").map_or((symbol.as_str(), ""), |at| symbol.split_at(at));
    Tex::atom(format!(r"\dot{{{letter}}}{index}"))
}

/// The weight of output k: 1 for the only output, else u_k.
fn seed_tex(k: usize, seed: &[f64]) -> Tex {
    match seed {
        [only] => Tex::constant(*only),
        _ => Tex::atom(format!("u_{{{}}}", k + 1)),
    }
}

/// ζ = definition = own weight + Σ ∂a_c/∂a ζ_c = the same with the partial derivatives worked out.
fn equation(
    symbol: &str,
    definition: &str,
    own: Option<Tex>,
    of: &Tex,
    contributions: &[(usize, Tex)],
) -> String {
    let zeta = |i: usize| Tex::atom(format!(r"\zeta_{{{}}}", i + 1));
    let add = |terms: Vec<Tex>| {
        own.iter().cloned().chain(terms).reduce(|a, b| a + b).unwrap_or_else(|| Tex::constant(0.0))
    };
    let general = contributions
        .iter()
        .map(|(i, _)| Tex::atom(format!(r"\frac{{\partial a_{{{}}}}}{{\partial {of}}} {}", i + 1, zeta(*i))));
    let worked = contributions.iter().map(|(i, partial)| zeta(*i).weighted_by(partial));
    let (general, worked) = (add(general.collect()), add(worked.collect()));
    let mut parts = vec![symbol.to_owned()];
    if contributions.is_empty() {
        parts.extend((!definition.is_empty()).then(|| definition.to_owned()));
    } else {
        parts.push(general.to_string());
    }
    parts.push(worked.to_string());
    parts.join(" = ")
}
