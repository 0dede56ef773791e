import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { at, expectIteration, open, openAfresh, overlay, placeOf, pointed, start, startNow } from "./site.js";

/** The numbers of the view in the address; none where it is the function's own. */
async function view(page: Page): Promise<number[]> {
  // The address follows some milliseconds after the view.
  await page.waitForTimeout(400);
  const [, numbers = ""] = page.url().match(/view=([^&]*)/) ?? [];
  return numbers === "" ? [] : decodeURIComponent(numbers).split(",").map(Number);
}

async function drag(page: Page, from: [number, number], by: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(from[0] + by[0] / 2, from[1] + by[1] / 2, { steps: 5 });
  await page.mouse.move(from[0] + by[0], from[1] + by[1], { steps: 5 });
}

function expectNear(some: readonly number[], others: readonly number[], difference: number): void {
  expect(some).toHaveLength(others.length);
  some.forEach((value, index) => expect(Math.abs(value - (others[index] ?? NaN)), `${some} and ${others}`).toBeLessThan(difference));
}

test("dragging the picture moves the view with the pointer, and nothing else", async ({ page }) => {
  await open(page, "#optimizer=adam&k=3");
  await expectIteration(page, 3);
  const entries = await page.evaluate(() => history.length);
  const from = await at(page, 0.7, 0.3);
  await page.mouse.move(...from);
  const held = await pointed(page);
  await drag(page, from, [-160, 90]);
  await expect(overlay(page)).toHaveAttribute("data-hand", "closed");
  expectNear(await pointed(page), held, 0.002);
  await page.mouse.up();
  const [x0 = NaN, x1 = NaN, y0 = NaN, y1 = NaN] = await view(page);
  expect(x1 - x0).toBeCloseTo(4, 6);
  expect(y1 - y0).toBeCloseTo(4, 6);
  expect(x0).toBeGreaterThan(-1.7);
  expect(y0).toBeGreaterThan(-0.6);
  // Where the pointer is now, the readout and the picture still agree.
  await page.mouse.move(from[0] - 159, from[1] + 90);
  expectNear(await pointed(page), held, 0.01);
  expect(await startNow(page)).toEqual([-1.2, 1]);
  await expectIteration(page, 3);
  expect(await page.evaluate(() => history.length)).toBe(entries);
});

test("a click that trembles is still a click", async ({ page }) => {
  await open(page);
  const [x, y] = await at(page, 0.6, 0.4);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 2, y + 1);
  await page.mouse.up();
  expect(await view(page)).toEqual([]);
  expect(await startNow(page)).not.toEqual([-1.2, 1]);
});

test("near the start the cursor is a hand", async ({ page }) => {
  await open(page);
  const [x, y] = await placeOf(page, [-1.2, 1]);
  await page.mouse.move(x + 9, y + 9);
  await expect(overlay(page)).toHaveAttribute("data-hand", "open");
  await page.mouse.move(x + 14, y + 14);
  await expect(overlay(page)).toHaveAttribute("data-hand", "");
});

test("the wheel scrolls the page until the picture has been clicked, and then zooms about the pointer", async ({ page }) => {
  await page.setViewportSize({ width: 1200, height: 600 });
  await open(page);
  await page.mouse.move(...(await at(page, 0.3, 0.4)));
  await page.mouse.wheel(0, 120);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(50);
  expect(await view(page)).toEqual([]);
  await page.mouse.wheel(0, -500);
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  const place = await at(page, 0.3, 0.4);
  await page.mouse.click(...place);
  const held = await pointed(page);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await view(page)).length).toBe(4);
  const [x0 = NaN, x1 = NaN] = await view(page);
  expect(x1 - x0).toBeCloseTo(4 * Math.exp(-0.45), 2);
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.mouse.move(place[0] + 1, place[1]);
  await page.mouse.move(...place);
  expectNear(await pointed(page), held, 0.002);
});

test("with Ctrl the wheel zooms at once", async ({ page }) => {
  await open(page);
  await page.mouse.move(...(await at(page, 0.5, 0.5)));
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, 200);
  await page.keyboard.up("Control");
  const [x0 = NaN, x1 = NaN] = await view(page);
  expect(x1 - x0).toBeCloseTo(4 * Math.exp(0.3), 2);
});

