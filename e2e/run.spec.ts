import { readFile } from "node:fs/promises";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, objective, open, openAfresh, optimizer, quantity, step } from "./site.js";

test("every optimizer of the list steps, on a function that it is made for", async ({ page }) => {
  await open(page);
  const options = await optimizer(page)
    .locator("option")
    .evaluateAll((all) =>
      all.map((option) => ({
        id: (option as HTMLOptionElement).value,
        disabled: (option as HTMLOptionElement).disabled,
      })),
    );
  expect(options.map(({ id }) => id)).toEqual(
    expect.arrayContaining(["gradient-descent", "momentum", "adam", "newton", "secant"]),
  );
  for (const { id, disabled } of options) {
    const fitting = ["rosenbrock", "quartic", "rosenbrock-residuals"];
    await openAfresh(page, "");
    for (const function_ of disabled ? fitting : []) {
      await openAfresh(page, `#objective=${function_}`);
      if (await optimizer(page).locator(`option[value=${id}]`).isEnabled()) break;
    }
    await optimizer(page).selectOption(id);
    await expect(page).toHaveURL(id === options[0]?.id ? /./ : new RegExp(`optimizer=${id}`));
    const before = await page.locator("fl-picture .readout").textContent();
    let taken = 0;
    // Gauss-Newton is there in two steps.
    while (taken < 3 && (await page.getByRole("button", { name: "Step", exact: true }).isEnabled())) {
      await step(page);
      taken += 1;
      await expectIteration(page, taken);
    }
    expect(taken, id).toBeGreaterThan(1);
    await expect(page.locator("fl-picture .readout")).not.toHaveText(before ?? "");
    // Every line of the algorithm has its number.
    const lines = page.locator("fl-step table").first().locator("tbody tr");
    expect(await lines.count()).toBeGreaterThan(1);
    await expect(page.getByRole("heading", { name: `Step ${taken - 1} → ${taken}` })).toBeVisible();
  }
});

test("a method comes with its search, and one that decides its steps offers none", async ({ page }) => {
  await open(page);
  const search = page.getByLabel("Step size");
  await expect(search).toHaveValue("fixed");
  await optimizer(page).selectOption("bfgs");
  await expect(search).toHaveValue("strong-wolfe");
  await step(page);
  await expect(page.locator("fl-step")).toContainText("Step sizes tried");
  await optimizer(page).selectOption("trust-region");
  await expect(search).toBeHidden();
  await step(page);
  await expectIteration(page, 1);
  await optimizer(page).selectOption("gradient-descent");
  await expect(search).toHaveValue("fixed");
});

test("least-squares methods are offered where there are residuals", async ({ page }) => {
  await open(page);
  const gaussNewton = optimizer(page).locator("option[value=gauss-newton]");
  await expect(gaussNewton).toBeDisabled();
  await expect(gaussNewton).toContainText("least squares only");
  await objective(page).selectOption("rosenbrock-residuals");
  await expect(gaussNewton).toBeEnabled();
  await optimizer(page).selectOption("gauss-newton");
  await step(page);
  await step(page);
  await expect(page.locator("fl-transport .status")).toHaveText(/minimum/i);
  await expect(quantity(page, "next point")).toHaveText("(1, 1)");
});

test("Newton's step on Rosenbrock's function has the textbook's numbers", async ({ page }) => {
  await open(page, "#optimizer=newton");
  await step(page);
  // At (-1.2, 1): gradient (-215.6, -88), Hessian [[1330, 480], [480, 200]].
  expectClose(await exact(quantity(page, "gradient ∇C\\(θ\\)")), [-215.6, -88], 1e-13);
  const determinant = 1330 * 200 - 480 * 480;
  const direction = [(215.6 * 200 - 480 * 88) / determinant, (1330 * 88 - 480 * 215.6) / determinant];
  expectClose(await exact(quantity(page, "direction d")), direction, 1e-10);
  expectClose(await exact(quantity(page, "next point")), [-1.2 + (direction[0] ?? 0), 1 + (direction[1] ?? 0)], 1e-12);
  expectClose(await exact(quantity(page, "value C\\(θ\\)")), [24.2], 1e-13);
});

