import assert from "node:assert/strict";
import { test } from "node:test";
import type { Graph, LinearizedNode, Row, Table } from "../../crate/web/types.js";
import { moments, texNumber } from "../passes.js";

// C = u v + u at (2, -3), where u and v are inputs.
const graph: Graph = {
  nodes: [
    { id: 1, op: "product", tex: "u v", operands: [-1, -2], iteration: 1 },
    { id: 2, op: "sum", tex: "a_{1} + u", operands: [1, -1], iteration: 2 },
  ],
  outputs: [2],
  inputs: [
    { id: -1, name: "u", tex: "u" },
    { id: -2, name: "v_1", tex: "v_{1}" },
  ],
};
const nodes: LinearizedNode[] = [
  {
    numbers: "2 (-3)",
    edges: [
      { operand: -1, tex: "v_{1}", value: -3 },
      { operand: -2, tex: "u", value: 2 },
    ],
  },
  {
    numbers: "-6 + 2",
    edges: [
      { operand: 1, tex: "1", value: 1 },
      { operand: -1, tex: "1", value: 1 },
    ],
  },
];
const row = (symbol: string, value: number, derivative?: number): Row => ({
  symbol,
  tex: symbol,
  value,
  ...(derivative === undefined ? {} : { derivative }),
});
const table = (...iterations: Row[][]): Table => ({ iterations: iterations.map((rows) => ({ label: "", rows })), result: [] });

test("the values go from the inputs on", () => {
  const primal = table([row("u", 2), row("v_1", -3)], [row("a_1", -6)], [row("a_2", -4)]);
  const found = moments("values", graph, primal, nodes, [1]);
  assert.deepEqual(found.map(({ id }) => id), [-1, -2, 1, 2]);
  assert.deepEqual(found[2]?.edges, ["-1>1", "-2>1"]);
  assert.equal(found[2]?.tex, "a_{1} = u v = 2 (-3) = -6");
  assert.equal(found[2]?.text, "a_1 = -6 from u, v_1");
  assert.deepEqual(found[0]?.edges, []);
});

test("a tangent is the sum over the operands", () => {
  const forward = table([row("u", 2, 1), row("v_1", -3, 0.5)], [row("a_1", -6, -2)], [row("a_2", -4, -1)]);
  const found = moments("forward", graph, forward, nodes, [1]);
  assert.equal(found[1]?.tex, "v_{1} = -3,\\qquad \\dot{v}_{1} = 0.5");
  assert.ok(
    found[2]?.tex.endsWith(
      "\\dot{a_{1}} = \\frac{\\partial a_{1}}{\\partial u} \\dot{u} + \\frac{\\partial a_{1}}{\\partial v_{1}} \\dot{v}_{1} = (-3) \\cdot 1 + 2 \\cdot 0.5 = -2".replace("\\dot{a_{1}}", "\\dot{a}_{1}"),
    ),
    found[2]?.tex,
  );
  assert.equal(found[2]?.text, "a_1 = -6 from u, v_1; tangent (-3) · 1 + 2 · 0.5 = -2");
});

test("an adjoint is the sum over the nodes that take it, and starts with the output's weight", () => {
  const backward = table([row("zeta_2", 1)], [row("zeta_1", 1)], [row("dC/du", -2), row("dC/dv_1", 2)]);
  const found = moments("backward", graph, backward, nodes, [1]);
  assert.deepEqual(found.map(({ id }) => id), [2, 1, -1, -2]);
  assert.equal(found[0]?.tex, "\\zeta_{2} = 1");
  assert.deepEqual(found[2]?.edges, ["-1>1", "-1>2"]);
  assert.equal(found[2]?.text, "dC/du = 1 · (-3) + 1 · 1 = -2");
  assert.ok(found[2]?.tex.startsWith("\\frac{\\partial C}{\\partial u} = \\zeta_{1} \\frac{\\partial a_{1}}{\\partial u} + "));
  const two = { ...graph, outputs: [1, 2] };
  const weighted = table([row("zeta_2", 4)], [row("zeta_1", 7)], [row("dC/du", -17), row("dC/dv_1", 14)]);
  assert.equal(moments("backward", two, weighted, nodes, [3, 4])[1]?.text, "zeta_1 = 3 + 4 · 1 = 7");
});

test("names of nodes as inputs do not confuse them", () => {
  const renamed = { ...graph, inputs: [{ id: -1, name: "a_2", tex: "a_{2}" }, { id: -2, name: "zeta_1", tex: "\\zeta_{1}" }] };
  const primal = table([row("a_2", 2), row("zeta_1", -3)], [row("a_1", -6)], [row("a_2", -4)]);
  assert.deepEqual(moments("values", renamed, primal, nodes, [1]).map(({ id }) => id), [-1, -2, 1, 2]);
  const backward = table([row("zeta_2", 1)], [row("zeta_1", 1)], [row("dC/da_2", -2), row("dC/dzeta_1", 2)]);
  assert.deepEqual(moments("backward", renamed, backward, nodes, [1]).map(({ id }) => id), [2, 1, -1, -2]);
});

test("a long sum is cut", () => {
  const many = Array.from({ length: 20 }, (_, index) => index + 1);
  const wide: Graph = {
    nodes: [...many.map((id) => ({ id, op: "sin", tex: "", operands: [-1], iteration: 1 })), { id: 21, op: "sum", tex: "", operands: many, iteration: 2 }],
    outputs: [21],
    inputs: [{ id: -1, name: "x", tex: "x" }],
  };
  const edges: LinearizedNode[] = [...many.map(() => ({ numbers: "", edges: [{ operand: -1, tex: "", value: 2 }] })), { numbers: "", edges: many.map((operand) => ({ operand, tex: "1", value: 1 })) }];
  const backward = table([row("zeta_21", 1)], many.map((id) => row(`zeta_${id}`, 1)), [row("dC/dx", 40)]);
  const last = moments("backward", wide, backward, edges, [1]).at(-1);
  assert.equal(last?.text, "dC/dx = 1 · 2 + 1 · 2 + 1 · 2 + 1 · 2 + 1 · 2 + … = 40");
  assert.equal(last?.edges.length, 20);
});

test("numbers are TeX", () => {
  assert.deepEqual([1.23456789, -2e-7, Infinity, NaN, 1096.633].map(texNumber), ["1.2346", "-2 \\cdot 10^{-7}", "\\infty", "\\mathrm{NaN}", "1096.6"]);
});
