import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import {
  exact,
  expectClose,
  expectIteration,
  objective,
  open,
  openAfresh,
  openDisplay,
  optimizer,
  quantity,
  step,
  typeFunction,
} from "./site.js";

const data = (page: Page): Locator => page.getByLabel("Data", { exact: true });
const table = (page: Page): Locator => page.getByLabel("Comma-separated values");
/** The landscape has reached its full resolution. */
const finest = (page: Page): Promise<void> =>
  expect(page.locator("fl-landscape canvas.base")).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });

async function type(page: Page, csv: string): Promise<void> {
  await table(page).fill(csv);
  await table(page).blur();
}

/** How many colours the middle of the landscape shows. */
async function colours(page: Page): Promise<number> {
  return page.locator("fl-landscape canvas.base").evaluate((canvas: HTMLCanvasElement) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
    copy?.drawImage(canvas, 0, 0);
    const pixels = copy?.getImageData(canvas.width / 4, canvas.height / 4, canvas.width / 2, canvas.height / 2).data ?? [];
    const seen = new Set<string>();
    for (let i = 0; i < pixels.length; i += 4) seen.add(pixels.slice(i, i + 3).join());
    return seen.size;
  });
}

test("a pasted table is summed over, and its least squares line is found", async ({ page }) => {
  await open(page);
  await typeFunction(page, "x + y");
  await data(page).selectOption("typed");
  await type(page, "hours,score\n1,2\n2,3\n4,7\n");
  // Room is made for a line through the two columns.
  await expect(page.getByLabel("Formula")).toHaveValue("(score - (w*hours + b))^2");
  await expect(page.locator("fl-data")).toContainText("3 samples");
  await expect(page).toHaveURL(/data=csv:hours,score%0A1,2/);
  await optimizer(page).selectOption("newton");
  await step(page);
  // The normal equations by hand: slope 12/7, intercept 0.
  const [b = NaN, w = NaN] = await exact(quantity(page, "next point"));
  expect(Math.abs(b)).toBeLessThan(1e-12);
  expect(w).toBeCloseTo(12 / 7, 12);
  await finest(page);
  expect(await colours(page)).toBeGreaterThan(50);
  await page.reload();
  await expectIteration(page, 1);
  await expect(table(page)).toHaveValue("hours,score\n1,2\n2,3\n4,7\n");
});

for (const [name, csv, message] of [
  ["a ragged row", "x,y\n1,2\n3\n", /row 3/],
  ["a cell that is no number", "x,y\n1,2\n3,four\n", /row 3.*column.*y|y.*row 3/],
  ["another encoding", "x,y\n1,\uFFFD\n2,3\n", /row 2|UTF-8|encoding/i],
  ["no rows", "x,y\n", /empty|no rows|row/i],
] as const) {
  test(`${name} is refused with its place, and nothing typed is lost`, async ({ page }) => {
    await open(page, "#objective=own&formula=(y%20-%20w*x)%5E2&data=csv:x,y%0A1,2%0A2,3%0A&k=2");
    await type(page, csv);
    await expect(page.locator("fl-data .error")).toHaveText(message);
    await expect(table(page)).toHaveValue(csv);
    await expect(table(page)).toHaveAttribute("aria-invalid", "true");
    // The run goes on with the table that there was.
    await expectIteration(page, 2);
    await step(page);
    await expectIteration(page, 3);
    await type(page, "x,y\n1,2\n2,5\n");
    await expect(page.locator("fl-data .error")).toHaveCount(0);
    await expectIteration(page, 0);
  });
}

test("a table without a column that the function names keeps the function, and says which columns there are", async ({
  page,
}) => {
  await open(page, "#objective=own&formula=(y%20-%20w*x)%5E2&data=csv:x,y%0A1,2%0A2,3%0A");
  await page.getByLabel("Formula").fill("(height - w*x)^2");
  await page.getByLabel("Formula").press("Enter");
  // A name that is no column is a variable.
  await expect(page.getByLabel("Start height", { exact: true })).toBeVisible();
  await page.getByLabel("Formula").fill("w^2");
  await page.getByLabel("Formula").press("Enter");
  await expect(page.getByText(/names no column of the data/)).toBeVisible();
});

