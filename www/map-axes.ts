import type { Choice, Domain, MapAxis, ParameterInfo, View } from "../crate/web/types.js";
import { find, type Lists } from "./fields.js";
import { humanise } from "./format.js";
import type { AxisChoice, MapChoice } from "./map-choice.js";
import { decidesItsSteps, type Method } from "./method.js";
import { words } from "./words.js";

/** Something that an axis of a map can change. */
export interface Candidate {
  of: MapAxis["of"];
  id: string;
  /** The parameter; null for a coordinate of the start. */
  parameter: ParameterInfo | null;
  /** Its present value. */
  value: number;
  /** The range where none is chosen. */
  range: [number, number];
  log: boolean;
}

/** The numbers of a method and of the start. */
export function candidates(
  method: Method,
  lists: Lists,
  variables: readonly string[],
  start: readonly number[],
  view: View,
): Candidate[] {
  const own = numbersOf("optimizer", method.optimizer, find(lists.optimizers, method.optimizer.id)?.parameters);
  const replaced = find(lists.searches, method.search.id)?.replaces ?? [];
  const taken = decidesItsSteps(method.optimizer, lists)
    ? []
    : [
        ...numbersOf("search", method.search, find(lists.searches, method.search.id)?.parameters),
        ...numbersOf("schedule", method.schedule, find(lists.schedules, method.schedule.id)?.parameters),
      ];
  const ranges = [view.x, view.y];
  const starts = variables.map((id, index): Candidate => {
    const value = start[index] ?? 0;
    const shown = variables.length > 2 ? undefined : ranges[index];
    const range: [number, number] = shown === undefined ? [value - 3, value + 3] : [...shown];
    return { of: "start", id, parameter: null, value, range, log: false };
  });
  return [...own.filter(({ id }) => !replaced.includes(id)), ...taken, ...starts];
}

function numbersOf(of: MapAxis["of"], choice: Choice, parameters: readonly ParameterInfo[] = []): Candidate[] {
  return parameters.flatMap((parameter) => {
    const { domain, id } = parameter;
    const value = choice[id];
    if ((domain.kind !== "real" && domain.kind !== "int") || typeof value !== "number") return [];
    const log = domain.kind === "real" && domain.log;
    return [{ of, id, parameter, value, range: usualRange(domain, value), log }];
  });
}

/** All of a short domain; else what is around the value. */
function usualRange(domain: Extract<Domain, { kind: "real" | "int" }>, value: number): [number, number] {
  const reach = Math.max(5, 2 * Math.abs(value));
  if (domain.kind === "real" && domain.log) {
    return [Math.max(domain.min ?? 0, Number((value / 100).toPrecision(3))), Math.min(domain.max ?? Infinity, Number((value * 100).toPrecision(3)))];
  }
  const low = domain.min ?? value - reach;
  const high = domain.max ?? value + reach;
  return domain.kind === "int" ? [low, Math.min(high, low + 4 * reach)] : [low, high];
}

export function nameOf({ of, id }: Pick<Candidate, "of" | "id">): string {
  return of === "start" ? words.maps.start(id) : humanise(id);
}

/** The candidate that an axis is about. */
export function candidateOf(axis: AxisChoice | null, all: readonly Candidate[]): Candidate | undefined {
  return axis === null ? undefined : all.find(({ of, id }) => of === axis.of && id === axis.id);
}

/** The axes that a choice comes to: one of something that is not there any more is the usual one. */
export function axesOf({ x, y }: MapChoice, all: readonly Candidate[]): { candidate: Candidate; range: [number, number] }[] {
  const first = candidateOf(x, all) ?? all[0];
  const others = all.filter((candidate) => candidate !== first);
  const second = y === "none" ? undefined : (candidateOf(y, others) ?? others[0]);
  return [first, second].flatMap((candidate, index) => {
    if (candidate === undefined) return [];
    const chosen = index === 0 ? x : y;
    const range = chosen !== "none" && candidateOf(chosen, all) === candidate ? chosen?.range : null;
    return [{ candidate, range: range ? [...range] : candidate.range }];
  });
}
