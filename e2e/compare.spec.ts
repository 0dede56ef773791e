import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import {
  exact,
  expectClose,
  expectIteration,
  open,
  openAfresh,
  openDisplay,
  optimizer,
  quantity,
  step,
  tab,
  typeFunction,
} from "./site.js";

const rows = (page: Page): Locator => page.locator("fl-runs li");
const addRun = (page: Page): Promise<void> => page.getByRole("button", { name: "Add a run" }).click();
/** A cell of the table of runs: the row by name, the column by its heading. */
async function cell(page: Page, run: string, column: string): Promise<string> {
  const table = page.locator("fl-standings table");
  const headings = await table.locator("thead th").allTextContents();
  const index = headings.map((text) => text.trim()).indexOf(column);
  return (await table.locator("tbody tr", { hasText: run }).locator("th, td").nth(index).textContent())?.trim() ?? "";
}

test("several runs start in one place and step together", async ({ page }) => {
  await open(page, "#optimizer=adam");
  await step(page);
  await step(page);
  const adam = await page.locator("fl-picture .readout").textContent();
  await addRun(page);
  await optimizer(page).selectOption("newton");
  // The new run has caught up.
  await expect(rows(page)).toHaveCount(2);
  await expect(rows(page).nth(0)).toContainText(/Adam.*k = 2/s);
  await expect(rows(page).nth(1)).toContainText(/Newton.*C = 1412, k = 2/s);
  await expectIteration(page, 2);
  await step(page);
  await expect(rows(page).nth(0)).toContainText("k = 3");
  await expect(rows(page).nth(1)).toContainText("k = 3");
  await page.getByRole("button", { name: "Back" }).click();
  await rows(page).nth(0).getByRole("radio").check();
  await expect(page.locator("fl-picture .readout")).toHaveText(adam ?? "");
  await expect(optimizer(page)).toHaveValue("adam");
  await expect(page).toHaveURL(/optimizer=adam&optimizer=newton/);
});

test("a run that has ended waits for the others", async ({ page }) => {
  await open(page, "#optimizer=newton&optimizer=adam&k=30");
  await expectIteration(page, 30);
  await expect(rows(page).nth(0)).toContainText("k = 7, minimum");
  await expect(rows(page).nth(1)).toContainText("k = 30");
  await expect(page.getByRole("heading", { name: "Step 6 → 7" })).toBeVisible();
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expect(rows(page).nth(0)).toContainText("k = 0");
});

test("runs are all in the address, and in what reads it", async ({ page }) => {
  const address = "#objective=beale&start=1,1&optimizer=adam,learningRate:0.2&chain=clip:1&optimizer=bfgs&selected=2&k=9";
  await open(page, address);
  const seen = await rows(page).allTextContents();
  expect(seen).toHaveLength(2);
  await expect(page.getByLabel("Step size")).toHaveValue("strong-wolfe");
  expect(new URL(page.url()).hash).toBe(address);
  await page.reload();
  await expectIteration(page, 9);
  expect(await rows(page).allTextContents()).toEqual(seen);
});

test("a run can be removed, and the others keep their looks", async ({ page }) => {
  await open(page, "#optimizer=adam&optimizer=momentum&optimizer=rmsprop&selected=3");
  const look = (name: string): Promise<string | null> =>
    rows(page).filter({ hasText: name }).locator("svg.swatch path").first().getAttribute("stroke");
  const before = await look("RMSprop");
  await page.getByRole("button", { name: "Remove Momentum" }).click();
  await expect(rows(page)).toHaveCount(2);
  expect(await look("RMSprop")).toBe(before);
  expect(await look("Adam")).not.toBe(before);
  await expect(optimizer(page)).toHaveValue("rmsprop");
  await page.getByRole("button", { name: "Remove Adam" }).click();
  await expect(rows(page)).toHaveCount(0);
  await expect(page).toHaveURL(/optimizer=rmsprop&look=3/);
  await page.goBack();
  await expect(rows(page)).toHaveCount(2);
});

test("there are at most eight runs, and alike ones are told apart by what differs", async ({ page }) => {
  await open(page, "#optimizer=adam");
  for (let count = 2; count <= 8; count += 1) {
    await addRun(page);
    await expect(rows(page)).toHaveCount(count);
  }
  await expect(page.getByRole("button", { name: "Add a run" })).toBeDisabled();
  const rate = page.locator("fl-optimizer").getByRole("textbox", { name: "learning rate" });
  await rate.fill("0.125");
  await rate.press("Enter");
  await expect(rows(page).last()).toContainText("Adam, learning rate 0.125");
  const looks = await rows(page).locator("svg.swatch").evaluateAll((all) => all.map((sample) => sample.innerHTML));
  expect(new Set(looks).size).toBe(8);
});

