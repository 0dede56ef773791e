import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, FIGURE_4_7, open, openAfresh, typeFunction } from "./site.js";

const e7 = Math.exp(7);
const AUTODIFF = `${FIGURE_4_7}&tab=autodiff`;

const button = (page: Page, name: string): Locator => page.locator("fl-passes").getByRole("button", { name, exact: true });
const pass = (page: Page, name: string): Locator => page.getByRole("radiogroup", { name: "Pass" }).getByLabel(name);
const place = (page: Page): Locator => page.locator("fl-passes .place");
const node = (page: Page, id: number): Locator => page.locator(`fl-graph [data-node="${id}"]`);
const row = (page: Page, table: string, symbol: string): Locator => page.locator(`#${table} tr[data-symbol="${symbol}"]`);
const rule = (page: Page): Promise<string> =>
  page.locator("fl-passes fl-math").evaluate((element) => (element as HTMLElement & { tex: string }).tex);
const used = (page: Page): Promise<(string | undefined)[]> =>
  page.locator("fl-graph g.used").evaluateAll((edges) => edges.map((edge) => (edge as SVGElement).dataset["edge"]).sort());
/** A part of the tab below the tables, opened from the list of parts. */
async function part(page: Page, name: string): Promise<void> {
  await page.getByRole("navigation", { name: "Parts of this tab" }).getByRole("button", { name }).click();
}

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

test("the backward pass goes from the output to the inputs, node by node, in graph, table and rule", async ({ page }) => {
  await open(page, AUTODIFF);
  await expect(place(page)).toHaveText("9 rows");
  await button(page, "Next node").click();
  await expect(page).toHaveURL(/node=1(&|$)/);
  await expect(place(page)).toHaveText("1 of 9");
  await expect(row(page, "backward", "zeta_6")).toHaveAttribute("aria-current", "step");
  await expect(node(page, 6)).toHaveAttribute("aria-current", "step");
  expect(await rule(page)).toBe("\\zeta_{6} = 1");
  // What comes later is blank and keeps its room.
  const later = row(page, "backward", "dC/dt2").locator("fl-value");
  await expect(later).not.toBeVisible();
  expect((await later.boundingBox())?.height).toBeGreaterThan(5);
  await expect(node(page, -2).locator(".derivative")).toHaveText("");
  const order = [6, 4, 5, 3, 1, 2, -1, -2, -3];
  const seen: (number | undefined)[] = [];
  for (let k = 1; k <= order.length; k += 1) {
    await expect(place(page)).toHaveText(`${k} of 9`);
    seen.push(Number(await page.locator("fl-graph [aria-current=step]").getAttribute("data-node")));
    if (k === 6) {
      expect(await rule(page)).toBe("\\zeta_{2} = \\zeta_{5} \\frac{\\partial a_{5}}{\\partial a_{2}} = 1 \\cdot 1096.6 = 1096.6");
      expect(await used(page)).toEqual(["2>5"]);
    }
    if (k === 8) {
      expect(await rule(page)).toContain("\\frac{\\partial C}{\\partial t_{2}} = \\zeta_{1} \\frac{\\partial a_{1}}{\\partial t_{2}} + \\zeta_{2}");
      expect(await used(page)).toEqual(["-2>1", "-2>2"]);
      await expect(later).toBeVisible();
    }
    if (k < order.length) await button(page, "Next node").click();
  }
  expect(seen).toEqual(order);
  await expect(button(page, "Next node")).toBeDisabled();
  await button(page, "Show all").click();
  await expect(place(page)).toHaveText("9 rows");
  await expect(page.locator("fl-graph [aria-current=step]")).toHaveCount(0);
});

