import type { View } from "../crate/web/types.js";

type Interval = [number, number];

/** Zooming in further would leave no digits between the ends. */
const SMALLEST = 1e-9;
const LARGEST = 1e9;

/** Scales a view about a point of it; the view itself where that would leave the range of useful numbers. */
export function zoom(view: View, factor: number, about: readonly number[]): View {
  const x = scale(view.x, factor, about[0]);
  const y = view.y === undefined ? undefined : scale(view.y, factor, about[1]);
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
