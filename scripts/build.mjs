// npm run build: the site in dist/ and the JavaScript package in pkg/.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, Failure, main, mustRun, root } from "./process.mjs";
import { setup } from "./setup.mjs";
import { readFiles, wanted } from "./versions.mjs";
import { readModule, writeModule } from "./wasm.mjs";

/** @typedef {import("./process.mjs").Environment} Environment */

const target = "wasm32-unknown-unknown";

/**
 * Where cargo leaves the module that the linker made.
 * @param {"release" | "page"} profile
 */
export function linkedModule(profile) {
  const metadata = ask("cargo", ["metadata", "--format-version", "1", "--no-deps", "--offline"]);
  if (metadata === undefined) throw new Failure("cargo metadata failed");
  return join(JSON.parse(metadata).target_directory, target, profile, "fallline_web.wasm");
}

/**
 * Of the package, which is to be there already, workers on the site load the module.
 * @param {Environment} env
 */
export async function buildSite(env) {
  await mustRun("trunk", ["--config", "trunk.toml", "build", "--release", "--offline", "--locked"], env);
}

/** @param {Environment} env */
export async function buildPackage(env) {
  await mustRun("cargo", ["build", "--release", "--locked", "--target", target, "--package", "fallline-web"], env);

  // Made aside, so that a failed build leaves no half of a package.
  const aside = join(root, "pkg.new");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  await mustRun("wasm-bindgen", ["--target", "web", "--out-dir", aside, "--out-name", "fallline", linkedModule("release")], env);
  const wasm = join(aside, "fallline_bg.wasm");
  // Without what the linker wrote for the splitting of the page's module.
  writeFileSync(wasm, writeModule(readModule(readFileSync(wasm))));
  await mustRun("wasm-opt", ["-O3", wasm, "-o", wasm], env);
  const manifest = {
    name: "fallline",
    version: wanted(readFiles()).project,
    description: "Optimization methods step by step, with automatic differentiation, in WebAssembly",
    license: "MIT OR Apache-2.0",
    type: "module",
    main: "./fallline.js",
    types: "./fallline.d.ts",
    exports: {
      ".": { types: "./fallline.d.ts", default: "./fallline.js" },
      "./fallline_bg.wasm": "./fallline_bg.wasm",
    },
    files: ["fallline.js", "fallline.d.ts", "fallline_bg.wasm", "fallline_bg.wasm.d.ts", "LICENSE-MIT", "LICENSE-APACHE"],
    sideEffects: false,
  };
  writeFileSync(join(aside, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) copyFileSync(join(root, name), join(aside, name));
  rmSync(join(root, "pkg"), { recursive: true, force: true });
  renameSync(aside, join(root, "pkg"));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const env = await setup("build");
    await buildPackage(env);
    await buildSite(env);
    console.log("\nThe site is in dist/, the package in pkg/.");
  });
}
