import type { FallLineError, LandscapeOptions, ObjectiveSpec } from "../crate/web/types.js";
import type { Fallline } from "./api.js";

/** What a worker can be asked for: an objective's values on a grid, coarse to fine. */
export interface Job {
  objective: ObjectiveSpec;
  options: LandscapeOptions;
}

/** The values on a grid of `size` points a side. */
export interface Part {
  size: number;
  values: Float64Array;
}

export type ToWorker =
  | { kind: "load"; script: string; wasm: string }
  | { kind: "job"; id: number; job: Job }
  | { kind: "cancel"; id: number };
export type FromWorker =
  | { id: number; kind: "part"; part: Part }
  | { id: number; kind: "done" }
  | { id: number; kind: "failed"; error: Pick<FallLineError, "kind" | "message"> };

/** Points a side of the grids, coarse to fine. */
const SIZES = [25, 50, 100, 200, 400];
/** Milliseconds of work between two looks at whether the job is still wanted. */
const SLICE = 30;

/** The grids of a landscape one after the other; null in between, so that the job can be given up. */
export function* sampled(api: Fallline, { objective, options }: Job): Generator<Part | null> {
  const sampler = new api.LandscapeSampler(objective, options);
  try {
    for (const size of SIZES) {
      const values = new Float64Array(size * size);
      let rows = 1;
      for (let row = 0; row < size; row += rows) {
        const begin = performance.now();
        rows = Math.min(rows, size - row);
        values.set(sampler.rows(size, row, rows), row * size);
        // As many rows as fit a slice, by the time that these took.
        const fitting = Math.floor((rows * SLICE) / Math.max(performance.now() - begin, 0.01));
        rows = Math.max(1, Math.min(fitting, 2 * rows));
        yield null;
      }
      yield { size, values };
    }
  } finally {
    sampler.free();
  }
}
