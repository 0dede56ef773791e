interface Module {
  default(init: { module_or_path: URL }): Promise<unknown>;
  version(): string;
}

/** Loads the WebAssembly module that Trunk named on the start-up script's tag. */
async function load(): Promise<Module> {
  const { module, wasm } = document.querySelector<HTMLScriptElement>("script[data-module]")?.dataset ?? {};
  if (module === undefined || wasm === undefined) throw new Error("the page names no WebAssembly module");
  const bindings = (await import(new URL(module, document.baseURI).href)) as Module;
  await bindings.default({ module_or_path: new URL(wasm, document.baseURI) });
  return bindings;
}

const fallline = await load();
const version = document.querySelector("#version");
if (version !== null) version.textContent = `Version ${fallline.version()}`;
