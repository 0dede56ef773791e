import { expect, test } from "./page.js";

test("the page loads under any path and starts its WebAssembly module", async ({ page }) => {
  const wasm = page.waitForResponse(/\.wasm$/);
  await page.goto("");
  const response = await wasm;
  expect(response.status()).toBe(200);
  expect(response.headers()["content-type"]).toBe("application/wasm");
  await expect(page).toHaveTitle(/Fall Line/);
  await expect(page.getByRole("main")).toBeVisible();
});
