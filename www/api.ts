import type {
  BasinOptions,
  Change,
  ConvergenceOptions,
  CostFamily,
  Costs,
  CurvatureReport,
  CurveFile,
  CurveOptions,
  DataInfo,
  DataSpec,
  Derivative,
  Differences,
  EpochRecord,
  Frame,
  GradientInfo,
  Graph,
  GridLandscapeOptions,
  JacobianCost,
  LandscapeFile,
  LandscapeOptions,
  LinearizedNode,
  MapClass,
  MapLook,
  MapOptions,
  ModelInfo,
  NetworkSpec,
  ObjectiveInfo,
  ObjectiveSpec,
  OptimizerInfo,
  ParameterInfo,
  ParameterMapOptions,
  Plane,
  PrincipalPlane,
  RuleExample,
  RuleInfo,
  RunPath,
  RunSpec,
  RunStyle,
  SamplerOptions,
  ScheduleInfo,
  SectionNumbers,
  SectionOptions,
  SearchInfo,
  Series,
  Status,
  StepRecord,
  SurfaceOptions,
  Table,
  TableInfo,
  ThemeName,
  UnfoldedLine,
  View,
  WeightPath,
} from "../crate/web/types.js";

/** What the page uses of the WebAssembly module. Objects with `free` live in the module's memory until freed. */
export interface Fallline {
  Expression: {
    new (source: string, variables?: string[], parameters?: Record<string, number>): Expression;
    /** Of a sum over data, the term of one sample, from 0. */
    ofObjective(objective: ObjectiveSpec, sample?: number): Expression;
  };
  Objective: new (spec: ObjectiveSpec) => Objective;
  Run: new (spec: RunSpec) => Run;
  Landscape: {
    new (objective: ObjectiveSpec, options: LandscapeOptions): Landscape;
    ofGrid(options: GridLandscapeOptions): Landscape;
  };
  LandscapeSampler: new (objective: ObjectiveSpec, options: SamplerOptions) => LandscapeSampler;
  Curve: new (objective: ObjectiveSpec, view: View, options?: CurveOptions) => Curve;
  BasinMap: new (spec: RunSpec, options: BasinOptions) => BasinMap;
  ParameterMap: new (spec: RunSpec, options: ParameterMapOptions) => ParameterMap;
  MapPicture: {
    ofBasins(spec: RunSpec, options: BasinOptions, ends: Float64Array, look: MapLook): MapPicture;
    ofParameters(spec: RunSpec, options: ParameterMapOptions, ends: Float64Array, look: MapLook): MapPicture;
  };
  mapPasses(side: number, axes: number): Uint32Array[];
  statusKinds(): string[];
  Section: new (objective: Objective, step: StepRecord, options: SectionOptions) => Section;
  Network: new (
    spec: NetworkSpec,
    features: Float64Array,
    labels: Float64Array,
    validationFeatures?: Float64Array,
    validationLabels?: Float64Array,
  ) => Network;
  unpackDigits(bytes: Uint8Array): { features: Float64Array; labels: Float64Array };
  coordinatePlane(point: Float64Array, i: number, j: number): Plane;
  principalPlane(trajectory: Float64Array, n: number): PrincipalPlane;
  projectOntoPlane(plane: Plane, points: Float64Array): Float64Array;
  readData(data: DataSpec): TableInfo;
  readRule(text: string): RuleInfo;
  rules(): RuleExample[];
  dataSets(): DataInfo[];
  objectives(): ObjectiveInfo[];
  models(): ModelInfo[];
  optimizers(): OptimizerInfo[];
  searches(): SearchInfo[];
  schedules(): ScheduleInfo[];
  gradients(): GradientInfo[];
  gradientChain(): ParameterInfo[];
  runStyles(theme: ThemeName): RunStyle[];
  colourMaps(): { id: string; name: string }[];
  drawConvergence(
    canvas: HTMLCanvasElement,
    series: Series[],
    options: ConvergenceOptions,
    theme: ThemeName,
    pixelRatio: number,
  ): Frame;
}

export interface Expression {
  readonly variables: string[];
  readonly outputs: number;
  tex(): string;
  value(theta: Float64Array): Float64Array;
  gradient(theta: Float64Array): Float64Array;
  primalTable(theta: Float64Array): Table;
  forwardTable(theta: Float64Array, v: Float64Array): Table;
  backwardTable(theta: Float64Array, u: Float64Array): Table;
  graph(): Graph;
  linearize(theta: Float64Array): LinearizedNode[];
  jacobian(theta: Float64Array): Float64Array;
  jvp(theta: Float64Array, v: Float64Array): Float64Array;
  costs(v: Float64Array, u: Float64Array): Costs;
  jacobianCosts(family: CostFamily): JacobianCost[];
  differenceErrors(theta: Float64Array, variable: number, steps: Float64Array, output?: number): Differences;
  derivative(variable: number): Derivative;
  free(): void;
}

/** What is minimized, whatever it is made of. */
export interface Objective {
  readonly variables: string[];
  /** The terms of a finite sum. */
  readonly terms: number | undefined;
  value(theta: Float64Array): number;
  gradient(theta: Float64Array): Float64Array;
  free(): void;
}

