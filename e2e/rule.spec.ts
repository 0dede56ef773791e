import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { exact, expectClose, expectIteration, open, openAfresh, optimizer, quantity, step } from "./site.js";

const MOMENTUM = "v = beta*v + (1 - beta)*g\ntheta = theta - alpha*v";
const field = (page: Page): Locator => page.getByLabel("Update rule");
const lines = (page: Page): Locator => page.locator("fl-rule .preview li");
const number = (page: Page, name: string): Locator => page.locator("fl-rule").getByRole("textbox", { name: new RegExp(`${name}$`) });
const runs = (page: Page): Locator => page.locator("fl-runs li");
/** A rule as an address has it. */
const address = (rule: string, values = ""): string => `#optimizer=own,${values}rule:${encodeURIComponent(rule)}`;

/** Types a rule in place of the one that is there, and waits until it is taken. */
async function typeRule(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await expect(field(page)).toHaveAttribute("aria-invalid", "false");
  await expect(page).toHaveURL((url) => decodeURIComponent(url.hash).includes(`rule:${text}`));
}

test("a typed rule has sliders, is typeset and steps", async ({ page }) => {
  await open(page);
  await optimizer(page).selectOption("own");
  await expect(field(page)).toBeFocused();
  await typeRule(page, MOMENTUM);
  await expect(lines(page)).toHaveCount(3);
  await expect(lines(page).locator(".katex-html")).toHaveCount(3);
  await expect(page.locator("fl-rule .kept")).toContainText("vector");
  await expect(page.locator("fl-rule").getByRole("slider")).toHaveCount(2);
  await number(page, "alpha").fill("0.002");
  await number(page, "alpha").press("Enter");
  await step(page);
  await expectIteration(page, 1);
  // At (-1.2, 1) the gradient is (-215.6, -88), and beta is 0.1.
  expectClose(await exact(quantity(page, "next point")), [-1.2 + 0.002 * 0.9 * 215.6, 1 + 0.002 * 0.9 * 88], 1e-13);
  await expect(page.locator("fl-step")).toContainText("State kept for the next step");
});

test("a rule is chosen, typed, set and stepped with the keyboard alone", async ({ page }) => {
  await open(page);
  await optimizer(page).focus();
  await page.keyboard.type("Your own");
  await expect(field(page)).toBeFocused();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("# Signs\ntheta = theta - alpha*sign(g)");
  await expect(page).toHaveURL((url) => decodeURIComponent(url.hash).includes("alpha*sign(g)"));
  await page.keyboard.press("Tab");
  await expect(page.getByRole("slider", { name: /alpha/ })).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(page).toHaveURL(/own,alpha:0\.0\d+,rule:/);
  await page.getByRole("button", { name: "Step", exact: true }).focus();
  await page.keyboard.press("Enter");
  await expectIteration(page, 1);
});

