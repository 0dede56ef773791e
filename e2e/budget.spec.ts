import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import type { Browser, Page } from "@playwright/test";
import { root } from "../scripts/process.mjs";
import { expect, test } from "./page.js";
import { expectIteration, open } from "./site.js";

/** Bytes that the first visit may fetch, compressed as a host would; fonts do not count. To be lowered: the aim is 200 KiB. */
const BUDGET = 282 * 1024;
const REST = /fallline-rest-\w+\.wasm$/;
/** Milliseconds from the navigation to the first landscape. */
const FIRST_PICTURE = 500;

/** The names of what the page fetches from now on. */
function fetched(page: Page): Set<string> {
  const names = new Set<string>();
  page.on("request", (request) => {
    // The service worker's own requests come after the page is up.
    if (request.serviceWorker() === null && !request.url().endsWith(".woff2")) names.add(nameOf(request.url()));
  });
  return names;
}

const nameOf = (url: string): string => new URL(url).pathname.split("/").at(-1) || "index.html";

async function compressedSize(name: string): Promise<number> {
  return brotliCompressSync(await readFile(join(root, "dist", name))).length;
}

test("the first load stays within its budget, and the rest waits for a sign of life", async ({ page }) => {
  const names = fetched(page);
  await open(page);
  await page.waitForLoadState("networkidle");
  const sizes = await Promise.all([...names].map(async (name) => [name, await compressedSize(name)] as const));
  const listed = sizes.sort((a, b) => b[1] - a[1]).map(([name, size]) => `${String(size).padStart(7)} ${name}`);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const account = [...listed, `${String(total).padStart(7)} of ${BUDGET} bytes`].join("\n");
  test.info().annotations.push({ type: "first load", description: account });
  expect(total, account).toBeLessThanOrEqual(BUDGET);

  const beyond = /(fallline-rest|katex|layout|fl-\w+)-\w+\.\w+$/;
  const early = [...names].filter((name) => beyond.test(name));
  expect(early, "asked for without a touch: npm run profile renews what the first load has").toEqual([]);
  const rest = page.waitForResponse(REST);
  await page.mouse.move(200, 200);
  expect((await rest).status()).toBe(200);
});

test("steps need no function of the rest", async ({ page }) => {
  // It never comes: whoever waited for it would wait for ever.
  await page.route(REST, () => {});
  await open(page);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 2);
  await page.keyboard.press("ArrowLeft");
  await expectIteration(page, 1);
  await page.keyboard.press("r");
  await expectIteration(page, 0);
});

test("where the rest is needed before it is there, it is loaded on the spot", async ({ page }) => {
  let asked = 0;
  // What is fetched ahead never arrives; what is asked for on the spot does.
  await page.route(REST, async (route) => {
    asked += 1;
    if (route.request().resourceType() === "xhr") await route.continue();
  });
  await open(page);
  await page.getByLabel("Choose an optimizer").selectOption("adam");
  await page.keyboard.press("ArrowRight");
  await expectIteration(page, 1);
  expect(asked).toBe(2);
});

/** Milliseconds from the navigation to the first frame with a landscape, on a first visit. */
async function timeToPicture(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    const within = (root: Document | ShadowRoot): HTMLCanvasElement | null => {
      for (const element of root.querySelectorAll("*")) {
        if (element instanceof HTMLCanvasElement) return element;
        const found = element.shadowRoot === null ? null : within(element.shadowRoot);
        if (found !== null) return found;
      }
      return null;
    };
    const look = (): void => {
      const canvas = within(document);
      const middle = canvas === null || canvas.width === 0 ? undefined : canvas.getContext("2d")?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data;
      if (middle?.[3] === 255) document.documentElement.dataset["picture"] = String(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(address);
  await page.waitForFunction(() => document.documentElement.dataset["picture"] !== undefined);
  const time = Number(await page.evaluate(() => document.documentElement.dataset["picture"]));
  await context.close();
  return time;
}

test("the first landscape is there within half a second of the navigation", async ({ browser, baseURL }) => {
  const times: number[] = [];
  // The least of some, because other tests keep the machine busy.
  for (let visit = 0; visit < 8 && Math.min(...times) > FIRST_PICTURE / 2; visit += 1) times.push(await timeToPicture(browser, baseURL ?? ""));
  test.info().annotations.push({ type: "time to the first landscape", description: times.map(Math.round).join(", ") });
  expect(Math.min(...times)).toBeLessThanOrEqual(FIRST_PICTURE);
});

test("a step's click shows in the next frame", async ({ page }) => {
  await open(page);
  await page.waitForLoadState("networkidle");
  const button = await page.getByRole("button", { name: "Step", exact: true }).elementHandle();
  const output = await page.locator("output").elementHandle();
  const overlay = await page.locator("canvas.overlay").elementHandle();
  const frames = await page.evaluate(
    async ([button, output, overlay]) => {
      const nextFrame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
      // What is drawn in a frame is drawn before the frame's end, of which a message tells.
      const endOfFrame = (): Promise<void> =>
        new Promise((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
      const shown: { k: string | null; changed: boolean }[] = [];
      for (let k = 1; k <= 5; k += 1) {
        await nextFrame();
        await endOfFrame();
        const before = (overlay as HTMLCanvasElement).toDataURL();
        (button as HTMLElement).click();
        await nextFrame();
        await endOfFrame();
        shown.push({ k: (output as HTMLElement).textContent, changed: (overlay as HTMLCanvasElement).toDataURL() !== before });
      }
      return shown;
    },
    [button, output, overlay],
  );
  expect(frames).toEqual([1, 2, 3, 4, 5].map((k) => ({ k: expect.stringMatching(`k = ${k}\\b`), changed: true })));
});
