import type { Change as SpecChange, Choice } from "../crate/web/types.js";
import { type Field, find, type Lists, readInteger, readNumber } from "./fields.js";
import type { Method } from "./method.js";
import { inDomain } from "./slider.js";

/** The parts of a method whose parameters can change within a run. */
export const CHANGEABLE = ["optimizer", "search", "schedule"] as const;
export type Changeable = (typeof CHANGEABLE)[number];

/** Values by parameter; null stands for none, where a parameter can be without. */
type Values = Readonly<Record<string, Choice[string] | null>>;

/** Other values for parameters from an iteration on. */
export interface Change extends Readonly<Partial<Record<Changeable, Values>>> {
  readonly at: number;
}

/** The most changes of one run. */
const MOST_CHANGES = 64;
const MOST_ITERATIONS = 1e9;

/** The method with the values that hold in an iteration. */
export function methodAt(method: Method, iteration: number): Method {
  const held = method.changes.filter(({ at }) => at <= iteration);
  return held.length === 0 ? method : held.reduce(withValues, { ...method });
}

function withValues(method: Method, change: Change): Method {
  const parts = CHANGEABLE.map((part): [Changeable, Choice] => {
    const values = { ...method[part], ...change[part] };
    const present = Object.entries(values).filter(([, value]) => value !== null);
    return [part, Object.fromEntries(present) as Choice];
  });
  return { ...method, ...Object.fromEntries(parts) };
}

/** Sets a parameter from the start on, whatever the changes said about it. */
export function setFromStart(method: Method, part: Changeable, id: string, value: Choice[string] | null): Method {
  const changes = method.changes.map((change) => ({ ...change, [part]: without(change[part] ?? {}, id) }));
  const start = withValues(method, { at: 0, [part]: { [id]: value } });
  return { ...start, changes: changes.flatMap(tidied) };
}

/** Sets a parameter from an iteration on. Later changes, which were made about a run that is no more, are dropped. */
export function setFrom(
  method: Method,
  iteration: number,
  part: Changeable,
  id: string,
  value: Choice[string] | null,
): Method {
  if (iteration === 0) return { ...setFromStart(method, part, id, value), changes: [] };
  const earlier = method.changes.filter(({ at }) => at < iteration);
  const here = method.changes.find(({ at }) => at === iteration);
  const before = methodAt({ ...method, changes: earlier }, iteration)[part][id] ?? null;
  const values = without(here?.[part] ?? {}, id);
  const changed = { at: iteration, ...here, [part]: value === before ? values : { ...values, [id]: value } };
  const room = earlier.length < MOST_CHANGES ? tidied(changed) : [];
  return { ...method, changes: [...earlier, ...room] };
}

/** The changes without those of a part, for which something else was chosen. */
export function withoutPart(changes: readonly Change[], part: Changeable): Change[] {
  return changes.flatMap((change) => tidied({ ...change, [part]: {} }));
}

/** The changes as a run's specification has them. */
export function specOfChanges({ changes, ...method }: Method): SpecChange[] {
  return changes.map(({ at, ...parts }) => ({
    iteration: at,
    ...Object.fromEntries(CHANGEABLE.flatMap((part) => (parts[part] ? [[part, { id: method[part].id, ...parts[part] }]] : []))),
  }));
}

/** The changes that mean something with the method's parts. */
export function fittingChanges(method: Method, lists: Lists): Change[] {
  const list = { optimizer: lists.optimizers, search: lists.searches, schedule: lists.schedules };
  return method.changes.flatMap((change) => {
    const parts = CHANGEABLE.map((part) => {
      const parameters = find<{ id: string; parameters: Parameters }>(list[part], method[part].id)?.parameters ?? [];
      const values = Object.entries(change[part] ?? {}).filter(([id, value]) => {
        const parameter = find(parameters, id);
        return parameter !== undefined && (value === null ? parameter.default === null : inDomain(parameter.domain, value));
      });
      return [part, Object.fromEntries(values)] as const;
    });
    return tidied({ at: change.at, ...Object.fromEntries(parts) });
  });
}

type Parameters = Lists["chain"];

/** "10,optimizer.learningRate:0.1,schedule.decay:0.9;25,optimizer.beta:0.5": what changes, and from which iteration on. */
export const CHANGES: Field<readonly Change[]> = {
  key: "changes",
  write: (changes) => changes.map(write).join(";"),
  read: (text) => {
    const changes = text.split(";").map(read);
    const isAscending = changes.every((change, index) => (change?.at ?? 0) > (changes[index - 1]?.at ?? 0));
    const valid = changes.filter((change) => change !== undefined);
    return isAscending && valid.length === changes.length && valid.length <= MOST_CHANGES ? valid : undefined;
  },
};

function write({ at, ...parts }: Change): string {
  const values = CHANGEABLE.flatMap((part) =>
    Object.entries(parts[part] ?? {}).map(([id, value]) => `${part}.${id}:${value === null ? "" : String(value)}`),
  );
  return [at, ...values].join(",");
}

function read(text: string): Change | undefined {
  const [iteration = "", ...values] = text.split(",");
  const at = readInteger(iteration, MOST_ITERATIONS);
  if (at === undefined || at === 0 || values.length === 0) return undefined;
  const parts: Partial<Record<Changeable, Record<string, Choice[string] | null>>> = {};
  for (const value of values) {
    const [, name = "", id = "", text = ""] = /^(\w+)\.(\w+):(.*)$/.exec(value) ?? [];
    const part = CHANGEABLE.find((candidate) => candidate === name);
    if (part === undefined) return undefined;
    (parts[part] ??= {})[id] = readValue(text);
  }
  return { at, ...parts };
}

function readValue(text: string): Choice[string] | null {
  if (text === "") return null;
  if (text === "true" || text === "false") return text === "true";
  return readNumber(text) ?? text;
}

function without(values: Values, id: string): Values {
  const { [id]: _, ...others } = values;
  return others;
}

/** A change without the parts that it leaves as they are; none where it changes nothing. */
function tidied({ at, ...parts }: Change): Change[] {
  const kept = CHANGEABLE.flatMap((part): [Changeable, Values][] => {
    const values = parts[part] ?? {};
    return Object.keys(values).length === 0 ? [] : [[part, values]];
  });
  return kept.length === 0 ? [] : [{ at, ...Object.fromEntries(kept) }];
}
