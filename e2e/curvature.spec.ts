import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, open, openAfresh, step, tab } from "./site.js";

const CURVATURE = "&tab=curvature";
const section = (page: Page, name: string | RegExp): Locator => page.locator("fl-curvature").getByRole("region", { name });
const value = (scope: Locator, name: string): Locator =>
  scope.locator("dt").filter({ hasText: name }).locator("+ dd");
const eigenvalues = async (scope: Locator): Promise<number[]> =>
  (await scope.locator(".spectrum tbody td:first-child [title]").evaluateAll((all) => all.map((x) => x.getAttribute("title")))).map(Number);
const hessian = (page: Page): Locator => section(page, "Hessian ∇²C(θ)").first();

test("the Hessian of Rosenbrock's function at (-1, 2) has the eigenvalues of its matrix", async ({ page }) => {
  await open(page, `#start=-1,2${CURVATURE}`);
  const entries = await hessian(page)
    .locator(".matrix td")
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("title"))));
  expect(entries).toEqual([402, 400, 400, 200]);
  const [low, high] = [-1, 1].map((sign) => 301 + sign * Math.sqrt(101 ** 2 + 400 ** 2)) as [number, number];
  expectClose(await eigenvalues(hessian(page)), [low, high], 1e-12);
  expectClose(await exact(value(hessian(page), "condition number").locator("[title]")), [Math.abs(high / low)], 1e-12);
  await expect(value(hessian(page), "definiteness")).toContainText("indefinite");
  await expect(value(hessian(page), "its slope")).toContainText(/descends|does not descend/);
  const descent = section(page, "Gradient descent here");
  expectClose(await exact(value(descent, "step size limit").locator("[title]")), [2 / high], 1e-12);
  await expect(value(descent, "best fixed rate")).toHaveText("only where all eigenvalues are positive");
});

test("the critical point is the nearest one listed", async ({ page }) => {
  await open(page, `#objective=himmelblau&start=2.9,2.2${CURVATURE}`);
  const near = section(page, "Critical point");
  await expect(near).toContainText("nearest one listed for this function");
  await expect(value(near, "kind")).toHaveText("minimum");
  expectClose(await exact(value(near, "place").locator("[title]")), [3, 2], 1e-12);
  expectClose(await exact(value(near, "distance").locator("[title]")), [Math.hypot(0.1, 0.2)], 1e-12);
});

test("of an own function Newton steps find it", async ({ page }) => {
  await open(page, `#objective=own&formula=x%5E2%20-%20y%5E2%20%2B%20x%5E4&start=1,0.5${CURVATURE}`);
  const near = section(page, "Critical point");
  await expect(near).toContainText("where Newton steps on the gradient lead");
  await expect(value(near, "kind")).toHaveText("saddle");
  const place = await exact(value(near, "place").locator("[title]"));
  expect(Math.hypot(...place)).toBeLessThan(1e-8);
});

test("an optimizer's matrix stands beside the Hessian", async ({ page }) => {
  await open(page, `#optimizer=newton&k=1${CURVATURE}`);
  const own = section(page, "What Newton takes for the Hessian");
  expectClose(await exact(value(own.first(), "relative difference").locator("[title]")), [0], 1e-15);
  await openAfresh(page, `#optimizer=bfgs&k=4${CURVATURE}`);
  const bfgs = section(page, "What BFGS takes for the Hessian").first();
  const [difference = NaN] = await exact(value(bfgs, "relative difference").locator("[title]"));
  const matrix = (scope: Locator): Promise<number[]> =>
    scope.locator(".matrix").first().locator("td").evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("title"))));
  const [a, b] = [await matrix(bfgs), await matrix(hessian(page))];
  expect(difference).toBeCloseTo(Math.hypot(...a.map((x, i) => x - (b[i] ?? NaN))) / Math.hypot(...b), 12);
  await openAfresh(page, `#optimizer=adam&k=4${CURVATURE}`);
  const adam = section(page, "What Adam takes for the Hessian").first();
  await expect(adam).toContainText("Diagonal");
  expect((await matrix(adam)).slice(1, 3)).toEqual([0, 0]);
  await openAfresh(page, `#optimizer=momentum&k=1${CURVATURE}`);
  await expect(page.locator("fl-curvature")).toContainText("uses no matrix");
});

