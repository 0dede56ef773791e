import type { View } from "../crate/web/types.js";
import type { Session } from "./session.js";
import { fit, pan, zoom } from "./view.js";

const ZOOM = 1.6;
/** Part of the view that a press of a key or a button moves by. */
const PART = 0.1;

/** The views that buttons and keys lead to from the current one; null is the objective's own. */
export const NAVIGATION = {
  zoomIn: (session) => zoom(session.view, 1 / ZOOM, [...session.shownTheta]),
  zoomOut: (session) => zoom(session.view, ZOOM, [...session.shownTheta]),
  fit: (session) => fit(session.shownTrajectories(), Math.min(session.dimension, 2)) ?? session.view,
  resetView: () => null,
  left: ({ view }) => pan(view, -PART, 0),
  right: ({ view }) => pan(view, PART, 0),
  up: ({ view }) => pan(view, 0, PART),
  down: ({ view }) => pan(view, 0, -PART),
} satisfies Record<string, (session: Session) => View | null>;

export type Direction = keyof typeof NAVIGATION;

/** What a key does on the picture. W, A, S and D are meant by their place on the keyboard, the others by their sign. */
export function directionOf({ code, key }: { code: string; key: string }): Direction | undefined {
  const places: Readonly<Record<string, Direction>> = { KeyW: "up", KeyA: "left", KeyS: "down", KeyD: "right" };
  const signs: Readonly<Record<string, Direction>> = {
    "+": "zoomIn",
    "=": "zoomIn",
    "-": "zoomOut",
    "−": "zoomOut",
    "0": "resetView",
    f: "fit",
    F: "fit",
  };
  return places[code] ?? signs[key];
}
