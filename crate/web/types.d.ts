/** Every error the package throws. `span` counts UTF-16 code units of the text it belongs to, half-open. */
export interface FallLineError extends Error {
  kind: "parse" | "evaluate" | "parameter" | "limit";
  span?: [number, number];
}

/** A row of an automatic-differentiation table. In a backward table `value` is the adjoint. */
export interface Row {
  /** "t1", "a_4", "zeta_4", "dC/dt1", ... */
  symbol: string;
  /** The row's general expression in TeX: an equation, or for an input its symbol. */
  tex: string;
  value: number;
  /** The tangent, in a forward table. */
  derivative?: number;
  /** The convention that stood in for a derivative that does not exist at this point. */
  note?: string;
}
export interface Table {
  iterations: { label: string; rows: Row[] }[];
  /** The m values, the m entries of J v, or the n entries of u' J. */
  result: number[];
}
export interface GraphNode {
  /** 1, 2, ... by iteration and then from left to right. */
  id: number;
  /** The name that the text defines for it. */
  name?: string;
  op: string;
  tex: string;
  /** Ids of what the node takes: nodes, or inputs (negative ids, see `Graph.inputs`). Constants stand in `tex`. */
  operands: number[];
  iteration: number;
}
export interface Graph {
  nodes: GraphNode[];
  /** Ids of nodes or, where an output is an input itself, of inputs. */
  outputs: number[];
  /** The variables, then the parameters; the first has id -1, the next -2, ... */
  inputs: { id: number; name: string; tex: string }[];
}

/** A node of the linearized graph. */
export interface LinearizedNode {
  /** The operation in TeX with the values of its operands in five digits. */
  numbers: string;
  /** The partial derivatives by the operands that depend on a variable: in TeX over their symbols, and at the point. */
  edges: { operand: number; tex: string; value: number }[];
}
/** Operations by kind, and all of them. */
export interface Operations {
  additions: number;
  multiplications: number;
  divisions: number;
  functions: number;
  total: number;
}
/** What the nodes of one operation, or all nodes, take. */
export interface Sweeps {
  /** The operation's name; absent for all together. */
  op?: string;
  nodes: number;
  value: Operations;
  /** Beside the values. */
  tangent: Operations;
  /** After the values. */
  adjoint: Operations;
}
export interface Costs {
  operations: Sweeps[];
  total: Sweeps;
}
export type CostFamily = "copies" | "product" | "rosenbrock";
/** The operations of the values, and of the whole Jacobian with the values it needs. */
export interface JacobianCost {
  variables: number;
  value: number;
  forward: number;
  backward: number;
}
export interface Difference {
  step: number;
  forward: number;
  central: number;
  forwardError: number;
  centralError: number;
}
export interface Differences {
  /** By automatic differentiation. */
  exact: number;
  rows: Difference[];
  /** Near these steps the differences are best: √ε and ∛ε. */
  forwardStep: number;
  centralStep: number;
}
/** How large a formula is: as it would be written, and as a graph in which equal parts stand once. */
export interface FormulaSize {
  nodes: number;
  sharedNodes: number;
}
/** A derivative; a large one has no `text` and no `tex`. */
export interface Derivative extends FormulaSize {
  /** In the language of functions. */
  text?: string;
  tex?: string;
  /** The function, simplified by the same rules. */
  function: FormulaSize;
  /** The derivatives by all variables: added up as they would be written, and together as backward mode has them. */
  gradient: FormulaSize;
}

export type Domain =
  | { kind: "real"; min: number | null; max: number | null; minOpen: boolean; maxOpen: boolean; log: boolean }
  | { kind: "int"; min: number | null; max: number | null }
  | { kind: "choice"; options: string[] }
  | { kind: "bool" };
