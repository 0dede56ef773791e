import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectIteration, objective, open, openAfresh, optimizer, start, step } from "./site.js";

const slider = (page: Page): Locator => page.getByRole("slider", { name: "Iteration", exact: true });
const rate = (page: Page): Locator => page.locator("fl-optimizer").getByRole("textbox", { name: "learning rate" });
const readout = (page: Page): Locator => page.locator("fl-picture .readout");
const fragment = (page: Page): string => new URL(page.url()).hash;
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

/** The values of all iterates, from the table of numbers. */
async function values(page: Page): Promise<string[]> {
  await page.getByRole("tab", { name: "Numbers" }).click();
  const rows = page.locator("fl-numbers tbody tr");
  await expect(rows.first()).toBeVisible();
  return (await rows.allTextContents()).map((row) => row.replace(/\s+/g, " ").trim()).reverse();
}

test("the slider goes to any iteration that was reached, by pointer and by keys", async ({ page }) => {
  await open(page, "#optimizer=adam&k=100");
  await expectIteration(page, 100);
  const there = await readout(page).textContent();
  await expect(slider(page)).toHaveAttribute("max", "100");
  const box = (await slider(page).boundingBox())!;
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page.locator("output")).toHaveText(/^k = (49|50|51)$/);
  await slider(page).press("Home");
  await expectIteration(page, 0);
  await slider(page).press("ArrowRight");
  await slider(page).press("ArrowRight");
  await expectIteration(page, 2);
  await expect(slider(page)).toHaveAttribute("aria-valuetext", "2 of 100");
  await slider(page).press("End");
  await expectIteration(page, 100);
  await expect(readout(page)).toHaveText(there ?? "");
  await expect(page).toHaveURL(/k=100/);
});

test("the slider marks where runs end and where parameters change, also in words", async ({ page }) => {
  await open(page, "#optimizer=newton&optimizer=adam&changes=10,optimizer.learningRate:0.2&selected=2&k=20");
  await expectIteration(page, 20);
  const marks = page.locator("fl-timeline svg.marks");
  await expect(marks.locator("svg", { has: page.locator("path.end") })).toHaveAttribute("x", "35%");
  await expect(marks.locator("svg", { has: page.locator("path.change") })).toHaveAttribute("x", "50%");
  await expect(slider(page)).toHaveAccessibleDescription(
    "Newton ends at iteration 7. Parameters change at iteration 10.",
  );
});

test("runs go to their ends, with progress", async ({ page }) => {
  await open(page, "#optimizer=adam&optimizer=newton");
  await button(page, "To the end").click();
  await expect(page.locator("fl-transport .status")).toHaveText(/minimum/i);
  const runs = page.locator("fl-runs li");
  await expect(runs.nth(0)).toContainText("minimum");
  await expect(runs.nth(1)).toContainText("k = 7, minimum");
  await expect(button(page, "To the end")).toBeDisabled();
  await expect(page.locator("fl-transport [aria-live]")).toHaveText(/Adam, k = \d+: At a minimum.* Newton, k = 7: At a minimum/);
});

test("the way to the end can be given up, with Escape and with the button", async ({ page }) => {
  // So small a rate does not end before the last iteration.
  const slow = Array.from({ length: 8 }, (_, i) => `optimizer=adam,learningRate:${(i + 1) * 1e-7}`).join("&");
  await open(page, `#${slow}`);
  for (const cancel of [() => page.keyboard.press("Escape"), () => button(page, "Cancel").click()]) {
    await button(page, "To the end").click();
    await expect(page.getByRole("progressbar", { name: "To the end" })).toBeVisible();
    await expect(page.locator("fl-transport .status")).toHaveText(/Running to the end: iteration \d+ of at most 100000/);
    await cancel();
    await expect(button(page, "To the end")).toBeEnabled();
    const k = await page.locator("output").textContent();
    expect(Number(k?.replace("k = ", ""))).toBeGreaterThan(0);
    await page.waitForTimeout(200);
    await expect(page.locator("output")).toHaveText(k ?? "");
    await expect.poll(() => fragment(page)).toContain(`k=${k?.replace("k = ", "")}`);
  }
});

