import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, FIGURE_4_7, open, step } from "./site.js";

const e7 = Math.exp(7);
/** MEDL table 4.1: the primals of figure 4.7's function at (π/6, 2, 5). */
const PRIMALS: [string, number][] = [
  ["a_1", Math.PI / 3],
  ["a_2", 7],
  ["a_3", -10],
  ["a_4", Math.sqrt(3) / 2],
  ["a_5", e7],
  ["a_6", Math.sqrt(3) / 2 + e7 - 10],
];
/** Table 4.2: the tangents for t2. */
const TANGENTS: [string, number][] = [
  ["a_1", Math.PI / 6],
  ["a_2", 1],
  ["a_3", 0],
  ["a_4", Math.PI / 12],
  ["a_5", e7],
  ["a_6", Math.PI / 12 + e7],
];
/** Table 4.3: the adjoints, in the book's order, and the gradient. */
const ADJOINTS: [string, number][] = [
  ["zeta_6", 1],
  ["zeta_4", 1],
  ["zeta_5", 1],
  ["zeta_3", 1],
  ["zeta_1", 1 / 2],
  ["zeta_2", e7],
  ["dC/dt1", 1],
  ["dC/dt2", Math.PI / 12 + e7],
  ["dC/dt3", e7 - 2],
];

/** The partial derivatives on the edges of the figure, by ids of operand and node. */
const PARTIALS: [string, number][] = [
  ["-1>1", 2],
  ["-2>1", Math.PI / 6],
  ["-2>2", 1],
  ["-3>2", 1],
  ["-3>3", -2],
  ["1>4", 1 / 2],
  ["2>5", e7],
  ["4>6", 1],
  ["5>6", 1],
  ["3>6", 1],
];

const table = (page: Page, id: string): Locator => page.locator(`fl-autodiff #${id} fl-table`);
const cell = (page: Page, id: string, symbol: string, column: number): Locator =>
  table(page, id).locator(`tr[data-symbol="${symbol}"] td`).nth(column).locator("fl-value [title]");

test.beforeEach(async ({ page }) => {
  await open(page, `${FIGURE_4_7}&tab=autodiff`);
});

test("the primal table is MEDL's table 4.1", async ({ page }) => {
  await page.getByRole("radiogroup", { name: "Tables" }).getByLabel("Values").check({ force: true });
  for (const [symbol, value] of PRIMALS) expectClose(await exact(cell(page, "primal", symbol, 1)), [value], 1e-14);
});

test("the forward table for t2 is MEDL's table 4.2", async ({ page }) => {
  await page.getByRole("radio", { name: "t2" }).check({ force: true });
  await expect(page).toHaveURL(/seed=1/);
  for (const [symbol, value] of TANGENTS) {
    const [tangent = NaN] = await exact(cell(page, "forward", symbol, 2));
    expect(Math.abs(tangent - value), symbol).toBeLessThanOrEqual(1e-14 * Math.abs(value));
  }
  expectClose(await exact(table(page, "forward").locator(".result fl-value [title]")), [Math.PI / 12 + e7], 1e-14);
});

test("the forward table follows the chosen variable", async ({ page }) => {
  const wanted = [1, Math.PI / 12 + e7, e7 - 2];
  for (const [index, value] of wanted.entries()) {
    await page.getByRole("radio", { name: `t${index + 1}` }).check({ force: true });
    await expect
      .poll(async () => (await exact(table(page, "forward").locator(".result fl-value [title]")))[0])
      .toBeCloseTo(value, 9);
  }
});

test("the backward table is MEDL's table 4.3, row by row", async ({ page }) => {
  const rows = table(page, "backward").locator("tr[data-symbol]");
  await expect(rows).toHaveCount(ADJOINTS.length);
  const symbols = await rows.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset["symbol"]));
  expect(symbols).toEqual(ADJOINTS.map(([symbol]) => symbol));
  for (const [symbol, value] of ADJOINTS) expectClose(await exact(cell(page, "backward", symbol, 1)), [value], 1e-14);
  expectClose(
    await exact(table(page, "backward").locator(".result fl-value [title]")),
    [1, Math.PI / 12 + e7, e7 - 2],
    1e-14,
  );
});

test("the graph is figure 4.7: six nodes in three iterations, with values", async ({ page }) => {
  const graph = page.locator("fl-graph");
  await expect(graph.locator("svg.drawing")).toHaveAccessibleName(
    "Computational graph with 6 operations in 3 iterations; the same numbers stand in the tables.",
  );
  await expect(graph.locator("g.operation, g.output")).toHaveCount(6);
  await expect(graph.locator("g.output")).toHaveCount(1);
  await expect(graph.locator("g.input")).toHaveCount(3);
  await expect(graph.locator(".heading")).toHaveText(["Inputs", "Iteration 1", "Iteration 2", "Iteration 3"]);
  // One column an iteration: three nodes, two nodes, one node.
  const columns = await graph
    .locator("rect.box")
    .evaluateAll((boxes) =>
      boxes.map((box) => Math.round(Number(box.getAttribute("x")) + Number(box.getAttribute("width")) / 2)),
    );
  const sizes = new Map<number, number>();
  for (const x of columns) sizes.set(x, (sizes.get(x) ?? 0) + 1);
  expect([...sizes].sort(([a], [b]) => a - b).map(([, count]) => count)).toEqual([3, 3, 2, 1]);
  const partials = await graph
    .locator("g[data-edge]")
    .evaluateAll((edges) =>
      edges.map((edge): [string, number] => [
        (edge as SVGElement).dataset["edge"] ?? "",
        Number(edge.querySelector("title")?.textContent?.split(" = ")[1]),
      ]),
    );
  const onEdges = new Map(partials);
  expect([...onEdges.keys()].sort()).toEqual(PARTIALS.map(([edge]) => edge).sort());
  for (const [edge, value] of PARTIALS) expectClose([onEdges.get(edge) ?? NaN], [value], 1e-14);
  const values = await graph
    .locator(".value")
    .evaluateAll((all) => all.map((value) => Number(value.getAttribute("title"))));
  for (const [symbol, value] of PRIMALS) {
    expect(
      values.some((shown) => Math.abs(shown - value) <= 1e-14 * Math.abs(value)),
      symbol,
    ).toBe(true);
  }
});

test("graph and tables follow the run", async ({ page }) => {
  const result = table(page, "backward").locator(".result fl-value [title]");
  const before = await exact(result);
  await step(page);
  await expectIteration(page, 1);
  await expect.poll(() => exact(result)).not.toEqual(before);
  // The gradient in the table is the one that the coming step uses.
  const gradient = await exact(result);
  await page.getByRole("tab", { name: "This step" }).click();
  await page.getByLabel("Next step").check({ force: true });
  const used = await exact(page.locator("dt", { hasText: /^gradient ∇C\(θ\)$/ }).locator("+ dd [title]"));
  expectClose(used, gradient, 1e-14);
});
