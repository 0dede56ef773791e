import type {
  Choice,
  ObjectiveInfo,
  OptimizerInfo,
  ParameterInfo,
  ScheduleInfo,
  SearchInfo,
  View,
} from "../crate/web/types.js";
import { inDomain } from "./slider.js";

/** The lists of the WebAssembly module that menus are built from and addresses are checked against. */
export interface Lists {
  objectives: readonly ObjectiveInfo[];
  optimizers: readonly OptimizerInfo[];
  searches: readonly SearchInfo[];
  schedules: readonly ScheduleInfo[];
  colourMaps: readonly { id: string; name: string }[];
}

/** The id of the objective whose formula the user types. */
export const OWN = "own";
export const TABS = ["step", "convergence", "autodiff", "numbers"] as const;
export const LEVELS = ["linear", "logarithmic", "quantile"] as const;
export const AXES = ["logarithmic", "linear"] as const;
export const QUANTITIES = ["value", "gap", "gradient"] as const;
export const TABLES = ["both", "forward", "backward", "primal"] as const;
export const SHOWN_STEPS = ["taken", "next"] as const;
/** Iterations a second. */
export const SPEEDS = [1, 2, 5, 10, 30, 60, 600, 6000] as const;

/** Limits for what an address may ask for. */
export const MAX_ITERATIONS = 100_000;
export const MAX_FORMULA = 4000;
const MAX_NUMBERS = 64;

/** Everything that the page shows follows from this; all of it stands in the address. */
export interface State {
  /** An id of the list, or `OWN`. */
  objective: string;
  /** The own function; unused, and kept for the way back, while an objective of the list is chosen. */
  formula: string;
  /** Values of the objective's parameters that differ from their defaults; an own function's names with values. */
  parameters: Readonly<Record<string, number>>;
  start: readonly number[] | null;
  optimizer: Choice;
  search: Choice;
  schedule: Choice;
  iteration: number;
  /** What the landscape shows; null where it is the objective's own view. */
  view: View | null;
  levels: (typeof LEVELS)[number];
  colourMap: string;
  tab: (typeof TABS)[number];
  axis: (typeof AXES)[number];
  quantity: (typeof QUANTITIES)[number];
  table: (typeof TABLES)[number];
  /** The variable, 0-based, that the forward table differentiates by. */
  seed: number;
  shownStep: (typeof SHOWN_STEPS)[number];
  speed: (typeof SPEEDS)[number];
}

/** How one field of the state stands in the address. */
interface Descriptor<K extends keyof State> {
  /** The key in the address. */
  key: string;
  /** Whether a change is a deliberate choice, which the back button takes back. */
  deliberate?: true;
  standard(lists: Lists): State[K];
  write(value: State[K], lists: Lists): string;
  /** The value that a text stands for; undefined where it stands for none. */
  read(text: string, lists: Lists): State[K] | undefined;
}

/** The one list that addresses are written and read with. */
const DESCRIPTORS: { readonly [K in keyof State]: Descriptor<K> } = {
  objective: {
    key: "objective",
    deliberate: true,
    standard: (lists) => lists.objectives.find(({ id }) => id === "rosenbrock")?.id ?? lists.objectives[0]?.id ?? OWN,
    write: (id) => id,
    read: (text, lists) => (text === OWN ? OWN : find(lists.objectives, text)?.id),
  },
  formula: {
    key: "formula",
    deliberate: true,
    standard: () => "",
    write: (formula) => formula,
    read: (text) => (text.length <= MAX_FORMULA ? text : undefined),
  },
  parameters: {
    key: "parameters",
    deliberate: true,
    standard: () => ({}),
    write: (values) => writePairs(Object.entries(values)),
    read: readNumbersByName,
  },
  start: {
    key: "start",
    deliberate: true,
    standard: () => null,
    write: (start) => start?.join(",") ?? "",
    read: (text) => readNumbers(text) ?? undefined,
  },
  optimizer: choice("optimizer", (lists) => lists.optimizers),
  search: choice("search", (lists) => lists.searches),
  schedule: choice("schedule", (lists) => lists.schedules),
  iteration: {
    key: "k",
    standard: () => 0,
    write: String,
    read: (text) => readInteger(text, MAX_ITERATIONS),
  },
  view: {
    key: "view",
    standard: () => null,
    write: (view) =>
      view === null ? "" : [...view.x, ...(view.y ?? [])].map((x) => Number(x.toPrecision(8))).join(","),
    read: readView,
  },
  levels: option("levels", LEVELS, "logarithmic"),
  colourMap: {
    key: "colours",
    standard: (lists) => lists.colourMaps[0]?.id ?? "",
    write: (id) => id,
    read: (text, lists) => find(lists.colourMaps, text)?.id,
  },
  tab: option("tab", TABS, "step"),
  axis: option("axis", AXES, "logarithmic"),
  quantity: option("quantity", QUANTITIES, "value"),
  table: option("table", TABLES, "both"),
  seed: { key: "seed", standard: () => 0, write: String, read: (text) => readInteger(text, MAX_NUMBERS - 1) },
  shownStep: option("step", SHOWN_STEPS, "taken"),
  speed: {
    key: "speed",
    standard: () => 5,
    write: String,
    read: (text) => SPEEDS.find((speed) => String(speed) === text),
  },
};

const KEYS = Object.keys(DESCRIPTORS) as (keyof State)[];

export function standardState(lists: Lists): State {
  return Object.fromEntries(KEYS.map((key) => [key, DESCRIPTORS[key].standard(lists)])) as unknown as State;
}

