import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { findInCache, installTool, isOnPath } from "../tools.mjs";

const tool = { crate: "some-tool", version: "1.2.3", programs: ["some-tool"], options: [], duration: "" };
const environment = { ...process.env };
let folder = "";

/**
 * Puts a program of the given shell commands on PATH.
 * @param {string} name
 * @param {string} commands
 */
function program(name, commands) {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\n${commands}\n`);
  chmodSync(path, 0o755);
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fall-line-"));
  // The cache is under one of these on every system.
  Object.assign(process.env, { HOME: folder, XDG_CACHE_HOME: folder, LOCALAPPDATA: folder });
  process.env.PATH = folder + delimiter + environment.PATH;
});

afterEach(() => {
  process.env = { ...environment };
  rmSync(folder, { recursive: true });
});

/** Of `cargo install --locked --root FOLDER ...`, the program is made in FOLDER/bin. */
const installs = 'mkdir -p "$4/bin" && echo "$@" > "$4/bin/some-tool"';

/** The folders made for the tool, finished or not. */
const made = () =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((path) => basename(path))
    .filter((name) => name.startsWith("some-tool-"));

test("an installed tool is found in the cache", async () => {
  assert.equal(findInCache(tool), undefined);
  program("cargo", installs);
  await installTool(tool);
  assert.deepEqual(readdirSync(findInCache(tool) ?? ""), ["some-tool"]);
});

test("an installation that broke down does not count, and leaves nothing", async () => {
  program("cargo", `${installs}; exit 1`);
  await assert.rejects(installTool(tool), /cargo install .* ended with code 1/);
  assert.equal(findInCache(tool), undefined);
  assert.deepEqual(made(), []);
});

test("two installations at the same time leave one tool", async () => {
  program("cargo", `sleep 0.2; ${installs}`);
  await Promise.all([installTool(tool), installTool(tool)]);
  assert.ok(existsSync(join(findInCache(tool) ?? "", "some-tool")));
  assert.deepEqual(made(), ["some-tool-1.2.3"]);
});

test("a tool on PATH is used in the right version only", () => {
  program("some-tool", "echo some-tool 1.2.3");
  assert.equal(isOnPath(tool), true);
  program("some-tool", "echo some-tool 1.2.4");
  assert.equal(isOnPath(tool), false);
});
