import type { ThemeName } from "../crate/web/types.js";

export const PREFERENCES = ["auto", "light", "dark"] as const;
export type Preference = (typeof PREFERENCES)[number];

const KEY = "fallline:theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

/** The person's choice of theme, which outlives the page; a taste of theirs, so it does not travel in links. */
export function readPreference(): Preference {
  try {
    return PREFERENCES.find((preference) => preference === localStorage.getItem(KEY)) ?? "auto";
  } catch {
    return "auto"; // storage is blocked
  }
}

export function keepPreference(preference: Preference): void {
  try {
    localStorage.setItem(KEY, preference);
  } catch {
    // Storage is blocked: the choice lasts until the page is left.
  }
}

export function resolveTheme(preference: Preference): ThemeName {
  return preference === "auto" ? (dark.matches ? "dark" : "light") : preference;
}

export function onSystemTheme(listener: () => void): void {
  dark.addEventListener("change", listener);
}
