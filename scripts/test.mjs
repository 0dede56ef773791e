// npm test: sets up what is missing, browsers too, builds everything and runs every test.
import { advice, findBrowser } from "./browsers.mjs";
import { buildPackage, buildSite } from "./build.mjs";
import { staticStages } from "./check.mjs";
import { Failure, main } from "./process.mjs";
import { setup } from "./setup.mjs";
import { cargoCount, nodeCount, playwrightCount, runStages, stage } from "./stages.mjs";

/** @typedef {import("./stages.mjs").Stage} Stage */

/**
 * A stage that fails with advice where a browser is missing.
 * @param {import("./browsers.mjs").Browser[]} needed
 * @param {Stage} wrapped
 * @returns {Stage}
 */
function needing(needed, wrapped) {
  const missing = needed.filter((browser) => findBrowser(browser) === undefined);
  if (missing.length === 0) return wrapped;
  return {
    name: wrapped.name,
    async run() {
      for (const browser of missing) console.error(advice(browser));
      return { passed: 0, failed: 1 };
    },
  };
}

/**
 * A stage that builds what later ones test.
 * @param {string} name
 * @param {() => Promise<void>} build
 * @returns {Stage}
 */
function building(name, build) {
  return {
    name,
    required: true,
    async run() {
      try {
        await build();
        return { passed: 1, failed: 0 };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        console.error(error.message);
        return { passed: 0, failed: 1 };
      }
    },
  };
}

await main(async () => {
  const tools = await setup("test");
  const env = {
    ...tools,
    GECKODRIVER_ARGS: `--binary ${findBrowser("firefox")}`,
  };
  /** @param {string[]} browser */
  const wasmPack = (...browser) => ["wasm-pack", "test", "--headless", "--mode", "no-install", ...browser, "crate/web", "--locked"];
  const inChromium = wasmPack("--chrome", "--chromedriver", findBrowser("chromedriver") ?? "");
  return runStages([
    ...staticStages(env),
    stage("cargo tests", "cargo test --locked --workspace --no-fail-fast", env, cargoCount),
    stage("rustdoc", "cargo doc --locked --workspace --no-deps", { ...env, RUSTDOCFLAGS: "-D warnings" }),
    building("build of the package", () => buildPackage(env)),
    building("build of the site", () => buildSite(env)),
    stage("types of the package", "tsc --project crate/web/tests", env),
    stage("package in Node", "node --test --test-reporter=spec crate/web/tests/package.test.mjs", env, nodeCount),
    needing(["chromium", "chromedriver"], stage("wasm in Chromium", inChromium, env, cargoCount)),
    needing(["firefox"], stage("wasm in Firefox", wasmPack("--firefox"), env, cargoCount)),
    needing(["chromium"], stage("page in Chromium", "playwright test --config e2e --reporter=list", env, playwrightCount)),
  ]);
});