test("Newton from 2.5 and from 1.7 ends in a minimum and in a maximum, and says so", async ({ page }) => {
  for (const [start, kind] of [
    ["2.5", /minimum/i],
    ["1.7", /maximum/i],
  ] as const) {
    await openAfresh(page, `#objective=quartic&optimizer=newton&start=${start}&k=30`);
    await expect(page.locator("fl-transport .status")).toHaveText(kind);
    await expect(page.getByRole("button", { name: "Step", exact: true })).toBeDisabled();
  }
});

test("back undoes a step, reset all of them", async ({ page }) => {
  await open(page, "#optimizer=adam");
  const readout = page.locator("fl-picture .readout");
  const seen: (string | null)[] = [await readout.textContent()];
  for (let k = 1; k <= 4; k += 1) {
    await step(page);
    await expectIteration(page, k);
    seen.push(await readout.textContent());
  }
  expect(new Set(seen).size).toBe(5);
  for (let k = 3; k >= 2; k -= 1) {
    await page.getByRole("button", { name: "Back" }).click();
    await expectIteration(page, k);
    await expect(readout).toHaveText(seen[k] ?? "");
    await expect(page.getByRole("heading", { name: `Step ${k - 1} → ${k}` })).toBeVisible();
  }
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expectIteration(page, 0);
  await expect(readout).toHaveText(seen[0] ?? "");
  await expect(page.getByRole("button", { name: "Back" })).toBeDisabled();
});

test("play goes on by itself, and pauses", async ({ page }) => {
  await open(page, "#optimizer=adam&speed=30");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.locator("output")).toHaveText(/k = (?:[5-9]|\d\d)/);
  await page.getByRole("button", { name: "Pause" }).click();
  const stopped = await page.locator("output").textContent();
  await page.waitForTimeout(300);
  await expect(page.locator("output")).toHaveText(stopped ?? "");
});

test("play stops where the run ends", async ({ page }) => {
  await open(page, "#optimizer=newton&speed=60");
  await page.getByRole("button", { name: "Play", exact: true }).click();
  await expect(page.locator("fl-transport .status")).toHaveText(/minimum/i);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeDisabled();
});

test("the keys step, go back, play and reset, but not while typing", async ({ page }) => {
  await open(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 2);
  await page.keyboard.press("ArrowLeft");
  await expectIteration(page, 1);
  await page.keyboard.press("r");
  await expectIteration(page, 0);
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Pause" })).toBeVisible();
  await page.keyboard.press(" ");
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
  await page.keyboard.press("r");
  await expectIteration(page, 0);
  await page.getByLabel("Formula").focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift");
  await expectIteration(page, 0);
  await step(page);
  await page.getByLabel("Formula").focus();
  await page.keyboard.press("r");
  await page.keyboard.press(" ");
  await expectIteration(page, 1);
  await expect(page.getByRole("button", { name: "Play", exact: true })).toBeVisible();
});

test("a parameter changed in mid-run redraws the run up to the same iteration", async ({ page }) => {
  await open(page, "#optimizer=adam&k=10");
  await expectIteration(page, 10);
  const before = await page.locator("fl-picture .readout").textContent();
  const rate = page.locator("fl-optimizer").getByRole("textbox", { name: "learning rate" });
  await rate.fill("0.2");
  await rate.press("Enter");
  await expectIteration(page, 10);
  await expect(page.locator("fl-picture .readout")).not.toHaveText(before ?? "");
  await expect(page).toHaveURL(/optimizer=adam,learningRate:0\.2/);
});