export interface ParameterInfo {
  id: string;
  tex: string;
  help: string;
  domain: Domain;
  default: number | string | boolean | null;
}
export interface OptimizerInfo {
  id: string;
  name: string;
  source: string;
  needs: string[];
  replaces: string[];
  /** The search it takes where none is chosen; null where it decides its steps itself and takes none. */
  defaultSearch: string | null;
  parameters: ParameterInfo[];
  lines: { tex: string }[];
}
/** A typed rule: `RunSpec.optimizer` is { id: "own", rule: its text, and values of its parameters }. */
export interface RuleInfo {
  /** What the comment on the first line says. */
  title: string | null;
  parameters: ParameterInfo[];
  /** What is kept from step to step; `init` is its first value as TeX. */
  state: { name: string; tex: string; shape: "number" | "vector"; init: string }[];
  needs: string[];
  lines: { tex: string; symbol: string }[];
}
/** A rule to begin with. Where `optimizer` is not null, it is that one of the list with these switches; its parameters have
    the names that they have there, with `alpha` for `learningRate`. */
export interface RuleExample {
  id: string;
  name: string;
  optimizer: string | null;
  switches: [parameter: string, value: string | boolean][];
  text: string;
}
export interface SearchInfo {
  id: string;
  name: string;
  source: string;
  needs: string[];
  /** The optimizer's parameters that have no effect beside it. */
  replaces: string[];
  /** Only optimizers have one. */
  defaultSearch: string | null;
  parameters: ParameterInfo[];
  lines: { tex: string }[];
}
export type ScheduleInfo = SearchInfo;
export interface CriticalPoint {
  theta: number[];
  kind: "minimum" | "maximum" | "saddle" | "inflection";
  /** Whether the Hessian tells the kind, is singular, or does not exist because the function has a kink there. */
  nature: "nondegenerate" | "degenerate" | "nonsmooth";
}
/** Where an iteration's gradient can be from: a `kind` of `RunSpec.gradient`. */
export interface GradientInfo {
  id: string;
  name: string;
  source: string;
  needs: string[];
  parameters: ParameterInfo[];
}
export interface ObjectiveInfo {
  id: string;
  name: string;
  formula: string;
  /** What is made of the outputs, where the formula has several. */
  reduce?: Reduce;
  variables: string[];
  parameters: ParameterInfo[];
  /** Of more than two variables two are shown: `coordinates` says which, from 0. */
  view: View & { coordinates?: [number, number] };
  starts: number[][];
  /** All critical points in the view, for the parameters' defaults. */
  criticalPoints: CriticalPoint[];
  note: string;
  source: string;
}

/** An objective that is a sum over a data set: `formula` is the term of one sample and names columns. */
export interface ModelInfo extends ObjectiveInfo {
  /** An id of `dataSets()`. */
  data: string;
  reduce: Reduce;
}

/** How several outputs, or the values at all samples, make one objective: their mean, their sum, or the sum of their squares. */
export type Reduce = "mean" | "sum" | "squares";
/** A built-in data set, the text of a table, or numbers by column; see `readData`. */
export type DataSpec = { id: string } | { csv: string } | { columns: Record<string, number[]> };
/**
 * With `data` the expression is the term of one sample: names that are columns stand for the sample's values, and the
 * objective is the mean of the terms unless `reduce` says otherwise. "squares" sums the squares of residuals, of which a
 * tuple has several a sample.
 */
export type ObjectiveSpec =
  | { id: string; parameters?: Record<string, number> }
  | { expression: string; reduce?: Reduce; variables?: string[]; parameters?: Record<string, number>; data?: DataSpec };
/**
 * A column of texts stands for the number of each row's class, from 0 in the order of the table, and has a column of 1 and
 * 0 for each class: `species`, `species_setosa`, ... A column that cannot be used says why; `span` is the cell in the text.
 */
export type ColumnInfo =
  | { name: string; kind: "numbers" }
  | { name: string; kind: "classes"; labels: string[] }
  | { name: string; kind: "unusable"; problem: string; span?: [number, number] };
