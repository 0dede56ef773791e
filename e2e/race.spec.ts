import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { expectIteration, open } from "./site.js";

const FIELD = "#optimizer=gradient-descent&optimizer=newton&optimizer=bfgs&tab=convergence";
const places = (page: Page): Locator => page.locator("fl-race tbody tr");
const race = (page: Page, name = "Race"): Locator => page.locator("fl-race").getByRole("button", { name, exact: true });
const field = (page: Page, name: string): Locator => page.locator("fl-race").getByRole("textbox", { name });
const measure = (page: Page, name: string): Locator => page.getByRole("radiogroup", { name: "Counted in" }).getByLabel(name);

async function rows(page: Page): Promise<string[]> {
  return (await places(page).allTextContents()).map((row) => row.replace(/\s+/g, " ").trim());
}

test("a race ranks who is at the target first, and says why others are not", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, FIELD);
  await measure(page, "iterations").check({ force: true });
  await field(page, "Budget of each run").fill("50");
  await field(page, "Budget of each run").press("Enter");
  await race(page).press("Enter");
  await expect(race(page, "Race again")).toBeVisible();
  const result = await rows(page);
  expect(result[0]).toMatch(/^1st Newton \d+ reached at k = \d+$/);
  expect(result[1]).toMatch(/^2nd BFGS \d+ reached at k = \d+$/);
  expect(result[2]).toMatch(/^– Gradient descent not reached The budget is used up after 50 iterations\.$/);
  await expect(page.locator("fl-race [aria-live]")).toHaveText(/The race is over\. 1st Newton with \d+ iterations\. 2nd BFGS .* Gradient descent not at the target\./);
  await expect(page).toHaveURL(/measure=iterations&budget=50&raced=50/);
  // A run at the target stays there, and the others have used the budget.
  await expect(page.locator("fl-runs li").nth(0)).toContainText("k = 50");
  const newton = /reached at k = (\d+)/.exec(result[0] ?? "")?.[1];
  await expect(page.locator("fl-runs li").nth(1)).toContainText(`k = ${newton}`);
  // All of it is in the address.
  await page.reload();
  await expect(race(page, "Race again")).toBeVisible();
  expect(await rows(page)).toEqual(result);
  // A step leaves the race; the runs are together again.
  await page.getByRole("button", { name: "Back" }).click();
  await expectIteration(page, 49);
  await expect(page).not.toHaveURL(/raced/);
});

test("the measure decides the order: Newton's Hessians cost", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, `${FIELD}&goal=value&target=20&budget=1000&measure=cost`);
  await race(page).click();
  await expect(race(page, "Race again")).toBeVisible();
  const needed = (await rows(page)).map((row) => Number(/ ([\d.]+) reached/.exec(row)?.[1]));
  expect(needed).toEqual([...needed].sort((a, b) => a - b));
  const byCost = await rows(page);
  expect(byCost.find((row) => row.includes("Newton"))).toMatch(/ 1\d reached at k = 1$/);
  await measure(page, "iterations").check({ force: true });
  await race(page).click();
  await expect(race(page, "Race again")).toBeVisible();
  expect((await rows(page)).find((row) => row.includes("Newton"))).toMatch(/^1st Newton 1 reached at k = 1$/);
});