test("a file is taken, and a long table stays with the tab but not in the address", async ({ page }) => {
  await open(page);
  await typeFunction(page, "x + y");
  await data(page).selectOption("typed");
  const rows = Array.from({ length: 10_000 }, (_, i) => `${i / 1000},${Math.sin(i)}`);
  const buffer = Buffer.from(`x;y\r\n${rows.join("\r\n").replaceAll(",", ";").replaceAll(".", ",")}\r\n`);
  await page.locator("fl-data input[type=file]").setInputFiles({ name: "samples.csv", mimeType: "text/csv", buffer });
  await expect(page.locator("fl-data")).toContainText("10000 samples");
  await expect(page.locator("fl-data")).toContainText("too long for the address");
  await expect(page).toHaveURL(/data=kept:/);
  // The landscape comes coarse and gets finer while the page goes on.
  await step(page);
  await expectIteration(page, 1);
  await finest(page);
  expect(await colours(page)).toBeGreaterThan(50);
  await page.reload();
  await expect(page.locator("fl-data")).toContainText("10000 samples");
  await expectIteration(page, 1);
});

test("a dropped file is taken like an opened one", async ({ page }) => {
  await open(page, "#objective=own&formula=(y%20-%20w*x)%5E2&data=csv:x,y%0A1,2%0A2,3%0A");
  const dropped = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["x,y\n1,3\n2,6\n4,12\n"], "samples.csv", { type: "text/csv" }));
    return transfer;
  });
  await page.locator("fl-data .drop").dispatchEvent("drop", { dataTransfer: dropped });
  await expect(page.locator("fl-data")).toContainText("3 samples");
  await expect(table(page)).toHaveValue("x,y\n1,3\n2,6\n4,12\n");
});

test("a landscape that is overtaken is given up", async ({ page }) => {
  // What the page asks of its worker.
  await page.addInitScript(() => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: { kind: string }) {
      asked.push(message.kind);
      post.call(this, message);
    };
  });
  const asked = (): Promise<string[]> => page.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  await open(page, "#objective=own&formula=x%20%2B%20y");
  await data(page).selectOption("typed");
  const rows = Array.from({ length: 10_000 }, (_, i) => `${i / 1000},${Math.sin(i)}`);
  const buffer = Buffer.from(`x,y\n${rows.join("\n")}\n`);
  await page.locator("fl-data input[type=file]").setInputFiles({ name: "samples.csv", mimeType: "text/csv", buffer });
  await expect(page.locator("fl-data")).toContainText("10000 samples");
  await expect(page.locator("fl-landscape canvas.base")).toHaveAttribute("aria-busy", "true");
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect.poll(asked).toEqual(["load", "job", "cancel", "job"]);
  await finest(page);
});

test("a kept table that is gone is told", async ({ page }) => {
  await open(page, "#objective=own&formula=w%5E2&data=kept:1-2");
  await expect(page.getByRole("status").first()).toContainText("data=kept:1-2");
});

test("a model of the catalogue is trained on its data, and can be made one's own", async ({ page }) => {
  await open(page, "#objective=linear-regression&optimizer=newton");
  await expect(page.locator("fl-objective")).toContainText(/mean of this over the \d+ samples of/);
  await step(page);
  await expect(page.locator("fl-transport .status")).toHaveText(/minimum/i);
  const [w = NaN, b = NaN] = await exact(quantity(page, "next point"));
  await objective(page).selectOption("own");
  await expect(data(page)).not.toHaveValue("");
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await step(page);
  // A typed function has its variables in natural order.
  expectClose(await exact(quantity(page, "next point")), [b, w], 1e-9);
});