export interface TableInfo {
  /** The number of samples. */
  rows: number;
  /** What an expression can name. */
  names: string[];
  columns: ColumnInfo[];
}
export interface DataInfo {
  id: string;
  name: string;
  rows: number;
  columns: ColumnInfo[];
  note: string;
  source: string;
  licence: string;
}
export interface Choice {
  id: string;
  [parameter: string]: number | string | boolean;
}
export interface RunSpec {
  objective: ObjectiveSpec;
  optimizer: Choice;
  search?: Choice;
  schedule?: Choice;
  clip?: number;
  clipValue?: number;
  weightDecay?: number;
  gradient?: { kind: "full" | "sample" | "mini-batch"; batch?: number; replacement?: boolean; seed?: number };
  start: number[];
  /** Parameters that are given other values on the way, in the order of the iterations. */
  changes?: Change[];
  stop?: {
    gradientNorm?: number;
    absoluteImprovement?: number;
    relativeImprovement?: number;
    stepNorm?: number;
    maxIterations?: number;
  };
}
/** Other values for some parameters of a run's parts from an iteration on; what is not named keeps its value. */
export interface Change {
  iteration: number;
  optimizer?: Changed;
  search?: Changed;
  schedule?: Changed;
}
/** The part's own id, with values; null stands for the default. */
export interface Changed {
  id: string;
  [parameter: string]: number | string | boolean | null;
}
/** What a step was made with. */
export interface Held {
  optimizer: Changed;
  /** null where the optimizer decides its steps itself. */
  search: Changed | null;
  schedule: Changed | null;
}
export interface Status {
  kind: string;
  /** One sentence with its numbers. */
  message: string;
}
/** How often the objective was asked. `Run.counts()` has these six numbers for each iterate, in this order. */
export interface Counts {
  value: number;
  gradient: number;
  hessian: number;
  hessianVector: number;
  /** Gradients of single terms of a finite sum. */
  term: number;
  /** Jacobians of the residuals. */
  jacobian: number;
}
export type Quantity = number | number[] | number[][];
/** The optimizer's local model: of C around `point`, or, for the secant method, of C' through two points. */
export type LocalModel =
  | { kind: "quadratic"; point: number[]; value: number; gradient: number[]; matrix: number[][]; radius?: number }
  | { kind: "chord"; points: [number, number]; slopes: [number, number] };
export interface StepRecord {
  iteration: number;
  theta: number[];
  value: number;
  gradient: number[];
  /** The terms that the optimizer's gradient was made of, from 0; absent where it was the whole one. */
  terms?: number[];
  direction: number[];
  stepSize: number;
  /** The parameters that the step was made with. */
  held: Held;
  nextTheta: number[];
  nextValue: number;
  /** `armijo` and `curvature`: whether the search's conditions hold there; null where it did not ask. */
  probes: {
    stepSize: number;
    value: number | null;
    accepted: boolean;
    armijo: boolean | null;
    curvature: boolean | null;
  }[];
  /** A line's value is null where the step does not have it. */
  lines: { tex: string; symbol: string; value: Quantity | null }[];
  state: { symbol: string; tex: string; value: Quantity }[];
  model: LocalModel | null;
  predictedDecrease: number | null;
  counts: Counts;
  status: Status;
  /** By what the optimizer divides each coordinate of its direction, where it does so. */
  preconditioner?: number[];
}

/** A part of a line: TeX that stays, or a symbol with its value. */
export interface LinePiece {
  tex: string;
  value?: Quantity;
  /** Rows and columns of a matrix that is too large to be written out. */
  shape?: [number, number];
  /** Whether a number with a sign or a power of ten needs parentheses here. */
  guarded: boolean;
  /** Whether the parentheses of a vector stand in the line already, as in C(θ). */
  enclosed: boolean;
}
export type LineRole = "none" | "point" | "gradient" | "momentum" | "corrected" | "direction" | "step";
/** A line of a step with its numbers in place of its symbols. */
export interface UnfoldedLine {
  symbol: string;
  /** What is assigned, as TeX. */
  name: string | null;
  pieces: LinePiece[];
  /** What the symbol stood for before; null where it is new. */
  before: Quantity | null;
  value: Quantity | null;
  /** Of a gradient, the point where it was asked for. */
  at: number[] | null;
  /** What the line means on a landscape; a gradient's arrow points against it, as the step does. */
  arrow: { role: LineRole; from: number[]; vector: number[] } | null;
}

