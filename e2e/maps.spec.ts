import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { open, start, tab } from "./site.js";

const maps = (page: Page): Locator => page.locator("fl-maps");
const button = (page: Page, name: string | RegExp): Locator => maps(page).getByRole("button", { name });
const overlay = (page: Page): Locator => maps(page).getByRole("application");
const readout = (page: Page): Locator => maps(page).locator("#readout");
const cells = (row: Locator): Locator => row.locator("td");

async function compute(page: Page): Promise<void> {
  await button(page, /^Compute/).click();
  await expect(maps(page).getByText(/runs in .* s, .* a second/)).toBeVisible({ timeout: 60_000 });
}

test("basins of Newton's method on Himmelblau's function", async ({ page }) => {
  await open(page, "#objective=himmelblau&optimizer=newton&tab=maps&map=basins,side:64");
  await expect(maps(page)).toContainText("There is no map yet.");
  await compute(page);
  const rows = maps(page).locator("tbody tr");
  // Newton's method is drawn to all nine critical points.
  await expect(rows).toHaveCount(9);
  await expect(cells(rows.nth(2)).nth(1)).toHaveText("(3, 2)");
  await expect(rows.locator("td:nth-child(3)")).toHaveText([...Array<string>(4).fill("minimum"), "maximum", ...Array<string>(4).fill("saddle")]);
  const shares = (await rows.locator("td:nth-child(5)").allTextContents()).map(Number);
  expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 100)).toBeLessThan(0.5);
  await expect(maps(page).getByRole("img", { name: /^Basins of attraction of Newton, .*3: \(3, 2\), \d/ })).toBeVisible();
});

test("a click starts the run where the map says how it ends", async ({ page }) => {
  await open(page, "#objective=himmelblau&optimizer=newton&tab=maps&map=basins,side:64");
  await compute(page);
  await overlay(page).scrollIntoViewIfNeeded();
  const box = (await overlay(page).boundingBox())!;
  // A mouse has whole pixels.
  await page.mouse.move(Math.round(box.x + 0.75 * box.width), Math.round(box.y + 0.3 * box.height));
  await expect(readout(page)).toHaveText(/to 3, \(3, 2\), minimum, after \d+ iterations/);
  const [, x, y, iterations] = /\(([^,]+), ([^)]+)\): .* after (\d+) iterations/.exec((await readout(page).textContent())!)!;
  await page.mouse.down();
  await page.mouse.up();
  await expect(page).toHaveURL(/start=/);
  // The map is still that of the run.
  await expect(maps(page).getByText("of an earlier setting")).toBeHidden();
  for (const [name, value] of [["x", x], ["y", y]] as const) {
    expect(Math.abs(Number(await start(page, name).inputValue()) - Number(value))).toBeLessThan(1e-3);
  }
  await page.evaluate((k) => {
    location.hash += `&k=${k}`;
  }, iterations);
  await tab(page, "Numbers").click();
  const last = page.locator("fl-numbers tbody tr").first();
  await expect(last).toContainText(iterations!);
  await expect(page.locator("fl-picture .readout")).toContainText("(x, y) = (3, 2)");
});

