import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { expectIteration, open, openAfresh, openDisplay, step } from "./site.js";

const BASE = "fl-picture canvas.base";
const OVERLAY = "fl-picture canvas.overlay";

const image = (page: Page, selector: string): Promise<string> =>
  page.locator(selector).evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

const surface = (page: Page) => page.getByRole("application", { name: /Seen from/ });

/** The angles that the address has. */
const turn = (page: Page): number[] =>
  (/turn=(-?\d+),(\d+)/.exec(page.url()) ?? []).slice(1).map(Number);

/** How many pixels of a canvas have more colour than grey has. */
function coloured(page: Page, selector: string): Promise<number> {
  return page.locator(selector).evaluate((canvas: HTMLCanvasElement) => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    let count = 0;
    for (let i = 0; i < data.length; i += 4) {
      const [r = 0, g = 0, b = 0] = [data[i], data[i + 1], data[i + 2]];
      if (Math.max(r, g, b) - Math.min(r, g, b) > 40) count += 1;
    }
    return count;
  });
}

test("the landscape is seen from above or as a surface, and a link keeps which", async ({ page }) => {
  await open(page, "#k=3");
  await expect(page.getByRole("radio", { name: "Map" })).toBeChecked();
  const map = await coloured(page, BASE);
  await page.getByText("Surface", { exact: true }).click();
  await expect(page).toHaveURL(/picture=surface/);
  await expect(surface(page)).toBeVisible();
  await expect.poll(() => coloured(page, BASE)).toBeGreaterThan(20_000);
  expect(await coloured(page, BASE)).toBeLessThan(map);
  await expect(page.getByRole("img", { name: /Surface with contour lines of C = .*azimuth -60° and the elevation/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("radio", { name: "Surface" })).toBeChecked();
  await page.getByRole("radio", { name: "Surface" }).focus();
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("radio", { name: "Map" })).toBeChecked();
  await expect(page).not.toHaveURL(/picture=/);
  await expectIteration(page, 3);
});

test("a surface is turned by dragging, by keys and by buttons", async ({ page }) => {
  await open(page, "#objective=himmelblau&picture=surface&turn=-60,40");
  const first = await image(page, BASE);
  const box = await surface(page).boundingBox();
  if (box === null) throw new Error("the surface is not there");
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 - 40, box.y + box.height / 2 + 20, { steps: 4 });
  await expect.poll(() => image(page, BASE)).not.toBe(first);
  await page.mouse.up();
  await expect.poll(() => turn(page)).toEqual([-40, 47]);
  await surface(page).focus();
  await expect(surface(page)).toHaveAccessibleDescription(/Shift and the arrow keys turn it/);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await expect.poll(() => turn(page)).toEqual([-45, 42]);
  await expect(surface(page)).toHaveAccessibleName(/azimuth -45° and the elevation 42°/);
  // Without Shift the keys step, as everywhere.
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 1);
  await page.getByRole("button", { name: "Turn to the left" }).click();
  await page.getByRole("button", { name: "Tilt towards you" }).click();
  await expect.poll(() => turn(page)).toEqual([-30, 57]);
  for (let k = 0; k < 4; k += 1) await page.getByRole("button", { name: "Tilt towards you" }).click();
  await expect.poll(() => turn(page)).toEqual([-30, 90]);
  await page.getByRole("button", { name: "Turn back" }).click();
  await expect(page).not.toHaveURL(/turn=/);
});

test("zooming a surface keeps the turn and changes the view", async ({ page }) => {
  await open(page, "#picture=surface&turn=30,50");
  const name = () => page.locator(BASE).getAttribute("aria-label");
  const before = await name();
  await page.getByRole("button", { name: "Zoom in" }).click();
  await expect(page).toHaveURL(/view=/);
  expect(turn(page)).toEqual([30, 50]);
  await expect.poll(name).not.toBe(before);
});

test("the path is drawn on the surface and grows", async ({ page }) => {
  await open(page, "#picture=surface&optimizer=newton");
  const images = [await image(page, OVERLAY)];
  for (let k = 1; k <= 3; k += 1) {
    await step(page);
    await expectIteration(page, k);
    images.push(await image(page, OVERLAY));
  }
  expect(new Set(images).size).toBe(4);
});

test("heights stand for the levels or for the value", async ({ page }) => {
  await open(page, "#picture=surface");
  const levels = await image(page, BASE);
  await openDisplay(page);
  await page.getByText("as C", { exact: true }).click();
  await expect(page).toHaveURL(/heights=value/);
  await expect.poll(() => image(page, BASE)).not.toBe(levels);
});

test("a surface redraws within a frame while it is turned", async ({ page }) => {
  await open(page, "#picture=surface&k=200");
  await expect.poll(() => coloured(page, BASE)).toBeGreaterThan(20_000);
  const images = await page.locator("fl-surface").evaluate(async (element) => {
    const [base, overlay] = element.shadowRoot?.querySelectorAll("canvas") ?? [];
    const box = overlay?.getBoundingClientRect();
    if (base === undefined || overlay === undefined || box === undefined) return 0;
    // Synthetic pointers cannot be captured.
    overlay.setPointerCapture = () => undefined;
    const point = (type: string, x: number): boolean =>
      overlay.dispatchEvent(new PointerEvent(type, { pointerId: 1, clientX: box.x + x, clientY: box.y + 50, bubbles: true }));
    const seen = new Set<string>();
    point("pointerdown", 100);
    for (let k = 1; k <= 5; k += 1) {
      point("pointermove", 100 + 10 * k);
      await new Promise(requestAnimationFrame);
      seen.add(base.toDataURL());
    }
    point("pointerup", 150);
    return seen.size;
  });
  expect(images).toBe(5);
});

