import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";

/** A network that learns in a moment. */
const SMALL = "#bench=network&widths=16&samples=300&optimizer=adam,learningRate:0.01&gradient=mini-batch,batch:10";

async function open(page: Page, fragment: string): Promise<void> {
  await page.goto("about:blank");
  await page.goto(fragment);
  await begun(page);
}

/** The worker has told of the network's start. */
const begun = (page: Page): Promise<void> =>
  expect(page.locator("fl-courses tbody tr").first()).toContainText("0", { timeout: 20_000 });

const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });
const count = (page: Page): Locator => page.locator("fl-epochs output");
const expectEpoch = (page: Page, epoch: number): Promise<void> =>
  expect(count(page)).toHaveText(`epoch ${epoch}`, { timeout: 20_000 });
const epochOf = async (page: Page): Promise<number> => Number((await count(page).textContent())?.replace(/\D/g, ""));

/** Losses and errors of the start, the best or the present epoch, with all digits. */
const row = (page: Page, name: "start" | "best" | "now"): Promise<number[]> =>
  page
    .locator(`fl-courses tr[data-row=${name}] td`)
    .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute("title"))));

/** How many colours a canvas shows. */
const colours = (canvas: Locator): Promise<number> =>
  canvas.evaluate((drawn: HTMLCanvasElement) => {
    const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d");
    copy?.drawImage(drawn, 0, 0);
    const seen = new Set(new Uint32Array(copy?.getImageData(0, 0, drawn.width, drawn.height).data.buffer ?? new ArrayBuffer(0)));
    return seen.size;
  });

test("the images and the code for networks are loaded only when they are used", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("");
  await expect(button(page, "Step")).toBeVisible();
  expect(asked.filter((url) => /digits|fl-network/.test(url))).toEqual([]);
  await page.getByRole("radio", { name: "Network" }).check();
  await begun(page);
  expect(asked.filter((url) => /digits.*\.bin/.test(url))).toHaveLength(1);
  await expect(page).toHaveURL(/bench=network/);
  // The way back finds the function as it was left, with its own method.
  await page.goBack();
  await expect(page.locator("fl-picture h2")).toHaveText("Rosenbrock");
  await expect(page.getByLabel("Choose an optimizer")).toHaveValue("gradient-descent");
});

test("a small network learns epoch by epoch, by buttons and by keys", async ({ page }) => {
  await open(page, SMALL);
  await expectEpoch(page, 0);
  await button(page, "One epoch").click();
  await expectEpoch(page, 1);
  await page.locator("body").press("ArrowRight");
  await expectEpoch(page, 2);
  await expect(page).toHaveURL(/epochs=2/);
  const [first = NaN] = await row(page, "start");
  const [second = NaN, , , error = NaN] = await row(page, "now");
  // Ten digits read by chance.
  expect(first).toBeGreaterThan(2);
  expect(second).toBeLessThan(0.8 * first);
  expect(error).toBeLessThan(0.6);
  await page.locator("body").press("ArrowLeft");
  await expectEpoch(page, 1);
  await button(page, "Reset").click();
  await expectEpoch(page, 0);
  expect((await row(page, "now"))[0]).toBe(first);
  await expect(button(page, "Reset")).toBeDisabled();
});

test("training goes on until it is paused, and from there", async ({ page }) => {
  await open(page, `${SMALL}&patience=off`);
  await button(page, "Train").click();
  await expect.poll(() => epochOf(page), { timeout: 20_000 }).toBeGreaterThan(3);
  await button(page, "Pause").click();
  // The landscape is begun when the worker has said where it stopped.
  await expect(page.locator("fl-section canvas.base")).toBeVisible({ timeout: 20_000 });
  await expect(button(page, "Train")).toBeVisible();
  const paused = await epochOf(page);
  await expect(page).toHaveURL(new RegExp(`epochs=${paused}(&|$)`));
  const numbers = await row(page, "now");
  // Nothing goes on behind the page's back.
  await page.waitForTimeout(300);
  expect(await epochOf(page)).toBe(paused);
  await button(page, "One epoch").click();
  await expectEpoch(page, paused + 1);
  // The same seed and epochs give the same numbers, bit for bit.
  await button(page, "Back").click();
  await expectEpoch(page, paused);
  expect(await row(page, "now")).toEqual(numbers);
  await page.reload();
  await expectEpoch(page, paused);
  expect(await row(page, "now")).toEqual(numbers);
});