export interface Run {
  readonly iteration: number;
  readonly theta: Float64Array;
  readonly value: number;
  readonly status: Status;
  /** Whether another step would change nothing. */
  readonly isEnded: boolean;
  /** The step that led to the current iterate; at the start it has the start's numbers. */
  readonly record: StepRecord;
  /** The furthest iterate that the run has been at. */
  readonly reached: number;
  /** The iterate at which the run ends, as soon as that is known. */
  readonly end: number | undefined;
  /** The smallest value so far. */
  readonly least: number;
  readonly gradientNorm: number;
  step(): StepRecord;
  /** The record of the coming step, which is not made; null where there is none. */
  peek(): StepRecord | null;
  /** At most `n` steps, those after which all evaluations have cost no more than `budget`. */
  stepWithin(n: number, budget: number, weights: Float64Array): void;
  setChanges(changes: Change[]): void;
  stepMany(n: number): StepRecord;
  back(): void;
  goTo(k: number): void;
  reset(): void;
  /** The lines of the record's step with its numbers in place of their symbols. */
  unfolded(): UnfoldedLine[];
  /** The same for the coming step, which is not made. */
  unfoldedNext(): UnfoldedLine[];
  /** How the objective is curved at the iterate, and how far a matrix of n * n numbers is from its Hessian. */
  curvature(own?: Float64Array): CurvatureReport;
  trajectory(): Float64Array;
  /** At every iterate so far. */
  values(): Float64Array;
  gradientNorms(): Float64Array;
  /** Evaluations up to every iterate, six numbers each in the order of `Counts`. */
  counts(): Float64Array;
  countsAt(k: number): Float64Array;
  /** The first iterate so far with a value, or with a gradient's norm, of at most this. */
  firstValue(value: number): number | undefined;
  firstGradientNorm(norm: number): number | undefined;
  toCsv(): string;
  toJson(): string;
  toPython(library: "numpy" | "pytorch", steps: number): string;
  toRust(steps: number): string;
  free(): void;
}

/** Values of an objective on a grid, a few rows at a time. */
export interface LandscapeSampler {
  rows(from: number, count: number): Float64Array;
  free(): void;
}

export interface Landscape {
  /** The point with these coordinates on the picture's axes, n numbers. */
  thetaAt(x: number, y: number): Float64Array;
  readonly range: [number, number] | null;
  draw(canvas: HTMLCanvasElement, theme: ThemeName, pixelRatio: number, shown?: MapOptions): Frame;
  drawPaths(canvas: HTMLCanvasElement, paths: RunPath[], theme: ThemeName, pixelRatio: number): Frame;
  drawSurface(canvas: HTMLCanvasElement, surface: SurfaceOptions, theme: ThemeName, pixelRatio: number): Frame;
  drawSurfacePaths(
    canvas: HTMLCanvasElement,
    paths: RunPath[],
    surface: SurfaceOptions,
    theme: ThemeName,
    pixelRatio: number,
  ): Frame;
  /** Map or surface and the runs' paths as one SVG. */
  toSvg(paths: RunPath[], file: LandscapeFile, theme: ThemeName): string;
  free(): void;
}

export interface Curve {
  draw(canvas: HTMLCanvasElement, theme: ThemeName, pixelRatio: number): Frame;
  drawPaths(canvas: HTMLCanvasElement, paths: RunPath[], theme: ThemeName, pixelRatio: number): Frame;
  drawDerivative(canvas: HTMLCanvasElement, paths: RunPath[], theme: ThemeName, pixelRatio: number): Frame;
  drawSecondDerivative(canvas: HTMLCanvasElement, paths: RunPath[], theme: ThemeName, pixelRatio: number): Frame;
  /** The graphs and the runs' paths as one SVG. */
  toSvg(paths: RunPath[], file: CurveFile, theme: ThemeName): string;
  free(): void;
}

/** The objective along a step. */
export interface Section {
  readonly numbers: SectionNumbers;
  readonly caption: string;
  draw(canvas: HTMLCanvasElement, theme: ThemeName, pixelRatio: number): Frame;
  toSvg(width: number, height: number, theme: ThemeName): string;
  free(): void;
}

/** A network in training. */
export interface Network {
  readonly record: EpochRecord;
  /** Whether its patience is over, or a step failed. */
  readonly isEnded: boolean;
  readonly steps: number;
  readonly stepsPerEpoch: number;
  records(): EpochRecord[];
  /** At most n steps, not beyond the end of the epoch, whose record it gives; null before. */
  trainSteps(n: number): EpochRecord | null;
  gradientNorms(): Float64Array;
  predict(features: Float64Array): Float64Array;
  path(): WeightPath;
  filterDirections(weights: Float64Array, seed: number): Float64Array;
  lossOnPlane(centre: Float64Array, directions: Float64Array, s: Float64Array, t: Float64Array): Float64Array;
  planeCoordinates(centre: Float64Array, directions: Float64Array, weights: Float64Array): Float64Array;
  free(): void;
}

export interface BasinMap {
  free(): void;
  readonly cells: number;
  start(cell: number): Float64Array;
  ends(cells: Uint32Array): Float64Array;
}
export interface ParameterMap {
  free(): void;
  readonly cells: number;
  values(cell: number): Float64Array;
  ends(cells: Uint32Array): Float64Array;
}
export interface MapPicture {
  free(): void;
  readonly best: number | null;
  readonly caption: string;
  draw(canvas: HTMLCanvasElement, theme: ThemeName, pixelRatio: number): Frame;
  svg(width: number, height: number, theme: ThemeName): string;
  classes(theme: ThemeName): MapClass[];
  shades(): string[];
  classOf(cell: number): number;
}
