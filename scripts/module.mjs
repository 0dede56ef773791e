// The page's WebAssembly module in two files: what the first view runs, and the rest.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkedModule } from "./build.mjs";
import { mustRun, root } from "./process.mjs";
import { readReferences } from "./references.mjs";
import { FIRST, instrument, LOADED, LOADER, PROFILER, split } from "./split.mjs";
import { readModule } from "./wasm.mjs";

/**
 * @typedef {object} Given
 * @property {string} bindings wasm-bindgen's JavaScript
 * @property {Uint8Array} wasm wasm-bindgen's module, with names
 * @property {Set<string> | undefined} firstView the functions that the first view runs; none to find out which these are
 * @property {(name: string, bytes: Uint8Array) => Promise<string>} write writes a file of the site and gives its name there
 */

/** Inlining makes the first file smaller, but not what is left of it when a host has compressed it. */
const levels = { first: ["-Oz", "-aimfs", "0", "-fimfs", "5", "-ocimfs", "0"], rest: ["-O3"] };

/**
 * @param {Given} given
 * @returns {Promise<{ bindings: string, wasm: string }>} the JavaScript, and the name of the first file
 */
export async function makeModule({ bindings, wasm, firstView, write }) {
  if (firstView === undefined) {
    const { instrumented, names } = instrument(wasm);
    const enter = `{ ${PROFILER.name}: (index) => (globalThis.entered ??= new Set()).add(names[index]) }`;
    const code = [withImport(bindings, PROFILER.module, enter), `const names = ${JSON.stringify(names)};`];
    return { bindings: code.join("\n"), wasm: await write("fallline.wasm", instrumented) };
  }

  const aside = await mkdtemp(join(tmpdir(), "fall-line-"));
  try {
    const linked = linkedModule("page");
    // The same module once more, with the names that the linker knows.
    await mustRun("wasm-bindgen", ["--no-demangle", "--target", "web", "--out-dir", aside, "--out-name", "linker", linked]);
    const linkerNames = readModule(await readFile(join(aside, "linker_bg.wasm"))).names;
    const files = split(wasm, { firstView, linkerNames, references: readReferences(await readFile(linked)) });
    /** @param {"first" | "rest"} part */
    const optimized = async (part) => {
      const file = join(aside, `${part}.wasm`);
      await writeFile(file, files[part]);
      await mustRun("wasm-opt", [...levels[part], "--strip-target-features", file, "-o", file]);
      return readFile(file);
    };
    const [first, rest] = await Promise.all([optimized("first"), optimized("rest")]);
    const name = await write("fallline-rest.wasm", rest);
    const code = [
      `import { Rest } from ${JSON.stringify(join(root, "www", "rest.ts"))};`,
      withImport(bindings, LOADER.module, `{ ${LOADER.name}: () => rest.load() }`),
      `const url = new URL(${JSON.stringify(`./${name}`)}, import.meta.url);`,
      `const rest = new Rest(url, () => ({ ...own_imports(), ${FIRST}: wasm }), () => { wasm[${JSON.stringify(LOADED)}].value = 1; });`,
      "export const prepareRest = (firstStarted) => rest.prepare(firstStarted);",
    ];
    return { bindings: code.join("\n"), wasm: await write("fallline.wasm", first) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * The bindings with one more import for the module.
 * @param {string} bindings
 * @param {string} module
 * @param {string} functions an expression of JavaScript
 */
function withImport(bindings, module, functions) {
  const head = "function __wbg_get_imports() {";
  if (bindings.split(head).length !== 2) throw new Error("wasm-bindgen writes its imports in another way now");
  return bindings.replace(head, `function __wbg_get_imports() {\n    return { ...own_imports(), ${module}: ${functions} };\n}\n\nfunction own_imports() {`);
}