test("stop rules are seen, changed and kept in the address", async ({ page }) => {
  await open(page, "#optimizer=adam");
  const summary = page.locator("fl-stop summary");
  await expect(summary).toHaveText("Stops where ‖∇C‖ < 1e-10, or k = 100000");
  await summary.click();
  const most = page.locator("fl-stop").getByRole("textbox", { name: /^iterations/ });
  await most.fill("25");
  await most.press("Enter");
  await expect(summary).toHaveText("Stops where ‖∇C‖ < 1e-10, or k = 25");
  await expect(page).toHaveURL(/stop=gradientNorm:1e-10,maxIterations:25/);
  await button(page, "To the end").click();
  await expectIteration(page, 25);
  await expect(page.locator("fl-transport .status")).toHaveText("Stopped by maxIterations: all 25 iterations are done.");
  const norm = page.locator("fl-stop").getByRole("textbox", { name: /^gradient norm/ });
  await norm.fill("-1");
  await norm.press("Enter");
  await expect(norm).toHaveAttribute("aria-invalid", "true");
  await expect(norm).toHaveAccessibleDescription("Type a number of at least 0, or nothing to switch the rule off.");
  await norm.fill("100");
  await norm.press("Enter");
  await expect(page).toHaveURL(/stop=gradientNorm:100,maxIterations:25/);
  await expect(page.locator("output")).not.toHaveText("k = 25");
  await page.reload();
  await expect(summary).toHaveText("Stops where ‖∇C‖ < 100, or k = 25");
});

test("a parameter changed from here keeps the iterations before, by pointer and by keys", async ({ page }) => {
  await open(page, "#optimizer=adam&k=20");
  await expectIteration(page, 20);
  const plain = await values(page);
  await page.locator("fl-changes").getByText("from here").click();
  await rate(page).fill("0.3");
  await rate(page).press("Enter");
  await expectIteration(page, 20);
  expect(await values(page)).toEqual(plain);
  await expect(page).toHaveURL(/changes=20,optimizer.learningRate:0.3/);
  await step(page);
  await step(page);
  const changed = await values(page);
  expect(changed.slice(0, 21)).toEqual(plain);

  // The same by hand: all from the start, until here and not beyond.
  const list = page.getByRole("list", { name: "Parameters changed within the run" });
  await expect(list.getByRole("listitem")).toHaveText(/k = 20\s*learning rate 0.3/);
  await expect(page).toHaveURL(/k=22/);
  const address = fragment(page);
  await page.reload();
  await expectIteration(page, 22);
  expect(fragment(page)).toBe(address);
  expect(await values(page)).toEqual(changed);

  // A slider from here at an earlier iteration drops the later change; a whole drag is one change.
  await button(page, "Back").focus();
  for (let k = 22; k > 10; k -= 1) await page.keyboard.press("ArrowLeft");
  await expectIteration(page, 10);
  await expect(rate(page)).toHaveValue("0.05");
  const knob = page.getByRole("slider", { name: "learning rate" });
  await knob.focus();
  for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press("ArrowRight");
  await expect(list.getByRole("listitem")).toHaveCount(1);
  await expect(list.getByRole("listitem")).toContainText("k = 10");
  await list.getByRole("button", { name: "Remove the change at iteration 10" }).press("Enter");
  await expect(list).toHaveCount(0);
  await expect(page).not.toHaveURL(/changes=/);
  for (let k = 10; k < 20; k += 1) await step(page);
  await expectIteration(page, 20);
  expect(await values(page)).toEqual(plain);
});

