import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, open, openAfresh, quantity, step, tab } from "./site.js";

/** Momentum on Rosenbrock's function: three lines, of which v has the state in it. */
const MOMENTUM = "#optimizer=momentum,learningRate:0.001&k=2";

const line = (page: Page, index: number): Locator => page.locator(`fl-step tbody[data-line="${index}"]`);
const current = (page: Page): Locator => page.locator('fl-step [aria-current="step"]');
/** The TeX of a line with its numbers. */
const numbers = (page: Page, index: number): Promise<string> =>
  line(page, index)
    .locator(".numbers fl-math")
    .evaluate((math) => (math as HTMLElement & { tex: string }).tex);
const shownArrow = (page: Page): Locator => page.locator("fl-step .told");

test("a line has this step's numbers in place of its symbols, and they come to its result", async ({ page }) => {
  await open(page, MOMENTUM);
  await expect(line(page, 2).locator(".katex-html").first()).toBeVisible();
  await page.getByLabel("All digits").check();
  await expect(page).toHaveURL(/digits=all/);
  const tex = await numbers(page, 2);
  const vector = String.raw`\((-?[\d.]+(?: \\cdot 10\^\{-?\d+\})?),\\, (-?[\d.]+(?: \\cdot 10\^\{-?\d+\})?)\)`;
  const shape = new RegExp(
    String.raw`^\\displaystyle v \\leftarrow ([\d.]+)\\cdot ${vector} \+ \(1 - ([\d.]+)\)\\cdot ${vector} \\;=\\; ${vector}$`,
  );
  const found = shape.exec(tex);
  expect(found, tex).not.toBeNull();
  const [beta = NaN, v1 = NaN, v2 = NaN, weight = NaN, g1 = NaN, g2 = NaN, r1 = NaN, r2 = NaN] = (found ?? []).slice(1).map(Number);
  expectClose([r1, r2], [beta * v1 + (1 - weight) * g1, beta * v2 + (1 - weight) * g2], 1e-12);
  // The gradient in it is the step's, and the result the one beside the line.
  expectClose([g1, g2], await exact(quantity(page, "gradient ∇C\\(θ\\)")), 1e-15);
  expectClose([r1, r2], await exact(line(page, 2).locator(".result fl-value [title]")), 1e-15);
});

test("the keys , and . go through the lines of a step, and the address keeps the line", async ({ page }) => {
  await open(page, MOMENTUM);
  await expect(current(page)).toHaveCount(0);
  await page.keyboard.press(".");
  await expect(line(page, 1).locator("tr").first()).toHaveAttribute("aria-current", "step");
  await expect(page).toHaveURL(/line=1/);
  await expect(shownArrow(page)).toHaveText("On the landscape: negative gradient −g.");
  await page.keyboard.press(".");
  await expect(shownArrow(page)).toHaveText("On the landscape: momentum −v.");
  await expect(line(page, 3)).toHaveClass(/later/);
  await expect(line(page, 1)).not.toHaveClass(/later/);
  await page.keyboard.press(".");
  await expect(shownArrow(page)).toHaveText("On the landscape: step.");
  await page.keyboard.press(".");
  await expect(current(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/line=/);
  await page.keyboard.press(",");
  await expect(page).toHaveURL(/line=3/);
  // The line stays while the run goes on, and another page has it too.
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 3);
  await expect(current(page)).toHaveCount(1);
  await openAfresh(page, new URL(page.url()).hash);
  await expect(line(page, 3).locator("tr").first()).toHaveAttribute("aria-current", "step");
});

test("a key opens the step from another tab, and is a text's own in a field", async ({ page }) => {
  await open(page, `${MOMENTUM}&tab=numbers`);
  await page.getByLabel("Formula").focus();
  await page.keyboard.press(".");
  await expect(page).not.toHaveURL(/line=/);
  await tab(page, "Numbers").focus();
  await page.locator("h1").click();
  await page.keyboard.press(".");
  await expect(tab(page, "This step")).toHaveAttribute("aria-selected", "true");
  await expect(page).toHaveURL(/line=1/);
});

test("buttons go through the lines, and a number goes to its line", async ({ page }) => {
  await open(page, MOMENTUM);
  await page.getByRole("button", { name: "Next line" }).click();
  await expect(page.locator("fl-step .count")).toHaveText("Line 1 of 3");
  await page.getByRole("button", { name: "Go to line 3" }).click();
  await expect(page.locator("fl-step .count")).toHaveText("Line 3 of 3");
  await page.getByRole("button", { name: "Line before" }).click();
  await expect(page.locator("fl-step .count")).toHaveText("Line 2 of 3");
  await page.getByRole("button", { name: "Whole step" }).click();
  await expect(page.locator("fl-step .count")).toHaveText("All 3 lines");
  await expect(page.getByRole("button", { name: "Whole step" })).toBeDisabled();
});

test("each line has its own arrow on the landscape", async ({ page }) => {
  await open(page, MOMENTUM);
  const overlay = page.locator("fl-landscape canvas.overlay");
  const picture = (): Promise<string> => overlay.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const seen = new Set([await picture()]);
  for (const index of [1, 2, 3]) {
    await page.keyboard.press(".");
    await expect(page).toHaveURL(new RegExp(`line=${index}`));
    await expect.poll(picture).not.toBe([...seen].at(-1));
    seen.add(await picture());
  }
  expect(seen.size).toBe(4);
});

