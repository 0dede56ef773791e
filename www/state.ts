import type { View } from "../crate/web/types.js";
import {
  assign,
  decode,
  type Field,
  type Fields,
  find,
  type Lists,
  MAX_NUMBERS,
  option,
  ordinal,
  readInteger,
  readNumbers,
  readNumbersByName,
  readOrdinal,
  writeFields,
  writePairs,
} from "./fields.js";
import { MAX_RUNS, type Method, RunsReader, standardRuns, writeRuns } from "./method.js";
import { assignNetwork, type NetworkChoice, STANDARD, standardNetworkRuns, writeDesign, writeProgress } from "./network/choice.js";
import { type DataChoice, readData, writeData } from "./tables.js";

/** The id of the objective whose formula the user types. */
export const OWN = "own";
/** What is minimized: a function, or the loss of a network. */
export const BENCHES = ["function", "network"] as const;
export const TABS = ["step", "section", "curvature", "convergence", "autodiff", "numbers"] as const;
export const LEVELS = ["linear", "logarithmic", "quantile"] as const;
export const AXES = ["logarithmic", "linear"] as const;
export const QUANTITIES = ["value", "gap", "gradient"] as const;
export const AGAINST = ["iterations", "gradients", "cost"] as const;
export const REDUCTIONS = ["mean", "sum", "squares"] as const;
export const SHOWN = ["shown", "hidden"] as const;
export const TABLES = ["both", "forward", "backward", "primal"] as const;
export const PASSES = ["values", "forward", "backward"] as const;
/** Of a function with several outputs: the one number made of them, or the outputs themselves. */
export const SUBJECTS = ["objective", "outputs"] as const;
/** Moments of a pass a second. */
export const PACES = [0.5, 1, 2, 4] as const;
export const FAMILIES = ["copies", "product", "rosenbrock"] as const;
export const SHOWN_STEPS = ["taken", "next"] as const;
/** How many times shorter the range of a section is than the usual one. */
export const MAGNIFICATIONS: readonly number[] = [1 / 64, 1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16, 64, 256, 1024, 4096, 16384];
export const DIGITS = ["short", "all"] as const;
/** Where the tables of automatic differentiation are: at the current point, or where the shown step asked for its gradient. */
export const TABLE_POINTS = ["current", "step"] as const;
/** Iterations a second. */
export const SPEEDS = [1, 2, 5, 10, 30, 60, 600, 6000] as const;

/** Limits for what an address may ask for. */
export const MAX_ITERATIONS = 100_000;
export const MAX_FORMULA = 4000;
const MAX_SAMPLES = 1_000_000;
/** A formula of the greatest length has fewer rows. */
const MAX_ROWS = 10_000;
const MAX_LINES = 20;

/** A plane of two variables, of a path's principal components, or along two directions from the start. */
export type PlaneChoice =
  | { readonly kind: "coordinates"; readonly of: readonly [number, number] }
  | { readonly kind: "components" }
  | { readonly kind: "directions"; readonly u: readonly number[]; readonly v: readonly number[] };

/** What is minimized, the function and the start. */
interface Problem {
  bench: (typeof BENCHES)[number];
  /** An id of the list, or `OWN`. */
  objective: string;
  /** The own function; unused, and kept for the way back, while an objective of the list is chosen. */
  formula: string;
  /** The samples that an own function is summed over; null where there are none. */
  data: DataChoice | null;
  /** What is made of an own function's outputs, where it has several, or of its values at the samples. */
  reduce: (typeof REDUCTIONS)[number];
  /** Values of the objective's parameters that differ from their defaults; an own function's names with values. */
  parameters: Readonly<Record<string, number>>;
  start: readonly number[] | null;
}

/** How far the runs are, and what the page shows of them. */
interface Display {
  /** The run that the page is about. */
  selected: number;
  iteration: number;
  /** What the landscape shows; null where it is the objective's own view. */
  view: View | null;
  /** Of a function of more than two variables, what part the landscape shows; null where it is the objective's own. */
  plane: PlaneChoice | null;
  levels: (typeof LEVELS)[number];
  colourMap: string;
  /** Whether the landscape shows the local model. */
  localModel: (typeof SHOWN)[number];
  tab: (typeof TABS)[number];
  axis: (typeof AXES)[number];
  quantity: (typeof QUANTITIES)[number];
  /** What the convergence plot counts. */
  against: (typeof AGAINST)[number];
  /** Costs of evaluations by kind, where they are not the usual ones. */
  weights: Readonly<Record<string, number>>;
  table: (typeof TABLES)[number];
  /** Of a sum over data, the sample whose term the tables are of; null for the one that the step draws first. */
  sample: number | null;
  /** The variable, 0-based, that the forward table differentiates by. */
  seed: number;
  /** Another direction of the forward table; null where it is that of the variable. */
  direction: readonly number[] | null;
  /** What the tables and the graph are of, where the function has several outputs. */
  subject: (typeof SUBJECTS)[number];
  /** The weights of the outputs that the backward table begins with; null where all are 1. */
  outputWeights: readonly number[] | null;
  /** The pass of automatic differentiation that can be gone through, and how far, from 0; null where it is complete. */
  pass: (typeof PASSES)[number];
  moment: number | null;
  pace: (typeof PACES)[number];
  /** Functions with an n that grows, to see what gradients cost. */
  family: (typeof FAMILIES)[number];
  shownStep: (typeof SHOWN_STEPS)[number];
  /** Factors of the conditions that are shown along a step, where the run's search has none. */
  armijo: number;
  curvature: number;
  /** Null for one that shows the step. */
  magnification: number | null;
  /** The line of the shown step, from 0, that is explained; null for the whole step. */
  line: number | null;
  digits: (typeof DIGITS)[number];
  tablePoint: (typeof TABLE_POINTS)[number];
  /** Whether the landscape shows the Hessian's eigenvectors, and the model that the Hessian makes. */
  eigenvectors: (typeof SHOWN)[number];
  hessianModel: (typeof SHOWN)[number];
  speed: (typeof SPEEDS)[number];
}

