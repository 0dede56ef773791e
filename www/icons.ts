import { svg } from "lit";

/** The marks of buttons that change what a picture shows, in boxes of 16 by 16. */
export const ICONS = {
  zoomIn: svg`<path d="M8 3v10M3 8h10" />`,
  zoomOut: svg`<path d="M3 8h10" />`,
  fit: svg`<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" /><path d="M5 10.5 7.5 6.5l1.5 2 2-3" />`,
  resetView: svg`<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5V5h2.5" />`,
  left: svg`<path d="M13 8H3m4-4L3 8l4 4" />`,
  right: svg`<path d="M3 8h10M9 4l4 4-4 4" />`,
  up: svg`<path d="M8 13V3M4 7l4-4 4 4" />`,
  down: svg`<path d="M8 3v10M4 9l4 4 4-4" />`,
};