test("the address has the pass and the place", async ({ page }) => {
  await open(page, `${AUTODIFF}&seed=1&pass=forward&node=7`);
  await expect(pass(page, "Forward")).toBeChecked();
  await expect(place(page)).toHaveText("7 of 9");
  await expect(row(page, "forward", "a_4")).toHaveAttribute("aria-current", "step");
  expect(await rule(page)).toBe(
    "a_{4} = \\sin(a_{1}) = \\sin(1.0472) = 0.86603,\\qquad \\dot{a}_{4} = \\frac{\\partial a_{4}}{\\partial a_{1}} \\dot{a}_{1} = 0.5 \\cdot 0.5236 = 0.2618",
  );
  expect(await used(page)).toEqual(["1>4"]);
  await expect(node(page, 5).locator(".value")).toHaveText("");
  // A place beyond the last row is the last row; the table of a pass that is on its way is there, whichever were chosen.
  await openAfresh(page, `${AUTODIFF}&pass=values&node=999&table=backward`);
  await expect(place(page)).toHaveText("9 of 9");
  await expect(row(page, "primal", "a_6")).toHaveAttribute("aria-current", "step");
  await openAfresh(page, `${AUTODIFF}&pass=sideways&node=0`);
  await expect(page.getByText("pass=sideways")).toBeVisible();
  await expect(place(page)).toHaveText("9 rows");
});

test("the keyboard goes through a pass", async ({ page }) => {
  await open(page, AUTODIFF);
  await pass(page, "Values").focus();
  await page.keyboard.press("ArrowRight");
  await expect(pass(page, "Forward")).toBeChecked();
  await button(page, "Next node").focus();
  await page.keyboard.press("Enter");
  await expect(place(page)).toHaveText("1 of 9");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(place(page)).toHaveText("3 of 9");
  await page.keyboard.press("End");
  await expect(place(page)).toHaveText("9 of 9");
  await button(page, "Back one node").focus();
  await page.keyboard.press("ArrowLeft");
  await expect(place(page)).toHaveText("8 of 9");
  await page.keyboard.press("Home");
  await expect(place(page)).toHaveText("1 of 9");
  // The run itself has not moved.
  await expect(page.locator("output")).toHaveText("k = 0");
  await expect(page.locator("fl-passes [aria-live=polite]")).toHaveText("Row 1 of 9: t1 = 0.523599; tangent 1.");
});

test("nodes are reached, told and chosen with the keyboard", async ({ page }) => {
  await open(page, AUTODIFF);
  await expect(page.locator("fl-graph [tabindex='0'][data-node]")).toHaveCount(1);
  await node(page, -1).focus();
  await page.keyboard.press("ArrowRight");
  await expect(node(page, 1)).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(node(page, 4)).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(node(page, 5)).toBeFocused();
  await expect(node(page, 5)).toHaveAccessibleName(
    new RegExp("^a_5, exp of a_2; value 1096\\.63315\\d+; adjoint 1; ∂a_5/∂a_2 = 1096\\.63315\\d+$"),
  );
  await expect(page.locator("fl-graph .detail")).toContainText("a_5, exp of a_2");
  await page.keyboard.press("Enter");
  await expect(node(page, 5)).toHaveAttribute("aria-current", "step");
  await expect(row(page, "backward", "zeta_5")).toHaveAttribute("aria-current", "step");
  await expect(page.locator("output")).toHaveText("k = 0");
});

test("a click on a node goes there", async ({ page }) => {
  await open(page, AUTODIFF);
  await node(page, 2).click();
  await expect(row(page, "backward", "zeta_2")).toHaveAttribute("aria-current", "step");
  await node(page, 4).hover();
  await expect(page.locator("fl-graph .detail")).toContainText("a_4, sin of a_1");
});

for (const reducedMotion of ["no-preference", "reduce"] as const) {
  test(`play goes on by itself to the end: motion ${reducedMotion}`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion });
    await open(page, `${AUTODIFF}&pace=2`);
    await button(page, "Play").click();
    await expect(button(page, "Pause")).toBeVisible();
    await expect(place(page)).toHaveText(/^[3-7] of 9$/);
    await button(page, "Pause").click();
    const text = await place(page).textContent();
    await page.waitForTimeout(600);
    await expect(place(page)).toHaveText(text ?? "");
    await button(page, "Play").click();
    await expect(place(page)).toHaveText("9 of 9");
    await expect(button(page, "Play")).toBeVisible();
    // From the end it begins anew.
    await button(page, "Play").click();
    await expect(place(page)).toHaveText(/^[1-5] of 9$/);
  });
}

