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

/** The canvas of the picture that takes the pointer. */
export const overlay = (page: Page): Locator => page.getByRole("application");

/** The start of a function of two variables called t1 and t2. */
export async function startNow(page: Page): Promise<number[]> {
  return [Number(await start(page, "t1").inputValue()), Number(await start(page, "t2").inputValue())];
}

/** A point of the overlay, as a share of its width and height. */
export async function at(page: Page, x: number, y: number): Promise<[number, number]> {
  const box = await overlay(page).boundingBox();
  if (box === null) throw new Error("the picture is not there");
  return [box.x + x * box.width, box.y + y * box.height];
}

/** The point that the readout has under the pointer. */
export async function pointed(page: Page): Promise<number[]> {
  const text = await page.locator("fl-picture .readout[data-pointer=true]").textContent();
  const [, point = ""] = text?.match(/= \(?([^)C]*)/) ?? [];
  return point.split(",").map(Number);
}

/** Where on the screen a point of two variables is seen. */
export async function placeOf(page: Page, [x = NaN, y = NaN]: readonly number[]): Promise<[number, number]> {
  const seen = async (place: [number, number]) => {
    await page.mouse.move(...place);
    return { place, point: await pointed(page) };
  };
  const [low, high] = [await seen(await at(page, 0.3, 0.7)), await seen(await at(page, 0.7, 0.3))];
  const along = (axis: 0 | 1, value: number): number => {
    const [from = NaN, to = NaN] = [low.point[axis], high.point[axis]];
    return low.place[axis] + ((value - from) / (to - from)) * (high.place[axis] - low.place[axis]);
  };
  return [along(0, x), along(1, y)];
}