test("what is summed, averaged or squared is a choice", async ({ page }) => {
  const address = "#objective=own&formula=y%20-%20w*x&data=csv:x,y%0A1,2%0A2,3%0A&start=1";
  const value = async (): Promise<number> => (await exact(quantity(page, "value C\\(θ\\)")))[0] ?? NaN;
  await open(page, address);
  expect(await value()).toBe(1);
  await openAfresh(page, `${address}&reduce=sum`);
  expect(await value()).toBe(2);
  await openAfresh(page, `${address}&reduce=squares&optimizer=gauss-newton`);
  expect(await value()).toBe(2);
  await step(page);
  expectClose(await exact(quantity(page, "next point")), [8 / 5], 1e-14);
});

test("a function of many variables is shown on planes", async ({ page }) => {
  await open(page, "#objective=wood&optimizer=bfgs");
  await expect(page.locator("fl-landscape")).toBeVisible();
  const picture = (): Promise<string> =>
    page.locator("fl-landscape canvas.base").evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const first = await picture();
  await openDisplay(page);
  await page.getByLabel("Variable upward").selectOption({ index: 2 });
  await expect(page).toHaveURL(/plane=1,/);
  await expect.poll(picture).not.toBe(first);
  for (let k = 0; k < 6; k += 1) await step(page);
  await openDisplay(page);
  await page.getByLabel("Plane").selectOption("components");
  await expect(page).toHaveURL(/plane=components/);
  const components = await picture();
  await page.getByLabel("Plane").selectOption("directions");
  await expect.poll(picture).not.toBe(components);
  await page.getByLabel("v", { exact: true }).fill("0, 0, 1, 1");
  await page.getByLabel("v", { exact: true }).press("Enter");
  await expect(page).toHaveURL(/plane=along,1,0,0,0,0,0,1,1/);
  await page.keyboard.press("Escape");
  // A click on the plane sets all coordinates of the start.
  await page.getByRole("application").click({ position: { x: 200, y: 200 } });
  await expectIteration(page, 0);
  const starts = await page.locator("fl-objective .coordinate input").evaluateAll((all) =>
    all.map((input) => Number((input as HTMLInputElement).value)),
  );
  // From (-3, -1, -3, -1) along v both of the last two change by as much.
  expect((starts[3] ?? NaN) - (starts[2] ?? NaN)).toBeCloseTo(2, 4);
  expect(starts[1]).toBe(-1);
});

test("the tables are of one sample's term, the one that the step draws first or another", async ({ page }) => {
  const csv = "csv:x,y%0A1,2%0A2,3%0A4,7%0A";
  await open(page, `#objective=own&formula=(y%20-%20w*x)%5E2&data=${csv}&start=1&gradient=sample,seed:4&tab=autodiff`);
  const sample = page.getByLabel("The term of sample");
  const drawn = Number(await sample.inputValue());
  const derivative = async (): Promise<number> => {
    const adjoint = page.locator("fl-autodiff #backward tbody tr").last().locator("[title]").last();
    return (await exact(adjoint))[0] ?? NaN;
  };
  // d/dw (y - w x)^2 = -2 x (y - w x) at w = 1.
  const wanted = [-2, -4, -24];
  expect(await derivative()).toBe(wanted[drawn - 1]);
  for (const [index, value] of wanted.entries()) {
    await sample.fill(String(index + 1));
    await sample.press("Enter");
    await expect(page).toHaveURL(new RegExp(`sample=${index + 1}`));
    expect(await derivative()).toBe(value);
  }
  await sample.fill("4");
  await sample.press("Enter");
  await expect(sample).toHaveValue("3");
  // Three steps of one sample each are an epoch.
  await expect(page.locator("fl-transport")).toContainText("epoch 1");
  for (let k = 0; k < 3; k += 1) await step(page);
  await expect(page.locator("fl-transport")).toContainText("epoch 2");
});