test("the keys move, zoom, fit and reset the view, and the help and the footer say so", async ({ page }) => {
  await open(page, "#optimizer=adam&k=30");
  await expectIteration(page, 30);
  await overlay(page).focus();
  await expect(overlay(page)).toHaveAccessibleDescription(/W, A, S and D the view/);
  await expect(page.getByText("W A S D move the view")).toBeVisible();
  await page.keyboard.press("d");
  expectNear(await view(page), [-1.6, 2.4, -1, 3], 1e-9);
  await page.keyboard.press("w");
  expectNear(await view(page), [-1.6, 2.4, -0.6, 3.4], 1e-9);
  await page.keyboard.press("a");
  await page.keyboard.press("s");
  expectNear(await view(page), [-2, 2, -1, 3], 1e-9);
  await page.keyboard.press("+");
  const [x0 = NaN, x1 = NaN] = await view(page);
  expect(x1 - x0).toBeCloseTo(2.5, 6);
  await page.keyboard.press("-");
  expectNear(await view(page), [-2, 2, -1, 3], 1e-6);
  await page.keyboard.press("f");
  const fitted = await view(page);
  expect((fitted[1] ?? NaN) - (fitted[0] ?? NaN)).toBeLessThan(1);
  await page.keyboard.press("0");
  expect(await view(page)).toEqual([]);
  // The start's keys, and those of the run, are what they were.
  await page.keyboard.press("Shift+ArrowUp");
  expect(await startNow(page)).toEqual([-1.2, 1.08]);
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 1);
});

test("everything that a drag does to the view a single press of a button does too", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Move to the left" }).click();
  await page.getByRole("button", { name: "Move up" }).click();
  expectNear(await view(page), [-2.4, 1.6, -0.6, 3.4], 1e-9);
  await page.getByRole("button", { name: "Move down" }).click();
  await page.getByRole("button", { name: "Move to the right" }).click();
  expectNear(await view(page), [-2, 2, -1, 3], 1e-9);
});

test("a curve moves along its variable, and its values follow", async ({ page }) => {
  await open(page, "#objective=quartic");
  const from = await at(page, 0.3, 0.2);
  await page.mouse.move(...from);
  const held = await pointed(page);
  await drag(page, from, [120, 40]);
  expectNear(await pointed(page), held, 0.002);
  await page.mouse.up();
  const [low = NaN, high = NaN, ...rest] = await view(page);
  expect(rest).toEqual([]);
  expect(high - low).toBeCloseTo(6.6, 6);
  expect(low).toBeLessThan(-2.6);
  expect(await start(page, "t").inputValue()).toBe("2.5");
  await expect(page.getByRole("button", { name: "Move up" })).toHaveCount(0);
  await overlay(page).focus();
  await page.keyboard.press("0");
  expect(await view(page)).toEqual([]);
});

test("a plane of more variables moves too", async ({ page }) => {
  await open(page, "#objective=rosenbrock-4");
  const from = await at(page, 0.6, 0.6);
  await page.mouse.move(...from);
  const held = await pointed(page);
  await drag(page, from, [70, -50]);
  expectNear(await pointed(page), held, 0.01);
  await page.mouse.up();
  expect(await view(page)).toHaveLength(4);
});

