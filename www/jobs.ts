import type { FallLineError, ObjectiveSpec, SamplerOptions } from "../crate/web/types.js";
import type { Fallline } from "./api.js";
import type { MapJob, MapPart } from "./map-work.js";
import type { Progress, Section, SectionJob, TrainJob } from "./network/jobs.js";

/** What a worker can be asked for. */
export type Job = SamplingJob | TrainJob | SectionJob | MapJob;
/** What comes of a job, piece by piece. */
export type PartOf<J extends Job> = J extends TrainJob
  ? Progress
  : J extends SectionJob
    ? Section
    : J extends MapJob
      ? MapPart
      : Part;

/** An objective's values on a grid, coarse to fine. */
export interface SamplingJob {
  kind: "landscape";
  objective: ObjectiveSpec;
  /** Its terms, each of which takes its time. */
  terms: number;
  options: Omit<SamplerOptions, "side">;
}

/** The values on a grid. */
export interface Part {
  /** Points a side. */
  side: number;
  values: Float64Array;
}

export type ToWorker =
  | { kind: "load"; script: string; wasm: string }
  | { kind: "job"; id: number; job: Job }
  | { kind: "cancel"; id: number };
export type FromWorker =
  | { id: number; kind: "part"; part: PartOf<Job> }
  | { id: number; kind: "done" }
  | { id: number; kind: "failed"; error: Pick<FallLineError, "kind" | "message"> };

/** Points a side of the grids, coarse to fine. */
const SIDES = [12, 25, 50, 100, 200, 400];
/** Evaluations of a term for one grid: the finest of those that take but seconds is the last. */
const MOST = 5e8;
/** Milliseconds of work between two looks at whether the job is still wanted. */
const SLICE = 30;

/** The grids of a landscape one after the other; null in between, so that the job can be given up. */
export function* sampled(api: Fallline, { objective, options, terms }: SamplingJob): Generator<Part | null> {
  for (const side of SIDES.filter((side, index) => index === 0 || side * side * terms < MOST)) {
    const sampler = new api.LandscapeSampler(objective, { ...options, side });
    try {
      const values = new Float64Array(side * side);
      let row = 0;
      let count = 1;
      while (row < side) {
        const begin = performance.now();
        const rows = sampler.rows(row, Math.min(count, side - row));
        values.set(rows, row * side);
        row += rows.length / side;
        // As many rows as fit a slice, by the time that these took.
        const fitting = Math.floor((count * SLICE) / Math.max(performance.now() - begin, 0.01));
        count = Math.max(1, Math.min(fitting, 2 * count));
        yield null;
      }
      yield { side, values };
    } finally {
      sampler.free();
    }
  }
}
