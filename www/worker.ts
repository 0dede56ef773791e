import type { Fallline } from "./api.js";
import { asFallLineError } from "./errors.js";
import { type FromWorker, type Job, type PartOf, sampled, type ToWorker } from "./jobs.js";
import { loadModule } from "./load.js";
import { section, train } from "./network/work.js";

/** A worker's own instance of the WebAssembly module, which works on one job after another without blocking the page. */
let module: Promise<Fallline> | null = null;
const cancelled = new Set<number>();

function parts(api: Fallline, job: Job): Iterable<PartOf<Job> | null> | AsyncIterable<PartOf<Job> | null> {
  switch (job.kind) {
    case "landscape":
      return sampled(api, job);
    case "train":
      return train(api, job);
    case "section":
      return section(api, job);
  }
}

async function work(id: number, job: Job): Promise<void> {
  try {
    const api = await module;
    if (api === null) return;
    for await (const part of parts(api, job)) {
      if (part !== null) answer({ id, kind: "part", part });
      await turn();
      if (cancelled.delete(id)) return;
    }
    answer({ id, kind: "done" });
  } catch (error) {
    // A panic leaves an instance that must not be used any more.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    const { kind, message } = asFallLineError(error);
    answer({ id, kind: "failed", error: { kind, message } });
  }
}

function answer(message: FromWorker): void {
  postMessage(message);
}

/** Lets messages in that have come meanwhile. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case "load":
      module = loadModule(data.script, data.wasm, true);
      break;
    case "cancel":
      cancelled.add(data.id);
      break;
    case "job":
      // The page hears of a worker's errors, not of its rejections.
      work(data.id, data.job).catch(reportError);
      break;
  }
});