/** Everything that the page shows follows from this; all of it stands in the address. */
export interface State extends Problem, Display {
  /** One or more, all from the same start. A network is trained by the selected one's method. */
  runs: readonly Method[];
  network: NetworkChoice;
}

/** How the address has the problem. Its changes, and those of the runs, are what the back button takes back. */
const PROBLEM: Fields<Problem> = {
  bench: option("bench", BENCHES),
  objective: {
    key: "objective",
    write: (id) => id,
    read: (text, lists) => (text === OWN ? OWN : find(lists.objectives, text)?.id),
  },
  formula: {
    key: "formula",
    write: (formula) => formula,
    read: (text) => (text.length <= MAX_FORMULA ? text : undefined),
  },
  data: {
    key: "data",
    write: writeData,
    read: (text, lists) => readData(text, lists.dataSets.map(({ id }) => id)),
  },
  reduce: option("reduce", REDUCTIONS),
  parameters: {
    key: "parameters",
    write: (values) => writePairs(Object.entries(values)),
    read: readNumbersByName,
  },
  start: {
    key: "start",
    write: (start) => start?.join(",") ?? "",
    read: (text) => readNumbers(text) ?? undefined,
  },
};

/** How the address has the rest. */
const DISPLAY: Fields<Display> = {
  selected: ordinal("selected", MAX_RUNS),
  iteration: {
    key: "k",
    write: String,
    read: (text) => readInteger(text, MAX_ITERATIONS),
  },
  view: {
    key: "view",
    write: (view) =>
      view === null ? "" : [...view.x, ...(view.y ?? [])].map((x) => Number(x.toPrecision(8))).join(","),
    read: readView,
  },
  plane: { key: "plane", write: writePlane, read: readPlane },
  levels: option("levels", LEVELS),
  colourMap: {
    key: "colours",
    write: (id) => id,
    read: (text, lists) => find(lists.colourMaps, text)?.id,
  },
  localModel: option("model", SHOWN),
  tab: option("tab", TABS),
  axis: option("axis", AXES),
  quantity: option("quantity", QUANTITIES),
  against: option("against", AGAINST),
  weights: {
    key: "weights",
    write: (values) => writePairs(Object.entries(values)),
    read: (text) => {
      const values = readNumbersByName(text);
      return values !== undefined && Object.values(values).every((weight) => weight >= 0) ? values : undefined;
    },
  },
  table: option("table", TABLES),
  sample: {
    key: "sample",
    write: (sample) => (sample === null ? "" : String(sample + 1)),
    read: (text) => readOrdinal(text, MAX_SAMPLES),
  },
  seed: { key: "seed", write: String, read: (text) => readInteger(text, MAX_NUMBERS - 1) },
  direction: vector("v"),
  subject: option("of", SUBJECTS),
  outputWeights: vector("u"),
  pass: option("pass", PASSES),
  moment: {
    key: "node",
    write: (moment) => (moment === null ? "" : String(moment + 1)),
    read: (text) => readOrdinal(text, MAX_ROWS),
  },
  pace: {
    key: "pace",
    write: String,
    read: (text) => PACES.find((pace) => String(pace) === text),
  },
  family: option("family", FAMILIES),
  shownStep: option("step", SHOWN_STEPS),
  armijo: share("armijo"),
  curvature: share("curvature"),
  magnification: {
    key: "magnify",
    write: (magnification) => (magnification === null ? "" : String(magnification)),
    read: (text) => MAGNIFICATIONS.find((magnification) => String(magnification) === text),
  },
  line: {
    key: "line",
    write: (line) => (line === null ? "" : String(line + 1)),
    read: (text) => readOrdinal(text, MAX_LINES),
  },
  digits: option("digits", DIGITS),
  tablePoint: option("at", TABLE_POINTS),
  eigenvectors: option("eigenvectors", SHOWN),
  hessianModel: option("hessian", SHOWN),
  speed: {
    key: "speed",
    write: String,
    read: (text) => SPEEDS.find((speed) => String(speed) === text),
  },
};

