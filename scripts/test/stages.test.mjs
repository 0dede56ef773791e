import assert from "node:assert/strict";
import { test } from "node:test";
import { cargoCount, judge, nodeCount, playwrightCount } from "../stages.mjs";

test("cargo's results are summed over its test programs", () => {
  const output = "test result: ok. 3 passed; 0 failed; 1 ignored;\nDoc-tests\ntest result: FAILED. 2 passed; 1 failed; 0 ignored;\n";
  assert.deepEqual(judge({ code: 101, output }, cargoCount), { passed: 5, failed: 1 });
});

test("coloured results count too", () => {
  const output = "test result: \u001b[32mok\u001b[0m. 3 passed; 0 failed;\n";
  assert.deepEqual(judge({ code: 0, output }, cargoCount), { passed: 3, failed: 0 });
});

test("node's and Playwright's results are read", () => {
  assert.deepEqual(judge({ code: 1, output: "ℹ tests 4\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\n" }, nodeCount), { passed: 2, failed: 2 });
  const output = "  1 failed\n    [chromium] › page.spec.ts:3:1 › loads\n  1 flaky\n  2 did not run\n  7 passed (3.2s)\n";
  assert.deepEqual(judge({ code: 1, output }, playwrightCount), { passed: 7, failed: 4 });
});

test("a run of no tests has failed", () => {
  assert.deepEqual(judge({ code: 0, output: "no tests to run!\n" }, cargoCount), { passed: 0, failed: 1 });
});

test("a runner that breaks down after its tests passed has failed", () => {
  const output = "test result: ok. 3 passed; 0 failed;\nerror: could not compile\n";
  assert.deepEqual(judge({ code: 101, output }, cargoCount), { passed: 3, failed: 1 });
});
