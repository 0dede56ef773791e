import type { Fallline } from "./api.js";

/** The module's bindings as a module of JavaScript. */
export interface Bindings extends Fallline {
  default(init: { module_or_path: URL }): Promise<unknown>;
  /** Of a module in two files, gets the second. */
  prepareRest?(firstStarted: Promise<unknown>): Promise<void>;
}

/** Loads the WebAssembly module, and where `all` of it is needed its second file too. */
export async function loadModule(script: string, wasm: string, all: boolean): Promise<Bindings> {
  const bindings = (await import(script)) as Bindings;
  const started = bindings.default({ module_or_path: new URL(wasm) });
  if (all) await bindings.prepareRest?.(started);
  await started;
  return bindings;
}
