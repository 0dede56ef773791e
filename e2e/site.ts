import type { Locator, Page } from "@playwright/test";
import { expect } from "./page.js";

/** Figure 4.7's function at the point of tables 4.1 to 4.3. */
export const FIGURE_4_7 =
  "#objective=own&formula=sin(t1*t2)%20%2B%20exp(t2%2Bt3)%20-%202*t3&start=0.5235987755982988,2,5";
export const ROSENBROCK = "(1 - x)^2 + 100*(y - x^2)^2";
export const QUARTIC = "t^4 - 4t^3 - 2t^2 + 10t + 15";

/** Opens the page with a fragment and waits until it works. */
export async function open(page: Page, fragment = ""): Promise<void> {
  await page.goto(fragment);
  await expect(page.getByRole("button", { name: "Step", exact: true })).toBeVisible();
}

/** Opens another fragment as a new page would, not as a change of the address. */
export async function openAfresh(page: Page, fragment: string): Promise<void> {
  await page.goto("about:blank");
  await open(page, fragment);
}

export const step = (page: Page): Promise<void> => page.getByRole("button", { name: "Step", exact: true }).click();

export async function expectIteration(page: Page, k: number): Promise<void> {
  await expect(page.locator("output")).toHaveText(`k = ${k}`);
}

export const formula = (page: Page): Locator => page.getByLabel("Formula");
export const optimizer = (page: Page): Locator => page.getByLabel("Choose an optimizer");
export const objective = (page: Page): Locator => page.getByLabel("Choose a function");
export const start = (page: Page, variable: string): Locator => page.getByLabel(`Start ${variable}`, { exact: true });
export const tab = (page: Page, name: string): Locator => page.getByRole("tab", { name });

/** Types a function and waits until the page has taken it. */
export async function typeFunction(page: Page, text: string): Promise<void> {
  await formula(page).fill(text);
  await formula(page).press("Enter");
  await expect(formula(page)).toHaveAttribute("aria-invalid", "false");
  await expect(objective(page)).toHaveValue("own");
}

/** Opens the panel that says how the picture is shown. */
export async function openDisplay(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Display" }).click();
  await expect(page.getByRole("group", { name: "Display" })).toBeVisible();
}

/** A number, or the numbers of a vector, with all digits. */
export async function exact(value: Locator): Promise<number[]> {
  const title = await value.getAttribute("title");
  return (title ?? "").replace(/[()]/g, "").split(",").map(Number);
}

/** A quantity of the shown step by its name. */
export function quantity(page: Page, name: string): Locator {
  return page.locator("dt", { hasText: new RegExp(`^${name}$`) }).locator("+ dd [title]");
}

/** Holds two lists of numbers together up to a relative error. */
export function expectClose(actual: number[], wanted: number[], relative: number): void {
  expect(actual).toHaveLength(wanted.length);
  wanted.forEach((value, index) => {
    const difference = Math.abs((actual[index] ?? NaN) - value);
    expect(difference, `${actual} against ${wanted}`).toBeLessThanOrEqual(relative * Math.max(Math.abs(value), 1e-300));
  });
}
