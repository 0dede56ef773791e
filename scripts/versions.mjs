// One place for each version: wasm-bindgen's is in Cargo.toml, an npm package's and a tool's in package.json.
// trunk.toml has to repeat two of them, and the lock files repeat all; `disagreements` finds what does not match.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./process.mjs";

/**
 * @typedef {object} Files
 * @property {string} cargoToml
 * @property {string} cargoLock
 * @property {string} trunkToml
 * @property {string} packageJson
 */

/** @returns {Files} */
export function readFiles(folder = root) {
  /** @param {string} name */
  const read = (name) => readFileSync(join(folder, name), "utf8");
  return {
    cargoToml: read("Cargo.toml"),
    cargoLock: read("Cargo.lock"),
    trunkToml: read("trunk.toml"),
    packageJson: read("package.json"),
  };
}

/**
 * @param {string} text
 * @param {RegExp} pattern with one group
 * @param {string} place for the message
 */
function find(text, pattern, place) {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`${place}: nothing matches ${pattern}`);
  return found;
}

/**
 * The versions that the project wants.
 * @param {Pick<Files, "cargoToml" | "packageJson">} files
 */
export function wanted({ cargoToml, packageJson }) {
  const { tools, devDependencies } = JSON.parse(packageJson);
  return {
    /** Of the project itself. */
    project: find(cargoToml, /^\[workspace\.package\]\s+version = "([^"]+)"/m, "Cargo.toml"),
    wasmBindgen: find(cargoToml, /^wasm-bindgen = "=([^"]+)"/m, "Cargo.toml"),
    binaryen: /** @type {string} */ (devDependencies.binaryen),
    /** Programs made from crates. */
    tools: /** @type {Record<string, string>} */ (tools),
  };
}

/**
 * @param {Files} files
 * @param {{ wasmBindgen?: string | undefined, wasmOpt?: string | undefined }} programs what `--version` of each
 *   command-line tool answers, where it is installed
 * @returns {string[]} one sentence for every disagreement
 */
export function disagreements(files, programs) {
  const { wasmBindgen, binaryen } = wanted(files);
  const release = binaryen.split(".")[0];
  /** @type {[string, string | undefined, string][]} */
  const claims = [
    ["Cargo.lock's wasm-bindgen", find(files.cargoLock, /^name = "wasm-bindgen"\nversion = "([^"]+)"/m, "Cargo.lock"), wasmBindgen],
    ["trunk.toml's wasm_bindgen", find(files.trunkToml, /^wasm_bindgen = "([^"]+)"/m, "trunk.toml"), wasmBindgen],
    ["the installed wasm-bindgen", programs.wasmBindgen, `wasm-bindgen ${wasmBindgen}`],
    ["trunk.toml's wasm_opt", find(files.trunkToml, /^wasm_opt = "([^"]+)"/m, "trunk.toml"), `version_${release}`],
    ["the installed wasm-opt", programs.wasmOpt, `wasm-opt version ${release} (version_${release})`],
  ];
  return claims
    .filter(([, found, expected]) => found !== undefined && found !== expected)
    .map(([place, found, expected]) => `${place} is "${found}", expected "${expected}"`);
}