test("training stops early, with the best epoch kept", async ({ page }) => {
  await open(page, `${SMALL}&patience=2`);
  await button(page, "Train").click();
  await expect(page.locator("fl-epochs .status")).toContainText("Stopped early", { timeout: 25_000 });
  await expect(button(page, "Train")).toBeDisabled();
  const last = await epochOf(page);
  await expect(page.locator("fl-courses")).toContainText(`that of epoch ${last - 2}, whose weights are kept`);
  const [best, now] = [await row(page, "best"), await row(page, "now")];
  expect(best[3]).toBeLessThanOrEqual(now[3] ?? NaN);
  await button(page, "Go to the best epoch").click();
  await expectEpoch(page, last - 2);
  expect(await row(page, "now")).toEqual(best);
});

test("another network or method is trained anew, to the same epoch", async ({ page }) => {
  await open(page, `${SMALL}&epochs=2`);
  await expectEpoch(page, 2);
  await expect(page.locator("fl-layers tbody tr")).toHaveCount(2);
  const before = await row(page, "now");
  const widths = page.getByLabel("Neurons of the hidden layers");
  await widths.fill("16, 8");
  await widths.press("Enter");
  await expect(page.locator("fl-layers tbody tr")).toHaveCount(3);
  await expect(page.locator("fl-layers tbody th").nth(1)).toHaveText("2 (16 → 8)");
  await expectEpoch(page, 2);
  expect(await row(page, "now")).not.toEqual(before);
  await widths.fill("16, 8.5");
  await widths.press("Enter");
  await expect(widths).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL(/widths=16,8&/);
  await page.goBack();
  await expect(page.locator("fl-layers tbody tr")).toHaveCount(2);
  await expect.poll(() => row(page, "now")).toEqual(before);
});

test("a method that cannot train a network is refused with the reason", async ({ page }) => {
  await open(page, SMALL);
  const newton = page.getByLabel("Choose an optimizer").locator("option[value=newton]");
  await expect(newton).toBeDisabled();
  await expect(newton).toContainText("at most 100 variables");
  await page.goto("about:blank");
  await page.goto("#bench=network&optimizer=newton");
  await expect(page.locator("fl-courses [role=alert]")).toContainText("at most 100 variables");
  await expect(button(page, "Train")).toBeDisabled();
  // A method that fits takes the message away.
  await page.getByLabel("Choose an optimizer").selectOption("momentum");
  await expect(page.locator("fl-courses [role=alert]")).toHaveCount(0);
  await expectEpoch(page, 0);
  await expect(button(page, "Train")).toBeEnabled();
});

test("the loss is drawn on a plane with the path of the weights", async ({ page }) => {
  await open(page, `${SMALL}&epochs=4`);
  await expectEpoch(page, 4);
  const section = page.locator("fl-section");
  const base = section.locator("canvas.base");
  await expect(base).toHaveAttribute("aria-label", /principal components of the path/, { timeout: 20_000 });
  await expect(section).toContainText(/s has [\d.]+ % of the path's variance/);
  await expect.poll(() => colours(base)).toBeGreaterThan(100);
  expect(await colours(section.locator("canvas.paths"))).toBeGreaterThan(5);
  await section.getByRole("radio", { name: "random directions" }).check();
  await expect(base).toHaveAttribute("aria-label", /random directions/, { timeout: 20_000 });
  await expect(page).toHaveURL(/section=random/);
  await section.getByRole("button", { name: "Other directions" }).click();
  await expect(page).toHaveURL(/sectionSeed=1/);
});

test("the images say what they show and what is read in them", async ({ page }) => {
  await open(page, `${SMALL}&epochs=3`);
  await expectEpoch(page, 3);
  const images = page.locator("fl-images").getByRole("img");
  await expect(images).toHaveCount(20);
  const names = await images.evaluateAll((all) => all.map((image) => image.getAttribute("aria-label") ?? ""));
  for (const name of names) expect(name).toMatch(/^(\d), read as \1 with \d+ %$|^\d, wrongly read as \d with \d+ %$/);
  const wrong = names.filter((name) => name.includes("wrongly")).length;
  await expect(page.locator("fl-images p")).toHaveText(`Read wrongly: ${wrong} of these 20.`);
  await expect(page.locator("fl-images li.wrong")).toHaveCount(wrong);
});

for (const [width, theme] of [
  [1440, "light"],
  [390, "dark"],
] as const) {
  test(`axe finds nothing at ${width} pixels in ${theme}`, async ({ page }) => {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: theme });
    await open(page, `${SMALL}&epochs=3`);
    await expectEpoch(page, 3);
    await expect(page.locator("fl-section canvas.base")).toBeVisible({ timeout: 20_000 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
}
