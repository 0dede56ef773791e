import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParameterInfo } from "../../crate/web/types.js";
import type { Lists } from "../fields.js";
import { MAX_RUNS, runNames, standardMethod } from "../method.js";
import {
  isDeliberate,
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
const batch: ParameterInfo = { id: "batch", tex: "", help: "", domain: { kind: "int", min: 1, max: 9 }, default: 2 };
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
    { ...entry, id: "adam", name: "Adam", defaultSearch: "fixed", parameters: [rate, form, switched] },
    { ...entry, id: "bfgs", name: "BFGS", defaultSearch: "backtracking", parameters: [] },
  ],
  searches: [
    { ...entry, id: "fixed", name: "Fixed rate", parameters: [] },
    { ...entry, id: "backtracking", name: "Backtracking", parameters: [rate] },
  ],
  schedules: [{ ...entry, id: "constant", parameters: [] }],
  dataSets: [{ id: "iris", name: "", rows: 1, columns: [], note: "", source: "", licence: "" }],
  gradients: [
    { ...entry, id: "full", name: "Full gradient", parameters: [] },
    { ...entry, id: "mini-batch", name: "Mini-batch", parameters: [batch, switched] },
  ],
  chain: [{ ...rate, id: "clip", default: null }],
  colourMaps: [
    { id: "viridis", name: "" },
    { id: "cividis", name: "" },
  ],
};

