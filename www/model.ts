import type { Counts, DataSpec, ObjectiveInfo, ObjectiveSpec, Reduce, TableInfo, View } from "../crate/web/types.js";
import type { Expression, Fallline, Objective } from "./api.js";
import { attempt } from "./errors.js";
import { find, type ListedObjective, type Lists } from "./fields.js";
import type { State } from "./state.js";
import type { DataChoice } from "./tables.js";
import { discover } from "./view.js";

/** The function at work: what was asked for, and its parsed form. */
export class Model {
  static #made = 0;
  /** Tells one function at work from another. */
  readonly id = (Model.#made += 1);

  private constructor(
    readonly spec: ObjectiveSpec,
    /** The entry of the list, or null for an own function. */
    readonly info: ListedObjective | null,
    /** What the tables and the graph are of: the function, or its term of the first sample. */
    readonly expression: Expression,
    readonly objective: Objective,
    /** The samples that the function is summed over. */
    readonly table: TableInfo | null,
    /** The terms of a finite sum, the residuals of a sum of squares. */
    readonly terms: number,
  ) {}

  /** The function that a state asks for; throws where there is none. */
  static of(state: State, api: Fallline, lists: Lists): Model {
    const { objective, parameters } = state;
    const info = find(lists.objectives, objective) ?? null;
    const spec = info === null ? ownSpec(state, api) : { id: info.id, parameters };
    const data = info === null ? state.data : dataOf(info);
    const expression = api.Expression.ofObjective(spec);
    let built: Objective | null = null;
    try {
      built = new api.Objective(spec);
      const table = data === null ? null : api.readData(dataSpec(data));
      return new Model(spec, info, expression, built, table, built.terms ?? 1);
    } catch (error) {
      expression.free();
      built?.free();
      throw error;
    }
  }

  free(): void {
    this.expression.free();
    this.objective.free();
  }

  /** What is made of the formula's outputs, or of its values at the samples; null where there is but one value. */
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
    const { dimension, terms } = this;
    return {
      value: 1,
      gradient: 2,
      hessian: 4 * dimension,
      hessianVector: 4,
      term: 2 / terms,
      // Each residual has its own sweep through its own part of the function.
      jacobian: 2,
    };
  }

  /** How much of a whole gradient evaluations are: a term's is its share, a Jacobian has the gradients of all residuals. */
  gradientShares(): Record<keyof Counts, number> {
    return { value: 0, gradient: 1, hessian: 0, hessianVector: 0, term: 1 / this.terms, jacobian: 1 };
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
    const { dimension, info, objective } = this;
    if (wanted?.length === dimension) return wanted;
    const listed = info?.starts[0];
    if (listed !== undefined) return listed;
    const candidates = [1, 0.5, 2, -1].map((x) =>
      Array.from({ length: dimension }, (_, i) => (i % 2 === 0 ? x : x / 2 + 0.5)),
    );
    const leads = (theta: number[]): boolean =>
      attempt(() => objective.gradient(Float64Array.from(theta)))?.some((slope) => slope !== 0) ?? false;
    return candidates.find(leads) ?? candidates[0] ?? [];
  }

  /** What the picture shows; null where that is the listed objective's own view, and where there is no picture. */
  view(start: readonly number[], wanted: View | null): View | null {
    const { dimension, info, objective } = this;
    if (wanted !== null && (wanted.y === undefined ? 1 : 2) === Math.min(dimension, 2)) return wanted;
    if (info !== null || dimension < 1 || dimension > 2) return null;
    return discover(start, (t) => attempt(() => objective.gradient(Float64Array.of(t)))?.[0] ?? NaN);
  }
}

/** An own function. What is made of several values is said only where there are several. */
function ownSpec({ data, formula, parameters, reduce }: State, api: Fallline): ObjectiveSpec {
  if (data !== null) return { expression: formula, parameters, reduce, data: dataSpec(data) };
  const expression = new api.Expression(formula, undefined, { ...parameters });
  const { outputs } = expression;
  expression.free();
  return { expression: formula, parameters, ...(outputs > 1 ? { reduce } : {}) };
}

/** The samples that a listed objective is summed over. */
export function dataOf(info: ListedObjective): DataChoice | null {
  return "data" in info ? { id: info.data } : null;
}

export function dataSpec(data: DataChoice): DataSpec {
  return "id" in data ? data : { csv: data.csv };
}

/** The parameters of a listed objective where nothing else is said. */
export function standardValues(info: ObjectiveInfo): Record<string, number> {
  return Object.fromEntries(info.parameters.map(({ id, default: value }) => [id, Number(value)]));
}