test("a landscape over data stays sharp while it moves and is sampled", async ({ page }) => {
  test.slow();
  await openAfresh(page, "#objective=logistic-regression-2");
  const base = page.locator("fl-landscape canvas.base");
  await expect(base).toHaveAttribute("aria-busy", "false", { timeout: 60_000 });
  // What stands in a square at the middle, frame by frame, held against the first picture moved as far.
  const watched = page.evaluate(async () => {
    const find = () =>
      document.querySelector("fl-app")?.shadowRoot?.querySelector("fl-picture")?.shadowRoot?.querySelector("fl-landscape")
        ?.shadowRoot;
    const canvas = find()?.querySelector<HTMLCanvasElement>("canvas.base");
    if (!canvas) throw new Error("the picture is not there");
    const square = (left: number, top: number): Uint8ClampedArray => {
      const copy = new OffscreenCanvas(80, 80).getContext("2d", { willReadFrequently: true });
      copy?.drawImage(canvas, left, top, 80, 80, 0, 0, 80, 80);
      return copy?.getImageData(0, 0, 80, 80).data ?? new Uint8ClampedArray();
    };
    const [left, top] = [Math.round(canvas.width / 2), Math.round(canvas.height / 2)];
    const first = square(left, top);
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const differences: number[] = [];
    let hasBegun = false;
    // A slow drag rests on its way, and is sampled there too.
    let isThere = false;
    addEventListener("pointerup", () => (isThere = true), { capture: true });
    for (const begin = performance.now(); performance.now() - begin < 60_000; await frame()) {
      if (!isThere) continue;
      const isBusy = canvas.getAttribute("aria-busy") === "true";
      if (hasBegun && !isBusy) break;
      hasBegun ||= isBusy;
      if (!isBusy) continue;
      const now = square(left - 60, top + 30);
      differences.push(now.reduce((sum, value, index) => sum + Math.abs(value - (first[index] ?? 0)), 0) / now.length);
    }
    return { differences, shown: first.some((value, index) => value !== first[index % 4]) };
  });
  const from = await at(page, 0.6, 0.35);
  await drag(page, from, [-60, 30]);
  await page.mouse.up();
  const { differences, shown } = await watched;
  expect(shown).toBe(true);
  expect(differences.length).toBeGreaterThan(2);
  expect(Math.max(...differences)).toBeLessThan(0.5);
});

test.describe("with fingers", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  /** Two fingers come down, move and lift. */
  async function pinch(page: Page, from: [number, number][], to: [number, number][]): Promise<void> {
    const client = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", places: [number, number][]) =>
      client.send("Input.dispatchTouchEvent", { type, touchPoints: places.map(([x, y], id) => ({ x, y, id })) });
    await send("touchStart", from.slice(0, 1));
    await send("touchStart", from);
    for (let part = 1; part <= 10; part += 1) {
      const places = from.map(([x, y], index): [number, number] => {
        const [endX, endY] = to[index] ?? [x, y];
        return [x + ((endX - x) * part) / 10, y + ((endY - y) * part) / 10];
      });
      await send("touchMove", places);
      await page.waitForTimeout(16);
    }
    await send("touchEnd", []);
  }

  test("pinching zooms about the fingers' middle and moves with it; the page stays", async ({ page }) => {
    await open(page);
    const [x, y] = await at(page, 0.55, 0.5);
    await pinch(page, [[x - 30, y], [x + 30, y]], [[x - 40, y - 20], [x + 80, y - 20]]);
    const [x0 = NaN, x1 = NaN, y0 = NaN, y1 = NaN] = await view(page);
    // 60 pixels have become 120, and the middle has gone 20 pixels to the right and up.
    expect(x1 - x0).toBeCloseTo(2, 1);
    expect(y1 - y0).toBeCloseTo(2, 1);
    expect(await startNow(page)).toEqual([-1.2, 1]);
    expect(await page.evaluate(() => [scrollY, visualViewport?.scale])).toEqual([0, 1]);
    await pinch(page, [[x - 40, y], [x + 80, y]], [[x - 30, y + 60], [x + 30, y + 60]]);
    const [left = NaN, right = NaN] = await view(page);
    expect(right - left).toBeCloseTo(4, 1);
    expect(await page.evaluate(() => scrollY)).toBe(0);
  });

  test("two fingers side by side move the view, and the last one sets nothing", async ({ page }) => {
    await open(page);
    const [x, y] = await at(page, 0.5, 0.5);
    await pinch(page, [[x - 30, y], [x + 30, y]], [[x - 30, y - 60], [x + 30, y - 60]]);
    const [x0 = NaN, x1 = NaN, y0 = NaN] = await view(page);
    expectNear([x0, x1], [-2, 2], 0.05);
    expect(y0).toBeLessThan(-1.3);
    expect(await startNow(page)).toEqual([-1.2, 1]);
  });
});
