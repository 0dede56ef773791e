//! The graph as flat instructions over registers, for one point or a block of points.
//!
//! The registers are the variables, then the parameters, the constants, and the nodes in order.

use crate::graph::{Graph, Operand};
use crate::op::Op;
use crate::scalar::{Dual, Scalar};

/// How many points a block holds: enough to hide the cost of an instruction, few enough that the
/// registers of a block stay in the first cache.
pub const BLOCK: usize = 128;

#[derive(Clone, Debug)]
struct Instruction {
    op: Op,
    /// The registers of the operands.
    operands: Vec<usize>,
    weights: Vec<f64>,
    /// For each operand, whether it depends on a variable: only then is its partial derivative used.
    active: Vec<bool>,
}

/// A function ready to be evaluated and differentiated.
#[derive(Clone, Debug)]
pub struct Program {
    variables: usize,
    parameters: Vec<f64>,
    constants: Vec<f64>,
    instructions: Vec<Instruction>,
    outputs: Vec<usize>,
}

/// Registers that a caller keeps from one evaluation to the next.
#[derive(Clone, Debug)]
pub struct Workspace<S> {
    /// The value of every register.
    pub values: Vec<S>,
    /// The adjoint of every register, after [`Program::backward`].
    pub adjoints: Vec<S>,
}

impl<S> Default for Workspace<S> {
    fn default() -> Self {
        Self { values: Vec::new(), adjoints: Vec::new() }
    }
}

impl Program {
    /// The instructions of `graph`, a function of `variables` variables, with the parameters' values.
    #[must_use]
    pub fn new(graph: &Graph, variables: usize, parameters: Vec<f64>) -> Self {
        let sizes = (variables, parameters.len(), graph.constants.len());
        let register = |operand: &Operand| register(*operand, sizes);
        let active_nodes = graph.is_active();
        let is_active = |operand: &Operand| match operand {
            Operand::Variable(_) => true,
            Operand::Node(i) => active_nodes.get(*i).copied().unwrap_or(false),
            Operand::Parameter(_) | Operand::Constant(_) => false,
        };
        let instructions = graph.nodes.iter().map(|node| Instruction {
            op: node.op,
            operands: node.operands.iter().map(register).collect(),
            weights: node.weights.clone(),
            active: node.operands.iter().map(is_active).collect(),
        });
        Self {
            variables,
            constants: graph.constants.iter().map(|c| c.value).collect(),
            instructions: instructions.collect(),
            outputs: graph.outputs.iter().map(register).collect(),
            parameters,
        }
    }

    /// The parameters' values.
    #[must_use]
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// Gives parameter number i another value; a number that does not exist changes nothing.
    pub fn set_parameter(&mut self, i: usize, value: f64) {
        if let Some(parameter) = self.parameters.get_mut(i) {
            *parameter = value;
        }
    }

    /// The register of node number i.
    #[must_use]
    pub fn node_register(&self, i: usize) -> usize {
        self.first_node() + i
    }

    /// The register of an operand of the graph.
    pub(crate) fn register(&self, operand: Operand) -> usize {
        register(operand, (self.variables, self.parameters.len(), self.constants.len()))
    }

    /// The registers of the outputs.
    #[must_use]
    pub fn outputs(&self) -> &[usize] {
        &self.outputs
    }

    fn first_node(&self) -> usize {
        self.variables + self.parameters.len() + self.constants.len()
    }

    /// Evaluates every register at `point`, the n variables. Over [`Dual`] numbers this is forward
    /// mode, MEDL (4.29).
    pub fn forward<S: Scalar>(&self, point: &[S], workspace: &mut Workspace<S>) {
        self.run(point, std::iter::empty(), workspace);
    }

    /// As [`Program::forward`], with other values of the last parameters in place of their own: where a
    /// function is summed over samples, a parameter is a column of their table.
    pub fn forward_at<S: Scalar>(&self, point: &[S], last_parameters: &[S], workspace: &mut Workspace<S>) {
        self.run(point, last_parameters.iter().cloned(), workspace);
    }

