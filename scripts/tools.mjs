// Programs that cargo compiles: found on PATH or in the project's cache, or installed there.
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { ask, mustRun } from "./process.mjs";

/**
 * @typedef {object} Tool
 * @property {string} crate
 * @property {string} version
 * @property {string[]} programs
 * @property {string[]} options of `cargo install`
 * @property {string} duration
 */

/** The user's cache of this project: a second clone finds its tools there. */
function cacheFolder() {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env;
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "fall-line");
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "fall-line");
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "fall-line");
}

/** @param {Tool} tool */
const placeOf = ({ crate, version }) => join(cacheFolder(), "tools", `${crate}-${version}`);

/**
 * Whether PATH has the tool in the right version.
 * @param {Tool} tool
 */
export function isOnPath({ programs, version }) {
  return programs.every((program) => ask(program, ["--version"])?.split(/\s+/)[1] === version);
}

/**
 * @param {Tool} tool
 * @returns {string | undefined} the folder of its programs in the cache
 */
export function findInCache(tool) {
  const place = placeOf(tool);
  return existsSync(place) ? join(place, "bin") : undefined;
}

/**
 * Compiles a tool aside and then renames it into place, so that an interrupted or a simultaneous run does no harm.
 * @param {Tool} tool
 */
export async function installTool(tool) {
  const place = placeOf(tool);
  mkdirSync(dirname(place), { recursive: true });
  const aside = mkdtempSync(`${place}.partial-`);
  try {
    await mustRun("cargo", ["install", "--locked", "--root", aside, ...tool.options, `${tool.crate}@${tool.version}`], {
      ...process.env,
      // Compiled in a temporary folder of cargo's own.
      CARGO_TARGET_DIR: undefined,
      // The tools work on small files: the time to compile them is the longer by far.
      CARGO_PROFILE_RELEASE_OPT_LEVEL: "1",
      CARGO_PROFILE_RELEASE_LTO: "off",
      CARGO_PROFILE_RELEASE_CODEGEN_UNITS: "16",
    });
    try {
      renameSync(aside, place);
    } catch (error) {
      // Another clone was faster.
      if (!existsSync(place)) throw error;
    }
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
