import { expect, test } from "./page.js";
import { expectIteration, open, optimizer, step } from "./site.js";

/** How a panic reaches the page: as the module's event, or as the error of the call that panicked. */
const PANICS = {
  event: () => dispatchEvent(new CustomEvent("fallline:panic", { detail: "index out of bounds" })),
  error: () => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })),
};

for (const [name, panic] of Object.entries(PANICS)) {
  test(`a panic is told, and a restart goes on from the same state: ${name}`, async ({ page }) => {
    await open(page, "#optimizer=adam");
    for (let k = 0; k < 3; k += 1) await step(page);
    await expect(page).toHaveURL(/k=3/);
    await page.evaluate(panic);
    const notice = page.getByRole("alert").filter({ hasText: "The computation has failed" });
    await expect(notice).toBeVisible();
    await expect(page.locator("main")).toHaveAttribute("inert");
    await page.keyboard.press("ArrowRight");
    await expectIteration(page, 3);
    // The address has had the time to follow what the key did, if it did anything.
    await page.waitForTimeout(300);
    await page.getByRole("button", { name: "Restart", exact: true }).click();
    await expect(notice).toHaveCount(0);
    await expectIteration(page, 3);
    await expect(optimizer(page)).toHaveValue("adam");
    await step(page);
    await expectIteration(page, 4);
  });
}

test("a state that fails again and again can be left", async ({ page }) => {
  await open(page, "#optimizer=adam&k=2");
  await page.evaluate(PANICS.event);
  await page.getByRole("button", { name: "Start afresh" }).click();
  await expectIteration(page, 0);
  await expect(optimizer(page)).toHaveValue("gradient-descent");
});
