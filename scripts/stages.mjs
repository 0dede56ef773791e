// Stages of the check and of the tests: each ends with how many tests passed and how many failed.
import { stripVTControlCharacters } from "node:util";
import { run } from "./process.mjs";

/** @typedef {{ passed: number, failed: number }} Count */
/**
 * @typedef {object} Stage
 * @property {string} name
 * @property {() => Promise<Count>} run
 * @property {boolean} [required] later stages make no sense where this one failed
 */
/** @typedef {(output: string) => Count} Counter reads a test runner's output */

/**
 * @param {string} output
 * @param {RegExp} pattern with one group, a number
 */
function sum(output, pattern) {
  let total = 0;
  for (const [, number] of output.matchAll(pattern)) total += Number(number);
  return total;
}

/** @type {Counter} of cargo test and wasm-pack test */
export const cargoCount = (output) => ({
  passed: sum(output, /^test result: .*?(\d+) passed/gm),
  failed: sum(output, /^test result: .*?(\d+) failed/gm),
});

/** @type {Counter} of node --test --test-reporter=spec */
export const nodeCount = (output) => ({
  passed: sum(output, /^ℹ pass (\d+)$/gm),
  failed: sum(output, /^ℹ (?:fail|cancelled) (\d+)$/gm),
});

/** @type {Counter} of playwright test --reporter=list */
export const playwrightCount = (output) => ({
  passed: sum(output, /^ +(\d+) passed\b/gm),
  failed: sum(output, /^ +(\d+) (?:failed|flaky|interrupted|did not run)\b/gm),
});

/**
 * A runner that failed without naming a test, and one that ran no test, have failed.
 * @param {{ code: number, output: string }} ended
 * @param {Counter | undefined} counter none where the program as a whole is one test
 * @returns {Count}
 */
export function judge({ code, output }, counter) {
  if (counter === undefined) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const { passed, failed } = counter(stripVTControlCharacters(output));
  const unexplained = failed === 0 && (code !== 0 || passed === 0);
  return { passed, failed: unexplained ? 1 : failed };
}

/**
 * @param {string} name
 * @param {string | string[]} command words, or a text of words between single spaces
 * @param {import("./process.mjs").Environment} env
 * @param {Counter} [counter]
 * @returns {Stage}
 */
export function stage(name, command, env, counter) {
  const [program = "", ...args] = typeof command === "string" ? command.split(" ") : command;
  return { name, run: async () => judge(await run(program, args, env), counter) };
}

/**
 * Runs the stages, those after a failure too unless it was of a required one, and ends with the line `N passed, N failed`.
 * @param {Stage[]} stages
 * @returns {Promise<number>} the exit code
 */
export async function runStages(stages) {
  const total = { passed: 0, failed: 0 };
  const rows = [];
  for (const { name, run: start, required } of stages) {
    console.log(`\n== ${name}`);
    const begin = performance.now();
    const { passed, failed } = await start();
    total.passed += passed;
    total.failed += failed;
    const seconds = ((performance.now() - begin) / 1000).toFixed(1);
    rows.push(`${failed === 0 ? "ok    " : "FAILED"} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`);
    if (failed > 0 && required) {
      rows.push("       the stages after it did not run");
      break;
    }
  }
  console.log(`\n${rows.join("\n")}\n\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
}
