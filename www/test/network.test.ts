import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lists } from "../fields.js";
import {
  assignNetwork,
  lacksForNetwork,
  layerWidths,
  type NetworkChoice,
  networkSpec,
  readWidths,
  STANDARD,
  standardNetworkRuns,
  weightCount,
  writeDesign,
  writeProgress,
} from "../network/choice.js";

const entry = { name: "", source: "", needs: [], replaces: [], defaultSearch: null, lines: [], parameters: [] };
const rate = {
  id: "learningRate",
  tex: "",
  help: "",
  domain: { kind: "real", min: 0, max: null, minOpen: true, maxOpen: false, log: true },
  default: 0.05,
} as const;
const lists: Lists = {
  objectives: [],
  dataSets: [],
  optimizers: [
    { ...entry, id: "gradient-descent", defaultSearch: "fixed" },
    { ...entry, id: "adam", defaultSearch: "fixed", parameters: [rate] },
  ],
  searches: [{ ...entry, id: "fixed" }],
  schedules: [{ ...entry, id: "constant" }],
  gradients: [
    { ...entry, id: "full" },
    { ...entry, id: "mini-batch" },
  ],
  chain: [],
  colourMaps: [],
};

const read = (name: string, text: string): NetworkChoice | null => {
  const choice = { ...STANDARD };
  return assignNetwork(choice, name, text, lists) ? choice : null;
};

test("the standard network takes no room in an address", () => {
  assert.deepEqual(writeDesign(STANDARD, lists), []);
  assert.deepEqual(writeProgress(STANDARD, lists), []);
});

test("how far training is stands apart from what is trained", () => {
  const choice = { ...STANDARD, widths: [5], epochs: 12, patience: null };
  assert.deepEqual(writeDesign(choice, lists), ["widths=5", "patience=off"]);
  assert.deepEqual(writeProgress(choice, lists), ["epochs=12"]);
});

test("widths are whole numbers, few and not too large", () => {
  assert.deepEqual(readWidths(" 64, 3 "), [64, 3]);
  assert.deepEqual(readWidths(""), []);
  for (const text of ["0", "2.5", "-3", "1e9", "513", "a", "3,,4", "1,2,3,4,5,6,7,8,9"]) assert.equal(readWidths(text), undefined, text);
});

test("an address cannot ask for what there is not", () => {
  assert.equal(read("samples", "1297")?.trainingSamples, 1297);
  for (const [name, text] of [
    ["samples", "1298"],
    ["samples", "9"],
    ["patience", "0"],
    ["weightSeed", "-1"],
    ["weightSeed", "4294967296"],
    ["activation", "step"],
    ["loss", ""],
    ["section", "3d"],
    ["epochs", "1.5"],
    ["neurons", "3"],
  ] as const) {
    assert.equal(read(name, text), null, `${name}=${text}`);
  }
  assert.equal(read("patience", "off")?.patience, null);
  assert.equal(read("epochs", "1e9")?.epochs, 100_000);
});

test("weights are counted with the biases", () => {
  assert.deepEqual(layerWidths(STANDARD), [64, 32, 32, 10]);
  assert.equal(weightCount(STANDARD), 65 * 32 + 33 * 32 + 33 * 10);
  assert.equal(weightCount({ widths: [] }), 65 * 10);
});

test("methods that keep a matrix or need another problem do not fit", () => {
  assert.equal(lacksForNetwork(["finite-sum"], STANDARD), undefined);
  assert.equal(lacksForNetwork(["finite-sum", "matrix"], STANDARD), "matrix");
  assert.equal(lacksForNetwork(["matrix"], { ...STANDARD, widths: [1] }), undefined);
  assert.equal(lacksForNetwork(["one-variable"], STANDARD), "one-variable");
});

test("a specification has the network and the method", () => {
  const [method] = standardNetworkRuns(lists);
  assert.ok(method !== undefined);
  assert.deepEqual(networkSpec({ ...STANDARD, patience: null }, method, lists), {
    widths: [64, 32, 32, 10],
    activation: "relu",
    loss: "cross-entropy",
    initialization: { kind: "xavier-uniform", seed: 0 },
    optimizer: { id: "adam", learningRate: 0.005 },
    search: { id: "fixed" },
    schedule: { id: "constant" },
    gradient: { kind: "mini-batch", batch: 10 },
  });
  assert.equal(networkSpec(STANDARD, method, lists).patience, 10);
});
