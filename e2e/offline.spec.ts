import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { root } from "../scripts/process.mjs";
import { serve } from "../scripts/serve.mjs";
import { expect, test } from "./page.js";
import { expectIteration, open, step, tab, typeFunction } from "./site.js";

/** Waits until the service worker has every file. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

test("after the first visit the page works without a network", async ({ page, context }) => {
  const site = await serve();
  await open(page, site.url);
  await kept(page);
  // Nobody is there any more, whatever the browser makes of being offline.
  site.close();
  await context.setOffline(true);

  await page.goto("about:blank");
  await open(page, site.url);
  await typeFunction(page, "x^4 - 3*x*y + y^4");
  await step(page);
  await expectIteration(page, 1);
  const preview = page.locator("fl-formula fl-math .katex").first();
  await expect(preview).toBeVisible();
  expect(await page.evaluate(async () => (await document.fonts.load("16px KaTeX_Math")).length)).toBeGreaterThan(0);
  for (const name of ["Convergence", "Autodiff", "Numbers"]) {
    await tab(page, name).click();
    await expect(page.getByRole("tabpanel").locator("fl-convergence, fl-autodiff, fl-numbers")).toBeVisible();
    await expect(page.getByRole("tabpanel").locator("table").first()).toBeVisible();
  }

  await page.getByText("Network", { exact: true }).click();
  await expect(page.locator("fl-courses tbody tr").first()).toContainText("0");
  await page.getByRole("button", { name: "One epoch", exact: true }).click();
  await expect(page.locator("fl-epochs output")).toHaveText("epoch 1");
  expect(await page.evaluate(() => navigator.onLine)).toBe(false);
});

/** A copy of the site whose page has another title, with a service worker that knows it or not. */
async function secondVersion(folder: string): Promise<void> {
  const page = join(folder, "index.html");
  const worker = join(folder, "service-worker.js");
  const hash = async (): Promise<string> => `sha256-${createHash("sha256").update(await readFile(page)).digest("base64")}`;
  const before = await hash();
  await writeFile(page, (await readFile(page, "utf8")).replace(/<title>.*<\/title>/, "<title>Second version</title>"));
  const script = await readFile(worker, "utf8");
  const version = /\W([0-9a-f]{16})["'`]/.exec(script)?.[1] ?? "";
  expect(script).toContain(before);
  expect(version).not.toBe("");
  await writeFile(worker, script.replace(before, await hash()).replace(version, "2".repeat(16)));
}

const caches = (page: Page): Promise<string[]> => page.evaluate(() => window.caches.keys());

test("another version replaces the first on the next visit, as a whole or not at all", async ({ page }) => {
  const folder = await mkdtemp(join(tmpdir(), "fall-line-"));
  await cp(join(root, "dist"), folder, { recursive: true });
  const site = await serve({ folder });
  try {
    await open(page, site.url);
    await kept(page);
    const [first] = await caches(page);
    const update = () => page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update().catch(() => {})));

    // Half of the second version: its worker is there, its page not yet.
    const whole = await readFile(join(folder, "index.html"));
    await secondVersion(folder);
    const newer = await readFile(join(folder, "index.html"));
    await writeFile(join(folder, "index.html"), whole);
    await update();
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.installing ?? null)).toBe(null);
    await page.reload();
    await expect(page).toHaveTitle(/Fall Line/);
    expect(await caches(page)).toEqual([first]);

    // All of it: kept aside while the first is at work, then taken.
    await writeFile(join(folder, "index.html"), newer);
    await update();
    await expect.poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).waiting !== null)).toBe(true);
    await expect(page).toHaveTitle(/Fall Line/);
    await page.goto("about:blank");
    await page.goto(site.url);
    await expect(page).toHaveTitle("Second version");
    await step(page);
    await expectIteration(page, 1);
    await expect.poll(() => caches(page)).toEqual([`fall-line ${"2".repeat(16)}`]);
  } finally {
    site.close();
    await rm(folder, { recursive: true, force: true });
  }
});
