import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, open, openAfresh, step, tab } from "./site.js";

const canvas = (page: Page): Locator => page.locator("fl-along canvas");
/** The columns of the table of points, without the name. */
const COLUMNS = ["α", "φ(α)", "φ′(α)"];

/** The numbers of a point of note with all their digits. */
async function numbers(page: Page, name: string): Promise<number[]> {
  const cells = page.locator("fl-along tbody tr", { has: page.getByRole("rowheader", { name, exact: true }) }).locator("[title]");
  await expect(cells).toHaveCount(COLUMNS.length);
  return (await Promise.all((await cells.all()).map(exact))).flat();
}

/** Which conditions hold at a point of note. */
async function conditions(page: Page, name: string): Promise<string[]> {
  const row = page.locator("fl-along tbody tr", { has: page.getByRole("rowheader", { name, exact: true }) });
  return row.locator("td .unseen").allTextContents();
}

test("the step of a search is shown with its trials, their numbers and the conditions that hold", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent&search=backtracking");
  await tab(page, "Along the step").click();
  await expect(page).toHaveURL(/tab=section/);
  await expect(page.getByRole("heading", { name: "Step 0 → 1" })).toBeVisible();
  // C is 24.2 at (-1.2, 1), where the gradient is (-215.6, -88): the slope along its negative is -|∇C|².
  const slope = -(215.6 ** 2 + 88 ** 2);
  expectClose(await numbers(page, "start"), [0, 24.2, slope], 1e-12);
  expect((await numbers(page, "try 1"))[0]).toBe(1);
  expect(await conditions(page, "try 1")).toEqual(["no", "yes", "no"]);
  // The trial that Armijo's condition accepts is the last, and so are its halves before it refused.
  const accepted = page.locator("fl-along tbody tr", { hasText: "accepted" });
  await expect(accepted).toHaveCount(1);
  const [alpha = NaN, value = NaN] = (await Promise.all((await accepted.locator("[title]").all()).map(exact))).flat();
  expect(Number.isInteger(Math.log2(alpha))).toBe(true);
  expect(value).toBeLessThan(24.2 + 1e-4 * alpha * slope);
  expect(await accepted.locator("td .unseen").first().textContent()).toBe("yes");
  // -φ'(0) / φ''(0) by hand: d'Hd with H = ((1330, 480), (480, 200)).
  const [d, e] = [215.6, 88];
  const newton = -slope / (1330 * d * d + 2 * 480 * d * e + 200 * e * e);
  expectClose((await numbers(page, "exact Newton")).slice(0, 1), [newton], 1e-12);
  await expect(canvas(page)).toHaveAttribute("aria-label", /Tried points: \d+ broke Armijo, 1 accepted\. The Armijo condition holds from 0 to/);
});

test("what the step brings is held against what was predicted", async ({ page }) => {
  await open(page, "#objective=convex-bowl&optimizer=newton&start=2,1.5&tab=section");
  const value = (name: string) => exact(page.locator("fl-along dt", { hasText: new RegExp(`^${name}$`) }).locator("+ dd [title]"));
  const [predicted = NaN] = await value("predicted decrease");
  expectClose(await value("actual decrease"), [predicted], 1e-12);
  expectClose(await value("actual / predicted"), [1], 1e-12);
  // Newton's direction ends in the minimum of the model, which is the function.
  expectClose((await numbers(page, "model's minimum")).slice(0, 1), [1], 1e-12);
  expectClose((await numbers(page, "exact Newton")).slice(0, 1), [1], 1e-12);
});

test("the step that led here and the next one are both there", async ({ page }) => {
  await open(page, "#optimizer=adam&tab=section");
  await expect(page.getByRole("radio", { name: "Step taken" })).toBeDisabled();
  await step(page);
  await expectIteration(page, 1);
  await expect(page.getByRole("heading", { name: "Step 0 → 1" })).toBeVisible();
  const image = () => canvas(page).evaluate((element: HTMLCanvasElement) => element.toDataURL());
  const taken = await image();
  await page.getByRole("radio", { name: "Next step" }).click();
  await expect(page.getByRole("heading", { name: "Step 1 → 2" })).toBeVisible();
  await expect.poll(image).not.toBe(taken);
});

