import { formatNumber } from "./format.js";
import type { Session } from "./session.js";
import { words } from "./words.js";

/** The names of the axes of a landscape. */
export function axisNames({ planeChoice: choice, variables }: Session): [string, string] {
  const [i, j] = choice.kind === "coordinates" ? choice.of : [NaN, NaN];
  return [variables[i] ?? "s", variables[j] ?? "t"];
}

/** A landscape in words: what it is of, what it shows and its range of values. */
export function landscapeCaption(
  session: Session,
  caption: (formula: string, x: string, y: string, range: string) => string,
): string {
  const { x, y = x } = session.view;
  const [first, second] = axisNames(session);
  const range = session.landscape()?.range;
  const values = range ? words.picture.values(formatNumber(range[0], 3), formatNumber(range[1], 3)) : "";
  const { contourLabels, field, picture } = session.state;
  const more = [
    ...(picture === "map" && contourLabels === "shown" ? [words.views.labelsTold] : []),
    ...(picture === "map" && field === "shown" ? [words.views.fieldTold] : []),
  ];
  return [caption(session.formula, between(first, x), between(second, y), values), ...more].join(" ");
}

export function between(name: string, [low, high]: readonly [number, number]): string {
  return words.picture.between(name, formatNumber(low, 3), formatNumber(high, 3));
}