export type Definiteness = "positive" | "negative" | "indefinite" | "singular";
/** A symmetric matrix; `matrix` and the eigenvectors, of length 1, are there for up to 8 variables. */
export interface Spectrum {
  matrix: number[][] | null;
  /** The smallest first. */
  eigenvalues: number[];
  eigenvectors: number[][] | null;
  /** Null where the matrix is singular to rounding. */
  condition: number | null;
  definiteness: Definiteness;
}
export interface CurvatureReport {
  theta: number[];
  value: number;
  /** Empty where it is not finite. */
  gradient: number[];
  hessian: Spectrum | null;
  /** Why there is no Hessian. */
  problem: string | null;
  /** The convention that stood in for a derivative that does not exist here. */
  kink: string | null;
  newton: { direction: number[]; slope: number } | null;
  /** Step sizes of gradient descent: the limit 2 / L, the best 2 / (L + l), and the share of the error that it leaves. */
  descent: { limit: number; best: number | null; contraction: number | null } | null;
  /** The nearest critical point of the catalogue, or where Newton steps on the gradient lead. */
  near: {
    theta: number[];
    distance: number;
    value: number | null;
    kind: CriticalPoint["kind"] | null;
    known: boolean;
    eigenvalues: number[];
  } | null;
  /** The optimizer's own matrix, and how far it is from the Hessian in the Frobenius norm. */
  own: { spectrum: Spectrum; difference: number | null } | null;
}

/** A fully connected network and how it is trained. What is not about the network is as in `RunSpec`. */
export interface NetworkSpec {
  /** The numbers of inputs, of each hidden layer's neurons and of outputs. */
  widths: number[];
  activation: Activation;
  /** "identity" if absent; cross-entropy has a softmax of its own, or a sigmoid for a single output. */
  outputActivation?: Activation;
  loss: "squared" | "cross-entropy";
  /** "xavier-uniform" with the seed 0 if absent. Biases start at 0. */
  initialization?: {
    kind?: "xavier-uniform" | "xavier-normal" | "kaiming-uniform" | "kaiming-normal" | "zero";
    seed?: number;
  };
  optimizer: Choice;
  search?: Choice;
  schedule?: Choice;
  clip?: number;
  clipValue?: number;
  weightDecay?: number;
  gradient?: RunSpec["gradient"];
  /** Training ends when so many epochs have brought no better one. */
  patience?: number;
}
export type Activation = "identity" | "sigmoid" | "tanh" | "relu" | "softplus";
/** What an epoch led to; epoch 0 is the start. */
export interface EpochRecord {
  epoch: number;
  steps: number;
  /** The mean loss over the training samples after the epoch. */
  loss: number;
  /** Shares of samples that are classified wrongly; null where they have no classes. */
  error: number | null;
  /** Null without validation samples. */
  validationLoss: number | null;
  validationError: number | null;
  /** The first epoch with the lowest validation error; or validation loss, or training loss, where that is not known. */
  bestEpoch: number;
  status: Status;
}
/** Weights along the training: of every epoch, or of every second, fourth, ... where they are many. */
export interface WeightPath {
  epochs: number[];
  /** n numbers for each of the epochs. */
  weights: Float64Array;
}

