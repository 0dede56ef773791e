import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./page.js";
import { expectIteration, FIGURE_4_7, formula, open, ROSENBROCK } from "./site.js";

const TABS = ["step", "section", "curvature", "convergence", "autodiff", "numbers"];
const VIEWPORTS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join("; ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const viewport of VIEWPORTS) {
    for (const tab of TABS) {
      test(`axe finds nothing serious: ${tab}, ${colorScheme}, ${viewport.width} pixels wide`, async ({ page }) => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        await open(page, `#optimizer=adam&k=5&tab=${tab}`);
        await expectIteration(page, 5);
        await expect(page.locator("fl-formula .katex-html")).toBeVisible();
        expect(await serious(page)).toEqual([]);
      });
    }
  }

  test(`axe finds nothing serious beside an error, a notice and a curve: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, "#objective=quartic&optimizer=secant&nonsense");
    await formula(page).fill("sinn(x)");
    await expect(formula(page)).toHaveAttribute("aria-invalid", "true");
    expect(await serious(page)).toEqual([]);
  });
}

for (const width of [1024, 390, 320]) {
  test(`no part is wider than a screen of ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    for (const tab of TABS) {
      await page.goto("about:blank");
      await open(page, `${FIGURE_4_7}&optimizer=adam&k=3&tab=${tab}`);
      await expectIteration(page, 3);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
    await page.goto("about:blank");
    await open(page, "#optimizer=gradient-descent&search=backtracking&k=3");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

/** The name and the role of what has the focus, through all shadow roots. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return `${element?.tagName ?? ""}#${element?.id ?? ""}.${element?.className ?? ""}`;
  });
}

async function tabTo(page: Page, wanted: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    const here = await focused(page);
    if (wanted.test(here)) return;
    passed.push(here);
  }
  throw new Error(`the keyboard does not reach ${wanted}: ${passed.join(", ")}`);
}

test("everything can be done with the keyboard alone", async ({ page }) => {
  await open(page);
  // Type a function.
  await tabTo(page, /TEXTAREA#formula/);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(ROSENBROCK);
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Choose a function")).toHaveValue("own");
  // Set the start.
  await tabTo(page, /INPUT#start0/);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("-0.7");
  await page.keyboard.press("Tab");
  await expect(page).toHaveURL(/start=-0\.7,1/);
  // Choose an optimizer by its first letters.
  await tabTo(page, /SELECT#optimizer/);
  await page.keyboard.type("Newton");
  await expect(page.getByLabel("Choose an optimizer")).toHaveValue("newton");
  // Go through the tabs with the arrow keys.
  await tabTo(page, /BUTTON#tab-step/);
  for (const _ of ["section", "curvature", "convergence", "autodiff"]) await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Autodiff" })).toBeFocused();
  await expect(page.getByRole("tab", { name: "Autodiff" })).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tabpanel")).toBeVisible();
  // Back to the step button, and step.
  await page.keyboard.press("Home");
  for (let presses = 0; presses < 60 && !/primary/.test(await focused(page)); presses += 1)
    await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press(" ");
  await expectIteration(page, 2);
  await expect(page.getByRole("heading", { name: "Step 1 → 2" })).toBeVisible();
});

test("what has the focus shows it", async ({ page }) => {
  await open(page);
  for (let presses = 0; presses < 25; presses += 1) {
    await page.keyboard.press("Tab");
    const visible = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      if (element === null || element === document.body) return true;
      const outlined = (candidate: Element): boolean => {
        const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
        return outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
      };
      // A radio button's label shows the focus for it.
      return outlined(element) || (element.closest("label") !== null && outlined(element.closest("label") as Element));
    });
    expect(visible, await focused(page)).toBe(true);
  }
});

for (const viewport of VIEWPORTS) {
  test(`what has the focus is not hidden under the bar: ${viewport.width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ ...viewport, height: 600 });
    await open(page, "#optimizer=adam&k=5");
    await page.getByRole("tab", { name: "Numbers" }).focus();
    for (let presses = 0; presses < 25; presses += 1) {
      await page.keyboard.press("Shift+Tab");
      const hidden = await page.evaluate(() => {
        let element = document.activeElement;
        let parts: Element[] = [];
        while (element?.shadowRoot?.activeElement) {
          parts = [...parts, element];
          element = element.shadowRoot.activeElement;
        }
        const bar = document.querySelector("fl-app")?.shadowRoot?.querySelector("fl-transport");
        if (!element || !bar || parts.includes(bar) || element === document.body) return false;
        const [box, cover] = [element.getBoundingClientRect(), bar.getBoundingClientRect()];
        return (
          box.height < 300 &&
          box.top < cover.bottom &&
          box.bottom > cover.top &&
          box.right > cover.left &&
          box.left < cover.right
        );
      });
      expect(hidden, await focused(page)).toBe(false);
    }
  });
}

test("a step is told to a screen reader", async ({ page }) => {
  await open(page, "#optimizer=newton");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator("fl-transport [aria-live=polite]")).toHaveText(
    /^Iteration 1: at \(-1\.175, 1\.381\), C = 4\.732\.$/,
  );
});

test("the page's numbers do not move its parts", async ({ page }) => {
  await open(page, "#optimizer=adam");
  const places = () =>
    page.locator("fl-transport button, fl-transport select, fl-tabs [role=tab], fl-landscape").evaluateAll((all) =>
      all.map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [x, y, width, height];
      }),
    );
  const before = await places();
  for (let k = 0; k < 12; k += 1) await page.keyboard.press("ArrowRight");
  await expectIteration(page, 12);
  expect(await places()).toEqual(before);
});
