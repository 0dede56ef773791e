import type { FallLineError } from "../crate/web/types.js";
import type { Background } from "./background.js";
import type { MapJob, MapPart, MapSubject } from "./map-work.js";

/** Each worker has an instance of the module of its own, so that more of them would only take memory. */
const MOST_WORKERS = 8;
/** Cells of a job: short enough for all workers to end at about the same time. */
const BLOCK = 1024;

export interface PoolListener {
  part(part: MapPart): void;
  done(): void;
  failed(error: Pick<FallLineError, "kind" | "message">): void;
}

/** Workers that make maps, on as many cores as there are. */
export class Pool {
  readonly #workers: readonly Background[];
  #last = 0;

  constructor(background: Background) {
    const size = Math.min(Math.max(1, navigator.hardwareConcurrency), MOST_WORKERS);
    this.#workers = Array.from({ length: size }, () => background.another());
  }

  get size(): number {
    return this.#workers.length;
  }

  /** Makes a map in passes, one block of cells after another; the function that is returned gives it up. */
  begin(subject: MapSubject, passes: readonly Uint32Array[], listener: PoolListener): () => void {
    const key = (this.#last += 1);
    const blocks = passes.flatMap((pass) => {
      const length = Math.min(BLOCK, Math.ceil(pass.length / this.size));
      return Array.from({ length: Math.ceil(pass.length / length) }, (_, i) => pass.slice(i * length, (i + 1) * length));
    });
    const stops = new Map<Background, () => void>();
    let next = 0;
    const stop = (): void => {
      next = blocks.length;
      for (const cancel of stops.values()) cancel();
      stops.clear();
    };
    const feed = (worker: Background): void => {
      const cells = blocks[next];
      next += 1;
      if (cells === undefined) {
        stops.delete(worker);
        if (stops.size === 0) listener.done();
        return;
      }
      const job: MapJob = { kind: "map", key, subject, cells };
      const cancel = worker.begin(job, {
        part: (part) => listener.part(part),
        done: () => feed(worker),
        failed: (error) => {
          stops.delete(worker);
          stop();
          listener.failed(error);
        },
      });
      stops.set(worker, cancel);
    };
    const used = this.#workers.slice(0, blocks.length);
    // All have work before the first of them can be at its end.
    for (const worker of used) feed(worker);
    return stop;
  }
}