/** What a picture shows, in data units. `y` is absent for functions of one variable. */
export interface View {
  x: [number, number];
  y?: [number, number];
}
export type ThemeName = "light" | "dark";
/** Where the picture's plot rectangle lies on its canvas, in CSS pixels, and what it shows. */
export interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
  x: [number, number];
  y: [number, number];
  yScale: "linear" | "log";
}
/** The points origin + s u + t v, n numbers each. What is not on the plane is drawn where it is projected at a right angle. */
export interface Plane {
  origin: number[];
  u: number[];
  v: number[];
}
/** Through the mean of the points; `u` and `v` have length 1 and are at a right angle. */
export interface PrincipalPlane extends Plane {
  /** The share of the variance along `u` and along `v`, from 0 to 1. */
  explained: [number, number];
}
export interface LandscapeOptions {
  /** Ranges of the coordinates on the plane: of the variables where the plane is one of two of them. */
  view: { x: [number, number]; y: [number, number] };
  /** Which plane is shown of a function of more than two variables, see `coordinatePlane` and `principalPlane`. */
  plane?: Plane;
  /**
   * The values of `LandscapeSampler`, side * side of them. Without them the constructor evaluates the objective itself: on 400
   * points a side, and on fewer for a sum over many samples.
   */
  grid?: { side: number; values: Float64Array };
  /** How contour levels and colours are spaced. */
  levels?: { kind: "linear" | "logarithmic" | "quantile"; count?: number };
  /** An id of `colourMaps()`. */
  colourMap?: string;
}
/** What a map shows besides colours, contours and critical points; nothing if absent. */
export interface MapOptions {
  /** Some of the levels, written into gaps of their contours. */
  labels?: boolean;
  /** Arrows in the direction of the negative gradient on a lattice; longer, on a logarithmic scale, where it is. */
  field?: boolean;
}
/** From where a surface is seen, in degrees, and what its height stands for. */
export interface SurfaceOptions {
  /** Counter-clockwise from the first axis, seen from above; -90 has the first axis to the right. */
  azimuth: number;
  /** Above the floor, 5 to 90; beyond, the nearest of these. */
  elevation: number;
  /** The value's place on the scale of the levels, so that logarithmic levels make logarithmic heights, or the value itself; "levels" if absent. */
  height?: "levels" | "value";
}
/** A picture as SVG, in CSS pixels: of the surface if `surface` is there, else of the map. */
export interface LandscapeFile extends MapOptions {
  width: number;
  height: number;
  surface?: SurfaceOptions;
}
export interface CurveOptions {
  /** How many derivatives are shown below the curve, which is 0, 1 or 2; 1 if absent. */
  derivatives: 0 | 1 | 2;
}
/** A picture as SVG, in CSS pixels. */
export interface CurveFile {
  width: number;
  height: number;
}
/** Values on a grid, of whatever function of two coordinates. */
export interface GridLandscapeOptions extends Pick<LandscapeOptions, "view" | "levels" | "colourMap"> {
  /** Points a side. */
  side: number;
  /** side * side values, the row with the lowest y first. */
  values: Float64Array;
  /** Names of the coordinates. */
  labels: [string, string];
  /** What the picture shows, for its caption. */
  name: string;
}
export interface RunPathProbe {
  /** The point, n numbers. */
  at: number[];
  accepted: boolean;
  /** Whether the search's conditions hold there; null where it did not ask. */
  armijo: boolean | null;
  curvature: boolean | null;
}
export interface SamplerOptions {
  view: { x: [number, number]; y: [number, number] };
  plane?: Plane;
  /** Points a side. */
  side: number;
}
export interface RunPath {
  /** 0 to 7: colour, line style and marker shape of the run. */
  slot: number;
  label: string;
  /** The trajectory, (k + 1) * n numbers; with `next`, `gradient`, `probes` and `model` it is projected on a landscape's plane. */
  points: Float64Array;
  /** The next step's end, drawn as an arrow from the current point. */
  next?: number[];
  /** The gradient at the current point; an arrow shows where its negative points. */
  gradient?: number[];
  /** Points that the step's search tried, and what came of them: a marker shape says which. */
  probes?: RunPathProbe[];
  /** The local model of the step: its graph or chord, or with two variables its level lines, and the radius in which
      it is trusted. */
  model?: LocalModel | null;
  /** What a line of the step assigned. */
  arrow?: LineArrow;
  /** The model that the Hessian at the current point makes, in another line style than the local one. */
  hessian?: LocalModel;
  /** Eigenvectors, drawn as axes through the current point with their eigenvalues. */
  axes?: EigenAxis[];
}
export interface LineArrow {
  /** n numbers each. */
  from: number[];
  vector: number[];
  label: string;
}
export interface EigenAxis {
  /** n numbers. */
  vector: number[];
  value: number;
}
export interface Series {
  slot: number;
  label: string;
  /** One y value for each iteration, from iteration 0. */
  values: Float64Array;
  /** What stands on the x axis for each value, such as evaluations so far; the iteration if absent. */
  at?: Float64Array;
}
export interface ConvergenceOptions {
  /** What the y axis shows. */
  quantity: string;
  /** What the x axis counts; "iteration" if absent. */
  against?: string;
  logarithmic: boolean;
}
/** How a run looks in pictures. */
export interface RunStyle {
  /** A CSS colour. */
  colour: string;
  /** Alternating lengths of dashes and gaps in CSS pixels; empty for a whole line. */
  dash: number[];
  marker: "circle" | "square" | "triangle-up" | "diamond" | "triangle-down" | "plus" | "cross" | "star";
}
export interface ColourMapInfo {
  id: string;
  name: string;
}