test("the row of a long pass stays in sight in its box, and the page where it is", async ({ page }) => {
  const terms = Array.from({ length: 12 }, (_, k) => `sin(${k + 2}*x+y)*exp(-${k + 2}*y^2)`).join("+");
  await open(page, "#tab=autodiff");
  await typeFunction(page, terms);
  await button(page, "Last").scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => window.scrollY);
  await button(page, "Last").click();
  const current = page.locator("#backward tr[aria-current=step]");
  await expect(current).toHaveAttribute("data-symbol", "dC/dy");
  const [box, inner] = [await page.locator("#backward fl-table .scroll").boundingBox(), await current.boundingBox()];
  expect(inner!.y + inner!.height).toBeLessThanOrEqual(box!.y + box!.height + 1);
  expect(inner!.y).toBeGreaterThanOrEqual(box!.y - 1);
  expect(await page.evaluate(() => window.scrollY)).toBe(before);
});

test("walking through a pass moves nothing", async ({ page }) => {
  await open(page, `${AUTODIFF}&pass=forward&node=1`);
  const places = () =>
    page.locator("fl-passes button, fl-graph svg.drawing, fl-graph .box, #forward tr, #backward tr").evaluateAll((all) =>
      all.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y + window.scrollY, width, height].map((value) => Math.round(value));
      }),
    );
  await expect(page.locator("#forward .katex-html").first()).toBeVisible();
  const before = await places();
  for (let k = 2; k <= 9; k += 1) {
    await button(page, "Next node").click();
    await expect(place(page)).toHaveText(`${k} of 9`);
    expect(await places()).toEqual(before);
  }
});

test("forward mode takes a direction", async ({ page }) => {
  await open(page, AUTODIFF);
  await page.getByRole("radiogroup", { name: "Derivative by" }).getByLabel("a direction v").check({ force: true });
  const field = page.getByLabel("v, a number for each of t1, t2, t3");
  await expect(field).toHaveValue("1, 0, 0");
  await field.fill("1, 2");
  await field.press("Enter");
  await expect(page.getByText("Type 3 numbers with commas.")).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await field.fill("1, -2, 0.5");
  await field.press("Enter");
  await expect(page).toHaveURL(/v=1,-2,0\.5/);
  await expect(page.getByRole("heading", { name: "Forward mode: along v = (1, -2, 0.5)" })).toBeVisible();
  const along = 1 - 2 * (Math.PI / 12 + e7) + 0.5 * (e7 - 2);
  expectClose(await exact(page.locator("#forward .result fl-value [title]")), [along], 1e-12);
  await page.getByRole("radio", { name: "t2" }).check({ force: true });
  await expect(field).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Forward mode: derivative by t2" })).toBeVisible();
});

test("backward mode takes weights of several outputs", async ({ page }) => {
  await open(page, "#objective=own&formula=(t1 - 7*t2 %2B 5*t3, t2*t3)&start=2.5,2.1,1.4&tab=autodiff&of=outputs");
  const field = page.getByLabel("u, a weight for each of the 2 outputs");
  await expect(field).toHaveValue("1, 1");
  await expect(page.locator("#forward .result td")).toHaveCount(2);
  await field.fill("0, 2");
  await field.press("Enter");
  await expect(page).toHaveURL(/u=0,2/);
  await expect(page.getByRole("heading", { name: "Backward mode: with u = (0, 2)" })).toBeVisible();
  // MEDL 4.4: the gradient of the second output is (0, t3, t2).
  expectClose(await exact(page.locator("#backward .result fl-value [title]")), [0, 2.8, 4.2], 1e-14);
  await page.getByRole("radiogroup", { name: "What is differentiated" }).getByLabel("C", { exact: true }).check({ force: true });
  await expect(field).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "Backward mode: the gradient" })).toBeVisible();
});

