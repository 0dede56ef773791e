import assert from "node:assert/strict";
import { test } from "node:test";
import { Edits } from "../edits.js";
import type { State } from "../state.js";

/** A state that is told by its formula. */
const state = (formula: string): State => ({ formula }) as State;

test("edits are undone and redone in their order, and a new one ends the redoing", () => {
  const edits = new Edits();
  assert.equal(edits.undo(state("a")), null);
  edits.add(state("a"));
  edits.add(state("b"));
  assert.equal(edits.undo(state("c"))?.formula, "b");
  assert.equal(edits.undo(state("b"))?.formula, "a");
  assert.deepEqual([edits.canUndo, edits.canRedo], [false, true]);
  assert.equal(edits.redo(state("a"))?.formula, "b");
  edits.add(state("b"));
  assert.deepEqual([edits.canUndo, edits.canRedo], [true, false]);
});

test("a hundred edits and more can be undone, but not without bound", () => {
  const edits = new Edits();
  for (let i = 0; i < 1000; i += 1) edits.add(state(String(i)));
  let count = 0;
  while (edits.undo(state("now")) !== null) count += 1;
  assert.equal(count, 200);
});
