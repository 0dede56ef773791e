import type { BasinOptions, ParameterMapOptions, RunSpec } from "../crate/web/types.js";
import type { BasinMap, Fallline, ParameterMap } from "./api.js";

/** What a map is of. */
export type MapSubject =
  | { kind: "basins"; spec: RunSpec; options: BasinOptions }
  | { kind: "parameters"; spec: RunSpec; options: ParameterMapOptions };

/** Some cells of a map. */
export interface MapJob {
  kind: "map";
  /** Tells one map from another. */
  key: number;
  subject: MapSubject;
  cells: Uint32Array;
}

/** How some cells end. */
export interface MapPart {
  cells: Uint32Array;
  /** n + 2 numbers for each of them. */
  ends: Float64Array;
}

/** Milliseconds of work between two looks at whether the job is still wanted. */
const SLICE = 40;

let made: { key: number; map: BasinMap | ParameterMap } | null = null;

export function makeMap(api: Fallline, { kind, spec, options }: MapSubject): BasinMap | ParameterMap {
  return kind === "basins" ? new api.BasinMap(spec, options) : new api.ParameterMap(spec, options);
}

/** The cells of a job, as many at a time as fit a slice. The map is prepared once for all jobs that are of it. */
export function* mapped(api: Fallline, { key, subject, cells }: MapJob): Generator<MapPart> {
  if (made?.key !== key) {
    made?.map.free();
    made = null;
    made = { key, map: makeMap(api, subject) };
  }
  const { map } = made;
  let count = 1;
  for (let first = 0; first < cells.length; ) {
    const begin = performance.now();
    const some = cells.slice(first, first + count);
    yield { cells: some, ends: map.ends(some) };
    first += some.length;
    const fitting = Math.floor((count * SLICE) / Math.max(performance.now() - begin, 0.01));
    count = Math.max(1, Math.min(fitting, 4 * count));
  }
}
