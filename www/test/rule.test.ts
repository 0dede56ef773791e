import assert from "node:assert/strict";
import { test } from "node:test";
import type { Choice, ParameterInfo, RuleExample, RuleInfo } from "../../crate/web/types.js";
import { lineOf } from "../format.js";
import type { Lists } from "../fields.js";
import type { Method } from "../method.js";
import { exampleOf, exampleText, MAX_RULE, ownChoice, ruleName, withRule } from "../rule.js";

const field = withRule({ key: "optimizer", write: ({ id }) => id, read: (id) => (id === "adam" ? { id } : undefined) });
const lists = {} as Lists;
const written = (choice: Choice): string => field.write(choice, lists);
const read = (text: string): Choice | undefined => field.read(text, lists);
const own = (rule: string): Method => ({ optimizer: { id: "own", rule } }) as unknown as Method;

test("a rule survives the address, whatever it contains", () => {
  for (const rule of ["theta = theta - g", "# a, b: c = 1\ntheta = g,rule:x", ""]) {
    for (const values of [{}, { alpha: 0.1 }, { alpha: 1e-8, beta_1: -2 }]) {
      const choice = { id: "own", rule, ...values };
      assert.deepEqual(read(written(choice)), choice);
    }
  }
  assert.equal(written({ id: "own", rule: "a = b", alpha: 0.5 }), "own,alpha:0.5,rule:a = b");
});

test("what is no rule stands for nothing, and other optimizers are read as ever", () => {
  for (const text of ["own", "own,", "own,alpha:1", "own,alpha,rule:x", "own,alpha:x,rule:y", `own,rule:${"x".repeat(MAX_RULE + 1)}`]) {
    assert.equal(read(text), undefined, text);
  }
  assert.deepEqual(read("adam"), { id: "adam" });
  assert.equal(read("owned"), undefined);
});

test("values are kept where the rule still has a place for them", () => {
  const real = { kind: "real", min: 0, max: 1, minOpen: false, maxOpen: false, log: false } as const;
  const parameter = (id: string, value: number): ParameterInfo => ({ id, tex: "", help: "", domain: real, default: value });
  const rule = { parameters: [parameter("a", 0.1), parameter("b", 0.2), parameter("c", 0.3)] } as unknown as RuleInfo;
  assert.deepEqual(ownChoice("text", rule, { a: 0.5, b: 2, c: 0.3, d: 0.5 }), { id: "own", rule: "text", a: 0.5 });
});

test("an example has the settings of the optimizer that it stands for", () => {
  const example: RuleExample = {
    id: "x",
    name: "X",
    optimizer: "momentum",
    switches: [["form", "ema"]],
    text: "param alpha = 0.01 from 1e-5 to 10 log  # rate\nparam beta = 0.9 from 0 to 1\nparam rho = 2\nv = g",
  };
  const choice = { id: "momentum", learningRate: 20, beta: 0.5, form: "ema" };
  assert.equal(exampleOf(choice, [example]), example);
  assert.equal(exampleOf({ ...choice, form: "heavy-ball" }, [example]), undefined);
  assert.equal(exampleText(example, choice), "param alpha = 20  # rate\nparam beta = 0.5 from 0 to 1\nparam rho = 2\nv = g");
});

test("rules are called by their first line, and counted where they are called alike", () => {
  const [a, b, c] = ["# Mine \ntheta = g", "#Mine\ntheta = 2*g", "theta = g"] as const;
  const runs = [own(a), own(b), own(a), own(c)];
  assert.deepEqual([a, b, c].map((rule) => ruleName(rule, runs)), ["Mine", "Mine 2", "own rule"]);
});

test("a place in a text is one in its line", () => {
  const text = "one\ntwo\n\nfour";
  assert.deepEqual(lineOf(text, [4, 7]), { line: "two", span: [0, 3], number: 2 });
  assert.deepEqual(lineOf(text, [3, 4]), { line: "one", span: [3, 3], number: 1 });
  assert.deepEqual(lineOf(text, [5, 11]), { line: "two", span: [1, 3], number: 2 });
  assert.deepEqual(lineOf(text, [13, 13]), { line: "four", span: [4, 4], number: 4 });
  assert.deepEqual(lineOf("", [0, 0]), { line: "", span: [0, 0], number: 1 });
});