/** Whether the way from one state to another is one that the back button should take back. */
export function isDeliberate(from: State, to: State, lists: Lists): boolean {
  return KEYS.some((key) => DESCRIPTORS[key].deliberate === true && text(key, from, lists) !== text(key, to, lists));
}

/** The state as an address's fragment, without the "#"; what equals its standard value is left out. */
export function writeAddress(state: State, lists: Lists): string {
  const standard = standardState(lists);
  return KEYS.filter((key) => key === "objective" || text(key, state, lists) !== text(key, standard, lists))
    .map((key) => `${DESCRIPTORS[key].key}=${encode(text(key, state, lists))}`)
    .join("&");
}

/** The state that a fragment stands for, and the parts of it that stand for nothing. */
export function readAddress(fragment: string, lists: Lists): { state: State; ignored: string[] } {
  const state = standardState(lists);
  const ignored: string[] = [];
  for (const part of fragment.replace(/^#/, "").split("&")) {
    if (part === "") continue;
    const [name = "", ...rest] = part.split("=");
    const value = decode(rest.join("="));
    const key = KEYS.find((candidate) => DESCRIPTORS[candidate].key === name);
    if (key === undefined || value === null || !assign(state, key, value, lists)) ignored.push(part.slice(0, 60));
  }
  return { state, ignored };
}

function assign<K extends keyof State>(state: State, key: K, value: string, lists: Lists): boolean {
  const read = DESCRIPTORS[key].read(value, lists);
  if (read === undefined) return false;
  state[key] = read;
  return true;
}

function text<K extends keyof State>(key: K, state: State, lists: Lists): string {
  return DESCRIPTORS[key].write(state[key], lists);
}

function option<T extends string>(key: string, options: readonly T[], standard: T) {
  return {
    key,
    standard: () => standard,
    write: (value: T) => value,
    read: (text: string) => options.find((candidate) => candidate === text),
  };
}

type Entry = { id: string; parameters: readonly ParameterInfo[] };

/** The choice of an entry with its parameters' defaults. */
export function standardChoice(entry: Entry): Choice {
  const choice: Choice = { id: entry.id };
  for (const parameter of entry.parameters) if (parameter.default !== null) choice[parameter.id] = parameter.default;
  return choice;
}

function choice(key: string, list: (lists: Lists) => readonly Entry[]) {
  return {
    key,
    deliberate: true as const,
    standard: (lists: Lists): Choice => {
      const first = list(lists)[0];
      return first === undefined ? { id: "" } : standardChoice(first);
    },
    write: (value: Choice, lists: Lists) => writeChoice(value, list(lists)),
    read: (text: string, lists: Lists) => readChoice(text, list(lists)),
  };
}

/** Whether an optimizer decides how far it goes itself, so that neither a search nor a schedule goes with it. */
export function decidesItsSteps(optimizer: Choice, { optimizers }: Lists): boolean {
  return optimizers.find(({ id }) => id === optimizer.id)?.defaultSearch === null;
}

/** "adam,learningRate:0.1": the id and what differs from the defaults. */
function writeChoice(value: Choice, list: readonly Entry[]): string {
  const standard = find(list, value.id)?.parameters ?? [];
  const pairs = Object.entries(value).filter(
    ([id, setting]) => id !== "id" && standard.find((parameter) => parameter.id === id)?.default !== setting,
  );
  return pairs.length === 0 ? value.id : `${value.id},${writePairs(pairs)}`;
}

function readChoice(text: string, list: readonly Entry[]): Choice | undefined {
  const [id = "", ...pairs] = text.split(",");
  const entry = find(list, id);
  if (entry === undefined) return undefined;
  const choice = standardChoice(entry);
  for (const pair of pairs) {
    const [name = "", setting = ""] = pair.split(":");
    const parameter = entry.parameters.find((candidate) => candidate.id === name);
    const value = parameter === undefined ? undefined : readSetting(setting, parameter);
    if (value === undefined) return undefined;
    choice[name] = value;
  }
  return choice;
}

function readSetting(text: string, { domain }: ParameterInfo): number | string | boolean | undefined {
  const value =
    domain.kind === "bool" ? { true: true, false: false }[text] : domain.kind === "choice" ? text : readNumber(text);
  return inDomain(domain, value) ? value : undefined;
}

function writePairs(pairs: [string, unknown][]): string {
  return pairs.map(([name, value]) => `${name}:${String(value)}`).join(",");
}

function readNumbersByName(text: string): Record<string, number> | undefined {
  const values = new Map<string, number>();
  for (const pair of text.split(",")) {
    const [name = "", number = ""] = pair.split(":");
    const value = readNumber(number);
    if (name === "" || value === undefined || values.size === MAX_NUMBERS) return undefined;
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function readView(text: string): View | undefined {
  const [x0, x1, y0, y1, ...rest] = readNumbers(text) ?? [];
  if (x0 === undefined || x1 === undefined || x0 >= x1 || rest.length > 0) return undefined;
  if (y0 === undefined) return { x: [x0, x1] };
  return y1 === undefined || y0 >= y1 ? undefined : { x: [x0, x1], y: [y0, y1] };
}

function readNumbers(text: string): number[] | undefined {
  const numbers = text.split(",").map(readNumber);
  return numbers.length <= MAX_NUMBERS && numbers.every((value) => value !== undefined) ? numbers : undefined;
}

function readNumber(text: string): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

function readInteger(text: string, max: number): number | undefined {
  const value = readNumber(text);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? Math.min(value, max) : undefined;
}

function find<T extends { id: string }>(list: readonly T[], id: string): T | undefined {
  return list.find((entry) => entry.id === id);
}

/** Percent-encoding that leaves the commas and colons of the values above readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":");
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray "%"
  }
}
