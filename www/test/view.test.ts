import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, zoom } from "../view.js";

test("zooming keeps the point it is about in its place", () => {
  const view = zoom({ x: [0, 10], y: [-1, 1] }, 0.5, [2, 0]);
  assert.deepEqual(view, { x: [1, 6], y: [-0.5, 0.5] });
});

test("zooming about a point outside is about the middle", () => {
  assert.deepEqual(zoom({ x: [0, 10] }, 2, [99]), { x: [-5, 15] });
});

test("zooming ends before the digits do", () => {
  let view: { x: [number, number] } = { x: [1, 2] };
  for (let i = 0; i < 200; i += 1) view = zoom(view, 0.5, [1.5]) as typeof view;
  assert.ok(view.x[1] > view.x[0]);
  for (let i = 0; i < 400; i += 1) view = zoom(view, 2, [1.5]) as typeof view;
  assert.ok(view.x[1] < 1e10);
});

test("a fitted view holds every point with a margin", () => {
  assert.deepEqual(fit(Float64Array.of(0, 0, 10, 100), 2), { x: [-1.2, 11.2], y: [-12, 112] });
  assert.deepEqual(fit(Float64Array.of(3), 1), { x: [2, 4] });
});

test("what has diverged cannot be fitted", () => {
  assert.equal(fit(Float64Array.of(0, 0, 1e12, 1), 2), null);
  assert.equal(fit(Float64Array.of(NaN), 1), null);
});