    fn run<S: Scalar>(
        &self,
        point: &[S],
        last_parameters: impl ExactSizeIterator<Item = S>,
        workspace: &mut Workspace<S>,
    ) {
        self.begin(point, last_parameters, workspace);
        let mut operands: Vec<S> = Vec::new();
        for i in 0..self.instructions.len() {
            self.evaluate_node(i, &mut workspace.values, &mut operands);
        }
    }

    /// The values of the inputs and constants, which a forward pass starts with.
    pub(crate) fn begin<S: Scalar>(
        &self,
        point: &[S],
        last_parameters: impl ExactSizeIterator<Item = S>,
        workspace: &mut Workspace<S>,
    ) {
        let values = &mut workspace.values;
        values.clear();
        values.extend(point.iter().take(self.variables).cloned());
        values.resize(self.variables, S::constant(f64::NAN));
        let own = self.parameters.len().saturating_sub(last_parameters.len());
        values.extend(self.parameters.iter().take(own).map(|&c| S::constant(c)));
        values.extend(last_parameters.take(self.parameters.len()));
        values.extend(self.constants.iter().map(|&c| S::constant(c)));
    }

    /// Appends the value of node i to those of the registers before it.
    #[inline]
    pub(crate) fn evaluate_node<S: Scalar>(&self, i: usize, values: &mut Vec<S>, operands: &mut Vec<S>) {
        let instruction = &self.instructions[i];
        operands.clear();
        operands.extend(instruction.operands.iter().map(|&register| values[register].clone()));
        let value = S::apply(instruction.op, operands, &instruction.weights);
        values.push(value);
    }

    /// The number of nodes.
    pub(crate) fn len(&self) -> usize {
        self.instructions.len()
    }

    /// After [`Program::forward`]: the adjoint of every register for the output weights `seed`, from the
    /// last node to the inputs, MEDL (4.31) and (4.32). The first n adjoints are u'J.
    pub fn backward<S: Scalar>(&self, seed: &[S], workspace: &mut Workspace<S>) {
        self.begin_backward(seed, workspace);
        let mut operands: Vec<S> = Vec::new();
        for i in (0..self.instructions.len()).rev() {
            self.pull_back(i, workspace, &mut operands);
        }
    }

    /// The adjoints that a backward pass starts with: the weights of the outputs.
    pub(crate) fn begin_backward<S: Scalar>(&self, seed: &[S], workspace: &mut Workspace<S>) {
        let Workspace { values, adjoints } = workspace;
        adjoints.clear();
        adjoints.resize(values.len(), S::constant(0.0));
        for (&output, weight) in self.outputs.iter().zip(seed) {
            adjoints[output] = adjoints[output].clone() + weight.clone();
        }
    }

    /// Adds to the adjoints of its operands what node i, whose own adjoint is complete, contributes.
    #[inline]
    pub(crate) fn pull_back<S: Scalar>(&self, i: usize, workspace: &mut Workspace<S>, operands: &mut Vec<S>) {
        let Workspace { values, adjoints } = workspace;
        let (register, instruction) = (self.node_register(i), &self.instructions[i]);
        let adjoint = adjoints[register].clone();
        if adjoint.is_zero() {
            return;
        }
        operands.clear();
        operands.extend(instruction.operands.iter().map(|&register| values[register].clone()));
        for (k, &operand) in instruction.operands.iter().enumerate() {
            if instruction.active[k] {
                let partial = instruction.op.partial(k, operands, &values[register], &instruction.weights);
                adjoints[operand] = adjoints[operand].clone() + partial.chain(adjoint.clone());
            }
        }
    }

    /// Column j of the Hessian of the weighted outputs in direction `v`, by backward over forward:
    /// the tangents of the adjoints of the variables.
    pub fn hessian_vector(&self, point: &[f64], v: &[f64], workspace: &mut Workspace<Dual<f64>>) {
        let dual: Vec<Dual<f64>> = point.iter().zip(v).map(|(&x, &v)| Dual::new(x, v)).collect();
        self.forward(&dual, workspace);
        self.backward(&[Dual::new(1.0, 0.0)], workspace);
    }