/** The starts of a `BasinMap`. */
export interface BasinOptions {
  /** The ranges of the starts' coordinates on the plane; `y` is absent for one variable. */
  view: View;
  /** Where the starts lie, for more than two variables. */
  plane?: Plane;
  /** Cells along each axis, up to 2048; a cell stands for the start in its middle. */
  side: number;
  /** The most iterations from each start, up to 10000; the specification's stop rules apply as well. */
  maxIterations: number;
}
/** What an axis of a `ParameterMap` changes: a parameter by its id, or the start of the variable with this name. */
export interface MapAxis {
  of: "optimizer" | "search" | "schedule" | "start";
  id: string;
  range: [number, number];
  /** Whether cells are of the same ratio instead of the same width. */
  log?: boolean;
}
export interface ParameterMapOptions {
  /** One or two. The specification must have the search or the schedule that an axis is about. */
  axes: MapAxis[];
  side: number;
  maxIterations: number;
  /** The target is a value of the objective not above this; without it, the specification's stop rules. */
  value?: number;
}
export interface MapLook {
  /** How near ends are the same; a thousandth of the longer side of the view if absent. */
  tolerance?: number;
  /** Where the run starts, n numbers, or the present values of the axes. */
  here?: number[];
  /** The run's, for its colour. */
  slot?: number;
  /** The map in words. */
  caption?: string;
  /** Names of the axes of a map over parameters, in place of their ids. */
  labels?: string[];
}
/** Cells of a map that end alike. */
export interface MapClass {
  /** What is written on the map: numbers for ends, letters for all else. */
  label: string;
  /** "end", "others" for ends that are not listed one by one, "reached" for a target, or a status. */
  kind: string;
  /** The end. */
  theta: number[] | null;
  /** The objective there. */
  value: number | null;
  /** What kind of a point it is: that of a known critical point, or how the course has ended. */
  point: string | null;
  isKnown: boolean;
  /** How many points "others" are. */
  points: number;
  /** How many of all cells look like these: a cell that is not known yet looks like one near it. */
  cells: number;
  /** The median of the iterations of those that are known. */
  median: number;
  /** CSS colours of the ground and of the pattern on it. */
  colour: string;
  ink: string;
  pattern: "plain" | "rising" | "falling" | "crossed" | "level" | "dots" | null;
}
/** How a section is looked at. */
export interface SectionOptions {
  /** 0 to 7: colour and marker shape of the run. */
  slot: number;
  /** The factor λ of the run, whose term ½ λ‖θ‖² is then a part of φ. */
  weightDecay?: number;
  /** β of Armijo's condition. */
  armijo: number;
  /** γ of the curvature conditions. */
  curvature: number;
  /** The range of α is so many times shorter than twice the largest step size. */
  magnification?: number;
}
/** A point of φ(α) = C(θ + α d). Null where a number is not finite, or φ does not fall at 0. */
export interface SectionPoint {
  stepSize: number;
  value: number | null;
  slope: number | null;
  /** Whether φ(α) ≤ φ(0) + β α φ'(0). */
  armijo: boolean | null;
  /** Whether φ'(α) ≥ γ φ'(0). */
  curvature: boolean | null;
  /** Whether |φ'(α)| ≤ −γ φ'(0). */
  strong: boolean | null;
}
export interface SectionNumbers {
  range: [number, number];
  /** At α = 0. */
  start: SectionPoint;
  /** Of the step's probes, in order. */
  probes: SectionPoint[];
  /** At the step size of the step. */
  step: SectionPoint;
  modelMinimum: SectionPoint | null;
  /** At −φ'(0) / φ''(0), where φ is convex at 0. */
  newtonStep: SectionPoint | null;
  /** How far the model is trusted, as a step size. */
  radius: number | null;
  /** Where the conditions hold, from 0 to the range's end. */
  intervals: Record<"armijo" | "curvature" | "wolfe" | "strongWolfe", [number, number][]>;
}
