import type { MapAxis, ParameterInfo } from "../crate/web/types.js";
import { type Field, readNumber } from "./fields.js";

export const MAP_KINDS = ["basins", "parameters"] as const;
/** When a map over parameters counts a run as arrived. */
export const TARGETS = ["gradient", "gap"] as const;
/** Cells along each axis. */
export const SIDES = [64, 128, 256, 512] as const;

/** An axis of a map over parameters; its usual range where it has none. */
export interface AxisChoice {
  readonly of: MapAxis["of"];
  readonly id: string;
  readonly range: readonly [number, number] | null;
}

/** What the page maps. */
export interface MapChoice {
  readonly kind: (typeof MAP_KINDS)[number];
  readonly side: (typeof SIDES)[number];
  /** The most iterations of each run. */
  readonly limit: number;
  /** The gradient's norm, or the gap to the smallest known value, at which a run has arrived. */
  readonly tolerance: number;
  readonly target: (typeof TARGETS)[number];
  /** The axes of a map over parameters; null for the usual ones, and "none" where there is but one. */
  readonly x: AxisChoice | null;
  readonly y: AxisChoice | "none" | null;
}

export const STANDARD_MAP: MapChoice = {
  kind: "basins",
  side: 256,
  limit: 200,
  tolerance: 1e-6,
  target: "gradient",
  x: null,
  y: null,
};

const real = { kind: "real", min: 0, max: null, minOpen: true, maxOpen: false, log: true } as const;
/** The settings of all maps that are numbers, as parameters. */
export const LIMIT: ParameterInfo = {
  id: "maxIterations",
  tex: "T",
  help: "The most iterations of each run.",
  domain: { kind: "int", min: 1, max: 10_000 },
  default: STANDARD_MAP.limit,
};
export const TOLERANCE: ParameterInfo = {
  id: "tolerance",
  tex: "\\varepsilon",
  help: "A run has arrived where its gradient's norm, or the gap to the smallest known value, is below this.",
  domain: real,
  default: STANDARD_MAP.tolerance,
};

/** "parameters,limit:500,x:optimizer:learningRate:0.01:1,y:none" has what differs from the standard. */
export const MAP: Field<MapChoice> = {
  key: "map",
  write: (map) => {
    const { kind, side, limit, tolerance, target, x, y } = map;
    const parts = Object.entries({ side, limit, tolerance, target })
      .filter(([name, value]) => STANDARD_MAP[name as "side"] !== value)
      .map(([name, value]) => `${name}:${value}`);
    const axes = Object.entries({ x, y }).flatMap(([name, axis]) => (axis === null ? [] : [`${name}:${writeAxis(axis)}`]));
    return [kind, ...parts, ...axes].join(",");
  },
  read: (text) => {
    const [name, ...parts] = text.split(",");
    const kind = MAP_KINDS.find((candidate) => candidate === name);
    let map: MapChoice | undefined = kind && { ...STANDARD_MAP, kind };
    for (const part of parts) map = map && readPart(map, part.split(":"));
    return map;
  },
};

function writeAxis(axis: AxisChoice | "none"): string {
  return axis === "none" ? axis : [axis.of, axis.id, ...(axis.range ?? [])].join(":");
}

function readPart(map: MapChoice, [name, ...rest]: string[]): MapChoice | undefined {
  const [text = ""] = rest;
  const number = readNumber(text) ?? NaN;
  switch (name) {
    case "side": {
      const side = SIDES.find((candidate) => candidate === number);
      return side && { ...map, side };
    }
    case "limit":
      return Number.isInteger(number) && number >= 1 && number <= 10_000 ? { ...map, limit: number } : undefined;
    case "tolerance":
      return number > 0 ? { ...map, tolerance: number } : undefined;
    case "target": {
      const target = TARGETS.find((candidate) => candidate === text);
      return target && { ...map, target };
    }
    case "x": {
      const x = readAxis(rest);
      return x && { ...map, x };
    }
    case "y": {
      const y = text === "none" ? text : readAxis(rest);
      return y && { ...map, y };
    }
    default:
      return undefined;
  }
}

function readAxis([of, id = "", ...ends]: string[]): AxisChoice | undefined {
  const place = (["optimizer", "search", "schedule", "start"] as const).find((candidate) => candidate === of);
  const [low, high, ...more] = ends.map((text) => readNumber(text) ?? NaN);
  if (place === undefined || id === "" || more.length > 0) return undefined;
  if (low === undefined) return { of: place, id, range: null };
  return high !== undefined && low < high ? { of: place, id, range: [low, high] } : undefined;
}