    /// Evaluates output number `output` at many points, in blocks of [`BLOCK`].
    ///
    /// `columns[j][i]` is variable j at point i (structure of arrays); `values[i]` is the result. As
    /// many points are evaluated as the shortest of them holds.
    pub fn evaluate(&self, columns: &[&[f64]], output: usize, values: &mut [f64]) {
        let Some(&output) = self.outputs.get(output) else { return values.fill(f64::NAN) };
        let points = columns.iter().map(|column| column.len()).fold(values.len(), usize::min);
        let first_node = self.first_node();
        let mut registers = vec![[0.0_f64; BLOCK]; first_node + self.instructions.len()];
        for (register, &value) in
            registers[self.variables..].iter_mut().zip(self.parameters.iter().chain(&self.constants))
        {
            register.fill(value);
        }
        for start in (0..points).step_by(BLOCK) {
            let length = BLOCK.min(points - start);
            for (register, column) in registers.iter_mut().zip(columns.iter().take(self.variables)) {
                register[..length].copy_from_slice(&column[start..start + length]);
            }
            for (i, instruction) in self.instructions.iter().enumerate() {
                let (before, rest) = registers.split_at_mut(first_node + i);
                let Some(result) = rest.first_mut() else { continue };
                let operand = |k: usize| &before[instruction.operands[k]][..length];
                match instruction.operands.len() {
                    1 => {
                        instruction.op.value_block(&[operand(0)], &instruction.weights, &mut result[..length])
                    }
                    2 => instruction.op.value_block(
                        &[operand(0), operand(1)],
                        &instruction.weights,
                        &mut result[..length],
                    ),
                    n => {
                        let operands: Vec<&[f64]> = (0..n).map(operand).collect();
                        instruction.op.value_block(&operands, &instruction.weights, &mut result[..length]);
                    }
                }
            }
            values[start..start + length].copy_from_slice(&registers[output][..length]);
        }
    }

    /// The first node whose value is not finite although its operands are: where it went wrong.
    #[must_use]
    pub fn first_not_finite(&self, values: &[f64]) -> Option<usize> {
        let is_finite = |register: &usize| values.get(*register).is_some_and(|v| v.is_finite());
        self.instructions.iter().enumerate().find_map(|(i, instruction)| {
            let broken = !is_finite(&self.node_register(i)) && instruction.operands.iter().all(is_finite);
            broken.then_some(i)
        })
    }

    /// The last node with a partial derivative that is not finite although its adjoint is finite.
    #[must_use]
    pub fn first_not_differentiable(&self, workspace: &Workspace<f64>) -> Option<usize> {
        let Workspace { values, adjoints } = workspace;
        let broken = |i: &usize| {
            let (register, instruction) = (self.node_register(*i), &self.instructions[*i]);
            let operands: Vec<f64> = instruction.operands.iter().map(|&r| values[r]).collect();
            let partial =
                |k: usize| instruction.op.partial(k, &operands, &values[register], &instruction.weights);
            adjoints[register].is_finite()
                && adjoints[register] != 0.0
                && (0..operands.len())
                    .any(|k| instruction.active[k] && !(partial(k) * adjoints[register]).is_finite())
        };
        (0..self.instructions.len()).rev().find(broken)
    }

    /// The operands' registers of node number i.
    #[must_use]
    pub fn operands(&self, i: usize) -> &[usize] {
        self.instructions.get(i).map_or(&[], |instruction| &instruction.operands)
    }
}

/// The register of an operand, where there are so many variables, parameters and constants.
fn register(operand: Operand, (variables, parameters, constants): (usize, usize, usize)) -> usize {
    match operand {
        Operand::Variable(i) => i,
        Operand::Parameter(i) => variables + i,
        Operand::Constant(i) => variables + parameters + i,
        Operand::Node(i) => variables + parameters + constants + i,
    }
}