test("runs race side by side: at every frame none has used more than the others may", async ({ page }) => {
  await open(page, "#optimizer=adam&optimizer=bfgs&tab=convergence&goal=gradient&target=1e-6&measure=gradients&budget=400&speed=60");
  await race(page).click();
  await expect(race(page, "Stop")).toBeVisible();
  await expect(page.locator("fl-transport .status")).toHaveText(/In a race: [\d.]+ gradient evaluations so far\./);
  const seen = await page.evaluate(async () => {
    const app = document.querySelector("fl-app");
    const { session } = app as unknown as {
      session: { state: { raced: number }; gradientShares: object; runs: { iteration: number; costAt(k: number, w: object): number }[] };
    };
    const frames: { raced: number; used: number[] }[] = [];
    for (let i = 0; i < 40; i += 1) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push({ raced: session.state.raced, used: session.runs.map((run) => run.costAt(run.iteration, session.gradientShares)) });
    }
    return frames;
  });
  expect(new Set(seen.map(({ raced }) => raced)).size).toBeGreaterThan(10);
  for (const { raced, used } of seen) {
    for (const amount of used) expect(amount).toBeLessThanOrEqual(raced);
    // Adam's steps cost one gradient each: it is never a whole one behind.
    expect(used[0]).toBeGreaterThan(raced - 1.001);
  }
  await page.keyboard.press("Escape");
  await expect(race(page, "Go on")).toBeVisible();
  const stopped = await page.locator("fl-race .amount").textContent();
  await page.waitForTimeout(200);
  await expect(page.locator("fl-race .amount")).toHaveText(stopped ?? "");
  await race(page, "Go on").click();
  await expect(page.locator("fl-race .amount")).not.toHaveText(stopped ?? "");
  await expect(race(page, "Race again")).toBeVisible();
  expect((await rows(page))[0]).toMatch(/^1st BFGS/);
});

test("equal amounts share a place, and a failure is told", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, "#optimizer=adam&optimizer=adam&optimizer=gradient-descent,learningRate:0.01&goal=gradient&target=1&tab=convergence");
  await race(page).click();
  await expect(race(page, "Race again")).toBeVisible();
  const result = await rows(page);
  expect(result[0]).toMatch(/^1st Adam/);
  expect(result[1]).toMatch(/^1st Adam/);
  expect(result[2]).toMatch(/^– Gradient descent.* not reached Ended: The iterates have grown beyond/);
});

test("without a known minimum the gap is no target", async ({ page }) => {
  await open(page, "#objective=own&formula=x%5E2%2By%5E2&optimizer=adam&optimizer=newton&tab=convergence");
  await expect(race(page)).toBeDisabled();
  await expect(page.locator("fl-race")).toContainText("No minimum of this function is known");
  await page.getByRole("radiogroup", { name: "Target" }).getByLabel("gradient norm").check({ force: true });
  await expect(race(page)).toBeEnabled();
});

test("the table of runs is sorted by its columns, and says so", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent&optimizer=newton&optimizer=adam&k=7&tab=convergence");
  const table = page.locator("fl-standings table");
  const names = async (): Promise<string[]> => (await table.locator("tbody th").allTextContents()).map((name) => name.trim());
  expect(await names()).toEqual(["Gradient descent", "Newton", "Adam"]);
  const column = (name: string): Locator => table.getByRole("columnheader", { name });
  await column("distance to a minimum").getByRole("button").click();
  await expect(column("distance to a minimum")).toHaveAttribute("aria-sort", "ascending");
  expect((await names())[0]).toBe("Newton");
  await expect(page).toHaveURL(/sort=distance/);
  await column("distance to a minimum").getByRole("button").press("Enter");
  await expect(column("distance to a minimum")).toHaveAttribute("aria-sort", "descending");
  await expect(table.locator("[aria-sort]")).toHaveCount(1);
  expect((await names())[2]).toBe("Newton");
  await expect(page).toHaveURL(/sort=-distance/);
  const distance = await table.locator("tbody tr", { hasText: "Newton" }).locator("td").nth(3).getAttribute("title");
  expect(Number(distance)).toBeLessThan(1e-9);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    test(`axe finds nothing serious after a race: ${colorScheme}, ${viewport.width} pixels wide`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await open(page, `${FIELD}&changes=3,search.beta:0.2&applies=here&goal=gradient&target=1e-3&raced=1000`);
      await expect(race(page, "Race again")).toBeVisible();
      await page.locator("fl-stop summary").click();
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze();
      expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
    });
  }
}
