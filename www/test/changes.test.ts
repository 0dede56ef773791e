import assert from "node:assert/strict";
import { test } from "node:test";
import { methodAt, setFrom, setFromStart, specOfChanges, withoutPart } from "../changes.js";
import type { Method } from "../method.js";

const method: Method = {
  slot: 0,
  optimizer: { id: "adam", learningRate: 0.1, beta: 0.9 },
  search: { id: "fixed" },
  schedule: { id: "exponential", decay: 0.9 },
  gradient: { id: "full" },
  chain: {},
  start: null,
  changes: [],
};

test("a value set from an iteration on holds from there, and leaves what was before", () => {
  const changed = setFrom(method, 10, "optimizer", "learningRate", 0.5);
  assert.deepEqual(changed.changes, [{ at: 10, optimizer: { learningRate: 0.5 } }]);
  assert.equal(methodAt(changed, 9).optimizer.learningRate, 0.1);
  assert.equal(methodAt(changed, 10).optimizer.learningRate, 0.5);
  assert.equal(methodAt(changed, 10).optimizer.beta, 0.9);
  assert.equal(changed.optimizer.learningRate, 0.1);
});

test("the later events of a drag go into one change, which is gone where it changes nothing", () => {
  const once = setFrom(method, 10, "optimizer", "learningRate", 0.5);
  const twice = setFrom(setFrom(once, 10, "optimizer", "learningRate", 0.6), 10, "schedule", "decay", 0.8);
  assert.deepEqual(twice.changes, [{ at: 10, optimizer: { learningRate: 0.6 }, schedule: { decay: 0.8 } }]);
  const back = setFrom(setFrom(twice, 10, "optimizer", "learningRate", 0.1), 10, "schedule", "decay", 0.9);
  assert.deepEqual(back.changes, []);
});

test("a change drops those after it", () => {
  const late = setFrom(setFrom(method, 10, "optimizer", "learningRate", 0.5), 20, "optimizer", "beta", 0.5);
  assert.deepEqual(setFrom(late, 15, "optimizer", "beta", 0.7).changes.map(({ at }) => at), [10, 15]);
  assert.deepEqual(setFrom(late, 5, "optimizer", "beta", 0.7).changes.map(({ at }) => at), [5]);
  const anew = setFrom(late, 0, "optimizer", "beta", 0.7);
  assert.deepEqual([anew.changes, anew.optimizer.beta], [[], 0.7]);
});

test("a value set from the start on holds throughout", () => {
  const late = setFrom(setFrom(method, 10, "optimizer", "learningRate", 0.5), 20, "optimizer", "beta", 0.5);
  const whole = setFromStart(late, "optimizer", "learningRate", 0.3);
  assert.deepEqual(whole.changes, [{ at: 20, optimizer: { beta: 0.5 } }]);
  assert.equal(methodAt(whole, 30).optimizer.learningRate, 0.3);
});

test("a parameter can be without a value", () => {
  const without = setFrom(method, 4, "optimizer", "beta", null);
  assert.deepEqual(Object.keys(methodAt(without, 4).optimizer), ["id", "learningRate"]);
  assert.deepEqual(specOfChanges(without), [{ iteration: 4, optimizer: { id: "adam", beta: null } }]);
});

test("another choice for a part takes its changes along", () => {
  const both = setFrom(setFrom(method, 4, "optimizer", "beta", 0.5), 4, "schedule", "decay", 0.5);
  assert.deepEqual(withoutPart(both.changes, "optimizer"), [{ at: 4, schedule: { decay: 0.5 } }]);
  assert.deepEqual(withoutPart(withoutPart(both.changes, "optimizer"), "schedule"), []);
});
