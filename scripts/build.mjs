// npm run build: the site in dist/ and the JavaScript package in pkg/.
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ask, Failure, main, mustRun, root } from "./process.mjs";
import { setup } from "./setup.mjs";
import { readFiles, wanted } from "./versions.mjs";

/** @typedef {import("./process.mjs").Environment} Environment */

/** @param {Environment} env */
export async function buildSite(env) {
  await mustRun("trunk", ["--config", "trunk.toml", "build", "--release", "--offline", "--locked"], env);
}

/** @param {Environment} env */
export async function buildPackage(env) {
  const target = "wasm32-unknown-unknown";
  await mustRun("cargo", ["build", "--release", "--locked", "--target", target, "--package", "fallline-web"], env);
  const metadata = ask("cargo", ["metadata", "--format-version", "1", "--no-deps", "--offline"]);
  if (metadata === undefined) throw new Failure("cargo metadata failed");
  const compiled = join(JSON.parse(metadata).target_directory, target, "release", "fallline_web.wasm");

  // Made aside, so that a failed build leaves no half of a package.
  const aside = join(root, "pkg.new");
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside);
  await mustRun("wasm-bindgen", ["--target", "web", "--out-dir", aside, "--out-name", "fallline", compiled], env);
  const wasm = join(aside, "fallline_bg.wasm");
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
    await buildSite(env);
    await buildPackage(env);
    console.log("\nThe site is in dist/, the package in pkg/.");
  });
}
