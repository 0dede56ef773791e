import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { at, expectIteration, open, openAfresh, overlay, placeOf, pointed, start, startNow, step } from "./site.js";

/** The bytes of a rectangle of a canvas, by default all of it, read from a copy. */
async function pixels(page: Page, selector: string, size?: number): Promise<number[]> {
  return page.locator(selector).evaluate((canvas: HTMLCanvasElement, size) => {
    const [width, height] = [size ?? canvas.width, size ?? canvas.height];
    const copy = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    return [...(copy?.getImageData(0, 0, width, height).data ?? [])];
  }, size);
}

/** How many colours a canvas shows. */
async function colours(page: Page, selector: string): Promise<number> {
  const data = await pixels(page, selector, 300);
  const seen = new Set<number>();
  for (let i = 0; i < data.length; i += 4)
    seen.add(((data[i] ?? 0) << 16) | ((data[i + 1] ?? 0) << 8) | (data[i + 2] ?? 0));
  return seen.size;
}

test("the landscape is drawn in the screen's own pixels", async ({ browser }) => {
  for (const deviceScaleFactor of [1, 2]) {
    const page = await browser.newPage({ deviceScaleFactor });
    await open(page);
    const canvas = page.locator("fl-landscape canvas.base");
    await expect.poll(() => colours(page, "fl-landscape canvas.base")).toBeGreaterThan(100);
    const [backing, width] = await canvas.evaluate((c: HTMLCanvasElement) => [c.width, c.clientWidth] as const);
    expect(backing).toBe(Math.round(width * deviceScaleFactor));
    await page.close();
  }
});

test("the path grows with every step", async ({ page }) => {
  await open(page, "#optimizer=newton");
  const image = () =>
    page.locator("fl-landscape canvas.overlay").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const images = [await image()];
  for (let k = 1; k <= 3; k += 1) {
    await step(page);
    await expectIteration(page, k);
    images.push(await image());
  }
  expect(new Set(images).size).toBe(4);
});

test("a click sets the start to the point under the pointer", async ({ page }) => {
  await open(page, "#optimizer=adam&k=5");
  await expectIteration(page, 5);
  const [x, y] = await at(page, 0.7, 0.3);
  await page.mouse.move(x, y);
  const readout = await page.locator("fl-picture .readout").textContent();
  const [, pointer = ""] = readout?.match(/Pointer\s+\(t1, t2\) = \(([^)]*)\)/) ?? [];
  await page.mouse.click(x, y);
  await expectIteration(page, 0);
  const shown = pointer.split(",").map(Number);
  const now = await startNow(page);
  expect(shown).toHaveLength(2);
  now.forEach((value, index) => expect(value).toBeCloseTo(shown[index] ?? NaN, 3));
  // The view is [-2, 2] x [-1, 3]; 0.7 and 0.3 of the canvas are right of its middle and above it.
  expect(now[0]).toBeGreaterThan(0.5);
  expect(now[1]).toBeGreaterThan(1.2);
});

test("dragging the start moves it, as one step of the browser's history", async ({ page }) => {
  await open(page);
  const before = await startNow(page);
  const [x, y] = await placeOf(page, before);
  // Not quite on its middle: it must not jump there.
  await page.mouse.move(x + 6, y - 5);
  await page.mouse.down();
  expect(await startNow(page)).toEqual(before);
  await page.mouse.move(x + 66, y + 45, { steps: 4 });
  await page.mouse.move(x + 126, y + 95, { steps: 4 });
  const [expectedX = NaN, expectedY = NaN] = await pointed(page);
  await page.mouse.up();
  const after = await startNow(page);
  const [endX, endY] = await placeOf(page, after);
  expect(Math.abs(endX - x - 120)).toBeLessThan(1.5);
  expect(Math.abs(endY - y - 100)).toBeLessThan(1.5);
  expect(after[0]).toBeLessThan(expectedX);
  expect(after[1]).toBeLessThan(expectedY);
  await page.goBack();
  await expect.poll(() => startNow(page)).toEqual(before);
});

