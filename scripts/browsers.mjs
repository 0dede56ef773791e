// Where the browsers and Chromium's driver are.
import { existsSync } from "node:fs";
import { which } from "./process.mjs";

/** @typedef {"chromium" | "chromedriver" | "firefox"} Browser */

/** What each is called on PATH, where it is when it is not on PATH, and what to install. */
const known = {
  chromium: {
    variable: "CHROMIUM",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
    places: ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    advice: "install Chromium or Chrome",
  },
  chromedriver: {
    variable: "CHROMEDRIVER",
    names: ["chromedriver"],
    places: ["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    advice: "install the chromedriver of the same version as the browser (macOS: brew install chromedriver)",
  },
  firefox: {
    variable: "FIREFOX",
    names: ["firefox", "firefox-esr"],
    places: ["/Applications/Firefox.app/Contents/MacOS/firefox"],
    advice: "install Firefox",
  },
};

export const browsers = /** @type {Browser[]} */ (Object.keys(known));

/**
 * @param {Browser} browser
 * @returns {string | undefined}
 */
export function findBrowser(browser) {
  const { variable, names, places } = known[browser];
  const given = process.env[variable];
  if (given !== undefined) return existsSync(given) ? given : undefined;
  return names.map(which).find((path) => path !== undefined) ?? places.find((path) => existsSync(path));
}

/** @param {Browser} browser */
export function advice(browser) {
  return `${browser} is missing: ${known[browser].advice}, or set ${known[browser].variable} to its path`;
}
