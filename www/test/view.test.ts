import assert from "node:assert/strict";
import { test } from "node:test";
import { discover, fit, hold, pan, zoom } from "../view.js";

test("zooming keeps the point it is about in its place", () => {
  const view = zoom({ x: [0, 10], y: [-1, 1] }, 0.5, [2, 0]);
  assert.deepEqual(view, { x: [1, 6], y: [-0.5, 0.5] });
});

test("panning shifts by parts of the sides", () => {
  assert.deepEqual(pan({ x: [0, 10], y: [-1, 1] }, 0.1, -0.5), { x: [1, 11], y: [-2, 0] });
  assert.deepEqual(pan({ x: [0, 10] }, -0.1, 0.5), { x: [-1, 9] });
});

test("a point that is held comes to lie where it is wanted", () => {
  const view = hold({ x: [0, 10], y: [-1, 1] }, 0.5, [8, 0], [0.5, 0.25]);
  assert.deepEqual(view, { x: [5.5, 10.5], y: [-0.25, 0.75] });
});

test("nothing is held beyond the range of useful numbers", () => {
  const view: { x: [number, number] } = { x: [1, 2] };
  assert.equal(hold(view, 1e-12, [1.5], [0.5]), view);
  assert.equal(hold(view, 1e12, [1.5], [0.5]), view);
  assert.equal(hold(view, NaN, [1.5], [0.5]), view);
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

test("the view of an unknown function of one variable holds its start and its stationary points", () => {
  const slope = (t: number) => 4 * t ** 3 - 12 * t ** 2 - 4 * t + 10;
  const [low, high] = discover([2.5], slope).x;
  assert.ok(low < -1.1 && low > -5, String(low));
  assert.ok(high > 3.2 && high < 7, String(high));
});

test("the view of an unknown function of two variables holds the start", () => {
  assert.deepEqual(
    discover([0, 40], () => NaN),
    { x: [-3, 3], y: [-3, 41] },
  );
});

test("a function without derivatives has a view around its start", () => {
  assert.deepEqual(
    discover([5], () => NaN),
    { x: [3, 7] },
  );
});
