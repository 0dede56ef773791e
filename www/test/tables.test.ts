import assert from "node:assert/strict";
import { test } from "node:test";
import { isSafe, LONGEST_IN_ADDRESS, readData, typedTable, writeData } from "../tables.js";

const long = `x,y\n${"0.5,1.25\n".repeat(LONGEST_IN_ADDRESS)}`;

test("a short table stands in the address", () => {
  const table = typedTable("x,y\n1,2\n");
  assert.equal(writeData(table), "csv:x,y\n1,2\n");
  assert.deepEqual(readData(writeData(table), []), table);
  assert.ok(isSafe(table));
});

test("a long table has a short name, by which it is found again", () => {
  const table = typedTable(long);
  const name = writeData(table);
  assert.match(name, /^kept:[0-9a-z-]{3,20}$/);
  assert.deepEqual(readData(name, []), table);
  // There is no browser here that could keep it.
  assert.ok(!isSafe(table));
  assert.notEqual(writeData(typedTable(`${long}1,2\n`)), name);
});

test("built-in sets go by their ids, and what names nothing is nothing", () => {
  assert.deepEqual(readData("iris", ["iris"]), { id: "iris" });
  assert.equal(writeData({ id: "iris" }), "iris");
  assert.equal(readData("", ["iris"]), null);
  assert.equal(readData("irises", ["iris"]), undefined);
  assert.equal(readData("kept:1-2", ["iris"]), undefined);
});
