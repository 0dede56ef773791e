// Compiled, never run: the package's declarations say what is in each structure.
import init, {
  Curve,
  Expression,
  Landscape,
  Network,
  Run,
  objectives,
  optimizers,
  unpackDigits,
  type EpochRecord,
  type FallLineError,
  type Frame,
  type Graph,
  type NetworkSpec,
  type RunSpec,
  type StepRecord,
  type Table,
} from "../../../pkg/fallline.js";

const spec: RunSpec = { objective: { id: "rosenbrock" }, optimizer: { id: "adam", learningRate: 0.1 }, start: [0, 0] };
// @ts-expect-error: a start is a list of numbers
const wrong: RunSpec = { ...spec, start: "0, 0" };

export async function everyStructure(canvas: HTMLCanvasElement): Promise<unknown[]> {
  await init();
  const run = new Run(spec);
  const record: StepRecord = run.step();
  const kinds: string[] = [run.status.kind, record.status.kind];
  const expression = new Expression("a*x", ["x"], { a: 1 });
  const theta = new Float64Array([1]);
  const table: Table = expression.forwardTable(theta, theta);
  const tangents: (number | undefined)[] = table.iterations.flatMap((iteration) => iteration.rows.map((row) => row.derivative));
  const graph: Graph = expression.graph();
  const ids: number[] = graph.nodes.flatMap((node) => node.operands);
  const names: string[] = [...optimizers().map(({ id }) => id), ...objectives().map(({ note }) => note)];
  const landscape = new Landscape({ expression: "x*y" }, { view: { x: [0, 1], y: [0, 1] }, levels: { kind: "quantile" } });
  const range: [number, number] | null = landscape.range;
  const frame: Frame = landscape.draw(canvas, "dark", 2);
  const curve = new Curve({ id: "quartic" }, { x: [0, 1] });
  // @ts-expect-error: themes have names
  curve.draw(canvas, "pink", 1);
  return [wrong, kinds, tangents, ids, names, range, frame];
}

export function networks(bytes: Uint8Array): (number | null)[] {
  const spec: NetworkSpec = { widths: [64, 10], activation: "relu", loss: "cross-entropy", optimizer: { id: "adam" } };
  // @ts-expect-error: activations have names
  const wrong: NetworkSpec = { ...spec, activation: "step" };
  const { features, labels } = unpackDigits(bytes);
  const network = new Network(wrong, features, labels, features, labels);
  const record: EpochRecord | null = network.trainSteps(5);
  const { epochs, weights } = network.path();
  const values: Float64Array = network.lossOnPlane(weights, network.filterDirections(weights, 1), weights, weights, 100);
  return [...epochs, ...values, ...network.predict(features), record?.validationError ?? null];
}

export function span(error: FallLineError): [number, number] | undefined {
  return error.kind === "parse" ? error.span : undefined;
}