test("Shift and the arrow keys move the start, and the help says so", async ({ page }) => {
  await open(page);
  await overlay(page).focus();
  await expect(overlay(page)).toHaveAccessibleDescription(/Shift and the arrow keys/);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  expect(await startNow(page)).toEqual([-1.12, 1.08]);
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 1);
});

test("on a curve a click sets the start too", async ({ page }) => {
  await open(page, "#objective=quartic");
  // The view is [-2.2, 4.4], the start 2.5.
  await page.mouse.click(...(await at(page, 0.25, 0.5)));
  const value = Number(await start(page, "t").inputValue());
  expect(value).toBeGreaterThan(-1.2);
  expect(value).toBeLessThan(0);
});

test("the view zooms, fits the path and comes back", async ({ page }) => {
  await open(page, "#optimizer=adam&k=30");
  const name = () => page.locator("fl-landscape canvas.base").getAttribute("aria-label");
  const own = await name();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page).toHaveURL(/view=/);
  const near = await name();
  expect(near).not.toBe(own);
  await page.getByRole("button", { name: "Fit to the path" }).click();
  await expect.poll(name).not.toBe(near);
  await page.getByRole("button", { name: "Reset the view" }).click();
  await expect.poll(name).toBe(own);
  await expect(page).not.toHaveURL(/view=/);
});

test("levels and colours change the picture", async ({ page }) => {
  await open(page);
  const image = () =>
    page.locator("fl-landscape canvas.base").evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
  const first = await image();
  await page.getByLabel("Levels").selectOption("quantile");
  await expect.poll(image).not.toBe(first);
  const second = await image();
  await page.getByLabel("Colours").selectOption({ index: 1 });
  await expect.poll(image).not.toBe(second);
});

test("the theme is chosen, drawn and kept", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open(page);
  const corner = () => pixels(page, "fl-landscape canvas.base", 1);
  await expect.poll(corner).toEqual([255, 255, 255, 255]);
  await page.getByLabel("Theme").selectOption("dark");
  await expect.poll(async () => (await corner())[0]).toBeLessThan(60);
  const surface = await page.locator("fl-picture .card").evaluate((card) => getComputedStyle(card).backgroundColor);
  expect(surface).toBe(`rgb(${(await corner()).slice(0, 3).join(", ")})`);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test("the path is drawn over the landscape where the axes say", async ({ page }) => {
  // Newton on a parabola goes to the minimum at once: the current point must lie on the marked minimum.
  await openAfresh(page, "#objective=convex-bowl&optimizer=newton&k=1&start=2,1.5");
  await expectIteration(page, 1);
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await expect(page.locator("fl-picture .readout")).toContainText("Pointer");
  await page.mouse.move(0, 0);
  await expect(page.locator("fl-picture .readout")).toContainText("(t1, t2) = (0, 0)");
});

/** A finger comes down, moves and lifts. */
async function swipe(page: Page, x: number, y: number, down: number): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await client.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x, y }] });
  for (let part = 1; part <= 10; part += 1) {
    const touchPoints = [{ x, y: y + (down * part) / 10 }];
    await client.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
    await page.waitForTimeout(16);
  }
  await client.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
}

test.describe("with a finger", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("a tap sets the start", async ({ page }) => {
    await open(page);
    await page.touchscreen.tap(...(await at(page, 0.7, 0.3)));
    const [x = 0, y = 0] = await startNow(page);
    expect(x).toBeGreaterThan(0.3);
    expect(y).toBeGreaterThan(1.2);
  });

  test("a swipe over the picture scrolls the page and leaves the start", async ({ page }) => {
    await open(page);
    const [x, y] = await at(page, 0.7, 0.7);
    await swipe(page, x, y, -200);
    await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(100);
    expect(await startNow(page)).toEqual([-1.2, 1]);
  });

  test("a swipe that begins on the start drags it", async ({ page }) => {
    await open(page, "#start=0.5,1");
    const [x, y] = await at(page, 0.5 + (0.5 / 4) * 0.8, 0.5);
    await swipe(page, x, y, 80);
    expect(await page.evaluate(() => scrollY)).toBe(0);
    expect((await startNow(page))[1]).toBeLessThan(0.6);
  });
});