const full: State = {
  bench: "network",
  network: {
    widths: [8, 16],
    activation: "tanh",
    loss: "squared",
    initialization: "kaiming-normal",
    weightSeed: 7,
    trainingSamples: 300,
    patience: null,
    epochs: 25,
    section: "random",
    sectionSeed: 3,
  },
  objective: OWN,
  formula: "a*(1 - x)^2 + 100*(y - x^2)^2 & <b>=%#",
  data: { csv: "x;y\n1;2,5\n#&=", key: null },
  reduce: "squares",
  parameters: { a: -2.5 },
  start: [0.1 + 0.2, -1e-7],
  runs: [
    {
      slot: 2,
      optimizer: { id: "adam", learningRate: 0.1, form: "heavy-ball", biasCorrection: false },
      search: { id: "backtracking", learningRate: 0.5 },
      schedule: { id: "constant" },
      gradient: { id: "mini-batch", batch: 5, biasCorrection: true },
      chain: { clip: 0.25 },
    },
    standardMethod({ id: "bfgs" }, 1, lists),
    { ...standardMethod({ id: "bfgs" }, 0, lists), search: { id: "fixed" } },
  ],
  selected: 2,
  iteration: 12,
  view: { x: [-2, 2.5], y: [-1, 3] },
  plane: { kind: "directions", u: [1, 0, -2.5], v: [0, 1e-3, 0] },
  levels: "quantile",
  colourMap: "cividis",
  tab: "autodiff",
  axis: "linear",
  quantity: "gap",
  against: "cost",
  weights: { gradient: 0.5, hessian: 0 },
  localModel: "hidden",
  table: "backward",
  sample: 41,
  seed: 1,
  direction: [1, -2.5],
  subject: "outputs",
  outputWeights: [0, 1, 2],
  pass: "forward",
  moment: 3,
  pace: 4,
  family: "product",
  shownStep: "next",
  armijo: 0.25,
  curvature: 0.5,
  magnification: 64,
  line: 3,
  digits: "all",
  tablePoint: "step",
  eigenvectors: "shown",
  hessianModel: "shown",
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

test("planes of two variables count from one", () => {
  const { state } = readAddress("plane=3,1", lists);
  assert.deepEqual(state.plane, { kind: "coordinates", of: [2, 0] });
  assert.equal(writeAddress(state, lists), "objective=rosenbrock&plane=3,1");
  assert.deepEqual(readAddress("plane=components", lists).state.plane, { kind: "components" });
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
  "sample=0",
  "selected=0",
  "data=flowers",
  "data=kept:1-2",
  "plane=1,1",
  "plane=0,1",
  "plane=1,2,3",
  "plane=along,1,2,3",
  "plane=along,1,0,0,1",
  "look=9",
  "gradient=mini-batch,batch:10",
  "chain=clip:0",
  "chain=decay:1",
  "weights=gradient:-1",
  "reduce=median",
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

test("a method comes with its search", () => {
  const { state } = readAddress("optimizer=bfgs", lists);
  assert.deepEqual(state.runs[0]?.search, { id: "backtracking", learningRate: 0.01 });
  assert.equal(writeAddress(state, lists), "objective=rosenbrock&optimizer=bfgs");
  const fixed = readAddress("optimizer=bfgs&search=fixed", lists).state;
  assert.equal(writeAddress(fixed, lists), "objective=rosenbrock&optimizer=bfgs&search=fixed");
});

test("every optimizer of an address begins another run, which the parts after it are about", () => {
  const { state, ignored } = readAddress("optimizer=adam&chain=clip:2&optimizer=gradient-descent&look=1&look=5", lists);
  assert.deepEqual(ignored, []);
  assert.deepEqual(
    state.runs.map(({ optimizer, chain, slot }) => [optimizer.id, chain, slot]),
    [
      ["adam", { clip: 2 }, 0],
      ["gradient-descent", {}, 4],
    ],
  );
});

test("parts about a run without an optimizer are about the standard one", () => {
  const { state } = readAddress("search=backtracking", lists);
  assert.deepEqual(
    state.runs.map(({ optimizer, search }) => [optimizer.id, search.id]),
    [["gradient-descent", "backtracking"]],
  );
});

test("parts before the optimizer are about its run too", () => {
  const { state, ignored } = readAddress("chain=clip:2&search=fixed&optimizer=bfgs&optimizer=adam", lists);
  assert.deepEqual(ignored, []);
  assert.deepEqual(
    state.runs.map(({ optimizer, search, chain }) => [optimizer.id, search.id, chain]),
    [
      ["bfgs", "fixed", { clip: 2 }],
      ["adam", "fixed", {}],
    ],
  );
});

test("parts after an optimizer that there is not are about no run", () => {
  const { state, ignored } = readAddress("optimizer=adam&optimizer=sgd&search=backtracking", lists);
  assert.deepEqual(ignored, ["optimizer=sgd", "search=backtracking"]);
  assert.deepEqual(state.runs, [standardMethod({ id: "adam", learningRate: 0.01, form: "average", biasCorrection: true }, 0, lists)]);
});

test("there are at most so many runs, and no two look alike", () => {
  const { state, ignored } = readAddress(Array(MAX_RUNS + 1).fill("optimizer=adam").join("&"), lists);
  assert.equal(state.runs.length, MAX_RUNS);
  assert.deepEqual(ignored, ["optimizer=adam"]);
  const clash = readAddress("optimizer=adam&look=2&optimizer=adam", lists).state;
  assert.equal(new Set(clash.runs.map(({ slot }) => slot)).size, 2);
});

test("runs of one optimizer are told apart by what differs", () => {
  const { runs } = readAddress(
    "optimizer=adam,learningRate:0.1&optimizer=adam,biasCorrection:false&search=backtracking&optimizer=bfgs",
    lists,
  ).state;
  assert.deepEqual(runNames(runs, lists), [
    "Adam, learning rate 0.1, bias correction, Fixed rate",
    "Adam, learning rate 0.01, no bias correction, Backtracking",
    "BFGS",
  ]);
});

test("choices are deliberate; steps, views and tabs are not", () => {
  const from = standardState(lists);
  const deliberate = (patch: Partial<State>) => isDeliberate(from, { ...from, ...patch }, lists);
  assert.ok(deliberate({ runs: [standardMethod({ id: "adam" }, 0, lists)] }));
  assert.ok(deliberate({ start: [1, 2] }));
  assert.ok(deliberate({ objective: OWN }));
  assert.ok(!deliberate({ iteration: 3, tab: "numbers", view: { x: [0, 1], y: [0, 1] }, speed: 60 }));
});
