import { defineConfig } from "@playwright/test";
import { findBrowser } from "../scripts/browsers.mjs";

const chromium = findBrowser("chromium");

export default defineConfig({
  testDir: ".",
  outputDir: "output",
  forbidOnly: process.env["CI"] !== undefined,
  fullyParallel: true,
  // Room for a machine that is busy otherwise.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  use: {
    // The server prints its address; Playwright keeps it under the name of the group below.
    ...(process.env["SITE"] === undefined ? {} : { baseURL: process.env["SITE"] }),
    launchOptions: {
      ...(chromium === undefined ? {} : { executablePath: chromium }),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    // Under a path, as on a web host: absolute addresses would not be found.
    command: "node ../scripts/serve.mjs --port 0 --base /some/path/",
    wait: { stdout: /Serving (?<site>\S+)/ },
  },
});
