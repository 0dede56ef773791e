import type { Quantity } from "../crate/web/types.js";

/**
 * A number as the page shows it: six significant digits, without trailing zeros, in a form that can be pasted back
 * into a field. The full value belongs into a title.
 */
export function formatNumber(x: number, digits = 6): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x > 0 ? "∞" : "-∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  if (Number.isInteger(x) && size < 1e9) return String(x);
  if (size >= 10 ** digits || size < 1e-4) {
    const [mantissa = "", exponent = ""] = x.toExponential(digits - 1).split("e");
    return `${trimZeros(mantissa)}e${exponent.replace("+", "")}`;
  }
  return trimZeros(x.toPrecision(digits));
}

function trimZeros(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

/** A vector as "(a, b)"; one of a single number as that number. */
export function formatVector(values: ArrayLike<number>, digits = 6): string {
  if (values.length === 1) return formatNumber(values[0] ?? NaN, digits);
  return `(${Array.from(values, (value) => formatNumber(value, digits)).join(", ")})`;
}

/** A number, a vector "(a, b)" or a matrix, one row a line. */
export function formatQuantity(quantity: Quantity, digits = 6): string {
  if (typeof quantity === "number") return formatNumber(quantity, digits);
  return isMatrix(quantity)
    ? quantity.map((row) => formatVector(row, digits)).join("\n")
    : formatVector(quantity, digits);
}

/** The same with all digits that tell the value from its neighbours. */
export function exactQuantity(quantity: Quantity): string {
  if (typeof quantity === "number") return String(quantity);
  return isMatrix(quantity) ? quantity.map(exactVector).join("\n") : exactVector(quantity);
}

function isMatrix(quantity: number[] | number[][]): quantity is number[][] {
  return Array.isArray(quantity[0]);
}

function exactVector(values: number[]): string {
  if (values.length === 1) return String(values[0]);
  return `(${values.join(", ")})`;
}

/** What a person typed as a number: a finite one, or null. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim().replace("−", "-");
  if (trimmed === "") return null;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : null;
}

export function norm(vector: ArrayLike<number>): number {
  return Math.hypot(...Array.from(vector));
}

/** Splits text at a half-open span of UTF-16 code units; out-of-range ends are pulled in. */
export function splitSpan(text: string, [from, to]: [number, number]): [string, string, string] {
  const start = Math.min(Math.max(0, from), text.length);
  const end = Math.min(Math.max(start, to), text.length);
  return [text.slice(0, start), text.slice(start, end), text.slice(end)];
}

/** The line of a text in which a span starts, counted from 1, and the span's part in it. */
export function lineOf(text: string, [from, to]: [number, number]): { line: string; span: [number, number]; number: number } {
  const start = text.lastIndexOf("\n", from - 1) + 1;
  const next = text.indexOf("\n", from);
  const end = next < 0 ? text.length : next;
  return {
    line: text.slice(start, end),
    span: [from - start, Math.min(to, end) - start],
    number: text.slice(0, start).split("\n").length,
  };
}

const PICTURE_WIDTH = 44;

/**
 * The text with carets under the span, as a monospace picture of two lines. Of a long text only the surroundings of
 * the span are shown. An empty span, at the end of the text for instance, gets one caret.
 */
export function caretPicture(text: string, span: [number, number]): string {
  const [before, marked, after] = splitSpan(text, span).map((part) => Array.from(part)) as [
    string[],
    string[],
    string[],
  ];
  const shown = marked.slice(0, PICTURE_WIDTH);
  const carets = Math.max(1, shown.length);
  const room = Math.max(0, PICTURE_WIDTH - carets);
  const left = Math.min(before.length, Math.max(Math.floor(room / 2), room - after.length));
  const right = Math.min(after.length, room - left);
  const head = (left < before.length ? "…" : "") + before.slice(before.length - left).join("");
  const tail = after.slice(0, right).join("") + (right < after.length || shown.length < marked.length ? "…" : "");
  return `${head}${shown.join("")}${tail}\n${" ".repeat(Array.from(head).length)}${"^".repeat(carets)}`;
}

/** "learningRate" and "heavy-ball" as words. */
export function humanise(id: string): string {
  return id.replaceAll("-", " ").replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
