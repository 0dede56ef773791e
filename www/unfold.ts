import type { LinePiece, LineRole, Quantity, UnfoldedLine } from "../crate/web/types.js";
import { formatNumber } from "./format.js";
import { words } from "./words.js";

/** Significant digits in a line, unless all are asked for. */
const SHORT = 4;
/** The longest vector that is written out in short. */
const LONGEST = 4;

/** A line as TeX with its numbers in place of the symbols, and what it comes to. */
export function unfoldedTex({ name, pieces, value }: UnfoldedLine, allDigits: boolean): string {
  const line = `\\displaystyle ${pieces.map((piece) => pieceTex(piece, allDigits)).join("")}`;
  return name === null || value === null ? line : `${line} \\;=\\; ${quantityTex(name, value, allDigits)}`;
}

function pieceTex({ tex, value, shape, guarded, enclosed }: LinePiece, allDigits: boolean): string {
  if (shape !== undefined) return `\\underset{${shape.join(" \\times ")}}{${tex}}`;
  if (value === undefined) return tex;
  if (typeof value !== "number") {
    const text = quantityTex(tex, value, allDigits);
    return enclosed ? text.replace(/^\(/, "").replace(/\)$/, "") : text;
  }
  const text = numberTex(value, allDigits);
  return guarded && /^-|cdot/.test(text) ? `(${text})` : text;
}

/** A number, a vector in parentheses or a matrix; a matrix that is too large by its name. */
function quantityTex(name: string, quantity: Quantity, allDigits: boolean): string {
  if (typeof quantity === "number") return numberTex(quantity, allDigits);
  const [first] = quantity;
  if (Array.isArray(first)) {
    const rows = quantity as number[][];
    if (rows.length > 3 || first.length > 3) return `\\underset{${rows.length} \\times ${first.length}}{${name}}`;
    return `\\begin{pmatrix}${rows.map((row) => row.map((x) => numberTex(x, allDigits)).join(" & ")).join(" \\\\ ")}\\end{pmatrix}`;
  }
  const numbers = (quantity as number[]).map((x) => numberTex(x, allDigits));
  const isWhole = allDigits || numbers.length <= LONGEST;
  const shown = isWhole ? numbers : [...numbers.slice(0, LONGEST - 1), "\\ldots", ...numbers.slice(-1)];
  return `(${shown.join(",\\, ")})`;
}

export function numberTex(x: number, allDigits: boolean): string {
  const text = allDigits ? String(x) : formatNumber(x, SHORT);
  const [mantissa = "", exponent] = text.replace("∞", "\\infty").replace("Infinity", "\\infty").split("e");
  if (exponent === undefined) return mantissa === "NaN" ? "\\text{NaN}" : mantissa;
  return `${mantissa} \\cdot 10^{${exponent.replace("+", "")}}`;
}

/** What an arrow is called on the landscape. */
export function arrowLabel(role: LineRole, name: string | null): string {
  return words.step.roles[role](plain(name ?? ""));
}

/** A name in TeX as plain text. */
function plain(tex: string): string {
  const accents = { hat: "\u0302", tilde: "\u0303" };
  return tex
    .replace(/\\(hat|tilde)\{(\\?\w+)\}/g, (_, accent: keyof typeof accents, letter: string) => `${letter}${accents[accent]}`)
    .replaceAll("\\theta", "θ");
}