test("planes of more variables and sums over data have surfaces too", async ({ page }) => {
  await open(page, "#objective=wood&optimizer=bfgs&k=5&picture=surface");
  await expect.poll(() => coloured(page, BASE)).toBeGreaterThan(20_000);
  await openAfresh(page, "#objective=logistic-regression&picture=surface&k=2");
  await expect(page.locator(BASE)).toHaveAttribute("aria-busy", "false", { timeout: 30_000 });
  await expect.poll(() => coloured(page, BASE)).toBeGreaterThan(20_000);
});

test("labels, field and table can be shown and hidden by pointer", async ({ page }) => {
  await open(page);
  const labelled = await image(page, BASE);
  await expect(page.locator(BASE)).toHaveAttribute("aria-label", /Some contours have their level beside them\./);
  await openDisplay(page);
  await page.getByLabel("contour labels").uncheck();
  await expect(page).toHaveURL(/labels=hidden/);
  await expect.poll(() => image(page, BASE)).not.toBe(labelled);
  const plain = await image(page, BASE);
  await expect(page.locator(BASE)).not.toHaveAttribute("aria-label", /level beside them/);
  await page.getByLabel("gradient field").check();
  await expect(page).toHaveURL(/field=shown/);
  await expect.poll(() => image(page, BASE)).not.toBe(plain);
  await expect(page.locator("fl-picture .legend")).toContainText("−∇C");
  await expect(page.locator(BASE)).toHaveAttribute("aria-label", /Arrows show the direction of the negative gradient/);
});

test("the panel opens, works and closes by the keyboard, and closes on a click elsewhere", async ({ page }) => {
  await open(page);
  const button = page.getByRole("button", { name: "Display" });
  const panel = page.getByRole("group", { name: "Display" });
  await button.focus();
  await page.keyboard.press("Enter");
  await expect(panel).toBeVisible();
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("Levels")).toBeFocused();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await expect(page.getByLabel("gradient field")).toBeChecked();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(button).toBeFocused();
  await expectIteration(page, 0);
  await openDisplay(page);
  await page.getByRole("heading", { name: "Function" }).click();
  await expect(panel).toBeHidden();
});

test("values of the landscape and its critical points stand in a table", async ({ page }) => {
  await open(page);
  await page.getByText("Values as a table").click();
  const lattice = page.getByRole("table", { name: /^Values of C = .* by t1 \(across\) and t2 \(down\)/ });
  await expect(lattice.locator("tbody tr")).toHaveCount(9);
  await expect(lattice.locator("thead th")).toHaveCount(10);
  // The view is [-2, 2] x [-1, 3]: the last row is at t2 = -1, its middle at t1 = 0, where C = 1 + 100.
  await expect(lattice.locator("tbody tr").last().locator("td").nth(4)).toHaveText("101");
  await expect(page.getByRole("table", { name: "Known critical points" }).locator("tbody tr")).toHaveText(/minimum\s+\(1, 1\)\s+0/);
  await openAfresh(page, "#objective=quartic");
  await page.locator("fl-values summary").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("table", { name: /by t$/ }).locator("tbody tr")).toHaveCount(17);
});

test("a curve has one, two or three graphs", async ({ page }) => {
  await open(page, "#objective=quartic&optimizer=newton&k=1");
  const graphs = page.locator("fl-curve [role=img]");
  await expect(graphs).toHaveCount(2);
  await openDisplay(page);
  await page.getByLabel("Derivatives").selectOption("second");
  await expect(page).toHaveURL(/derivatives=second/);
  await expect(graphs).toHaveCount(3);
  await expect(page.getByRole("img", { name: /second derivative/ })).toBeVisible();
  await expect.poll(() => coloured(page, "fl-curve .second canvas")).toBeGreaterThan(100);
  await page.getByLabel("Derivatives").selectOption("none");
  await expect(graphs).toHaveCount(1);
  await expect(page.getByRole("radio", { name: "Surface" })).toHaveCount(0);
});

test("the header does not overflow and the picture is large", async ({ page }) => {
  for (const [width, height, least] of [[1440, 900, 480], [390, 844, 380], [320, 640, 280]] as const) {
    await page.setViewportSize({ width, height });
    await openAfresh(page, "#objective=logistic-regression-2&picture=surface");
    const header = await page.locator("fl-picture header").evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(header).toBeLessThanOrEqual(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    const view = await page.locator("fl-picture .view").boundingBox();
    expect(view?.height ?? 0).toBeGreaterThanOrEqual(least);
    await openDisplay(page);
    const panel = await page.getByRole("group", { name: "Display" }).boundingBox();
    expect(panel?.x ?? -1).toBeGreaterThanOrEqual(0);
    expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(width);
  }
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`axe finds nothing serious in the views: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const check = async (): Promise<void> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      expect(found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`)).toEqual([]);
    };
    await open(page, "#objective=himmelblau&picture=surface&k=3");
    await page.getByText("Values as a table").click();
    await expect(page.getByRole("table", { name: "Known critical points" })).toBeVisible();
    await openDisplay(page);
    await check();
    await openAfresh(page, "#objective=wood&field=shown&k=3");
    await openDisplay(page);
    await check();
    await openAfresh(page, "#objective=quartic&derivatives=second&k=1");
    await openDisplay(page);
    await check();
  });
}
