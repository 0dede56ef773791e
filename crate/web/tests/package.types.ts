// Compiled, never run: the package's declarations say what is in each structure.
import init, {
  Curve,
  Expression,
  Landscape,
  LandscapeSampler,
  Network,
  Objective,
  Run,
  Section,
  coordinatePlane,
  dataSets,
  models,
  objectives,
  optimizers,
  principalPlane,
  readData,
  unpackDigits,
  type Costs,
  type Derivative,
  type Differences,
  type EpochRecord,
  type FallLineError,
  type Frame,
  type Graph,
  type JacobianCost,
  type LinearizedNode,
  type NetworkSpec,
  type ObjectiveSpec,
  type Plane,
  type RunSpec,
  type SectionNumbers,
  type StepRecord,
  type CurvatureReport,
  type UnfoldedLine,
  type Table,
  type TableInfo,
} from "../../../pkg/fallline.js";

const spec: RunSpec = { objective: { id: "rosenbrock" }, optimizer: { id: "adam", learningRate: 0.1 }, start: [0, 0] };
// @ts-expect-error: a start is a list of numbers
const wrong: RunSpec = { ...spec, start: "0, 0" };

export async function everyStructure(canvas: HTMLCanvasElement): Promise<unknown[]> {
  await init();
  const run = new Run(spec);
  const record: StepRecord = run.step();
  const lines: UnfoldedLine[] = run.unfolded();
  const texts: string[] = lines.flatMap(({ pieces }) => pieces.map(({ tex }) => tex));
  const curvature: CurvatureReport = run.curvature(new Float64Array([1, 0, 0, 1]));
  const eigenvalues: number[] = curvature.own?.spectrum.eigenvalues ?? [];
  const kinds: string[] = [run.status.kind, record.status.kind];
  const expression = new Expression("a*x", ["x"], { a: 1 });
  const theta = new Float64Array([1]);
  const table: Table = expression.forwardTable(theta, theta);
  const tangents: (number | undefined)[] = table.iterations.flatMap((iteration) => iteration.rows.map((row) => row.derivative));
  const graph: Graph = expression.graph();
  const ids: number[] = graph.nodes.flatMap((node) => node.operands);
  const names: string[] = [...optimizers().map(({ id }) => id), ...objectives().map(({ note }) => note)];
  const costs: Costs = expression.costs(theta, theta);
  const growing: JacobianCost[] = expression.jacobianCosts("product");
  // @ts-expect-error: families have names
  expression.jacobianCosts("sums");
  const errors: Differences = expression.differenceErrors(theta, 0, theta);
  const derivative: Derivative = expression.derivative(0);
  const nodes: LinearizedNode[] = expression.linearize(theta);
  names.push(derivative.text ?? "", ...nodes.map(({ numbers }) => numbers), String(costs.total.nodes), String(errors.exact), String(growing.length));
  const landscape = new Landscape({ expression: "x*y" }, { view: { x: [0, 1], y: [0, 1] }, levels: { kind: "quantile" } });
  const range: [number, number] | null = landscape.range;
  const frame: Frame = landscape.draw(canvas, "dark", 2);
  const summed: ObjectiveSpec = { expression: "(y - w*x)^2", reduce: "mean", data: { columns: { x: [1], y: [2] } } };
  // @ts-expect-error: data are one of three
  const nothing: ObjectiveSpec = { expression: "w*x", data: {} };
  const samples: TableInfo = readData({ csv: "x,y\n1,2" });
  const problems: string[] = samples.columns.flatMap((column) => (column.kind === "unusable" ? [column.problem] : []));
  const licences: string[] = [...dataSets().map(({ licence }) => licence), ...models().map(({ data }) => data)];
  const values: Float64Array = new LandscapeSampler(summed, { view: { x: [0, 1], y: [0, 1] }, side: 3 }).rows(0, 3);
  const made = new Landscape(summed, { view: { x: [0, 1], y: [0, 1] }, grid: { side: 3, values } });
  const curve = new Curve({ id: "quartic" }, { x: [0, 1] });
  // @ts-expect-error: themes have names
  curve.draw(canvas, "pink", 1);
  const along = new Section(new Objective(summed), run.step(), { slot: 0, armijo: 1e-4, curvature: 0.9 });
  const { newtonStep }: SectionNumbers = along.numbers;
  // @ts-expect-error: there is none where the function is not convex
  const far: number = newtonStep.stepSize;
  const picture: string = along.toSvg(300, 200, "dark");
  const plane: Plane = coordinatePlane(theta, 0, 1);
  const [first]: [number, number] = principalPlane(run.trajectory(), 2).explained;
  new Landscape({ id: "wood" }, { view: { x: [0, 1], y: [0, 1] }, plane }).thetaAt(0, 1);
  const coordinates: [number, number] | undefined = objectives()[0]?.view.coordinates;
  return [
    texts, eigenvalues, first, coordinates, wrong, kinds, tangents, ids, names, range, frame, nothing, problems, licences, made,
    far, picture,
  ];
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
