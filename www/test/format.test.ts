import assert from "node:assert/strict";
import { test } from "node:test";
import { caretPicture, exactQuantity, formatNumber, formatQuantity, parseNumber, splitSpan } from "../format.js";

test("numbers have six significant digits and can be pasted back", () => {
  const shown: [number, string][] = [
    [0, "0"],
    [-0, "0"],
    [1, "1"],
    [-1.2, "-1.2"],
    [Math.PI, "3.14159"],
    [1096.895, "1096.89"],
    [0.00012345678, "0.000123457"],
    [0.0000123456789, "1.23457e-5"],
    [1e-300, "1e-300"],
    [123456789, "123456789"],
    [1234567.8, "1.23457e6"],
    [1e21, "1e21"],
    [NaN, "NaN"],
    [Infinity, "∞"],
    [-Infinity, "-∞"],
  ];
  for (const [value, text] of shown) assert.equal(formatNumber(value), text);
  for (const [value] of shown.filter(([value]) => Number.isFinite(value))) {
    const back = parseNumber(formatNumber(value));
    assert.ok(back !== null && Math.abs(back - value) <= 5e-6 * Math.abs(value), String(value));
  }
});

test("vectors and matrices are written row by row; the exact form keeps every digit", () => {
  assert.equal(formatQuantity([1, 0.1 + 0.2]), "(1, 0.3)");
  assert.equal(
    formatQuantity([
      [1, 2],
      [3, 4],
    ]),
    "(1, 2)\n(3, 4)",
  );
  assert.equal(exactQuantity([1, 0.1 + 0.2]), "(1, 0.30000000000000004)");
});

test("typed numbers are finite or refused", () => {
  assert.equal(parseNumber(" -1.5e-3 "), -0.0015);
  assert.equal(parseNumber("−2"), -2);
  for (const text of ["", " ", "abc", "1,5", "Infinity", "NaN", "1e999"]) assert.equal(parseNumber(text), null, text);
});

test("a span splits a text; ends outside are pulled in", () => {
  assert.deepEqual(splitSpan("abcdef", [2, 4]), ["ab", "cd", "ef"]);
  assert.deepEqual(splitSpan("abc", [3, 3]), ["abc", "", ""]);
  assert.deepEqual(splitSpan("abc", [-5, 99]), ["", "abc", ""]);
  assert.deepEqual(splitSpan("abc", [9, 2]), ["abc", "", ""]);
});

test("carets stand under the span", () => {
  assert.equal(caretPicture("1 + $x", [4, 5]), "1 + $x\n    ^");
  assert.equal(caretPicture("sim(x)", [0, 3]), "sim(x)\n^^^");
  assert.equal(caretPicture("1 +", [3, 3]), "1 +\n   ^");
});

test("spans count UTF-16 units, carets count characters", () => {
  const text = "𝜃 + $";
  assert.equal(caretPicture(text, [5, 6]), "𝜃 + $\n    ^");
});

test("of a long text the picture shows the surroundings of the span", () => {
  const text = `${"x + ".repeat(100)}$${" + y".repeat(100)}`;
  const [shown = "", carets = ""] = caretPicture(text, [400, 401]).split("\n");
  assert.ok(shown.length <= 46, shown);
  assert.equal(shown[carets.indexOf("^")], "$");
  assert.ok(shown.startsWith("…") && shown.endsWith("…"));
});

test("a vector of a single number is that number", () => {
  assert.equal(formatQuantity([2.5]), "2.5");
  assert.equal(exactQuantity([0.1 + 0.2]), "0.30000000000000004");
});
