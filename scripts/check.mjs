// npm run check: the quick half of the tests, for before a commit.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, main, root } from "./process.mjs";
import { setup } from "./setup.mjs";
import { cargoCount, nodeCount, runStages, stage } from "./stages.mjs";
import { disagreements, readFiles } from "./versions.mjs";

const testFolder = join(root, "scripts", "test");
const scriptTests = readdirSync(testFolder).map((name) => join(testFolder, name));

/**
 * What is read, not run: format, lints, types, versions; and the tests of the scripts themselves.
 * @param {import("./process.mjs").Environment} env
 * @returns {import("./stages.mjs").Stage[]}
 */
export function staticStages(env) {
  return [
    stage("format", "cargo fmt --all --check", env),
    stage("clippy, native", "cargo clippy --locked --workspace --all-targets -- -D warnings", env),
    stage("clippy, wasm32", "cargo clippy --locked --package fallline-web --all-targets --target wasm32-unknown-unknown -- -D warnings", env),
    stage("types of the page", "tsc --project .", env),
    stage("types of the service worker", "tsc --project www/offline", env),
    stage("types of tests and scripts", "tsc --project e2e", env),
    {
      name: "versions",
      async run() {
        const installed = { wasmBindgen: ask("wasm-bindgen", ["--version"], env), wasmOpt: ask("wasm-opt", ["--version"], env) };
        const found = disagreements(readFiles(), installed);
        for (const sentence of found) console.error(sentence);
        return { passed: found.length === 0 ? 1 : 0, failed: found.length };
      },
    },
    stage("scripts", ["node", "--test", "--test-reporter=spec", ...scriptTests], env, nodeCount),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const env = await setup("check");
    const unit = stage("unit and architecture tests", "cargo test --locked --workspace --lib --test architecture", env, cargoCount);
    return runStages([...staticStages(env), unit]);
  });
}