test("a rule runs beside Adam, by its own name", async ({ page }) => {
  await open(page, "#optimizer=adam");
  await page.getByRole("button", { name: "Add a run" }).click();
  await optimizer(page).selectOption("own");
  await expect(field(page)).toHaveValue(/^# Adam\n/);
  await step(page);
  await step(page);
  // The rule that Adam is made into goes where Adam goes.
  const [adam = "", own = ""] = await runs(page).allTextContents();
  expect(own).toContain("k = 2");
  expect(/C = \S+/.exec(own)?.[0]).toBe(/C = \S+/.exec(adam)?.[0]);
  await typeRule(page, "# My rule\ntheta = theta - 0.001*g");
  await expect(runs(page).nth(1)).toContainText(/My rule.*k = 2/s);
  await expect(runs(page).nth(0)).toContainText(/Adam.*k = 2/s);
  await page.getByRole("button", { name: "Add a run" }).click();
  await typeRule(page, "# My rule\ntheta = theta - 0.002*g");
  await expect(runs(page).nth(2)).toContainText("My rule 2");
});

test("optimizers of the list can be edited as rules with their settings", async ({ page }) => {
  await open(page, "#optimizer=rmsprop,learningRate:0.03,gamma:0.9&k=3");
  const before = await page.locator("fl-picture .readout").textContent();
  await page.getByRole("button", { name: "Edit as your own rule" }).click();
  await expect(field(page)).toBeFocused();
  await expect(field(page)).toHaveValue(/param alpha = 0\.03 from.*\nparam gamma = 0\.9 from/);
  await expectIteration(page, 3);
  await expect(page.locator("fl-picture .readout")).toHaveText(before ?? "");
  await page.goBack();
  await expect(optimizer(page)).toHaveValue("rmsprop");
  // There is none for what a rule cannot say.
  for (const other of ["bfgs", "adam,epsilonInside:true", "gradient-descent&search=exact"]) {
    await openAfresh(page, `#optimizer=${other}`);
    await expect(page.getByRole("button", { name: "Edit as your own rule" })).toHaveCount(0);
  }
});

for (const { text, marked, says, picture } of [
  {
    text: `${MOMENTUM} + dott(g, g)`,
    marked: "dott",
    says: /Line 2: found the unknown function `dott`; did you mean `dot`\?/,
    picture: "theta = theta - alpha*v + dott(g, g)\n                          ^^^^",
  },
  { text: "v = g\ntheta = norm(v)", marked: "norm(v)", says: /`theta` is a vector, and this is a number/, picture: "theta = norm(v)\n        ^^^^^^^" },
  { text: "v = g -\ntheta = v", marked: " \n", says: /Line 1: found the end of the line/, picture: "v = g -\n       ^" },
]) {
  test(`an error is pointed at: ${text.replaceAll("\n", "; ")}`, async ({ page }) => {
    await open(page, address(MOMENTUM, "alpha:0.001,"));
    await field(page).fill(text);
    await expect(field(page)).toHaveAttribute("aria-invalid", "true");
    await expect(field(page)).toHaveAccessibleDescription(says);
    await expect(page.locator("fl-rule mark")).toHaveText(marked, { useInnerText: false });
    expect(await page.locator("fl-rule .picture").textContent()).toBe(picture);
    // The last rule stays, and steps.
    await expect(lines(page)).toHaveCount(3);
    await step(page);
    await expectIteration(page, 1);
    await expect(field(page)).toHaveValue(text);
    expect(decodeURIComponent(new URL(page.url()).hash)).toContain(`rule:${MOMENTUM}`);
  });
}

test("the mark lies on the text that it is about", async ({ page }) => {
  await open(page, address(MOMENTUM));
  await field(page).fill("theta = theta\nv = dott(g, g)");
  const box = await field(page).boundingBox();
  const mark = await page.locator("fl-rule mark").boundingBox();
  if (box === null || mark === null) throw new Error("not drawn");
  const letter = mark.width / 4;
  expect(mark.x - box.x).toBeGreaterThan(4 * letter);
  expect(mark.x - box.x).toBeLessThan(7 * letter);
  // In the second of two lines.
  expect(mark.y - box.y).toBeGreaterThan(20);
  expect(mark.y + mark.height).toBeLessThan(box.y + box.height);
});

test("a rule, its parameters and its name are in the address", async ({ page }) => {
  const rule = "# a & b = 100 %, ok: é\nparam alpha = 0.01 from 0 to 1\ntheta = theta - alpha*g  # rule: no, other";
  const hash = `${address(rule, "alpha:0.0005,")}&optimizer=adam&k=4`;
  await open(page, hash);
  await expectIteration(page, 4);
  await expect(field(page)).toHaveValue(rule);
  await expect(number(page, "alpha")).toHaveValue("0.0005");
  const seen = await runs(page).allTextContents();
  expect(seen[0]).toContain("a & b = 100 %, ok: é");
  await page.reload();
  await expectIteration(page, 4);
  await expect(field(page)).toHaveValue(rule);
  expect(await runs(page).allTextContents()).toEqual(seen);
});

test("an address whose rule is none is told and leaves a page that works", async ({ page }) => {
  for (const bad of ["own", "own,rule:theta", "own,x:1", "own,zeta:1,rule:theta = theta - g", "own,rule:theta = nonsense("]) {
    await openAfresh(page, `#optimizer=${encodeURIComponent(bad)}`);
    await expect(page.locator("fl-app")).toContainText("were left out");
    await step(page);
    await expectIteration(page, 1);
  }
});

test("every example can be chosen and steps", async ({ page }) => {
  await open(page, `#objective=beale&start=1,0.5&${address(MOMENTUM).slice(1)}`);
  const menu = page.getByLabel("Examples");
  const ids = await menu.locator("option:not([disabled])").evaluateAll((all) => all.map((o) => (o as HTMLOptionElement).value));
  expect(ids.length).toBeGreaterThan(12);
  for (const id of ids) {
    await menu.selectOption(id);
    await expect(menu).toHaveValue(id);
    await expect(field(page)).toHaveAttribute("aria-invalid", "false");
    await step(page);
    await expectIteration(page, 1);
    await expect(page.locator("fl-rule .katex-error")).toHaveCount(0);
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await expectIteration(page, 0);
  }
});

test("a rule that fails says which statement did", async ({ page }) => {
  await open(page, address("v = g/0\ntheta = theta - v"));
  await step(page);
  await expect(page.locator("fl-transport")).toContainText("In v = g/0");
});

test("a rule can be taken along as a program", async ({ page }) => {
  await open(page, address(MOMENTUM, "alpha:0.001,"));
  await page.getByRole("button", { name: "Take along" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("radio", { name: /NumPy/ }).check();
  await expect(dialog).toContainText("alpha = 0.001");
  await expect(dialog).toContainText("v = beta * v + (1.0 - beta) * g");
});

test("a network is trained by a rule", async ({ page }) => {
  await page.goto(`#bench=network&widths=8&samples=200&${address("# Plain\ntheta = theta - 0.1*g").slice(1)}`);
  await page.getByRole("button", { name: "One epoch" }).click();
  await expect(page.locator("fl-epochs output")).toHaveText("epoch 1");
  await expect(field(page)).toHaveValue(/Plain/);
});

test("the language is explained", async ({ page }) => {
  await open(page, address(MOMENTUM));
  await page.getByText("The language of rules").click();
  for (const name of ["hinv(a)", "where(a < b, x, y)", "theta"]) {
    await expect(page.locator("fl-rule dt", { hasText: new RegExp(`^${name.replace(/[()]/g, "\\$&")}$`) })).toBeVisible();
  }
  // The sample is a rule.
  await typeRule(page, (await page.locator("fl-rule pre.sample").textContent()) ?? "");
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`axe finds nothing serious about a rule: ${colorScheme}, ${width} pixels wide`, async ({ page }) => {
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme });
      await open(page, `${address(MOMENTUM, "alpha:0.001,")}&optimizer=adam&k=5`);
      await expect(page.locator("fl-rule .katex-html").first()).toBeVisible();
      await page.getByText("The language of rules").click();
      await field(page).fill(`${MOMENTUM}\n$`);
      await expect(field(page)).toHaveAttribute("aria-invalid", "true");
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    });
  }
}
