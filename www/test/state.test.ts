import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParameterInfo } from "../../crate/web/types.js";
import {
  isDeliberate,
  type Lists,
  MAX_ITERATIONS,
  OWN,
  readAddress,
  standardState,
  type State,
  writeAddress,
} from "../state.js";

const rate: ParameterInfo = {
  id: "learningRate",
  tex: "\\alpha",
  help: "",
  domain: { kind: "real", min: 0, max: null, minOpen: true, maxOpen: false, log: true },
  default: 0.01,
};
const form: ParameterInfo = {
  id: "form",
  tex: "",
  help: "",
  domain: { kind: "choice", options: ["average", "heavy-ball"] },
  default: "average",
};
const switched: ParameterInfo = { id: "biasCorrection", tex: "", help: "", domain: { kind: "bool" }, default: true };
const entry = { name: "", source: "", needs: [], replaces: [], defaultSearch: null, lines: [] };
const lists: Lists = {
  objectives: [
    {
      id: "rosenbrock",
      name: "",
      formula: "",
      variables: ["x", "y"],
      parameters: [],
      view: { x: [-2, 2], y: [-1, 3] },
      starts: [[-1.2, 1]],
      criticalPoints: [],
      note: "",
      source: "",
    },
  ],
  optimizers: [
    { ...entry, id: "gradient-descent", parameters: [rate] },
    { ...entry, id: "adam", parameters: [rate, form, switched] },
  ],
  searches: [
    { ...entry, id: "fixed", parameters: [] },
    { ...entry, id: "backtracking", parameters: [rate] },
  ],
  schedules: [{ ...entry, id: "constant", parameters: [] }],
  colourMaps: [
    { id: "viridis", name: "" },
    { id: "cividis", name: "" },
  ],
};

const full: State = {
  objective: OWN,
  formula: "a*(1 - x)^2 + 100*(y - x^2)^2 & <b>=%#",
  parameters: { a: -2.5 },
  start: [0.1 + 0.2, -1e-7],
  optimizer: { id: "adam", learningRate: 0.1, form: "heavy-ball", biasCorrection: false },
  search: { id: "backtracking", learningRate: 0.5 },
  schedule: { id: "constant" },
  iteration: 12,
  view: { x: [-2, 2.5], y: [-1, 3] },
  levels: "quantile",
  colourMap: "cividis",
  tab: "autodiff",
  axis: "linear",
  quantity: "gap",
  table: "backward",
  seed: 1,
  shownStep: "next",
  speed: 60,
};

test("a state survives the way through the address", () => {
  assert.deepEqual(readAddress(`#${writeAddress(full, lists)}`, lists), { state: full, ignored: [] });
});

test("an address holds only what a URL may hold unencoded", () => {
  assert.equal(new URL(`http://x/#${writeAddress(full, lists)}`).hash, `#${writeAddress(full, lists)}`);
});

test("the standard state is short", () => {
  assert.equal(writeAddress(standardState(lists), lists), "objective=rosenbrock");
  assert.deepEqual(readAddress("", lists), { state: standardState(lists), ignored: [] });
});

test("a view of one variable survives too", () => {
  const state: State = { ...standardState(lists), view: { x: [-1, 4] } };
  assert.deepEqual(readAddress(writeAddress(state, lists), lists).state.view, { x: [-1, 4] });
});

for (const part of [
  "foo=1",
  "objective=nothing",
  "objective=__proto__",
  "formula=%",
  `formula=${"x".repeat(5000)}`,
  "parameters=a",
  "parameters=a:1e999",
  "start=a,b",
  "start=1,",
  "start=",
  "optimizer=sgd",
  "optimizer=adam,learningRate:0",
  "optimizer=adam,learningRate:x",
  "optimizer=adam,unknown:1",
  "optimizer=adam,form:other",
  "optimizer=adam,biasCorrection:1",
  "optimizer=adam,biasCorrection:constructor",
  "k=-1",
  "k=1.5",
  "view=1,1",
  "view=1,2,3",
  "view=0,1,5,4",
  "view=0,1,0,1,9",
  "levels=none",
  "colours=rainbow",
  "tab=x",
  "speed=7",
  "seed=64.5",
]) {
  test(`a part that stands for nothing is left out and told: ${part.slice(0, 40)}`, () => {
    const { state, ignored } = readAddress(`#tab=numbers&${part}`, lists);
    assert.deepEqual(ignored, [part.slice(0, 60)]);
    assert.deepEqual(state, { ...standardState(lists), tab: "numbers" });
  });
}

test("an address cannot ask for endless work", () => {
  assert.equal(readAddress("k=999999999999", lists).state.iteration, MAX_ITERATIONS);
});

test("a parameter named like a property of all objects is a parameter", () => {
  const { state } = readAddress("parameters=__proto__:1", lists);
  assert.equal(Object.getPrototypeOf(state.parameters), Object.prototype);
});

test("choices are deliberate; steps, views and tabs are not", () => {
  const from = standardState(lists);
  const deliberate = (patch: Partial<State>) => isDeliberate(from, { ...from, ...patch }, lists);
  assert.ok(deliberate({ optimizer: { id: "adam" } }));
  assert.ok(deliberate({ start: [1, 2] }));
  assert.ok(deliberate({ objective: OWN }));
  assert.ok(!deliberate({ iteration: 3, tab: "numbers", view: { x: [0, 1], y: [0, 1] }, speed: 60 }));
});
