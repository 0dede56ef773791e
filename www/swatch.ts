import { svg } from "lit";
import type { RunStyle } from "../crate/web/types.js";

/** Outlines of the markers about the origin, with a radius of about 4. */
const MARKERS: Readonly<Record<RunStyle["marker"], string>> = {
  circle: "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
  square: "M-3.2 -3.2h6.4v6.4h-6.4z",
  "triangle-up": "M0 -4 4 3h-8z",
  diamond: "M0 -4.5 4.5 0 0 4.5 -4.5 0z",
  "triangle-down": "M0 4 4 -3h-8z",
  plus: "M-4.2 -1.3h2.9v-2.9h2.6v2.9h2.9v2.6h-2.9v2.9h-2.6v-2.9h-2.9z",
  cross: "M-4 -2.2 -2.2 -4 0 -1.8 2.2 -4 4 -2.2 1.8 0 4 2.2 2.2 4 0 1.8 -2.2 4 -4 2.2 -1.8 0z",
  star: "M0 -4.8 1.3 -1.6 4.7 -1.4 2.1 .8 2.9 4.1 0 2.3 -2.9 4.1 -2.1 .8 -4.7 -1.4 -1.3 -1.6z",
};

/** A sample of a run's line and marker, as the pictures draw them. */
export function swatch({ colour, dash, marker }: RunStyle) {
  return svg`<svg class="swatch" viewBox="-16 -6 32 12" width="32" height="12" aria-hidden="true">
    <path d="M-15 0H15" fill="none" stroke=${colour} stroke-width="2" stroke-dasharray=${dash.join(" ")} />
    <path d=${MARKERS[marker]} fill=${colour} />
  </svg>`;
}