test("from the start a parameter holds throughout, and another optimizer has no changes", async ({ page }) => {
  await open(page, "#optimizer=adam&changes=5,optimizer.learningRate:0.2,optimizer.beta:0.5;9,optimizer.learningRate:0.4&k=12");
  const items = page.getByRole("list", { name: "Parameters changed within the run" }).getByRole("listitem");
  await expect(items).toHaveCount(2);
  await expect(rate(page)).toHaveValue("0.4");
  await rate(page).fill("0.1");
  await rate(page).press("Enter");
  await expect(items).toHaveCount(1);
  await expect(page).toHaveURL(/optimizer=adam,learningRate:0.1&changes=5,optimizer.beta:0.5/);
  await items.getByRole("button", { name: "k = 5" }).click();
  await expectIteration(page, 5);
  await optimizer(page).selectOption("momentum");
  await expect(items).toHaveCount(0);
  await expect(page).not.toHaveURL(/changes=/);
});

test("reset keeps the start", async ({ page }) => {
  await open(page, "#start=0.5,0.25&optimizer=adam&k=5");
  await button(page, "Reset").click();
  await expectIteration(page, 0);
  await expect(start(page, "t1")).toHaveValue("0.5");
  await expect(start(page, "t2")).toHaveValue("0.25");
});

