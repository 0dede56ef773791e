import type { Domain } from "../crate/web/types.js";

/** Positions of a slider: whole numbers from 0 to `steps`, mapped on values evenly or by decades. */
export interface Scale {
  steps: number;
  value(position: number): number;
  position(value: number): number;
}

type Real = Extract<Domain, { kind: "real" }>;
type Integer = Extract<Domain, { kind: "int" }>;

const STEPS = 400;
/** Decades below the largest value that a logarithmic slider reaches when the domain ends in an open zero. */
const DECADES = 6;

/** A slider for the domain; where the domain has no end, one around the default value takes its place. */
export function scaleOf(domain: Real | Integer, standard: number): Scale {
  return domain.kind === "int"
    ? integerScale(domain, standard)
    : domain.log
      ? logScale(domain, standard)
      : linearScale(domain, standard);
}

function integerScale(domain: Integer, standard: number): Scale {
  const low = domain.min ?? Math.min(0, standard);
  const high = Math.min(
    domain.max ?? Infinity,
    low + 1000,
    Math.max(low + 1, domain.max ?? 4 * Math.max(5, standard - low)),
  );
  return {
    steps: high - low,
    value: (position) => low + position,
    position: (value) => clamp(Math.round(value) - low, high - low),
  };
}

function linearScale(domain: Real, standard: number): Scale {
  const reach = Math.max(5, 2 * Math.abs(standard));
  let low = domain.min ?? (domain.max === null ? -reach : domain.max - 2 * reach);
  let high = domain.max ?? low + (domain.min === null ? 2 * reach : reach);
  const step = (high - low) / STEPS;
  if (domain.minOpen && domain.min !== null) low += step;
  if (domain.maxOpen && domain.max !== null) high -= step;
  return {
    steps: STEPS,
    value: (position) => round(low + ((high - low) * position) / STEPS, step / 10),
    position: (value) => clamp(((value - low) / (high - low)) * STEPS, STEPS),
  };
}

function logScale(domain: Real, standard: number): Scale {
  const high = Math.log10(domain.max ?? 100 * Math.max(standard, 1e-3));
  const low =
    domain.min !== null && domain.min > 0
      ? Math.log10(domain.min)
      : high - Math.max(DECADES, high - Math.log10(standard) + 2);
  return {
    steps: STEPS,
    value: (position) => Number((10 ** (low + ((high - low) * position) / STEPS)).toPrecision(3)),
    position: (value) => (value > 0 ? clamp(((Math.log10(value) - low) / (high - low)) * STEPS, STEPS) : 0),
  };
}

/** Rounds to the decimals that tell one position from the next, so that 0.1 is not shown as 0.10000000000000002. */
function round(value: number, unit: number): number {
  const decimals = Math.min(12, Math.max(0, Math.ceil(-Math.log10(unit))));
  return Number(value.toFixed(decimals));
}

function clamp(position: number, steps: number): number {
  return Math.min(steps, Math.max(0, Math.round(position)));
}

/** Whether a value lies in the domain. */
export function inDomain(domain: Domain, value: unknown): boolean {
  switch (domain.kind) {
    case "bool":
      return typeof value === "boolean";
    case "choice":
      return typeof value === "string" && domain.options.includes(value);
    case "int":
      return typeof value === "number" && Number.isInteger(value) && aboveMin(domain, value) && belowMax(domain, value);
    case "real":
      return (
        typeof value === "number" &&
        Number.isFinite(value) &&
        aboveMin(domain, value) &&
        belowMax(domain, value) &&
        !(domain.minOpen && value === domain.min) &&
        !(domain.maxOpen && value === domain.max)
      );
  }
}

function aboveMin(domain: Real | Integer, value: number): boolean {
  return domain.min === null || value >= domain.min;
}

function belowMax(domain: Real | Integer, value: number): boolean {
  return domain.max === null || value <= domain.max;
}
