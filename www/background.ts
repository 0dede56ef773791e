import type { FallLineError } from "../crate/web/types.js";
import type { FromWorker, Job, PartOf, ToWorker } from "./jobs.js";

/** What comes of a job. */
export interface Listener<Part> {
  part(part: Part): void;
  done(): void;
  failed(error: Pick<FallLineError, "kind" | "message">): void;
}

/** A worker that computes for the page; started when it is first needed. */
export class Background {
  readonly #script: URL;
  readonly #module: { script: string; wasm: string };
  #worker: Worker | null = null;
  #last = 0;
  readonly #listeners = new Map<number, Listener<PartOf<Job>>>();

  constructor(script: URL, module: { script: string; wasm: string }) {
    this.#script = script;
    this.#module = module;
  }

  /** Another worker of the same kind. */
  another(): Background {
    return new Background(this.#script, this.#module);
  }

  /** Begins a job; the function that is returned gives it up. */
  begin<J extends Job>(job: J, listener: Listener<PartOf<J>>): () => void {
    const worker = (this.#worker ??= this.#start());
    const id = (this.#last += 1);
    this.#listeners.set(id, listener);
    post(worker, { kind: "job", id, job });
    return () => {
      if (this.#listeners.delete(id)) post(worker, { kind: "cancel", id });
    };
  }

  #start(): Worker {
    const worker = new Worker(this.#script, { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<FromWorker>) => this.#take(data));
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#fail(event.message);
    });
    post(worker, { kind: "load", ...this.#module });
    return worker;
  }

  #take(message: FromWorker): void {
    const listener = this.#listeners.get(message.id);
    if (message.kind === "part") listener?.part(message.part);
    else this.#listeners.delete(message.id);
    if (message.kind === "done") listener?.done();
    if (message.kind === "failed") listener?.failed(message.error);
  }

  /** The worker is lost, and with it what it was working on; the next job starts another. */
  #fail(message: string): void {
    this.#worker?.terminate();
    this.#worker = null;
    const listeners = [...this.#listeners.values()];
    this.#listeners.clear();
    for (const listener of listeners) listener.failed({ kind: "limit", message });
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
