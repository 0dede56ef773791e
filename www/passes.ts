import type { Graph, LinearizedNode, Row, Table } from "../crate/web/types.js";
import { formatNumber } from "./format.js";
import type { PASSES } from "./state.js";

export type Pass = (typeof PASSES)[number];

/** One row of a pass: what is computed, at which node of the graph, and from what. */
export interface Moment {
  /** The id of a node or an input. */
  readonly id: number;
  readonly row: Row;
  /** The rule with its numbers, as TeX and in words. */
  readonly tex: string;
  readonly text: string;
  /** The edges that it takes numbers along. */
  readonly edges: readonly EdgeKey[];
}

/** "from>to" by ids. */
export type EdgeKey = `${number}>${number}`;

/** The most terms of a sum that are written out with their numbers. */
const MOST_TERMS = 6;

interface Term {
  tex: string;
  numbers: readonly number[];
}

/** The rows of a pass in the order in which they are computed. */
export function moments(
  pass: Pass,
  graph: Graph,
  table: Table,
  nodes: readonly LinearizedNode[],
  outputWeights: ArrayLike<number>,
): Moment[] {
  const inputs = new Map(graph.inputs.map((input) => [input.id, input]));
  const rows = table.iterations.flatMap(({ rows }, iteration) =>
    rows.map((row, place) => ({ row, id: idOf(pass, row, iteration, place, table.iterations.length) })),
  );
  const found = new Map(rows.map(({ row, id }) => [id, row]));
  const symbol = (id: number): string => inputs.get(id)?.tex ?? `a_{${id}}`;
  const name = (id: number): string => inputs.get(id)?.name ?? `a_${id}`;
  const partial = (of: number, by: number): string => `\\frac{\\partial a_{${of}}}{\\partial ${symbol(by)}}`;

  const valueOf = (id: number, row: Row): Moment => {
    const node = graph.nodes[id - 1];
    const value = texNumber(row.value);
    const tex = node === undefined ? `${symbol(id)} = ${value}` : `a_{${id}} = ${node.tex} = ${nodes[id - 1]?.numbers ?? ""} = ${value}`;
    const from = [...new Set(node?.operands ?? [])];
    const sources = from.length === 0 ? "" : ` from ${from.map(name).join(", ")}`;
    return {
      id,
      row,
      tex,
      text: `${name(id)} = ${formatNumber(row.value)}${sources}`,
      edges: from.map((operand) => edgeKey(operand, id)),
    };
  };

  const tangentOf = (id: number, row: Row): Moment => {
    const value = valueOf(id, row);
    const tangent = row.derivative ?? NaN;
    const terms = (nodes[id - 1]?.edges ?? []).map((edge) => ({
      tex: `${partial(id, edge.operand)} ${dotted(symbol(edge.operand))}`,
      numbers: [edge.value, found.get(edge.operand)?.derivative ?? NaN],
    }));
    const rule = id < 0 ? { tex: "", text: "" } : sum(terms);
    return {
      ...value,
      tex: `${value.tex},\\qquad ${dotted(symbol(id))} ${rule.tex}= ${texNumber(tangent)}`,
      text: `${value.text}; tangent ${rule.text}${formatNumber(tangent)}`,
    };
  };

  const adjointOf = (id: number, row: Row): Moment => {
    const consumers = nodes.flatMap(({ edges }, index) =>
      edges.filter(({ operand }) => operand === id).map(({ value }) => ({ id: index + 1, value })),
    );
    const weights = graph.outputs.flatMap((output, index) => (output === id ? [index] : []));
    const own = weights.map((index) => {
      const weight = outputWeights[index] ?? NaN;
      return { tex: graph.outputs.length === 1 ? texNumber(weight) : `u_{${index + 1}}`, numbers: [weight] };
    });
    const terms = consumers.map((consumer) => ({
      tex: `${adjoint(consumer.id)} ${partial(consumer.id, id)}`,
      numbers: [found.get(consumer.id)?.value ?? NaN, consumer.value],
    }));
    const isSeed = terms.length === 0 && graph.outputs.length === 1;
    const rule = isSeed ? { tex: "", text: "" } : sum([...own, ...terms]);
    const left = id < 0 ? `\\frac{\\partial C}{\\partial ${symbol(id)}}` : adjoint(id);
    return {
      id,
      row,
      tex: `${left} ${rule.tex}= ${texNumber(row.value)}`,
      text: `${row.symbol} = ${rule.text}${formatNumber(row.value)}`,
      edges: consumers.map((consumer) => edgeKey(id, consumer.id)),
    };
  };

  const momentOf = { values: valueOf, forward: tangentOf, backward: adjointOf }[pass];
  return rows.map(({ row, id }) => momentOf(id, row));
}

export function edgeKey(from: number, to: number): EdgeKey {
  return `${from}>${to}`;
}

/** The id of what a row computes: inputs stand in the first iteration, or in the last one of the way back. */
function idOf(pass: Pass, { symbol }: Row, iteration: number, place: number, iterations: number): number {
  const isInput = pass === "backward" ? iteration === iterations - 1 && !symbol.startsWith("zeta_") : iteration === 0;
  return isInput ? -1 - place : Number(symbol.slice(symbol.lastIndexOf("_") + 1));
}

/** "= terms = numbers", without the result; nothing where there is nothing to add up. */
function sum(terms: readonly Term[]): { tex: string; text: string } {
  if (terms.length === 0) return { tex: "", text: "" };
  const shown = terms.length > MOST_TERMS ? terms.slice(0, MOST_TERMS - 1) : terms;
  const isCut = shown.length < terms.length;
  const products = (write: (x: number) => string, times: string): string =>
    shown.map(({ numbers }) => numbers.map((x) => (x < 0 ? `(${write(x)})` : write(x))).join(times)).join(" + ");
  // A number by itself is the result.
  const isAlone = terms.length === 1 && terms[0]?.numbers.length === 1;
  if (isAlone) return { tex: `= ${shown[0]?.tex ?? ""} `, text: "" };
  const rest = isCut ? " + \\cdots" : "";
  return {
    tex: `= ${shown.map(({ tex }) => tex).join(" + ")}${rest} = ${products(texNumber, " \\cdot ")}${rest} `,
    text: `${products(formatNumber, " · ")}${isCut ? " + …" : ""} = `,
  };
}

function adjoint(id: number): string {
  return `\\zeta_{${id}}`;
}

/** The dot goes on the letter and not on its index. */
function dotted(symbol: string): string {
  const at = symbol.indexOf("_{");
  return at < 0 ? `\\dot{${symbol}}` : `\\dot{${symbol.slice(0, at)}}${symbol.slice(at)}`;
}

/** A number in five digits. */
export function texNumber(x: number): string {
  const [digits = "", exponent] = formatNumber(x, 5).split("e");
  const plain = digits.replace("∞", "\\infty").replace("NaN", "\\mathrm{NaN}");
  return exponent === undefined ? plain : `${plain} \\cdot 10^{${exponent}}`;
}