test("eigenvectors and the Hessian's model come onto the landscape on demand, by keyboard too", async ({ page }) => {
  await open(page, `#optimizer=bfgs&k=4${CURVATURE}`);
  const overlay = page.locator("fl-landscape canvas.overlay");
  const picture = (): Promise<string> => overlay.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const plain = await picture();
  await page.getByLabel("eigenvectors").check();
  await expect(page).toHaveURL(/eigenvectors=shown/);
  await expect.poll(picture).not.toBe(plain);
  const withAxes = await picture();
  await page.getByLabel("Hessian’s model").focus();
  await page.keyboard.press("Space");
  await expect(page).toHaveURL(/hessian=shown/);
  await expect.poll(picture).not.toBe(withAxes);
  await openAfresh(page, new URL(page.url()).hash);
  await expect(page.getByLabel("eigenvectors")).toBeChecked();
  await page.getByLabel("eigenvectors").uncheck();
  await page.getByLabel("Hessian’s model").uncheck();
  await expect.poll(picture).toBe(plain);
});

test("the numbers follow the run", async ({ page }) => {
  await open(page, "#optimizer=newton");
  await tab(page, "Curvature").click();
  await expect(page).toHaveURL(/tab=curvature/);
  const before = await eigenvalues(hessian(page));
  await step(page);
  await expectIteration(page, 1);
  await expect.poll(() => eigenvalues(hessian(page))).not.toEqual(before);
  // Looking at the curvature counts as no evaluation.
  const evaluations = page.locator("dt", { hasText: "Evaluations so far" }).locator("+ dd");
  await tab(page, "This step").click();
  const counted = await evaluations.textContent();
  await openAfresh(page, "#optimizer=newton&k=1");
  await expect(evaluations).toHaveText(counted ?? "");
});

test("a curve has its second derivative", async ({ page }) => {
  await open(page, `#objective=quartic&optimizer=newton&start=2${CURVATURE}`);
  // 12 t^2 - 24 t - 4 at 2.
  expectClose(await eigenvalues(hessian(page)), [-4], 1e-12);
  await expect(value(hessian(page), "definiteness")).toContainText("negative definite");
  await expect(value(hessian(page), "its slope")).toContainText("does not descend");
});

test("a kink is told", async ({ page }) => {
  await open(page, `#objective=own&formula=abs(x)%20%2B%20y%5E2&start=0,1${CURVATURE}`);
  await expect(page.locator("fl-curvature .note")).toContainText("not smooth here");
});

for (const width of [1440, 390]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`axe finds nothing, and nothing is too wide: ${width} pixels, ${colorScheme}`, async ({ page }) => {
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme });
      await open(page, `#objective=wood&optimizer=bfgs&k=3&eigenvectors=shown${CURVATURE}`);
      await expect(hessian(page)).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}

for (const width of [1440, 390]) {
  test(`nothing jumps from step to step, ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await open(page, `#optimizer=bfgs&k=2${CURVATURE}`);
    await expect(hessian(page)).toBeVisible();
    const tops = (): Promise<number[]> =>
      page.locator("fl-curvature").locator("dt, h2, tr").evaluateAll((rows) => {
        const top = rows[0]?.getBoundingClientRect().top ?? 0;
        return rows.map((row) => Math.round(row.getBoundingClientRect().top - top));
      });
    const before = await tops();
    for (let k = 3; k < 12; k += 1) {
      await step(page);
      await expectIteration(page, k);
      expect(await tops(), `k = ${k}`).toEqual(before);
    }
  });
}
