import type { Choice, ParameterInfo, RunSpec } from "../crate/web/types.js";
import { CHANGES, type Change, fittingChanges, specOfChanges } from "./changes.js";
import {
  assign,
  choice,
  type Fields,
  find,
  isAlike,
  type Lists,
  ordinal,
  readNumbers,
  type Settings,
  settings,
  standardChoice,
  writeFields,
} from "./fields.js";
import { formatNumber, formatVector, humanise } from "./format.js";
import { ruleName, ruleOf, withRule } from "./rule.js";
import { words } from "./words.js";

/** How many runs there can be; a slot is a number below it. */
export const MAX_RUNS = 8;

/** How a run gets from one iterate to the next. */
export interface Method {
  /** Which of the runs' looks it has; no two runs share one. */
  slot: number;
  optimizer: Choice;
  search: Choice;
  schedule: Choice;
  /** Where the gradient is from: a kind as the id, with its parameters. */
  gradient: Choice;
  /** What is done to the gradient before the optimizer gets it, where that differs from nothing. */
  chain: Settings;
  /** A start of its own; null where it has the one that the others have. */
  start: readonly number[] | null;
  /** Parameters that change within the run, in the order of the iterations. */
  changes: readonly Change[];
}

/** In the address every run begins with its optimizer. */
const FIELDS: Fields<Method> = {
  optimizer: withRule(choice("optimizer", (lists) => lists.optimizers)),
  search: choice("search", (lists) => lists.searches),
  schedule: choice("schedule", (lists) => lists.schedules),
  gradient: choice("gradient", (lists) => lists.gradients),
  chain: settings("chain", (lists) => lists.chain),
  slot: ordinal("look", MAX_RUNS),
  start: {
    key: "from",
    write: (start) => start?.join(",") ?? "",
    read: (text) => readNumbers(text),
  },
  // After the parts whose parameters they are.
  changes: CHANGES,
};

/** An optimizer with what usually goes with it. */
export function standardMethod(optimizer: Choice, slot: number, lists: Lists): Method {
  return {
    slot,
    optimizer,
    search: usualSearch(optimizer.id, lists),
    schedule: first(lists.schedules),
    gradient: first(lists.gradients),
    chain: {},
    start: null,
    changes: [],
  };
}

/** The search that a method means something with. */
export function usualSearch(optimizer: string, lists: Lists): Choice {
  const usual = find(lists.searches, find(lists.optimizers, optimizer)?.defaultSearch ?? "");
  return usual === undefined ? first(lists.searches) : standardChoice(usual);
}

export function standardRuns(lists: Lists): Method[] {
  return [standardMethod(first(lists.optimizers), 0, lists)];
}

function first(list: readonly { id: string; parameters: readonly ParameterInfo[] }[]): Choice {
  return list[0] === undefined ? { id: "" } : standardChoice(list[0]);
}

/** Whether an optimizer decides how far it goes itself, so that neither a search nor a schedule goes with it. */
export function decidesItsSteps(optimizer: Choice, { optimizers }: Lists): boolean {
  return find(optimizers, optimizer.id)?.defaultSearch === null;
}

/** The parts of the address that name the runs; a single usual one only `always`. */
export function writeRuns(runs: readonly Method[], always: boolean, lists: Lists): string[] {
  const usual = standardRuns(lists)[0];
  return runs.flatMap((method, index) => {
    const standard = standardMethod(method.optimizer, index, lists);
    const isNamed = always || runs.length > 1 || (usual !== undefined && !isAlike(FIELDS, "optimizer", method, usual, lists));
    return writeFields(FIELDS, method, standard, lists, (key) => isNamed && key === "optimizer");
  });
}

/** Takes up the parts of an address that name runs. What comes before any optimizer is about the first run. */
export class RunsReader {
  readonly #lists: Lists;
  readonly #runs: Method[] = [];
  readonly #early: [name: string, text: string][] = [];
  /** Whether the last optimizer stood for nothing, so that what follows belongs to no run. */
  #isLost = false;

  constructor(lists: Lists) {
    this.#lists = lists;
  }

