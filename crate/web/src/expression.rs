//! `Expression` in JavaScript.

use std::collections::BTreeMap;

use fallline_autodiff::cost::{Family, Operations, Sweeps};
use fallline_autodiff::graph::Operand;
use fallline_autodiff::table::Edge;
use fallline_autodiff::tex::Tex;
use fallline_autodiff::{Error, Expression};
use fallline_optim::spec::ObjectiveSpec;
use js_sys::Array;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::convert::{from_js, to_js};
use crate::error::thrown;

/// A typed function with its derivatives and tables.
#[wasm_bindgen(js_name = Expression)]
pub struct JsExpression {
    inner: Expression,
}

#[derive(Deserialize)]
struct Range {
    x: [f64; 2],
    y: [f64; 2],
}

#[derive(Serialize)]
struct JsGraph {
    nodes: Vec<JsNode>,
    outputs: Vec<i32>,
    inputs: Vec<JsInput>,
}

#[derive(Serialize)]
struct JsNode {
    id: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    op: &'static str,
    tex: String,
    operands: Vec<i32>,
    iteration: usize,
}

#[derive(Serialize)]
struct JsInput {
    id: i32,
    name: String,
    tex: String,
}

#[derive(Serialize)]
struct JsLinearized {
    numbers: String,
    edges: Vec<JsEdge>,
}

#[derive(Serialize)]
struct JsEdge {
    operand: i32,
    tex: String,
    value: f64,
}

#[derive(Serialize)]
struct JsCosts {
    operations: Vec<JsSweeps>,
    total: JsSweeps,
}

#[derive(Serialize)]
struct JsSweeps {
    #[serde(skip_serializing_if = "Option::is_none")]
    op: Option<&'static str>,
    nodes: usize,
    value: JsOperations,
    tangent: JsOperations,
    adjoint: JsOperations,
}

#[derive(Serialize)]
struct JsOperations {
    #[serde(flatten)]
    by_kind: Operations,
    total: usize,
}

impl JsSweeps {
    fn new(op: Option<&'static str>, sweeps: Sweeps) -> Self {
        let operations = |by_kind: Operations| JsOperations { by_kind, total: by_kind.total() };
        Self {
            op,
            nodes: sweeps.nodes,
            value: operations(sweeps.value),
            tangent: operations(sweeps.tangent),
            adjoint: operations(sweeps.adjoint),
        }
    }
}

#[wasm_bindgen(js_class = Expression)]
impl JsExpression {
    /// Parses `source`. Without a list its free names are the variables, in natural order; names with
    /// values in `parameters` are parameters.
    ///
    /// @throws {FallLineError} of kind "parse", "limit" or "parameter"
    #[wasm_bindgen(constructor)]
    pub fn new(
        source: &str,
        variables: Option<Vec<String>>,
        #[wasm_bindgen(unchecked_optional_param_type = "Record<string, number>")] parameters: JsValue,
    ) -> Result<Self, JsValue> {
        let parameters: Option<BTreeMap<String, f64>> = from_js(parameters, "the list of parameters")?;
        let parameters = parameters.unwrap_or_default();
        let parameters: Vec<(&str, f64)> =
            parameters.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let variables: Option<Vec<&str>> =
            variables.as_ref().map(|names| names.iter().map(String::as_str).collect());
        let inner = Expression::with_names(source, variables.as_deref(), &parameters)
            .map_err(|error| thrown(&error, Some(source)))?;
        Ok(Self { inner })
    }

    /// The function that an objective minimizes, with its parameters; a tuple is reduced as the objective says. Of a sum
    /// over data, the term of one sample, by default the first (0), with the values of its columns as parameters.
    ///
    /// @throws {FallLineError} where the objective does not exist or does not fit, or there is no such sample
    #[wasm_bindgen(js_name = ofObjective)]
    pub fn of_objective(
        #[wasm_bindgen(unchecked_param_type = "ObjectiveSpec")] objective: JsValue,
        sample: Option<usize>,
    ) -> Result<Self, JsValue> {
        let spec: ObjectiveSpec = from_js(objective, "the objective")?;
        let inner = sample
            .map_or_else(|| spec.expression(), |i| spec.term(i))
            .map_err(|error| thrown(&error, spec.expression.as_deref()))?;
        Ok(Self { inner })
    }