test("a curve has the arrows too", async ({ page }) => {
  await open(page, "#objective=quartic&optimizer=newton&k=1");
  const overlay = page.locator("fl-curve canvas.overlay");
  const picture = (): Promise<string> => overlay.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const before = await picture();
  await page.keyboard.press(".");
  await expect(shownArrow(page)).toHaveText("On the landscape: negative gradient −g.");
  await expect.poll(picture).not.toBe(before);
});

test("what a line has changed is marked and says what it was", async ({ page }) => {
  await open(page, MOMENTUM);
  const point = line(page, 3).locator(".changed");
  await expect(point).toHaveAttribute("title", /^changed from \(/);
  expectClose(
    (await point.getAttribute("title"))!.replace(/changed from |[()]/g, "").split(",").map(Number),
    await exact(quantity(page, "point θ")),
    1e-15,
  );
  await expect(line(page, 1).locator(".changed")).toHaveCount(0);
});

test("the decrease is held against the predicted one", async ({ page }) => {
  await open(page, "#optimizer=newton&k=1");
  const [predicted = NaN] = await exact(quantity(page, "predicted decrease"));
  const [actual = NaN] = await exact(quantity(page, "actual decrease"));
  const ratio = page.locator("fl-step .ratio");
  expectClose(await exact(ratio.locator("fl-value [title]")), [actual / predicted], 1e-14);
  await expect(ratio.getByRole("img")).toHaveAccessibleName(/^ρ = .* on a scale from 0 to 2$/);
  const width = Number(await ratio.locator(".share").getAttribute("width"));
  expect(width).toBeCloseTo(49.5 * (actual / predicted), 6);
  await expect(page.locator("fl-step .verdict")).toHaveText(/Close to 1|Below 1/);
});

test("a gradient opens the tables at the very point where it was asked for", async ({ page }) => {
  // Nesterov's is asked for at the predicted point, which is no iterate.
  await open(page, "#optimizer=nesterov,learningRate:0.001&k=3");
  const gradient = line(page, 2).locator(".result fl-value [title]");
  const used = await exact(gradient);
  const predicted = await exact(line(page, 1).locator(".result fl-value [title]"));
  await page.getByRole("button", { name: "Open the tables behind this gradient" }).click();
  await expect(tab(page, "Autodiff")).toHaveAttribute("aria-selected", "true");
  await expect(page).toHaveURL(/at=step/);
  await expectIteration(page, 3);
  const result = page.locator("fl-autodiff #backward .result fl-value [title]");
  expectClose(await exact(result), used, 1e-13);
  const point = page.locator("fl-autodiff .point [title]");
  await expect(point).toHaveCount(2);
  expect(await point.evaluateAll((all) => all.map((value) => Number(value.getAttribute("title"))))).toEqual(predicted);
  await page.getByRole("radio", { name: "Current point" }).check({ force: true });
  await expect.poll(() => exact(result)).not.toEqual(used);
  await expect(page).not.toHaveURL(/at=step/);
});

test("the tables of a drawn gradient are of the sample that it was drawn from", async ({ page }) => {
  await open(page, "#objective=linear-regression&optimizer=gradient-descent,learningRate:0.001&gradient=sample&k=4");
  const drawn = await exact(line(page, 1).locator(".result fl-value [title]"));
  const used = await exact(line(page, 2).locator(".result fl-value [title]"));
  await page.getByRole("button", { name: "Open the tables behind this gradient" }).press("Enter");
  await expect(page.getByLabel("The term of sample")).toHaveValue(String(drawn[0]));
  expectClose(await exact(page.locator("fl-autodiff #backward .result fl-value [title]")), used, 1e-12);
});

test("a row of the numbers leads to its iteration and to its tables", async ({ page }) => {
  await open(page, "#optimizer=adam&k=8&tab=numbers");
  const row = page.locator("fl-numbers tbody tr", { has: page.getByRole("rowheader", { name: "5", exact: true }) });
  await expect(row.locator("td[title]")).toHaveCount(4);
  const titles = await row.locator("td[title]").evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("title"))));
  await page.getByRole("button", { name: "Open the tables at iteration 5" }).click();
  await expectIteration(page, 5);
  await expect(tab(page, "Autodiff")).toHaveAttribute("aria-selected", "true");
  const point = page.locator("fl-autodiff .point [title]");
  await expect(point).toHaveCount(2);
  expect(await point.evaluateAll((all) => all.map((value) => Number(value.getAttribute("title"))))).toEqual(titles.slice(0, 2));
  await tab(page, "Numbers").click();
  await page.getByRole("button", { name: "Go to iteration 2" }).press("Enter");
  await expectIteration(page, 2);
  await expect(tab(page, "Numbers")).toHaveAttribute("aria-selected", "true");
});

for (const width of [1440, 390]) {
  test(`nothing jumps from step to step, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page, "#optimizer=adam&k=3&line=2");
    await expect(line(page, 6).locator(".numbers .katex-html")).toBeVisible();
    const tops = (): Promise<number[]> =>
      page.locator("fl-step tbody[data-line], fl-step dt").evaluateAll((rows) => {
        const top = rows[0]?.getBoundingClientRect().top ?? 0;
        return rows.map((row) => Math.round(row.getBoundingClientRect().top - top));
      });
    const before = await tops();
    for (let k = 4; k < 9; k += 1) {
      await step(page);
      await expectIteration(page, k);
      await page.waitForTimeout(50);
      expect(await tops(), `k = ${k}`).toEqual(before);
    }
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing in an unfolded step: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, "#optimizer=bfgs&k=4&line=2&digits=all");
    await expect(line(page, 7).locator(".numbers .katex-html")).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`)).toEqual([]);
  });
}