test("runs are compared by iterations, by gradients and by what evaluations cost", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent&optimizer=newton&k=4&tab=convergence");
  const plot = page.locator("fl-convergence").getByRole("img");
  await expect(plot).toHaveAccessibleName(/^C against iterations: Gradient descent from 24\.2 .* at iteration 4; Newton from 24\.2/);
  expect(await cell(page, "Newton", "iterations")).toBe("4");
  await page.getByRole("radiogroup", { name: "Against" }).getByLabel("weighted evaluations").check({ force: true });
  await expect(page).toHaveURL(/against=cost/);
  await expect(plot).toHaveAccessibleName(/weighted evaluations/);
  // The same by hand, from the counts of the step and the weights beside the plot.
  await tab(page, "This step").click();
  await page.locator("fl-runs li").filter({ hasText: "Newton" }).getByRole("radio").check();
  const counts = (await page.locator("dt", { hasText: "Evaluations so far" }).locator("+ dd").textContent()) ?? "";
  const count = (kind: string): number => Number(new RegExp(`(?:^|, )${kind}: (\\d+)`).exec(counts)?.[1] ?? 0);
  expect(count("Hessians")).toBe(4);
  await tab(page, "Convergence").click();
  const cost = async (): Promise<number> => Number(await cell(page, "Newton", "weighted evaluations"));
  const [values, gradients, hessians] = [count("values"), count("gradients"), count("Hessians")];
  expect(await cost()).toBe(values + 2 * gradients + 8 * hessians);
  const weight = page.getByRole("textbox", { name: "Hessians" });
  await weight.fill("100");
  await weight.press("Enter");
  await expect(page).toHaveURL(/weights=hessian:100/);
  expect(await cost()).toBe(values + 2 * gradients + 100 * hessians);
  await weight.fill("-1");
  await weight.press("Enter");
  await expect(weight).toHaveValue("100");
});

test("a finite sum offers drawn gradients, and the lines say which terms were drawn", async ({ page }) => {
  await open(page);
  await expect(page.getByLabel("Gradient", { exact: true })).toHaveCount(0);
  await openAfresh(page, "#objective=finite-sum");
  const gradient = page.getByLabel("Gradient", { exact: true });
  await expect(gradient).toHaveValue("full");
  await gradient.selectOption("mini-batch");
  const batch = page.getByRole("textbox", { name: "batch" });
  await batch.fill("3");
  await batch.press("Enter");
  await expect(page).toHaveURL(/gradient=mini-batch,batch:3/);
  await step(page);
  const lines = page.locator("fl-step table").first().locator("tbody tr");
  const drawn = await exact(lines.first().locator("[title]").last());
  expect(new Set(drawn).size).toBe(3);
  expect(drawn.every((term) => term >= 1 && term <= 5)).toBe(true);
  // A function without terms has no drawn gradient: the whole one takes its place.
  await page.getByLabel("Choose a function").selectOption("beale");
  await expect(page.locator("fl-transport .status")).toBeVisible();
  await expect(page).not.toHaveURL(/gradient=/);
});

test("a gradient that is clipped has the length asked for, and is whole again without", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent,learningRate:1");
  await page.getByText("Clipping and regularization").click();
  const clip = page.getByRole("textbox", { name: /clip$/ });
  await expect(clip).toHaveAttribute("placeholder", "off");
  await clip.fill("0.5");
  await clip.press("Enter");
  await step(page);
  const length = async (): Promise<number> => Math.hypot(...(await exact(quantity(page, "direction d"))));
  expect(await length()).toBeCloseTo(0.5, 12);
  await expect(page.locator("fl-step table").first()).toContainText("clip");
  await clip.fill("");
  await clip.press("Enter");
  await expect(page).not.toHaveURL(/chain=/);
  await expect.poll(length).toBeGreaterThan(200);
});

test("outputs of a typed function are reduced as chosen", async ({ page }) => {
  await open(page);
  await typeFunction(page, "(x - 1, 2*y + x - 5)");
  await expect(page.getByLabel("What is minimized")).toHaveValue("mean");
  const gaussNewton = optimizer(page).locator("option[value=gauss-newton]");
  await expect(gaussNewton).toBeDisabled();
  await page.getByLabel("What is minimized").selectOption("squares");
  await expect(gaussNewton).toBeEnabled();
  await optimizer(page).selectOption("gauss-newton");
  await step(page);
  // Linear residuals: one step leads to where both are 0.
  expectClose(await exact(quantity(page, "next point")), [1, 2], 1e-14);
  await expect(page).toHaveURL(/reduce=squares/);
});

test("the local model of the coming step can be shown and hidden", async ({ page }) => {
  await open(page, "#optimizer=newton");
  const overlay = page.locator("fl-landscape canvas.overlay");
  const picture = (): Promise<string> => overlay.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const shown = await picture();
  await openDisplay(page);
  await page.getByLabel("local model").uncheck();
  await expect(page).toHaveURL(/model=hidden/);
  await expect.poll(picture).not.toBe(shown);
  await page.getByLabel("local model").check();
  await expect.poll(picture).toBe(shown);
});
