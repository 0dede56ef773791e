import assert from "node:assert/strict";
import { test } from "node:test";
import type { Domain } from "../../crate/web/types.js";
import { inDomain, scaleOf } from "../slider.js";

type Numeric = Extract<Domain, { kind: "real" | "int" }>;

const real = { kind: "real", min: null, max: null, minOpen: false, maxOpen: false, log: false } as const;
const domains: [string, Numeric, number][] = [
  ["any number", real, 3],
  ["positive, by decades", { ...real, min: 0, minOpen: true, log: true }, 0.05],
  ["decades between ends", { ...real, min: 1, max: 1000, log: true }, 10],
  ["0 to 1, open above", { ...real, min: 0, max: 1, maxOpen: true }, 0.999],
  ["0 to 1, open", { ...real, min: 0, max: 1, minOpen: true, maxOpen: true }, 0.5],
  ["at most 0", { ...real, max: 0 }, -1],
  ["whole numbers", { kind: "int", min: 1, max: 50 }, 7],
  ["whole numbers without end", { kind: "int", min: 0, max: null }, 3],
];

for (const [name, domain, standard] of domains) {
  test(`every position of a slider is a value of the domain: ${name}`, () => {
    const scale = scaleOf(domain, standard);
    assert.ok(scale.steps >= 10);
    let last = -Infinity;
    for (let position = 0; position <= scale.steps; position += 1) {
      const value = scale.value(position);
      assert.ok(inDomain(domain, value), `${value} at ${position}`);
      assert.ok(value >= last, `${value} after ${last}`);
      last = value;
    }
    assert.ok(scale.value(scale.steps) > scale.value(0));
  });

  test(`the default has a place on the slider: ${name}`, () => {
    const scale = scaleOf(domain, standard);
    const near = scale.value(scale.position(standard));
    assert.ok(Math.abs(near - standard) <= 0.05 * Math.abs(standard) + 1e-9, `${near} for ${standard}`);
  });
}

test("values outside a slider's reach sit at its ends", () => {
  const scale = scaleOf({ ...real, min: 0, max: 1 }, 0.5);
  assert.equal(scale.position(-7), 0);
  assert.equal(scale.position(7), scale.steps);
});

test("a domain refuses what is not in it", () => {
  const open = { ...real, min: 0, max: 1, minOpen: true, maxOpen: true };
  for (const value of [0, 1, -1, NaN, Infinity, "0.5", true, undefined]) assert.equal(inDomain(open, value), false);
  assert.equal(inDomain({ kind: "int", min: 0, max: 9 }, 1.5), false);
  assert.equal(inDomain({ kind: "choice", options: ["a"] }, "b"), false);
  assert.equal(inDomain({ kind: "bool" }, "true"), false);
});
