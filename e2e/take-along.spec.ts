import { readFile } from "node:fs/promises";
import { AxeBuilder } from "@axe-core/playwright";
import { type Download, type Locator, type Page, test as loud } from "@playwright/test";
import { expect, test } from "./page.js";
import { open, optimizer } from "./site.js";

const dialog = (page: Page): Locator => page.getByRole("dialog", { name: "Take it along" });
const format = (page: Page, name: string): Locator => dialog(page).getByRole("radio", { name });
const preview = (page: Page): Locator => dialog(page).getByRole("region", { name: "Preview" });

async function openDialog(page: Page, fragment: string): Promise<void> {
  await open(page, fragment);
  await page.getByRole("button", { name: "Take along" }).click();
  await expect(dialog(page)).toBeVisible();
}

async function downloaded(page: Page, name: RegExp): Promise<{ download: Download; bytes: Buffer }> {
  const waited = page.waitForEvent("download");
  await dialog(page).getByRole("button", { name }).click();
  const download = await waited;
  return { download, bytes: await readFile(await download.path()) };
}

test("the address and the code to embed hold the page's state", async ({ page }) => {
  await openDialog(page, "#objective=himmelblau&optimizer=newton&k=3");
  await expect(preview(page)).toContainText("#objective=himmelblau");
  await format(page, "Code to embed").check();
  await expect(preview(page)).toContainText("<iframe src=");
  const code = (await preview(page).textContent()) ?? "";
  // The frame shows what the page shows.
  await page.route("**/notes.html", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html>${code}` }));
  await page.goto("notes.html");
  const frame = page.frameLocator("iframe");
  await expect(frame.locator("output")).toHaveText("k = 3");
  await expect(frame.getByLabel("Choose an optimizer")).toHaveValue("newton");
});

test("the picture is one of lines or of pixels, of the size that is asked for", async ({ page }) => {
  await openDialog(page, "#k=5");
  await format(page, "Picture as SVG").check();
  await dialog(page).getByLabel("Width").fill("800");
  await dialog(page).getByLabel("Width").press("Enter");
  await dialog(page).getByLabel("Dark").check();
  const vector = await downloaded(page, /Download fall-line\.svg/);
  const text = vector.bytes.toString("utf8");
  expect(vector.download.suggestedFilename()).toBe("fall-line.svg");
  expect(text).toMatch(/^<svg[^>]*width="800"[^>]*height="640"/);
  expect(text.match(/<(path|polyline|line|circle|polygon)/g)?.length).toBeGreaterThan(20);

  await format(page, "Picture as PNG").check();
  const raster = await downloaded(page, /Download fall-line\.png/);
  // The signature of a PNG, and the width and height that follow it.
  expect(raster.bytes.subarray(1, 4).toString()).toBe("PNG");
  expect([raster.bytes.readUInt32BE(16), raster.bytes.readUInt32BE(20)]).toEqual([1600, 1280]);
  expect(raster.bytes.length).toBeGreaterThan(50_000);
  await expect(dialog(page).getByRole("status")).toHaveText("fall-line.png was downloaded.");
});

test("a size that makes no picture is not taken", async ({ page }) => {
  await openDialog(page, "");
  await format(page, "Picture as SVG").check();
  for (const size of ["0", "-5", "1e9", "x"]) {
    await dialog(page).getByLabel("Height").fill(size);
    await dialog(page).getByLabel("Height").press("Enter");
    await expect(dialog(page).getByLabel("Height")).toHaveValue("640");
  }
});

test("data and programs are of the selected run", async ({ page }) => {
  await openDialog(page, "#optimizer=adam&k=2");
  await format(page, "Iterates as CSV").check();
  await expect(preview(page)).toContainText("iteration,t1,t2,value");
  expect(((await preview(page).textContent()) ?? "").trim().split("\n")).toHaveLength(4);
  await format(page, "Run as JSON").check();
  const run = JSON.parse((await preview(page).textContent()) ?? "") as { optimizer: { id: string } };
  expect(run.optimizer.id).toBe("adam");
  await format(page, "Python with NumPy").check();
  await expect(preview(page)).toContainText("def exact_gradient(theta):");
  await expect(preview(page)).toContainText("islice(method(path[0]), 2)");
  await format(page, "Python with PyTorch").check();
  await expect(preview(page)).toContainText("torch.optim.Adam([theta], lr=0.05");
  await format(page, "Rust").check();
  await expect(preview(page)).toContainText("run.step_many(2)");
  const { bytes } = await downloaded(page, /Download fall_line\.rs/);
  expect(bytes.toString()).toContain("fn main()");
});

test("where PyTorch has no such method, the dialog says why", async ({ page }) => {
  await openDialog(page, "#optimizer=newton");
  await format(page, "Python with PyTorch").check();
  await expect(dialog(page).getByRole("alert")).toContainText("PyTorch has no optimizer that makes these steps");
  await expect(dialog(page).getByRole("button", { name: /Download/ })).toBeDisabled();
});

test("by keys: the dialog opens, its formats are chosen with arrows, and Escape gives the focus back", async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "Take along" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeVisible();
  await format(page, "Address of this page").focus();
  await page.keyboard.press("ArrowDown");
  await expect(format(page, "Code to embed")).toBeChecked();
  // The page's own keys do nothing behind the dialog.
  await page.keyboard.press("ArrowRight");
  await expect(format(page, "Picture as SVG")).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await expect(button).toBeFocused();
  await expect(page.locator("output")).toHaveText("k = 0");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the dialog keeps the rules of accessibility, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await openDialog(page, "#k=3");
    for (const name of ["Address of this page", "Picture as SVG", "Python with NumPy"]) {
      await format(page, name).check();
      const { violations } = await new AxeBuilder({ page }).include("fl-app").analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
    }
  });
}

test("paper is white: a dark page is printed light, and is dark afterwards", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await open(page, "#k=2");
  const theme = (): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset["theme"]);
  expect(await theme()).toBe("dark");
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  expect(await theme()).toBe("light");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  expect(await theme()).toBe("dark");
});

test("the printed page has the picture and the numbers, and no controls", async ({ page }) => {
  await open(page, "#k=5");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("fl-landscape canvas.base")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Step 4 → 5" })).toBeVisible();
  for (const name of ["Step", "Play", "Copy link", "Zoom in", "Add a run"]) {
    await expect(page.getByRole("button", { name, exact: true })).toBeHidden();
  }
  await expect(optimizer(page)).toBeVisible();
});

loud("where the dialog's script does not come, the page says so", async ({ page }) => {
  await page.route(/fl-take-along-\w+\.js$/, (route) => route.abort());
  await open(page);
  await page.getByRole("button", { name: "Take along" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Check the connection and reload" })).toBeVisible();
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await expect(page.locator("output")).toHaveText("k = 1");
});