test("the factors are the search's, or can be set by keyboard and stand in the address", async ({ page }) => {
  await open(page, "#optimizer=bfgs&search=strong-wolfe,gamma:0.4&tab=section&k=2");
  await expect(page.locator("fl-along").getByText("as in the run's search")).toHaveCount(2);
  await expect(page.locator("fl-along").getByRole("slider")).toHaveCount(0);
  await openAfresh(page, "#optimizer=gradient-descent&tab=section");
  const sliders = page.locator("fl-along").getByRole("slider");
  await expect(sliders).toHaveCount(2);
  const before = await canvas(page).getAttribute("aria-label");
  await sliders.last().focus();
  await page.keyboard.press("Home");
  await expect(page).toHaveURL(/curvature=/);
  await expect.poll(() => canvas(page).getAttribute("aria-label")).not.toBe(before);
  const chosen = await canvas(page).getAttribute("aria-label");
  await page.reload();
  await expect(canvas(page)).toHaveAttribute("aria-label", chosen ?? "");
});

test("the range of α becomes shorter, longer, and fits the step", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent&search=backtracking&tab=section");
  const reach = async (): Promise<number> => {
    const [, to = ""] = (await canvas(page).getAttribute("aria-label"))?.match(/for α from \S+ to ([^;]+);/) ?? [];
    const [mantissa = "", exponent = "0"] = to.split("×10");
    const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
    const power = Number([...exponent].map((c) => (c === "⁻" ? "-" : String(digits.indexOf(c)))).join("")) || 0;
    return Number(mantissa) * 10 ** (exponent === "0" ? 0 : power);
  };
  // At first the step is seen, which is much shorter than the first try.
  expect(await reach()).toBeLessThan(0.02);
  await page.getByRole("button", { name: "Every try in view" }).click();
  await expect.poll(reach).toBe(2);
  await expect(page).toHaveURL(/magnify=1(&|$)/);
  await page.getByRole("button", { name: "Shorter range" }).click();
  await expect.poll(reach).toBe(1);
  await page.getByRole("button", { name: "Longer range" }).focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await expect.poll(reach).toBe(4);
  await page.getByRole("button", { name: "Fit to the step" }).click();
  await expect.poll(reach).toBeLessThan(0.02);
  await expect(page).toHaveURL(/magnify=1024/);
});

test("where there is no step, or no direction of descent, the tab says why", async ({ page }) => {
  await open(page, "#objective=convex-bowl&optimizer=newton&start=2,1.5&k=1&tab=section&step=next");
  await expect(page.locator("fl-along")).toContainText("The run has ended: there is no next step.");
  await expect(canvas(page)).toHaveCount(0);
  await openAfresh(page, "#objective=saddle&optimizer=newton&start=0.5,1&tab=section");
  await expect(page.locator("fl-along")).toContainText("C does not fall along this direction: its slope φ′(0) is 1.5.");
  await openAfresh(page, "#objective=saddle&optimizer=newton&search=wolfe&start=0.5,1&tab=section");
  await step(page);
  await expect(page.locator("fl-along")).toContainText("This step has no direction to look along.");
  await expect(page.locator("fl-along")).toContainText("does not fall along the direction: its slope there is 1.5");
});

test("drawn terms, more variables and one variable all have a section", async ({ page }) => {
  await open(page, "#objective=logistic-regression-2&optimizer=gradient-descent&gradient=mini-batch,batch:5&tab=section");
  await expect(page.locator("fl-along")).toContainText("The direction is from the drawn terms' gradient");
  await expect(canvas(page)).toHaveAttribute("aria-label", /φ\(α\) = C/);
  await openAfresh(page, "#objective=wood&optimizer=l-bfgs&k=3&tab=section");
  await expect(canvas(page)).toHaveAttribute("aria-label", /The Armijo condition holds/);
  await openAfresh(page, "#objective=quartic&optimizer=secant&tab=section&k=1");
  await expect(canvas(page)).toHaveAttribute("aria-label", /φ\(α\) = C/);
  // φ of one variable is the function itself along the step.
  const [at = NaN, value = NaN] = await numbers(page, "step");
  expect(at).not.toBe(0);
  expect(Number.isFinite(value)).toBe(true);
});
