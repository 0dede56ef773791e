import { type Field, readNumbersByName, writePairs } from "./fields.js";

/** The rules that end a run, by their names in a run's specification. */
export const STOP_RULES = ["gradientNorm", "maxIterations", "absoluteImprovement", "relativeImprovement", "stepNorm"] as const;
export type StopRule = (typeof STOP_RULES)[number];
/** Bounds of the rules that apply. */
export type StopRules = Readonly<Partial<Record<StopRule, number>>>;

/** The most iterations of a run, whatever the rules say. */
export const MAX_ITERATIONS = 100_000;
/** Rounding leaves little to gain where the gradient is as short as this. */
export const STANDARD_STOP: StopRules = { gradientNorm: 1e-10, maxIterations: MAX_ITERATIONS };

export const STOP: Field<StopRules> = {
  key: "stop",
  write: (rules) => writePairs(STOP_RULES.flatMap((rule) => (rules[rule] === undefined ? [] : [[rule, rules[rule]] as const]))),
  read: (text) => {
    const rules = text === "" ? {} : readNumbersByName(text);
    const isKnown = ([rule, bound]: [string, number]): boolean =>
      (STOP_RULES as readonly string[]).includes(rule) && isBound(rule, bound);
    return rules !== undefined && Object.entries(rules).every(isKnown) ? rules : undefined;
  },
};

export function isBound(rule: string, bound: number): boolean {
  return rule === "maxIterations" ? Number.isInteger(bound) && bound >= 1 && bound <= MAX_ITERATIONS : bound >= 0;
}
