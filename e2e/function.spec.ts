import { expect, test } from "./page.js";
import {
  expectIteration,
  formula,
  objective,
  open,
  openAfresh,
  optimizer,
  QUARTIC,
  ROSENBROCK,
  start,
  step,
  typeFunction,
} from "./site.js";

test("a typed function is typeset, drawn and stepped", async ({ page }) => {
  await open(page);
  await typeFunction(page, ROSENBROCK);
  await expect(page.locator("fl-formula .katex-html")).toBeVisible();
  await expect(start(page, "x")).toBeVisible();
  await expect(start(page, "y")).toBeVisible();
  await expect(page.getByRole("img", { name: `Heat map with contour lines of C = ${ROSENBROCK}` })).toBeVisible();
  await step(page);
  await expectIteration(page, 1);
});

test("a typed function is taken without a key, after a pause", async ({ page }) => {
  await open(page);
  await formula(page).fill("x^2 + 3y^2");
  await expect(objective(page)).toHaveValue("own");
  await expect(page).toHaveURL(/formula=x%5E2%20%2B%203y%5E2/);
});

test("a function of one variable has a curve with its derivative", async ({ page }) => {
  await open(page);
  await typeFunction(page, QUARTIC);
  await expect(page.getByRole("img", { name: "Graph of C = t^4" })).toBeVisible();
  await expect(page.getByRole("img", { name: "Graph of the derivative of C = t^4" })).toBeVisible();
  await expect(start(page, "t")).toBeVisible();
});

test("a function of three variables is shown on a plane and steps like any other", async ({ page }) => {
  await open(page);
  await typeFunction(page, "x^2 + y^2 + z^4");
  await expect(page.getByLabel("Variable upward")).toHaveValue("1");
  await expect(page.locator("fl-landscape canvas.base")).toHaveAccessibleName(/for x from .* and y from/);
  await step(page);
  await expectIteration(page, 1);
});

for (const { text, marked, says, picture } of [
  { text: "(1 - x)^2 + sinn(x)", marked: "sinn", says: /sinn.*did you mean.*sin/, picture: "            ^^^^" },
  { text: "1 + $x", marked: "$", says: /\$/, picture: "    ^" },
  { text: "2*(x + 1", marked: " ", says: /\)/, picture: "        ^" },
  { text: "x^2 + )", marked: ")", says: /\)/, picture: "      ^" },
]) {
  test(`an error is pointed at: ${text}`, async ({ page }) => {
    await open(page);
    await formula(page).fill(text);
    await expect(formula(page)).toHaveAttribute("aria-invalid", "true");
    await expect(formula(page)).toHaveAccessibleDescription(says);
    await expect(page.locator("fl-formula mark")).toHaveText(marked, { useInnerText: false });
    expect(await page.locator("fl-formula pre").textContent()).toBe(`${text}\n${picture}`);
    // The function that was there stays, and the address with it.
    await expect(objective(page)).toHaveValue("rosenbrock");
    await step(page);
    await expectIteration(page, 1);
  });
}

test("the mark in the field lies on the text it is about", async ({ page }) => {
  await open(page);
  await formula(page).fill("(1 - x)^2 + sinn(x)");
  const field = await formula(page).boundingBox();
  const mark = await page.locator("fl-formula mark").boundingBox();
  if (field === null || mark === null) throw new Error("not drawn");
  // In a font of fixed width the mark is as wide as its four letters and lies inside the field.
  const letter = mark.width / 4;
  expect(mark.x - field.x).toBeGreaterThan(11 * letter);
  expect(mark.x - field.x).toBeLessThan(14 * letter);
  expect(mark.y).toBeGreaterThan(field.y);
  expect(mark.y + mark.height).toBeLessThan(field.y + field.height);
});

test("an edited formula keeps its parameters as sliders", async ({ page }) => {
  await open(page, "#objective=ill-conditioned-bowl");
  const gamma = page.locator("fl-objective").getByRole("slider");
  await expect(gamma).toHaveCount(1);
  await typeFunction(page, "(x^2 + gamma*y^2)/2 + x");
  await expect(gamma).toHaveAccessibleName(/gamma/);
  await expect(start(page, "gamma")).toHaveCount(0);
});

test("every objective of the list opens, draws and steps", async ({ page }) => {
  // There are many.
  test.slow();
  await open(page);
  const ids = await objective(page)
    .locator("option")
    .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
  expect(ids.length).toBeGreaterThan(10);
  for (const id of ids.filter((id) => id !== "own")) {
    await openAfresh(page, `#objective=${id}&optimizer=adam`);
    await expect(objective(page)).toHaveValue(id);
    await step(page);
    await expectIteration(page, 1);
    await expect(page.locator("fl-picture .error")).toBeHidden();
  }
});

test("a start that is no number is refused where it was typed", async ({ page }) => {
  await open(page);
  await start(page, "t1").fill("abc");
  await start(page, "t1").press("Enter");
  await expect(start(page, "t1")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("fl-objective [role=alert]").filter({ hasText: "Type a number." })).toBeVisible();
  await start(page, "t1").fill("0.5");
  await start(page, "t1").press("Enter");
  await expect(start(page, "t1")).toHaveAttribute("aria-invalid", "false");
  await expect(page).toHaveURL(/start=0\.5,1/);
});

test("a function gets a start where it has a value, and a start where it has none is refused", async ({ page }) => {
  await open(page, "#objective=quartic&start=-1.5");
  await typeFunction(page, "x - ln(x)");
  const t = Number(await start(page, "x").inputValue());
  expect(t).toBeGreaterThan(0);
  await start(page, "x").fill("-1");
  await start(page, "x").press("Enter");
  await expect(start(page, "x")).toHaveAttribute("aria-invalid", "true");
  await expect(page.locator("fl-objective [role=alert]")).toHaveText(/not a number/);
  await expect(page).toHaveURL(new RegExp(`start=${t}`));
  await step(page);
  await expectIteration(page, 1);
});

test("an optimizer for one variable gives way to another on a function of two", async ({ page }) => {
  await open(page, "#objective=quartic&optimizer=secant");
  await objective(page).selectOption("himmelblau");
  await expect(objective(page)).toHaveValue("himmelblau");
  await expect(optimizer(page)).toHaveValue("gradient-descent");
  await expect(optimizer(page).locator("option[value=secant]")).toBeDisabled();
});
