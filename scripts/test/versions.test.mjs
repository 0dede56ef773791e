import assert from "node:assert/strict";
import { test } from "node:test";
import { disagreements, readFiles, wanted } from "../versions.mjs";

const files = readFiles();
const { wasmBindgen, binaryen } = wanted(files);
const release = binaryen.split(".")[0];
const installed = { wasmBindgen: `wasm-bindgen ${wasmBindgen}`, wasmOpt: `wasm-opt version ${release} (version_${release})` };

test("the project's files and matching tools agree", () => {
  assert.deepEqual(disagreements(files, installed), []);
});

test("a tool that is not installed is no disagreement", () => {
  assert.deepEqual(disagreements(files, {}), []);
});

/** @type {Record<string, [typeof files, Parameters<typeof disagreements>[1], RegExp]>} */
const doctored = {
  "Cargo.lock": [
    { ...files, cargoLock: files.cargoLock.replace(/(name = "wasm-bindgen"\nversion = )"[^"]+"/, '$1"0.0.1"') },
    installed,
    /^Cargo\.lock's wasm-bindgen is "0\.0\.1"/,
  ],
  "trunk.toml's wasm_bindgen": [
    { ...files, trunkToml: files.trunkToml.replace(/(wasm_bindgen = )"[^"]+"/, '$1"0.0.1"') },
    installed,
    /^trunk\.toml's wasm_bindgen is "0\.0\.1"/,
  ],
  "trunk.toml's wasm_opt": [
    { ...files, trunkToml: files.trunkToml.replace(/(wasm_opt = )"[^"]+"/, '$1"version_1"') },
    installed,
    /^trunk\.toml's wasm_opt is "version_1"/,
  ],
  "the installed wasm-bindgen": [files, { ...installed, wasmBindgen: "wasm-bindgen 0.0.1" }, /^the installed wasm-bindgen is/],
  "the installed wasm-opt": [files, { ...installed, wasmOpt: "wasm-opt version 1 (version_1)" }, /^the installed wasm-opt is/],
};

for (const [name, [changed, programs, message]] of Object.entries(doctored)) {
  test(`another version in ${name} is found`, () => {
    const found = disagreements(changed, programs);
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", message);
  });
}

test("another version of the crate disagrees with all that follow it", () => {
  const changed = { ...files, cargoToml: files.cargoToml.replace(/wasm-bindgen = "=[^"]+"/, 'wasm-bindgen = "=0.0.1"') };
  assert.equal(disagreements(changed, installed).length, 3);
});