test("what the passes cost is counted", async ({ page }) => {
  await open(page, `${AUTODIFF}&seed=1`);
  await part(page, "What it costs");
  const costs = page.locator("fl-costs");
  const total = costs.getByRole("row", { name: /^Total/ });
  // 3 additions, 2 products, sin and exp; see the crate's tests for the rest.
  await expect(total.getByRole("cell")).toHaveText(["6", "7", "3", "5"]);
  const gradients = costs.getByRole("region", { name: /whole gradient/ });
  await expect(gradients.getByRole("row").nth(1).getByRole("cell")).toHaveText(["7", "27", "12", "1.71"]);
  await expect(costs.locator("svg.chart")).toHaveAccessibleName(/With 48 variables a value takes 127, its gradient 6192 by forward mode and 207 by backward mode/);
  await costs.getByLabel("product of n variables").check({ force: true });
  await expect(page).toHaveURL(/family=product/);
  await expect(gradients.getByRole("row").last().getByRole("cell")).toHaveText(["127", "24383", "379", "2.98"]);
  await costs.getByRole("button", { name: "Measure the time here" }).click();
  await expect(costs.getByRole("status")).toHaveText(/^Median times in this browser, n = 3: value [\d.]+ µs, gradient [\d.]+ µs by forward and [\d.]+ µs by backward mode\.$/);
});

test("difference quotients are held against the exact derivative", async ({ page }) => {
  await open(page, "#tab=autodiff&seed=1");
  await part(page, "Numerical differentiation");
  const differences = page.locator("fl-differences");
  await expect(differences).toContainText("Exact derivative by t2");
  expectClose(await exact(differences.locator("strong [title]")), [-88], 1e-12);
  const cells = differences.locator("tr[data-step='0.01'] td");
  // C is a quadratic in t2 with the second derivative 200: the forward difference is off by 100 h.
  expect(Number(await cells.nth(1).getAttribute("title"))).toBeCloseTo(1, 8);
  expect(Number(await cells.nth(3).getAttribute("title"))).toBeLessThan(1e-10);
  await expect(differences.locator("tr[data-step]")).toHaveCount(17);
  await expect(differences.locator("svg.chart")).toHaveAccessibleName(/^Distance of difference quotients by t2/);
  await expect(differences.locator("svg.chart .mark")).toHaveCount(2);
});

test("the derivative is written as a formula with its size", async ({ page }) => {
  await open(page, `${AUTODIFF}&seed=1`);
  await part(page, "Symbolic derivative");
  const symbolic = page.locator("fl-symbolic");
  await expect(symbolic.locator("fl-math .katex-html")).toBeVisible();
  await symbolic.getByText("As text").click();
  await expect(symbolic.locator("code")).toHaveText("cos(t1*t2)*t1 + exp(t2 + t3)");
  await expect(symbolic.getByRole("row", { name: /its derivative by t2/ }).getByRole("cell")).toHaveText(["11", "9"]);
  // Levels of x·sin(x) in one another: written out, the derivative is too large, and as a graph it is not.
  const levels = Array.from({ length: 12 }, (_, k) => `p${k + 1} = ${k === 0 ? "x" : `p${k}`}*sin(${k === 0 ? "x" : `p${k}`}); `).join("");
  await typeFunction(page, `${levels}p12`);
  await expect(symbolic).toContainText("Written out, the derivative would have");
  const sizes = symbolic.getByRole("row", { name: /its derivative by x/ }).getByRole("cell");
  expect(Number(await sizes.nth(0).getAttribute("title"))).toBeGreaterThan(100_000);
  expect(Number(await sizes.nth(1).textContent())).toBeLessThan(200);
});

test("the graph can be enlarged, shrunk and fitted", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, AUTODIFF);
  const drawing = page.locator("fl-graph svg.drawing");
  const width = async (): Promise<number> => (await drawing.boundingBox())?.width ?? 0;
  await expect(drawing).toBeVisible();
  const readable = await width();
  const room = (await page.locator("fl-graph .scroll").boundingBox())?.width ?? 0;
  expect(readable).toBeGreaterThan(room);
  await page.getByRole("button", { name: "Fit", exact: true }).click();
  await expect.poll(width).toBeLessThanOrEqual(room + 1);
  await page.getByRole("button", { name: "Enlarge the graph" }).click();
  await expect.poll(width).toBeGreaterThan(room);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious with all parts open: ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await open(page, `${AUTODIFF}&pass=backward&node=4&v=1,2,3`);
      for (const name of ["What it costs", "Numerical differentiation", "Symbolic derivative"]) await part(page, name);
      await expect(page.locator("fl-symbolic .katex-html")).toBeVisible();
      expect(await serious(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
