// Running programs: what setup, build and tests share.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder; every command runs there. */
export const root = fileURLToPath(new URL("..", import.meta.url));

/** @typedef {Record<string, string | undefined>} Environment */

/**
 * Runs a program, shows what it writes as it comes, and keeps it.
 * @param {string} program
 * @param {string[]} args
 * @param {Environment} [env]
 * @returns {Promise<{ code: number, output: string }>} code 127 where the program could not be started
 */
export function run(program, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stdout.write(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      output += text;
      process.stderr.write(text);
    });
    child.on("error", (error) => {
      console.error(`${program}: ${error.message}`);
      resolve({ code: 127, output });
    });
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * Runs a program that must succeed.
 * @param {string} program
 * @param {string[]} args
 * @param {Environment} [env]
 */
export async function mustRun(program, args, env) {
  const { code } = await run(program, args, env);
  if (code !== 0) throw new Failure(`${program} ${args.join(" ")} ended with code ${code}`);
}

/**
 * What a program answers, without showing it; nothing where it fails or is not there.
 * @param {string} program
 * @param {string[]} args
 * @param {Environment} [env]
 * @returns {string | undefined}
 */
export function ask(program, args, env = process.env) {
  const { status, stdout } = spawnSync(program, args, { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 26 });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * @param {string} program
 * @returns {string | undefined} its full path, from PATH
 */
export function which(program) {
  const name = process.platform === "win32" ? `${program}.exe` : program;
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** A failure with a sentence for the person at the terminal, who has no use for a stack trace. */
export class Failure extends Error {}

/**
 * Runs a command of package.json: its result is the exit code.
 * @param {() => Promise<number | void>} command
 */
export async function main(command) {
  try {
    process.exitCode = (await command()) ?? 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}
