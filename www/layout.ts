import { Graph as LayoutGraph, layout as arrange } from "@dagrejs/dagre";
import type { Graph } from "../crate/web/types.js";

interface Point {
  x: number;
  y: number;
}
export interface Box extends Point {
  id: number;
  width: number;
  height: number;
}
/** From an operand to the node that takes it, once however often it does. */
export interface Edge {
  from: number;
  to: number;
  /** The points that it goes through. */
  points: Point[];
  /** Where its label stands. */
  label: Point;
}
export interface Layout {
  width: number;
  height: number;
  boxes: Box[];
  edges: Edge[];
  /** The middle of every iteration's column, from the inputs on. */
  columns: number[];
}

const HEIGHT = 72;
const HEAD = 28;
/** The room for the number on an edge. */
export const LABEL = { width: 70, height: 18 };

/** Lays a computational graph out from left to right with one column an iteration, as the iterations say. */
export function layout(graph: Graph, widthOf: (id: number) => number): Layout {
  const drawing = new LayoutGraph();
  // Ranks are given, not searched for; dagre doubles them to make room for labels on edges.
  drawing.setGraph({ rankdir: "LR", nodesep: 18, edgesep: 10, ranksep: 44, marginx: 7, marginy: 7, ranker: "none" } as never);
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
    for (const operand of new Set(operands)) {
      const minlen = iteration - (iterationOf.get(operand) ?? 0);
      drawing.setEdge(String(operand), String(id), { minlen, labelpos: "c", ...LABEL });
    }
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
  const widest = columns.map((_, iteration) =>
    Math.max(...boxes.filter(({ id }) => iterationOf.get(id) === iteration).map(({ width }) => width)),
  );
  const boxOf = new Map(boxes.map((box) => [box.id, box]));
  const edges = drawing.edges().map((edge): Edge => {
    const { points = [], x = 0, y = 0 } = drawing.edge(edge) as Partial<Point> & { points?: Point[] };
    // Edges leave a box on the right and enter one on the left. Of the points that lead around other boxes every
    // second one lies in a column, which is crossed level; between them only the label's counts.
    const label = { x, y: down(y) };
    const [from, to] = [Number(edge.v), Number(edge.w)];
    const first = (iterationOf.get(from) ?? 0) + 1;
    const between = points.slice(1, -1).flatMap((point, index): Point[] => {
      const y = down(point.y);
      const half = (widest[first + (index - 1) / 2] ?? 0) / 2;
      if (index % 2 === 1) return [{ x: point.x - half, y }, { x: point.x + half, y }];
      return Math.abs(point.x - label.x) < 1 ? [{ x: point.x, y }] : [];
    });
    return { from, to, points: [side(boxOf.get(from), 1), ...between, side(boxOf.get(to), -1)], label };
  });
  return { width, height: height + HEAD, boxes, edges, columns };
}

/** The middle of a box's left (-1) or right (1) side. */
function side({ x, y, width }: Pick<Box, "x" | "y" | "width"> = { x: 0, y: 0, width: 0 }, direction: 1 | -1): Point {
  return { x: x + (direction * width) / 2, y };
}