test("a slider moves with its value and reaches the same values wherever it stands", async ({ page }) => {
  await open(page, "#optimizer=adam&k=3");
  const slider = page.getByRole("slider", { name: "learning rate" });
  const rate = page.getByRole("textbox", { name: "learning rate" });
  const place = async () => Number(await slider.inputValue());
  const before = await place();
  await slider.focus();
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press("ArrowRight");
  expect(await place()).toBe(before + 20);
  expect(Number(await rate.inputValue())).toBeGreaterThan(0.06);
  for (let presses = 0; presses < 20; presses += 1) await page.keyboard.press("ArrowLeft");
  expect(Number(await rate.inputValue())).toBeCloseTo(0.05, 2);
  await expectIteration(page, 3);
  // The whole way is one step of the browser's history.
  await page.goBack();
  await expect(page).toHaveURL(/optimizer=adam&/);
  await expect(rate).toHaveValue("0.05");
});

test("a value outside its domain is refused with the domain, and changes nothing", async ({ page }) => {
  await open(page, "#optimizer=adam&k=3");
  const rate = page.locator("fl-optimizer").getByRole("textbox", { name: "learning rate" });
  await rate.fill("-1");
  await rate.press("Enter");
  await expect(rate).toHaveAttribute("aria-invalid", "true");
  await expect(rate).toHaveAccessibleDescription("Type a number greater than 0.");
  await expectIteration(page, 3);
  await expect(page).toHaveURL(/optimizer=adam&/);
});

test("a step that fails is told, and can be gone back from", async ({ page }) => {
  await open(page, "#objective=rosenbrock&optimizer=gradient-descent,learningRate:0.01&k=50");
  await expect(page.locator("fl-transport .status")).toHaveText(/grown beyond/);
  const k = Number((await page.locator("output").textContent())?.replace("k = ", ""));
  await page.getByRole("button", { name: "Back" }).click();
  await expectIteration(page, k - 1);
  await expect(page.getByRole("button", { name: "Step", exact: true })).toBeEnabled();
});

test("a search replaces the rate and shows the step sizes it tried", async ({ page }) => {
  await open(page);
  await page.getByLabel("Step size", { exact: true }).selectOption("backtracking");
  await expect(page.getByRole("textbox", { name: "learning rate" })).toHaveCount(0);
  await step(page);
  const tried = page.locator("fl-step table", { hasText: "Step sizes tried" }).locator("tbody tr");
  expect(await tried.count()).toBeGreaterThan(1);
  await expect(tried.last()).toContainText("accepted");
  await expect(tried.first()).toContainText("refused, decrease too small");
});

test("the numbers tab lists the iterates and gives them as CSV", async ({ page }) => {
  await open(page, "#optimizer=adam&k=60&tab=numbers");
  const rows = page.locator("fl-numbers tbody tr");
  await expect(rows).toHaveCount(50);
  await expect(rows.first().getByRole("rowheader")).toHaveText("60");
  await page.getByRole("button", { name: "Earlier" }).click();
  await expect(rows.last().getByRole("rowheader")).toHaveText("0");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download CSV" }).click();
  const text = await readFile(await (await download).path(), "utf8");
  const lines = text.trim().split("\n");
  expect(lines).toHaveLength(62);
  expect(lines[0]).toMatch(/^iteration,t1,t2,value,/);
  expect(lines[1]).toMatch(/^0,-1\.2,1\.0,24\.199999999999996,232\.86/);
});

test("the convergence tab tells the quantity it draws", async ({ page }) => {
  await open(page, "#optimizer=newton&k=3&tab=convergence");
  const plot = page.locator("fl-convergence").getByRole("img");
  await expect(plot).toHaveAccessibleName(/^C against iterations: from 24\.2 at iteration 0 /);
  await page.getByRole("radio", { name: "gradient norm" }).check({ force: true });
  await expect(plot).toHaveAccessibleName(/^gradient norm against iterations: from 232\.868 at iteration 0/);
  await expect(page).toHaveURL(/quantity=gradient/);
});
