import type { View } from "../crate/web/types.js";

type Interval = [number, number];

/** Zooming in further would leave no digits between the ends. */
const SMALLEST = 1e-9;
const LARGEST = 1e9;

/** Scales a view about a point of it; the view itself where that would leave the range of useful numbers. */
export function zoom(view: View, factor: number, about: readonly number[]): View {
  const x = scale(view.x, factor, about[0]);
  return useful(view, x, view.y === undefined ? undefined : scale(view.y, factor, about[1]));
}

/** Shifts a view by parts of its sides. */
export function pan(view: View, across: number, up: number): View {
  const { x, y = [0, 1] } = view;
  return hold(view, 1, [x[0], y[0]], [-across, -up]);
}

/**
 * Scales a view, and shifts it so that the point `held` lies at the shares `at` of its sides, from their lower ends; the
 * view itself where that would leave the range of useful numbers.
 */
export function hold(view: View, factor: number, held: readonly number[], at: readonly number[]): View {
  const side = ([low, high]: Interval, axis: number): Interval => {
    const width = (high - low) * factor;
    const start = (held[axis] ?? low) - (at[axis] ?? 0) * width;
    return [start, start + width];
  };
  return useful(view, side(view.x, 0), view.y === undefined ? undefined : side(view.y, 1));
}

function useful(view: View, x: Interval, y: Interval | undefined): View {
  if (!isUseful(x) || (y !== undefined && !isUseful(y))) return view;
  return y === undefined ? { x } : { x, y };
}

function scale([low, high]: Interval, factor: number, about = (low + high) / 2): Interval {
  const centre = about >= low && about <= high ? about : (low + high) / 2;
  return [centre - (centre - low) * factor, centre + (high - centre) * factor];
}

function isUseful([low, high]: Interval): boolean {
  const width = high - low;
  return width < LARGEST && width > SMALLEST * Math.max(1, Math.abs(low), Math.abs(high));
}

const SAMPLES = 400;
/** How far from the start a typed function of one variable is looked at. */
const REACH = 10;

/**
 * A view for a function that nothing is known of: with one variable it holds the start and the points near it where
 * the derivative changes sign; with two, the start and the surroundings of the origin.
 */
export function discover(start: readonly number[], derivative: (t: number) => number): View {
  const [x = 0, y] = start;
  if (y !== undefined) return { x: around([-3, 3], x), y: around([-3, 3], y) };
  const interesting = [x];
  let last = NaN;
  for (let i = 0; i <= SAMPLES; i += 1) {
    // Off the round numbers, where poles and zeros like to be.
    const t = x + REACH * ((2 * (i + 0.49)) / SAMPLES - 1);
    const slope = derivative(t);
    if (slope * last < 0) interesting.push(t);
    last = slope;
  }
  const low = Math.min(...interesting);
  const high = Math.max(...interesting);
  const margin = Math.max(2, 0.35 * (high - low));
  return { x: [round(low - margin), round(high + margin)] };
}

/** The interval, made longer where a point lies outside. */
function around([low, high]: Interval, point: number): Interval {
  return [point < low ? round(point - 1) : low, point > high ? round(point + 1) : high];
}

function round(x: number): number {
  return Number(x.toPrecision(3));
}

/** A view that holds all points of a trajectory with a margin, or null where they span nothing drawable. */
export function fit(trajectory: Float64Array, dimension: number): View | null {
  const interval = (coordinate: number): Interval | null => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = coordinate; i < trajectory.length; i += dimension) {
      const value = trajectory[i] ?? NaN;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    const margin = high > low ? 0.12 * (high - low) : 1;
    const padded: Interval = [low - margin, high + margin];
    return isUseful(padded) ? padded : null;
  };
  const x = interval(0);
  if (x === null) return null;
  if (dimension === 1) return { x };
  const y = interval(1);
  return y === null ? null : { x, y };
}
