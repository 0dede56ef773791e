import { expect, test } from "./page.js";
import {
  expectIteration,
  formula,
  objective,
  open,
  openAfresh,
  openDisplay,
  optimizer,
  ROSENBROCK,
  start,
  step,
  tab,
  typeFunction,
} from "./site.js";

test("everything survives a reload", async ({ page }) => {
  await open(page);
  await typeFunction(page, ROSENBROCK);
  await optimizer(page).selectOption("adam");
  await page.getByRole("checkbox", { name: "bias correction" }).uncheck();
  await start(page, "x").fill("-0.5");
  await start(page, "x").press("Enter");
  for (let k = 0; k < 7; k += 1) await step(page);
  await tab(page, "Autodiff").click();
  await openDisplay(page);
  await page.getByLabel("Levels").selectOption("quantile");
  await expect(page).toHaveURL(/levels=quantile/);
  const readout = await page.locator("fl-picture .readout").textContent();
  await page.reload();
  await expectIteration(page, 7);
  await expect(formula(page)).toHaveValue(ROSENBROCK);
  await expect(optimizer(page)).toHaveValue("adam");
  await expect(page.getByRole("checkbox", { name: "bias correction" })).not.toBeChecked();
  await expect(start(page, "x")).toHaveValue("-0.5");
  await expect(tab(page, "Autodiff")).toHaveAttribute("aria-selected", "true");
  await expect(page.getByLabel("Levels")).toHaveValue("quantile");
  await expect(page.locator("fl-picture .readout")).toHaveText(readout ?? "");
});

test("the browser's back button takes choices back, one at a time", async ({ page }) => {
  await open(page);
  await optimizer(page).selectOption("adam");
  for (let k = 0; k < 3; k += 1) await step(page);
  await objective(page).selectOption("himmelblau");
  await expectIteration(page, 0);
  await page.goBack();
  await expect(objective(page)).toHaveValue("rosenbrock");
  await expectIteration(page, 3);
  await expect(optimizer(page)).toHaveValue("adam");
  await page.goBack();
  await expect(optimizer(page)).toHaveValue("gradient-descent");
  await page.goForward();
  await expect(optimizer(page)).toHaveValue("adam");
});

test("a changed address changes the page", async ({ page }) => {
  await open(page);
  await page.evaluate(() => (location.hash = "#objective=beale&optimizer=newton"));
  await expect(objective(page)).toHaveValue("beale");
  await expect(optimizer(page)).toHaveValue("newton");
});

for (const fragment of [
  "#%",
  "#&&&===&=&k",
  "#objective=%3Cscript%3Ealert(1)%3C/script%3E&optimizer=nothing&k=-5",
  "#objective=own&formula=%3Cimg%20src=x%20onerror=alert(1)%3E",
  `#objective=own&formula=${"(".repeat(3000)}`,
  "#objective=own",
  "#objective=own&formula=7",
  "#objective=rosenbrock&start=1,2,3&view=0,0,0,0&speed=1e9&seed=40&tab=__proto__",
  "#objective=rosenbrock&start=1e300,-1e300&k=5",
  "#objective=rosenbrock&parameters=c:1",
  "#objective=rosenbrock&view=1e-300,2e-300,1,2",
  "#objective=rosenbrock&view=-1e308,1e308,-1e308,1e308",
  "#objective=own&formula=1/x&start=0",
  "#objective=own&formula=(x,y)",
  "#optimizer=secant",
  "#optimizer=adam,learningRate:1e400",
]) {
  test(`an address of nonsense leaves a page that works: ${fragment.slice(0, 60)}`, async ({ page }) => {
    page.on("dialog", (dialog) => {
      throw new Error(dialog.message());
    });
    await open(page, fragment);
    await expect(page.getByRole("alert").filter({ hasText: "failed" })).toHaveCount(0);
    await objective(page).selectOption("convex-bowl");
    await optimizer(page).selectOption("newton");
    await step(page);
    await expectIteration(page, 1);
  });
}

test("what means nothing in an address is told as text", async ({ page }) => {
  await open(page, "#tab=numbers&colour=%3Cb%3Ered");
  const notice = page.getByRole("status").filter({ hasText: "mean nothing" });
  await expect(notice).toContainText("colour=%3Cb%3Ered");
  await page.getByRole("button", { name: "Dismiss" }).click();
  await expect(notice).toHaveCount(0);
  await expect(page).toHaveURL(/#objective=rosenbrock&start=-1\.2,1&tab=numbers$/);
});

test("a large iteration is computed without freezing the page, and can be left", async ({ page }) => {
  await open(page, "#optimizer=gradient-descent,learningRate:0.0001&k=999999999");
  await expect(page.locator("fl-transport .status")).toHaveText(/Computing: iteration \d+ of 100000/);
  // The page answers meanwhile.
  await tab(page, "Numbers").click();
  await expect(tab(page, "Numbers")).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Reset", exact: true }).click();
  await expectIteration(page, 0);
});

test("copying the link gives the whole state", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "#optimizer=adam&k=4");
  await step(page);
  await page.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("button", { name: "Link copied" })).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await openAfresh(page, link);
  await expectIteration(page, 5);
  await expect(optimizer(page)).toHaveValue("adam");
});

test("an entry that the browser is on the way to keeps its address", async ({ page }) => {
  await open(page);
  await optimizer(page).selectOption("adam");
  await page.goBack();
  await expect(optimizer(page)).toHaveValue("gradient-descent");
  await expect(page).not.toHaveURL(/adam/);
  // The page wants to write its address between the browser's move and the event that tells of it.
  const written = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener("popstate", () => dispatchEvent(new Event("pagehide")), { once: true });
        addEventListener("hashchange", () => resolve(location.hash), { once: true });
        history.forward();
      }),
  );
  expect(written).toContain("optimizer=adam");
  await expect(optimizer(page)).toHaveValue("adam");
});