  /** False where the part is not about a run, and where the text stands for nothing. */
  take(name: string, text: string): boolean {
    if (name === FIELDS.optimizer.key) return this.#begin(text);
    if (this.#isLost) return false;
    const run = this.#runs.at(-1) ?? this.#standard();
    const { changes } = run;
    let isTaken = assign(FIELDS, run, name, text, this.#lists);
    const fitting = fittingChanges(run, this.#lists);
    if (name === FIELDS.changes.key && CHANGES.write(fitting, this.#lists) !== CHANGES.write(run.changes, this.#lists)) {
      run.changes = changes;
      isTaken = false;
    }
    if (isTaken && this.#runs.length === 0) this.#early.push([name, text]);
    return isTaken;
  }

  /** The runs that were named; null where none was. */
  named(): Method[] | null {
    if (this.#runs.length === 0 && this.#early.length === 0) return null;
    const runs = this.#runs.length === 0 ? [this.#withEarly(this.#standard())] : this.#runs;
    const distinct = new Set(runs.map(({ slot }) => slot)).size === runs.length;
    return distinct ? runs : runs.map((run, slot) => ({ ...run, slot }));
  }

  #begin(text: string): boolean {
    const optimizer = FIELDS.optimizer.read(text, this.#lists);
    const isTaken = optimizer !== undefined && this.#runs.length < MAX_RUNS;
    if (isTaken) {
      const run = standardMethod(optimizer, this.#runs.length, this.#lists);
      this.#runs.push(this.#runs.length === 0 ? this.#withEarly(run) : run);
    }
    this.#isLost = !isTaken && this.#runs.length > 0;
    return isTaken;
  }

  #standard(): Method {
    return standardMethod(first(this.#lists.optimizers), 0, this.#lists);
  }

  #withEarly(run: Method): Method {
    for (const [name, text] of this.#early) assign(FIELDS, run, name, text, this.#lists);
    return run;
  }
}

/** The parts of a run's specification that its method says. */
export function specOf(method: Method, lists: Lists): Omit<RunSpec, "objective" | "start" | "stop"> {
  const { optimizer, search, schedule, gradient, chain } = method;
  const { id: kind, ...drawn } = gradient;
  return {
    optimizer,
    ...(decidesItsSteps(optimizer, lists) ? {} : { search, schedule }),
    ...(kind === lists.gradients[0]?.id ? {} : { gradient: { kind, ...drawn } as NonNullable<RunSpec["gradient"]> }),
    ...chain,
    ...(method.changes.length === 0 ? {} : { changes: specOfChanges(method) }),
  };
}

/** A name for every run: the optimizer's, with what tells it from other runs of the same optimizer. */
export function runNames(runs: readonly Method[], lists: Lists): string[] {
  return runs.map((run) => {
    const rule = ruleOf(run.optimizer);
    const alike = runs.filter(({ optimizer }) => optimizer.id === run.optimizer.id && ruleOf(optimizer) === rule);
    const name = rule === null ? (find(lists.optimizers, run.optimizer.id)?.name ?? "") : ruleName(rule, runs);
    return [name, ...differences(run, alike, lists)].join(", ");
  });
}

function differences(run: Method, alike: readonly Method[], lists: Lists): string[] {
  const differs = (of: (method: Method) => unknown): boolean =>
    alike.some((other) => JSON.stringify(of(other)) !== JSON.stringify(of(run)));
  const setting = (id: string, value: unknown): string =>
    typeof value === "boolean"
      ? `${value ? "" : "no "}${humanise(id)}`
      : `${humanise(id)} ${typeof value === "number" ? formatNumber(value, 4) : String(value)}`;
  const within = (of: (method: Method) => Settings): string[] =>
    [...new Set(alike.flatMap((method) => Object.keys(of(method))))]
      .filter((id) => id !== "id" && differs((method) => of(method)[id]) && of(run)[id] !== undefined)
      .map((id) => setting(id, of(run)[id]));
  const part = (of: (method: Method) => Choice, list: readonly { id: string; name: string }[]): string[] =>
    differs((method) => of(method).id) ? [find(list, of(run).id)?.name ?? ""] : within(of);
  return [
    ...within(({ optimizer }) => optimizer),
    ...part(({ search }) => search, lists.searches),
    ...part(({ schedule }) => schedule, lists.schedules),
    ...part(({ gradient }) => gradient, lists.gradients),
    ...within(({ chain }) => chain),
    ...(differs(({ changes }) => changes) && run.changes.length > 0
      ? [words.runs.changed(run.changes.map(({ at }) => at).join(", "))]
      : []),
    ...(differs(({ start }) => start) && run.start !== null ? [words.runs.from(formatVector(run.start, 4))] : []),
  ];
}