test("edits are undone and redone, by buttons and by keys", async ({ page }) => {
  await open(page, "#optimizer=adam&k=4");
  await expect(button(page, "Undo")).toBeDisabled();
  await optimizer(page).selectOption("newton");
  await objective(page).selectOption("beale");
  await start(page, "x").fill("2");
  await start(page, "x").press("Enter");
  await expect(page).toHaveURL(/start=2,/);
  await page.getByRole("tab", { name: "Convergence" }).click();
  await button(page, "Undo").click();
  await expect(page).not.toHaveURL(/start=2,/);
  await page.keyboard.press("Control+z");
  await expect(objective(page)).toHaveValue("rosenbrock");
  await expect(optimizer(page)).toHaveValue("newton");
  await page.keyboard.press("Control+z");
  await expect(optimizer(page)).toHaveValue("adam");
  await expectIteration(page, 4);
  await expect(button(page, "Undo")).toBeDisabled();
  // What the page shows of it stays.
  await expect(page.getByRole("tab", { name: "Convergence" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Control+Shift+Z");
  await expect(optimizer(page)).toHaveValue("newton");
  await button(page, "Redo").click();
  await expect(objective(page)).toHaveValue("beale");
  await page.keyboard.press("Control+Shift+Z");
  await expect(start(page, "x")).toHaveValue("2");
  await expect(button(page, "Redo")).toBeDisabled();
});

test("undo is the field's own while typing", async ({ page }) => {
  await open(page, "#optimizer=adam");
  await optimizer(page).selectOption("momentum");
  await rate(page).focus();
  await rate(page).press("1");
  await rate(page).press("Control+z");
  await expect(page).toHaveURL(/optimizer=momentum/);
});

test("the back button goes to before a series of undos", async ({ page }) => {
  await open(page, "#optimizer=adam");
  for (const value of ["0.1", "0.2", "0.3"]) {
    await rate(page).fill(value);
    await rate(page).press("Enter");
    await expect(page).toHaveURL(new RegExp(`learningRate:${value}`));
  }
  await button(page, "Undo").click();
  await button(page, "Undo").click();
  await expect(rate(page)).toHaveValue("0.1");
  await page.goBack();
  await expect(rate(page)).toHaveValue("0.3");
  await page.goBack();
  await expect(rate(page)).toHaveValue("0.2");
  await page.goForward();
  await expect(rate(page)).toHaveValue("0.3");
});

test("more than a hundred edits can be undone", async ({ page }) => {
  await open(page, "#optimizer=adam");
  const check = page.getByLabel("bias correction");
  for (let i = 0; i < 120; i += 1) await check.press(" ");
  await rate(page).fill("0.5");
  await rate(page).press("Enter");
  await button(page, "Copy link").focus();
  for (let i = 0; i < 121; i += 1) await page.keyboard.press("Control+z");
  await expect(button(page, "Undo")).toBeDisabled();
  await expect(rate(page)).toHaveValue("0.05");
  await expect(check).toBeChecked();
  await expect.poll(() => fragment(page)).toBe("#objective=rosenbrock&start=-1.2,1&optimizer=adam");
});

test("a run can have a start of its own, which the picture then moves", async ({ page }) => {
  await open(page, "#optimizer=adam&optimizer=newton&selected=2");
  const own = page.getByLabel("Own start");
  await own.check();
  const overlay = page.locator("fl-landscape canvas.overlay");
  const box = (await overlay.boundingBox())!;
  await page.mouse.click(box.x + box.width * 0.7, box.y + box.height * 0.4);
  await expect(page).toHaveURL(/optimizer=newton&from=/);
  await expect(page).toHaveURL(/[#&]start=-1.2,1&/);
  const moved = await readout(page).textContent();
  await page.locator("fl-runs li").nth(0).getByRole("radio").check();
  await expect(start(page, "t1")).toHaveValue("-1.2");
  await expect(own).not.toBeChecked();
  await step(page);
  // By keys, the other run's start stays where it is.
  await overlay.focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page).toHaveURL(/[#&]start=-1\.1\d*,1&/);
  await page.locator("fl-runs li").nth(1).getByRole("radio").check();
  await expect(readout(page)).toHaveText(moved ?? "");
  const address = fragment(page);
  await openAfresh(page, address);
  await expect(readout(page)).toHaveText(moved ?? "");
  await own.uncheck();
  await expect(page).not.toHaveURL(/from=/);
});

test("nothing moves when the numbers change", async ({ page }) => {
  await open(page, "#optimizer=adam&optimizer=gradient-descent&tab=convergence");
  const places = (): Promise<number[]> =>
    page.evaluate(() => {
      const all: number[] = [];
      const visit = (root: Document | ShadowRoot): void => {
        for (const element of root.querySelectorAll("*")) {
          if (element.matches("button, input:not([type=range]), select, td, th, output, canvas, summary")) {
            const { left, top } = element.getBoundingClientRect();
            all.push(Math.round(left), Math.round(top));
          }
          if (element.shadowRoot) visit(element.shadowRoot);
        }
      };
      visit(document);
      return all;
    });
  await step(page);
  const before = await places();
  for (let k = 2; k <= 40; k += 1) await step(page);
  await expectIteration(page, 40);
  expect(await places()).toEqual(before);
  await button(page, "Play").click();
  await expect(button(page, "Pause")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(button(page, "Play")).toBeVisible();
  expect(await places()).toEqual(before);
});

test("a step of eight runs is on the screen within a frame", async ({ page }) => {
  const optimizers = ["gradient-descent", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "newton", "bfgs"];
  await open(page, `#${optimizers.map((id) => `optimizer=${id}`).join("&")}&tab=convergence`);
  for (let k = 0; k < 5; k += 1) await step(page);
  await expectIteration(page, 5);
  // From the click to the first frame, and whether it has the new count and path.
  const seen = await page.evaluate(async () => {
    const find = (name: string) => document.querySelector("fl-app")?.shadowRoot?.querySelector(name)?.shadowRoot;
    const transport = find("fl-transport");
    const overlay = find("fl-picture")?.querySelector("fl-landscape")?.shadowRoot?.querySelector<HTMLCanvasElement>("canvas.overlay");
    const button = transport?.querySelector<HTMLButtonElement>("button.primary");
    const before = overlay?.toDataURL();
    button?.click();
    await new Promise((resolve) => requestAnimationFrame(resolve));
    return { count: transport?.querySelector("output")?.textContent, isNew: overlay?.toDataURL() !== before };
  });
  expect(seen).toEqual({ count: "k = 6", isNew: true });
});

test("exact numbers after the slider are those of the way there", async ({ page }) => {
  await open(page, "#optimizer=momentum&optimizer=adam&k=300");
  await expectIteration(page, 300);
  const point = page.locator("dt", { hasText: /^next point$/ }).locator("+ dd [title]");
  const there = await exact(point);
  await slider(page).press("Home");
  await slider(page).press("PageUp");
  await slider(page).press("End");
  await expectIteration(page, 300);
  expect(await exact(point)).toEqual(there);
});