test("keys move a cursor over the map, and Enter takes its place", async ({ page }) => {
  await open(page, "#objective=himmelblau&optimizer=newton&tab=maps&map=basins,side:64");
  await compute(page);
  await overlay(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(readout(page)).toHaveText(/^\(0\.07813, 0\.07813\): /);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await page.keyboard.press("ArrowDown");
  // One cell is 10/64 wide.
  await expect(readout(page)).toHaveText(/^\(0\.2344, 1\.484\): /);
  await expect(maps(page).getByRole("status").filter({ hasText: "(0.2344, 1.484)" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/start=0\.234375,1\.484375/);
  // The keys of the page step no run here.
  await expect(page.locator("fl-transport")).toContainText("k = 0");
});

test("a map of an earlier setting stays and says so", async ({ page }) => {
  await open(page, "#objective=himmelblau&optimizer=newton&tab=maps&map=basins,side:64");
  await compute(page);
  await page.getByLabel("Choose an optimizer").selectOption("gradient-descent");
  await expect(maps(page).getByText("This map is of an earlier setting.")).toBeVisible();
  await expect(maps(page).locator("tbody tr")).toHaveCount(9);
  await tab(page, "Numbers").click();
  await tab(page, "Maps").click();
  await expect(maps(page).locator("tbody tr")).toHaveCount(9);
  await compute(page);
  await expect(maps(page).getByText("This map is of an earlier setting.")).toBeHidden();
  await expect(maps(page).getByRole("img", { name: /of Gradient descent/ })).toBeVisible();
});

test("a computation is stopped by its button and by a change", async ({ page }) => {
  // Slow enough to be stopped: the most iterations on the most cells.
  await open(page, "#objective=rosenbrock&optimizer=gradient-descent,learningRate:0.0001&tab=maps&map=basins,side:512,limit:10000");
  await button(page, "Compute").click();
  await expect(maps(page).getByRole("progressbar")).toBeVisible();
  await expect(maps(page).locator("tbody tr").first()).toBeVisible({ timeout: 60_000 });
  await button(page, "Stop").click();
  await expect(maps(page).getByText(/^Stopped after \d+ of 262144 runs\.$/)).toBeVisible();
  await button(page, "Compute again").click();
  await expect(button(page, "Stop")).toBeVisible();
  await page.getByLabel("Choose an optimizer").selectOption("newton");
  await expect(maps(page).getByText(/^Stopped after \d+ of 262144 runs\.$/)).toBeVisible();
  // Workers that were stopped work on.
  await maps(page).getByLabel("Cells a side").selectOption("64");
  await compute(page);
  await expect(cells(maps(page).locator("tbody tr").first()).nth(1)).toHaveText("(1, 1)");
});

test("a map over two parameters finds where momentum converges", async ({ page }) => {
  const axes = "x:optimizer:learningRate:0.01:1.5,y:optimizer:beta:0:0.9";
  await open(page, `#objective=rate-2d&optimizer=momentum,form:heavy-ball&tab=maps&map=parameters,side:64,limit:1000,${axes}`);
  await compute(page);
  await expect(maps(page).getByText(/^Fewest iterations: \d+, with learning rate [\d.]+, beta [\d.]+\.$/)).toBeVisible();
  await expect(maps(page).locator("tbody tr").first()).toContainText("arrived");
  await expect(maps(page).locator("tbody")).toContainText("diverged");
  await button(page, "Take these values").click();
  const best = (await maps(page).getByText(/^Fewest iterations/).textContent())!;
  const [, iterations, rate] = /iterations: (\d+), with learning rate ([\d.]+)/.exec(best)!;
  const field = page.locator("fl-optimizer").getByRole("textbox", { name: /learning rate/ });
  expect(Math.abs(Number(await field.inputValue()) - Number(rate))).toBeLessThan(1e-3);
  // What the axes are about may change: the map is that of the rest.
  await expect(maps(page).getByText("of an earlier setting")).toBeHidden();
  await page.evaluate((k) => {
    location.hash += `&k=${k}`;
  }, iterations);
  await tab(page, "This step").click();
  await expect(page.locator("fl-transport")).toContainText(`k = ${iterations}`);
});

test("axes and their ranges are chosen, and a graph where there is but one", async ({ page }) => {
  await open(page, "#objective=rate-2d&tab=maps&map=parameters,side:64");
  const across = maps(page).getByRole("combobox", { name: "To the right" });
  await expect(across.locator("option:checked")).toHaveText("learning rate");
  await expect(maps(page).getByRole("combobox", { name: "Upward" }).locator("option:checked")).toHaveText("start w1");
  await maps(page).getByRole("combobox", { name: "Upward" }).selectOption("none");
  const to = maps(page).getByRole("textbox", { name: "To the right to" });
  await to.fill("0.6");
  await to.press("Enter");
  await expect(page).toHaveURL(/map=parameters,side:64,x:optimizer:learningRate:[^,]*:0\.6,y:none/);
  await to.fill("-1");
  await to.press("Enter");
  await expect(maps(page).locator("p[role=alert]")).toHaveText("Type a number below the second one.");
  await expect(to).toHaveValue("0.6");
  await compute(page);
  // Gradient descent on this function converges for rates below 1/2.
  await expect(maps(page).locator("tbody tr").first()).toContainText("arrived");
  await overlay(page).focus();
  await page.keyboard.press("ArrowRight");
  await expect(readout(page)).toHaveText(/^learning rate [\d.]+: (arrived|not at an end yet) after \d+ iterations$/);
  await page.reload();
  await expect(to).toHaveValue("0.6");
});

test("basins of one variable are a strip with a graph", async ({ page }) => {
  await open(page, "#objective=double-well&optimizer=newton&tab=maps&map=basins,side:64");
  await compute(page);
  await expect(maps(page).locator("tbody tr")).toHaveCount(3);
  await overlay(page).focus();
  await page.keyboard.press("ArrowUp");
  await expect(readout(page)).toHaveText(/^0\.007813: to 3, 0\.05013, maximum, after 2 iterations$/);
});

test("basins on a plane of more variables", async ({ page }) => {
  await open(page, "#objective=rosenbrock-4&optimizer=newton&tab=maps&map=basins,side:64");
  await compute(page);
  await expect(maps(page).locator("tbody")).toContainText("(1, 1, 1, 1)");
});

test("what cannot be mapped is told", async ({ page }) => {
  await open(page, "#objective=himmelblau&tab=maps&map=parameters,x:optimizer:learningRate:-1:1");
  await button(page, "Compute").click();
  await expect(maps(page).locator("p[role=alert]")).toContainText("a logarithmic range of learningRate is above 0");
});

test("a worker that does not load is told", async ({ page }) => {
  await open(page, "#objective=himmelblau&tab=maps");
  await page.route(/worker.*\.js|fallline.*\.wasm|fallline.*\.js/, (route) => route.fulfill({ status: 200, contentType: "text/javascript", body: "throw new Error('lost')" }));
  await button(page, "Compute").click();
  await expect(maps(page).locator("p[role=alert]")).toBeVisible();
  await expect(button(page, /^Compute/)).toBeEnabled();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing on maps: ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      for (const kind of ["basins", "parameters"]) {
        await page.goto("about:blank");
        await open(page, `#objective=himmelblau&optimizer=momentum&tab=maps&map=${kind},side:64`);
        await compute(page);
        const { violations } = await new AxeBuilder({ page }).include({ fromShadowDom: ["fl-app", "fl-tabs", "fl-maps"] }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    });
  }
}