    /// The names of the n variables.
    #[wasm_bindgen(getter, unchecked_return_type = "string[]")]
    #[must_use]
    pub fn variables(&self) -> Array {
        self.inner.variables().iter().map(|name| JsValue::from_str(name)).collect()
    }

    /// The number m of outputs.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn outputs(&self) -> usize {
        self.inner.outputs()
    }

    /// The function as TeX.
    #[must_use]
    pub fn tex(&self) -> String {
        self.inner.tex()
    }

    /// The m values.
    ///
    /// @throws {FallLineError} of kind "evaluate" where a value is not finite
    pub fn value(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.value(theta).map_err(|error| self.thrown(&error))
    }

    /// The gradient, n numbers, of a function with one output.
    pub fn gradient(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.gradient(theta).map_err(|error| self.thrown(&error))
    }

    /// The Hessian, n*n numbers in rows, of a function with one output.
    pub fn hessian(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.hessian(theta).map_err(|error| self.thrown(&error))
    }

    /// The Hessian-vector product, n numbers, of a function with one output.
    #[wasm_bindgen(js_name = hessianVector)]
    pub fn hessian_vector(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.hessian_vector(theta, v).map_err(|error| self.thrown(&error))
    }

    /// The Jacobian, m*n numbers in rows.
    pub fn jacobian(&self, theta: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.jacobian(theta).map_err(|error| self.thrown(&error))
    }

    /// The Jacobian-vector product J v, m numbers, by forward mode.
    pub fn jvp(&self, theta: &[f64], v: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.jvp(theta, v).map_err(|error| self.thrown(&error))
    }

    /// The vector-Jacobian product u'J, n numbers, by backward mode.
    pub fn vjp(&self, theta: &[f64], u: &[f64]) -> Result<Vec<f64>, JsValue> {
        self.inner.vjp(theta, u).map_err(|error| self.thrown(&error))
    }

    /// The derivative of output `output` by variable `variable`, both counted from 0.
    #[wasm_bindgen(js_name = partialDerivative)]
    pub fn partial_derivative(&self, theta: &[f64], output: usize, variable: usize) -> Result<f64, JsValue> {
        self.inner.partial_derivative(theta, output, variable).map_err(|error| self.thrown(&error))
    }

    /// The values node by node.
    #[wasm_bindgen(js_name = primalTable, unchecked_return_type = "Table")]
    pub fn primal_table(&self, theta: &[f64]) -> Result<JsValue, JsValue> {
        to_js(&self.inner.primal_table(theta).map_err(|error| self.thrown(&error))?)
    }

    /// Values and tangents node by node, in direction `v`.
    #[wasm_bindgen(js_name = forwardTable, unchecked_return_type = "Table")]
    pub fn forward_table(&self, theta: &[f64], v: &[f64]) -> Result<JsValue, JsValue> {
        to_js(&self.inner.forward_table(theta, v).map_err(|error| self.thrown(&error))?)
    }

    /// Adjoints node by node, for the output weights `u`.
    #[wasm_bindgen(js_name = backwardTable, unchecked_return_type = "Table")]
    pub fn backward_table(&self, theta: &[f64], u: &[f64]) -> Result<JsValue, JsValue> {
        to_js(&self.inner.backward_table(theta, u).map_err(|error| self.thrown(&error))?)
    }

    /// The nodes in order with the partial derivatives by their operands, as numbers: the linearized graph.
    #[wasm_bindgen(unchecked_return_type = "LinearizedNode[]")]
    pub fn linearize(&self, theta: &[f64]) -> Result<JsValue, JsValue> {
        let nodes = self.inner.linearize(theta).map_err(|error| self.thrown(&error))?;
        let edge = |edge: Edge| {
            let Edge { operand, tex, value } = edge;
            self.operand_id(operand).map(|operand| JsEdge { operand, tex, value })
        };
        let nodes = nodes.into_iter().map(|node| JsLinearized {
            numbers: node.numbers,
            edges: node.edges.into_iter().filter_map(edge).collect(),
        });
        to_js(&nodes.collect::<Vec<_>>())
    }

    /// The operations that the values, the tangents in direction `v` and the adjoints for the weights `u` take.
    #[wasm_bindgen(unchecked_return_type = "Costs")]
    pub fn costs(&self, v: &[f64], u: &[f64]) -> Result<JsValue, JsValue> {
        let costs = self.inner.costs(v, u).map_err(|error| self.thrown(&error))?;
        let operations = costs.operations.into_iter().map(|(op, sweeps)| JsSweeps::new(Some(op), sweeps));
        to_js(&JsCosts { operations: operations.collect(), total: JsSweeps::new(None, costs.total) })
    }

    /// The operations of a whole Jacobian by forward and by backward mode as the number of variables doubles: of sums over
    /// copies of this function, of a product of n variables, or of the Rosenbrock function of n variables.
    #[wasm_bindgen(js_name = jacobianCosts, unchecked_return_type = "JacobianCost[]")]
    pub fn jacobian_costs(
        &self,
        #[wasm_bindgen(unchecked_param_type = "CostFamily")] family: JsValue,
    ) -> Result<JsValue, JsValue> {
        let family: Family = from_js(family, "the family of functions")?;
        to_js(&self.inner.jacobian_costs(family).map_err(|error| self.thrown(&error))?)
    }

    /// Forward and central differences by variable `variable` for every step of `steps`, and how far they are from the exact
    /// derivative of output `output`, by default the first (0).
    #[wasm_bindgen(js_name = differenceErrors, unchecked_return_type = "Differences")]
    pub fn difference_errors(
        &self,
        theta: &[f64],
        variable: usize,
        steps: &[f64],
        output: Option<usize>,
    ) -> Result<JsValue, JsValue> {
        let differences = self.inner.difference_errors(theta, output.unwrap_or(0), variable, steps);
        to_js(&differences.map_err(|error| self.thrown(&error))?)
    }

    /// The derivative by variable `variable`, from 0, as a formula, with its size beside that of the function.
    ///
    /// @throws {FallLineError} of kind "limit" where it has too many parts
    #[wasm_bindgen(unchecked_return_type = "Derivative")]
    pub fn derivative(&self, variable: usize) -> Result<JsValue, JsValue> {
        to_js(&self.inner.derivative(variable).map_err(|error| self.thrown(&error))?)
    }

    /// The computational graph.
    #[wasm_bindgen(unchecked_return_type = "Graph")]
    pub fn graph(&self) -> Result<JsValue, JsValue> {
        let graph = self.inner.graph();
        let names = self.inner.variables().iter().chain(self.inner.parameters().iter().map(|(name, _)| name));
        let inputs = names.enumerate().map(|(i, name)| JsInput {
            id: -id(i),
            name: name.clone(),
            tex: Tex::name(name).to_string(),
        });
        let nodes = graph.nodes.iter().enumerate().map(|(i, node)| JsNode {
            id: id(i),
            name: node.name.clone(),
            op: node.op.name(),
            tex: graph.node_tex(node, |operand| self.inner.operand_tex(operand)).to_string(),
            operands: node.operands.iter().filter_map(|&operand| self.operand_id(operand)).collect(),
            iteration: node.iteration,
        });
        to_js(&JsGraph {
            nodes: nodes.collect(),
            outputs: graph.outputs.iter().filter_map(|&output| self.operand_id(output)).collect(),
            inputs: inputs.collect(),
        })
    }

    /// The function of two variables on a grid: the value at (i, j) stands at `[j*nx + i]`, ends included.
    pub fn grid(
        &self,
        #[wasm_bindgen(unchecked_param_type = "{ x: [number, number], y: [number, number] }")] r#box: JsValue,
        nx: usize,
        ny: usize,
    ) -> Result<Vec<f64>, JsValue> {
        let Range { x, y } = from_js(r#box, "the box of the grid")?;
        self.inner.grid(x, y, nx, ny).map_err(|error| self.thrown(&error))
    }
}

impl JsExpression {
    fn thrown(&self, error: &Error) -> JsValue {
        thrown(error, Some(self.inner.source()))
    }

    fn operand_id(&self, operand: Operand) -> Option<i32> {
        match operand {
            Operand::Variable(i) => Some(-id(i)),
            Operand::Parameter(i) => Some(-id(self.inner.variables().len() + i)),
            Operand::Node(i) => Some(id(i)),
            Operand::Constant(_) => None,
        }
    }
}

/// Nodes and inputs are numbered from 1; a text is far too short for this to saturate.
fn id(index: usize) -> i32 {
    i32::try_from(index + 1).unwrap_or(i32::MAX)
}
