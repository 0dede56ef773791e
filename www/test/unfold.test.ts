import assert from "node:assert/strict";
import { test } from "node:test";
import type { LinePiece, UnfoldedLine } from "../../crate/web/types.js";
import { arrowLabel, numberTex, unfoldedTex } from "../unfold.js";

const kept = (tex: string): LinePiece => ({ tex, guarded: false, enclosed: false });
const line = (pieces: LinePiece[], value: UnfoldedLine["value"] = null): UnfoldedLine => ({
  symbol: "v",
  name: "v",
  pieces,
  before: null,
  value,
  at: null,
  arrow: null,
});

test("numbers are powers of ten where they are long, and whole where all digits are asked for", () => {
  assert.equal(numberTex(0.125, false), "0.125");
  assert.equal(numberTex(-215.6, false), "-215.6");
  assert.equal(numberTex(1.23456e-7, false), "1.235 \\cdot 10^{-7}");
  assert.equal(numberTex(1.23456e-7, true), "1.23456 \\cdot 10^{-7}");
  assert.equal(numberTex(0.1 + 0.2, true), "0.30000000000000004");
  assert.equal(numberTex(-Infinity, false), "-\\infty");
});

test("signs and powers have parentheses where the line says so, vectors where it has none", () => {
  const pieces = [
    kept("v \\leftarrow "),
    { tex: "\\beta", value: 0.9, guarded: false, enclosed: false },
    kept("\\cdot "),
    { tex: "v", value: -2, guarded: true, enclosed: false },
    kept(" + C("),
    { tex: "\\theta", value: [1, -2], guarded: false, enclosed: true },
    kept(")"),
  ];
  assert.equal(
    unfoldedTex(line(pieces, [3, 1e-9]), false),
    "\\displaystyle v \\leftarrow 0.9\\cdot (-2) + C(1,\\, -2) \\;=\\; (3,\\, 1 \\cdot 10^{-9})",
  );
  assert.equal(unfoldedTex(line(pieces), false), "\\displaystyle v \\leftarrow 0.9\\cdot (-2) + C(1,\\, -2)");
});

test("long vectors are shortened, large matrices named, small ones written out", () => {
  const vector = { tex: "g", value: [1, 2, 3, 4, 5], guarded: false, enclosed: false };
  assert.equal(unfoldedTex(line([vector]), false), "\\displaystyle (1,\\, 2,\\, 3,\\, \\ldots,\\, 5)");
  assert.equal(unfoldedTex(line([vector]), true), "\\displaystyle (1,\\, 2,\\, 3,\\, 4,\\, 5)");
  const matrix = { tex: "H", value: [[1, 2], [2, 5]], guarded: false, enclosed: false };
  assert.equal(unfoldedTex(line([matrix]), false), "\\displaystyle \\begin{pmatrix}1 & 2 \\\\ 2 & 5\\end{pmatrix}");
  const large: LinePiece = { tex: "B", shape: [4, 4], guarded: false, enclosed: false };
  assert.equal(unfoldedTex(line([large]), false), "\\displaystyle \\underset{4 \\times 4}{B}");
});

test("an arrow is called by what it is and by its letter", () => {
  assert.equal(arrowLabel("gradient", "g"), "negative gradient −g");
  assert.equal(arrowLabel("corrected", "\\hat{v}"), "bias-corrected direction −v\u0302");
  assert.equal(arrowLabel("step", "\\theta"), "step");
});
