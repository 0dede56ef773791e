// npm run profile: renews scripts/first-view.json, which says what is in the page's first load: the functions of the WebAssembly
// module that run and the formulas that show when someone opens the bare page, steps and goes back.
// To be run when the budget's test says that the first view needs more than the first load has.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { advice, findBrowser } from "./browsers.mjs";
import { buildSite } from "./build.mjs";
import { Failure, main, root } from "./process.mjs";
import { serve } from "./serve.mjs";
import { setup } from "./setup.mjs";

/** Screens of a laptop and of a phone, in both themes. */
const screens = /** @type {const} */ ([
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
]);

/** @typedef {{ functions: Set<string>, formulas: Set<string> }} FirstView */

/**
 * @param {import("@playwright/test").Page} page
 * @param {FirstView} firstView
 */
async function watch(page, { functions, formulas }) {
  await page.getByRole("button", { name: "Step", exact: true }).waitFor();
  await page.waitForLoadState("networkidle");
  const found = await page.evaluate(() => {
    /** @param {Document | ShadowRoot} root @returns {string[]} */
    const within = (root) =>
      [...root.querySelectorAll("*")].flatMap((element) => [
        ...("tex" in element ? [String(element.tex)] : []),
        ...(element.shadowRoot === null ? [] : within(element.shadowRoot)),
      ]);
    return within(document);
  });
  for (const tex of found) formulas.add(tex);

  // What a person does later has time to be loaded: the first sign of life begins with that.
  for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "r"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: "Step", exact: true }).click();
  await page.waitForTimeout(500);
  for (const name of await page.evaluate(() => [...(/** @type {{ entered?: Set<string> }} */ (globalThis).entered ?? [])])) functions.add(name);
}

await main(async () => {
  const env = await setup("build");
  const executablePath = findBrowser("chromium");
  if (executablePath === undefined) throw new Failure(advice("chromium"));
  await buildSite({ ...env, FALLLINE_PROFILE: "yes" });
  const { url, close } = await serve();
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  /** @type {FirstView} */
  const firstView = { functions: new Set(), formulas: new Set() };
  try {
    for (const screen of screens) {
      const page = await browser.newPage(screen);
      await page.goto(url);
      await watch(page, firstView);
    }
  } finally {
    await browser.close();
    close();
    // Not a site to be published.
    rmSync(join(root, "dist"), { recursive: true, force: true });
  }
  const file = join(root, "scripts/first-view.json");
  const sorted = { functions: [...firstView.functions].sort(), formulas: [...firstView.formulas].sort() };
  const before = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, `${JSON.stringify(sorted, null, 2)}\n`);
  console.log(`${sorted.functions.length} functions (${before.functions.length} before), ${sorted.formulas.length} formulas (${before.formulas.length} before)`);
});
