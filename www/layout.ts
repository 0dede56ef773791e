import { Graph as LayoutGraph, layout as arrange } from "@dagrejs/dagre";
import type { Graph } from "../crate/web/types.js";

export interface Box {
  id: number;
  x: number;
  y: number;
  width: number;
  height: number;
}
export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  /** The points that every edge goes through. */
  edges: { x: number; y: number }[][];
  /** The middle of every iteration's column, from the inputs on. */
  columns: number[];
}

const HEIGHT = 52;
const HEAD = 28;

/** Lays a computational graph out from left to right with one column an iteration, as the iterations say. */
export function layout(graph: Graph, widthOf: (id: number) => number): Layout {
  const drawing = new LayoutGraph({ multigraph: true });
  // Ranks are given, not searched for; dagre doubles them to make room for labels on edges.
  drawing.setGraph({ rankdir: "LR", nodesep: 18, ranksep: 36, marginx: 1, marginy: 1, ranker: "none" } as never);
  drawing.setDefaultEdgeLabel(() => ({}));
  const used = new Set(graph.nodes.flatMap(({ operands }) => operands));
  const nodes = [
    ...graph.inputs
      .filter(({ id }) => used.has(id) || graph.outputs.includes(id))
      .map(({ id }) => ({ id, iteration: 0 })),
    ...graph.nodes,
  ];
  const iterationOf = new Map(nodes.map(({ id, iteration }) => [id, iteration]));
  for (const { id, iteration } of nodes) {
    drawing.setNode(String(id), { width: widthOf(id), height: HEIGHT, rank: 2 * iteration });
  }
  for (const { id, iteration, operands } of graph.nodes) {
    operands.forEach((operand, place) => {
      const minlen = iteration - (iterationOf.get(operand) ?? 0);
      drawing.setEdge(String(operand), String(id), { minlen }, String(place));
    });
  }
  arrange(drawing);
  const { width = 0, height = 0 } = drawing.graph() as { width?: number; height?: number };
  // The order that crosses the fewest edges may be upside down: the first input belongs on top.
  const inputs = nodes.filter(({ id }) => id < 0).map(({ id }) => (drawing.node(String(id)) as Partial<Box>).y ?? 0);
  const upright = (inputs[0] ?? 0) <= (inputs.at(-1) ?? 0);
  const down = (y: number): number => HEAD + (upright ? y : height - y);
  const boxes = nodes.map(({ id }) => {
    const { x = 0, y = 0, width = 0, height = 0 } = drawing.node(String(id)) as Partial<Box>;
    return { id, x, y: down(y), width, height };
  });
  const columns: number[] = [];
  for (const { id, x } of boxes) columns[iterationOf.get(id) ?? 0] = x;
  const boxOf = new Map(boxes.map((box) => [box.id, box]));
  const edges = drawing.edges().map((edge) => {
    const { points = [] } = drawing.edge(edge) as { points?: { x: number; y: number }[] };
    // Edges leave a box on the right and enter one on the left. Of the points that lead around other boxes every
    // second one lies in a column.
    const between = points
      .slice(1, -1)
      .filter((_, index) => index % 2 === 1)
      .map(({ x, y }) => ({ x, y: down(y) }));
    return [side(boxOf.get(Number(edge.v)), 1), ...between, side(boxOf.get(Number(edge.w)), -1)];
  });
  return { width, height: height + HEAD, boxes, edges, columns };
}

/** The middle of a box's left (-1) or right (1) side. */
function side(
  { x, y, width }: Pick<Box, "x" | "y" | "width"> = { x: 0, y: 0, width: 0 },
  direction: 1 | -1,
): { x: number; y: number } {
  return { x: x + (direction * width) / 2, y };
}
