import type { ObjectiveInfo, ObjectiveSpec, View } from "../crate/web/types.js";
import type { Expression, Fallline } from "./api.js";
import { attempt } from "./errors.js";
import type { Lists, State } from "./state.js";
import { discover } from "./view.js";

/** The function at work: what was asked for, and its parsed form. */
export class Model {
  private constructor(
    readonly spec: ObjectiveSpec,
    /** The entry of the list, or null for an own function. */
    readonly info: ObjectiveInfo | null,
    readonly expression: Expression,
  ) {}

  /** The function that a state asks for; throws where there is none. */
  static of(state: State, api: Fallline, lists: Lists): Model {
    const { formula, objective, parameters } = state;
    const info = lists.objectives.find(({ id }) => id === objective) ?? null;
    const spec = info === null ? { expression: formula, parameters } : { id: info.id, parameters };
    return new Model(spec, info, api.Expression.ofObjective(spec));
  }

  get dimension(): number {
    return this.expression.variables.length;
  }

  /** Whether the function has what a method needs, as far as that is known before a run is made. */
  has(need: string): boolean {
    switch (need) {
      case "one-variable":
        return this.dimension === 1;
      case "least-squares":
        return this.info?.reduce === "squares";
      case "finite-sum":
        return this.info?.reduce !== undefined;
      default:
        return true;
    }
  }

  /** The wanted start if it fits, else the listed one, else a plain point where the function leads somewhere. */
  start(wanted: readonly number[] | null): readonly number[] {
    const { dimension, expression, info } = this;
    if (wanted?.length === dimension) return wanted;
    const listed = info?.starts[0];
    if (listed !== undefined) return listed;
    const candidates = [1, 0.5, 2, -1].map((x) =>
      Array.from({ length: dimension }, (_, i) => (i % 2 === 0 ? x : x / 2 + 0.5)),
    );
    const leads = (theta: number[]): boolean =>
      attempt(() => expression.gradient(Float64Array.from(theta)))?.some((slope) => slope !== 0) ?? false;
    return candidates.find(leads) ?? candidates[0] ?? [];
  }

  /** What the picture shows; null where that is the listed objective's own view, and where there is no picture. */
  view(start: readonly number[], wanted: View | null): View | null {
    const { dimension, expression, info } = this;
    if (wanted !== null && (wanted.y === undefined ? 1 : 2) === dimension) return wanted;
    if (info !== null || dimension < 1 || dimension > 2) return null;
    return discover(start, (t) => attempt(() => expression.gradient(Float64Array.of(t)))?.[0] ?? NaN);
  }
}

/** The parameters of a listed objective where nothing else is said. */
export function standardValues(info: ObjectiveInfo): Record<string, number> {
  return Object.fromEntries(info.parameters.map(({ id, default: value }) => [id, Number(value)]));
}