export function standardState(lists: Lists): State {
  return {
    bench: "function",
    network: STANDARD,
    objective: find(lists.objectives, "rosenbrock")?.id ?? lists.objectives[0]?.id ?? OWN,
    formula: "",
    data: null,
    reduce: "mean",
    parameters: {},
    start: null,
    runs: standardRuns(lists),
    selected: 0,
    iteration: 0,
    view: null,
    plane: null,
    levels: "logarithmic",
    colourMap: lists.colourMaps[0]?.id ?? "",
    localModel: "shown",
    tab: "step",
    axis: "logarithmic",
    quantity: "value",
    against: "iterations",
    weights: {},
    table: "both",
    sample: null,
    seed: 0,
    direction: null,
    subject: "objective",
    outputWeights: null,
    pass: "backward",
    moment: null,
    pace: 1,
    family: "copies",
    shownStep: "taken",
    armijo: 1e-4,
    curvature: 0.9,
    magnification: null,
    line: null,
    digits: "short",
    tablePoint: "current",
    eigenvectors: "hidden",
    hessianModel: "hidden",
    speed: 5,
  };
}

/** Whether the way from one state to another is one that the back button should take back. */
export function isDeliberate(from: State, to: State, lists: Lists): boolean {
  return chosen(from, lists) !== chosen(to, lists);
}

/** The part of the address that holds deliberate choices; what equals its standard value is left out. */
function chosen(state: State, lists: Lists): string {
  const problem = writeFields<Problem>(PROBLEM, state, standardState(lists), lists, (key) => key === "objective");
  return [...problem, ...writeDesign(state.network, lists), ...writeRuns(state.runs, state.bench === "network", lists)].join("&");
}

/** The state as an address's fragment, without the "#". */
export function writeAddress(state: State, lists: Lists): string {
  const display = writeFields<Display>(DISPLAY, state, standardState(lists), lists, () => false);
  return [chosen(state, lists), ...writeProgress(state.network, lists), ...display].join("&");
}

/** The state that a fragment stands for, and the parts of it that stand for nothing. */
export function readAddress(fragment: string, lists: Lists): { state: State; ignored: string[] } {
  const state = standardState(lists);
  const network = { ...state.network };
  const runs = new RunsReader(lists);
  const ignored: string[] = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    if (part === "") continue;
    const [name = "", ...rest] = part.split("=");
    const value = decode(rest.join("="));
    const isTaken =
      value !== null &&
      (assign<Problem>(PROBLEM, state, name, value, lists) ||
        assign<Display>(DISPLAY, state, name, value, lists) ||
        assignNetwork(network, name, value, lists) ||
        runs.take(name, value));
    if (!isTaken) ignored.push(part.slice(0, 60));
  }
  const named = runs.named() ?? (state.bench === "network" ? standardNetworkRuns(lists) : standardRuns(lists));
  return { state: { ...state, network, runs: named }, ignored };
}

/** Numbers with commas; none for the usual ones. */
function vector(key: string): Field<readonly number[] | null> {
  return { key, write: (numbers) => numbers?.join(",") ?? "", read: readNumbers };
}

/** "1,2" for the first two variables, "components", or "along,1,0,0,0,1,0" for two directions. */
function writePlane(plane: PlaneChoice | null): string {
  switch (plane?.kind) {
    case "coordinates":
      return plane.of.map((index) => index + 1).join(",");
    case "components":
      return "components";
    case "directions":
      return ["along", ...plane.u, ...plane.v].join(",");
    case undefined:
      return "";
  }
}

function readPlane(text: string): PlaneChoice | undefined {
  if (text === "components") return { kind: "components" };
  if (text.startsWith("along,")) {
    const numbers = readNumbers(text.slice("along,".length)) ?? [];
    const n = numbers.length / 2;
    return n > 2 && Number.isInteger(n)
      ? { kind: "directions", u: numbers.slice(0, n), v: numbers.slice(n) }
      : undefined;
  }
  const [i = NaN, j = NaN, ...rest] = readNumbers(text) ?? [];
  const isPair = [i, j].every((place) => Number.isInteger(place) && place >= 1) && i !== j && rest.length === 0;
  return isPair ? { kind: "coordinates", of: [i - 1, j - 1] } : undefined;
}

/** A number from 0 to 1. */
function share(key: string): Field<number> {
  return {
    key,
    write: String,
    read: (text) => {
      const [value, ...rest] = readNumbers(text) ?? [];
      return value !== undefined && value >= 0 && value <= 1 && rest.length === 0 ? value : undefined;
    },
  };
}

function readView(text: string): View | undefined {
  const [x0, x1, y0, y1, ...rest] = readNumbers(text) ?? [];
  if (x0 === undefined || x1 === undefined || x0 >= x1 || rest.length > 0) return undefined;
  if (y0 === undefined) return { x: [x0, x1] };
  return y1 === undefined || y0 >= y1 ? undefined : { x: [x0, x1], y: [y0, y1] };
}
