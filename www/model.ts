import type { Counts, ObjectiveInfo, ObjectiveSpec, Reduce, View } from "../crate/web/types.js";
import type { Expression, Fallline } from "./api.js";
import { attempt } from "./errors.js";
import type { Lists } from "./fields.js";
import type { State } from "./state.js";
import { discover } from "./view.js";

/** The function at work: what was asked for, and its parsed form. */
export class Model {
  private constructor(
    readonly spec: ObjectiveSpec,
    /** The entry of the list, or null for an own function. */
    readonly info: ObjectiveInfo | null,
    readonly expression: Expression,
    /** The outputs of the formula: the terms of a finite sum, the residuals of a sum of squares. */
    readonly outputs: number,
  ) {}

  /** The function that a state asks for; throws where there is none. */
  static of(state: State, api: Fallline, lists: Lists): Model {
    const { formula, objective, parameters, reduce } = state;
    const info = lists.objectives.find(({ id }) => id === objective) ?? null;
    const outputs = outputsOf(info?.formula ?? formula, info === null ? parameters : standardValues(info), api);
    const spec =
      info === null
        ? { expression: formula, parameters, ...(outputs > 1 ? { reduce } : {}) }
        : { id: info.id, parameters };
    return new Model(spec, info, api.Expression.ofObjective(spec), outputs);
  }

  /** What is made of the formula's outputs; null where it has but one. */
  get reduce(): Reduce | null {
    const { info, spec } = this;
    return info?.reduce ?? ("reduce" in spec ? spec.reduce : null) ?? null;
  }

  get dimension(): number {
    return this.expression.variables.length;
  }

  /**
   * What evaluations cost, as multiples of a value's: a gradient takes about two by the backward sweep, a
   * Hessian-vector product twice that, and a Hessian or a Jacobian one sweep for each of its rows.
   */
  costs(): Record<keyof Counts, number> {
    const { dimension, outputs } = this;
    return {
      value: 1,
      gradient: 2,
      hessian: 4 * dimension,
      hessianVector: 4,
      term: 2 / outputs,
      // Each residual has its own sweep through its own part of the function.
      jacobian: 2,
    };
  }

  /** How much of a whole gradient evaluations are: a term's is its share, a Jacobian has the gradients of all residuals. */
  gradientShares(): Record<keyof Counts, number> {
    return { value: 0, gradient: 1, hessian: 0, hessianVector: 0, term: 1 / this.outputs, jacobian: 1 };
  }

  /** Whether the function has what a method needs, as far as that is known before a run is made. */
  has(need: string): boolean {
    switch (need) {
      case "one-variable":
        return this.dimension === 1;
      case "least-squares":
        return this.reduce === "squares";
      case "finite-sum":
        return this.reduce !== null;
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

function outputsOf(formula: string, parameters: Readonly<Record<string, number>>, api: Fallline): number {
  const expression = new api.Expression(formula, undefined, { ...parameters });
  const { outputs } = expression;
  expression.free();
  return outputs;
}

/** The parameters of a listed objective where nothing else is said. */
export function standardValues(info: ObjectiveInfo): Record<string, number> {
  return Object.fromEntries(info.parameters.map(({ id, default: value }) => [id, Number(value)]));
}
