// Sets up what a command needs and is not there yet. Global changes: `rustup target add`, and for the tests on Debian apt.
import { existsSync, readFileSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { advice, browsers, findBrowser } from "./browsers.mjs";
import { ask, Failure, mustRun, root, which } from "./process.mjs";
import { findInCache, installTool, isOnPath } from "./tools.mjs";
import { wanted } from "./versions.mjs";

/**
 * @typedef {object} Part something to set up
 * @property {string} name
 * @property {string} [work] what is done where it is missing, and how long that takes
 * @property {() => boolean} ready
 * @property {() => Promise<void>} install
 */

const target = "wasm32-unknown-unknown";

/** @type {Part} */
const rustTarget = {
  name: `Rust target ${target}`,
  work: "rustup target add",
  ready() {
    const folder = ask("rustc", ["--print", "target-libdir", "--target", target]);
    return folder !== undefined && existsSync(folder);
  },
  install: () => mustRun("rustup", ["target", "add", target]),
};

/** @type {Part} */
const npmPackages = {
  name: "npm packages",
  work: "npm ci (some seconds)",
  ready() {
    // npm writes this file last.
    const installed = join(root, "node_modules/.package-lock.json");
    return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
  },
  async install() {
    // No package needs its install script, and without them nothing is downloaded from outside the registry.
    const args = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    const npm = process.env.npm_execpath;
    await (npm === undefined ? mustRun("npm", args) : mustRun(process.execPath, [npm, ...args]));
  },
};

/**
 * @param {import("./tools.mjs").Tool} tool
 * @returns {Part}
 */
const toolPart = (tool) => ({
  name: `${tool.crate} ${tool.version}`,
  work: `compiling from crates.io (about ${tool.duration} on two cores)`,
  ready: () => findInCache(tool) !== undefined || isOnPath(tool),
  install: () => installTool(tool),
});

const debianPackages = { chromium: "chromium", chromedriver: "chromium-driver", firefox: "firefox-esr" };

const missingBrowsers = () => browsers.filter((browser) => findBrowser(browser) === undefined);

/** @type {Part} */
const browserPart = {
  name: "browsers",
  ready: () => missingBrowsers().length === 0,
  async install() {
    const release = "/etc/os-release";
    const debian = existsSync(release) && /^ID=debian$/m.test(readFileSync(release, "utf8"));
    if (debian && process.getuid?.() === 0) {
      const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
      const packages = missingBrowsers().map((browser) => debianPackages[browser]);
      console.log(`      apt-get install ${packages.join(" ")} (about 1 minute)`);
      await mustRun("apt-get", ["-qq", "update"], env);
      await mustRun("apt-get", ["-qq", "install", "--yes", "--no-install-recommends", ...packages], env);
    }
    // The rest of the tests is still worth running; those that need the browser fail and say so.
    for (const browser of missingBrowsers()) console.error(`      ${advice(browser)}`);
  },
};

/**
 * Sets up what is missing.
 * @param {"check" | "build" | "test"} purpose
 * @returns {Promise<import("./process.mjs").Environment>} the environment in which the tools are found
 */
export async function setup(purpose) {
  if (Number(process.versions.node.split(".")[0]) < 20) throw new Failure("Node 20 or newer is needed");
  if (which("cargo") === undefined) throw new Failure("cargo is missing: install Rust as https://rustup.rs says");

  const files = { cargoToml: readFileSync(join(root, "Cargo.toml"), "utf8"), packageJson: readFileSync(join(root, "package.json"), "utf8") };
  const { wasmBindgen, tools: versions } = wanted(files);
  /**
   * @param {string} crate
   * @param {string} duration
   * @param {{ programs?: string[], options?: string[] }} [more]
   * @returns {import("./tools.mjs").Tool}
   */
  const tool = (crate, duration, { programs = [crate], options = [] } = {}) => {
    const version = versions[crate] ?? wasmBindgen;
    return { crate, version, programs, options, duration };
  };
  const buildTools = [
    // Trunk's own downloads are not used, so neither is its TLS stack.
    tool("trunk", "4 minutes", { options: ["--no-default-features"] }),
    tool("wasm-bindgen-cli", "1 minute", { programs: ["wasm-bindgen", "wasm-bindgen-test-runner"] }),
  ];
  const testTools = [tool("wasm-pack", "1 minute"), tool("geckodriver", "1 minute")];
  const tools = { check: [], build: buildTools, test: [...buildTools, ...testTools] }[purpose];
  const parts = [rustTarget, npmPackages, ...tools.map(toolPart), ...(purpose === "test" ? [browserPart] : [])];

  for (const [index, part] of parts.entries()) {
    const title = `[${index + 1}/${parts.length}] ${part.name}`;
    if (part.ready()) {
      console.log(`${title}: there`);
      continue;
    }
    console.log(part.work === undefined ? title : `${title}: ${part.work}`);
    await part.install();
  }

  // Trunk looks for wasm-opt and node on PATH too.
  const cached = [...buildTools, ...testTools].filter((one) => !isOnPath(one)).map(findInCache);
  const path = [join(root, "node_modules", ".bin"), ...cached.filter((folder) => folder !== undefined), process.env.PATH, dirname(process.execPath)];
  return { ...process.env, PATH: path.join(delimiter) };
}
