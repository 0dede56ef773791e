import { css, html, LitElement, nothing, svg } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { RunStyle } from "../../crate/web/types.js";
import { SizeController } from "../canvas.js";
import { shared } from "../styles.js";

export interface Line {
  label: string;
  /** How it looks; a guide is thin and grey. */
  style: RunStyle | null;
  points: readonly (readonly [number, number])[];
}

/** A place on the horizontal axis that has a name. */
export interface Mark {
  label: string;
  x: number;
}

const MARGIN = { left: 58, right: 14, top: 26, bottom: 40 };
/** Pixels that a label of an axis needs. */
const ROOM = { x: 44, y: 24 };

/** Curves on two logarithmic axes, by powers of ten. Values that are not positive have no place on them. */
@customElement("fl-chart")
export class FlChart extends LitElement {
  static override styles = [
    shared,
    css`
      .plot {
        height: clamp(15rem, 36vh, 22rem);
      }

      svg.chart {
        display: block;
        width: 100%;
        height: 100%;
      }

      text {
        fill: var(--muted);
        font-size: 0.75rem;
        font-variant-numeric: tabular-nums;
      }

      .grid {
        stroke: var(--line);
      }

      .frame {
        fill: none;
        stroke: var(--line-strong);
      }

      .line {
        fill: none;
        stroke-width: 2;
        stroke-linejoin: round;
      }

      .guide {
        stroke: var(--muted);
        stroke-width: 1.25;
        stroke-dasharray: 2 4;
      }

      .mark {
        stroke: var(--muted);
        stroke-dasharray: 5 4;
      }

      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-1) var(--space-4);
        margin-top: var(--space-1);
        list-style: none;
      }

      .legend svg {
        width: 2.25rem;
        height: 0.75rem;
        margin-right: var(--space-1);
        vertical-align: -0.05em;
      }
    `,
  ];

  @property({ attribute: false }) lines: readonly Line[] = [];
  @property({ attribute: false }) marks: readonly Mark[] = [];
  @property() across = "";
  @property() upward = "";
  /** What the picture shows, in words. */
  @property() caption = "";
  readonly #box = new SizeController(this, ".plot");

  override render() {
    const { size } = this.#box;
    return html`<div class="plot">${size === null ? nothing : this.#chart(size.width, size.height)}</div>
      <ul class="legend small">
        ${this.lines.map(
          (line) => html`<li>
            <svg viewBox="0 0 36 12" aria-hidden="true">${stroke(line, "M1 6H35")}${line.style === null ? nothing : marker(line.style, 18, 6)}</svg
            >${line.label}
          </li>`,
        )}
      </ul>`;
  }

  #chart(width: number, height: number) {
    const lines = this.lines.map((line) => ({ ...line, points: line.points.filter(([x, y]) => x > 0 && y > 0 && isFinite(x) && isFinite(y)) }));
    const all = lines.flatMap(({ points }) => points);
    const [x0, x1] = decades([...all.map(([x]) => x), ...this.marks.map(({ x }) => x)]);
    const [y0, y1] = decades(all.map(([, y]) => y));
    const [right, bottom] = [width - MARGIN.right, height - MARGIN.bottom];
    const x = (value: number): number => MARGIN.left + ((Math.log10(value) - x0) / (x1 - x0)) * (right - MARGIN.left);
    const y = (value: number): number => bottom - ((Math.log10(value) - y0) / (y1 - y0)) * (bottom - MARGIN.top);
    const middle = (MARGIN.top + bottom) / 2;
    return svg`<svg class="chart" role="img" aria-label=${this.caption} viewBox="0 0 ${width} ${height}">
      ${ticks(x0, x1, (right - MARGIN.left) / ROOM.x).map((power) => {
        const at = x(10 ** power);
        return svg`<line class="grid" x1=${at} x2=${at} y1=${MARGIN.top} y2=${bottom} />
          <text x=${at} y=${bottom + 16} text-anchor="middle">${powerOfTen(power)}</text>`;
      })}
      ${ticks(y0, y1, (bottom - MARGIN.top) / ROOM.y).map((power) => {
        const at = y(10 ** power);
        return svg`<line class="grid" x1=${MARGIN.left} x2=${right} y1=${at} y2=${at} />
          <text x=${MARGIN.left - 6} y=${at + 4} text-anchor="end">${powerOfTen(power)}</text>`;
      })}
      <rect class="frame" x=${MARGIN.left} y=${MARGIN.top} width=${right - MARGIN.left} height=${bottom - MARGIN.top} />
      ${this.marks.map(({ label, x: value }) => {
        const at = x(value);
        return svg`<line class="mark" x1=${at} x2=${at} y1=${MARGIN.top} y2=${bottom} />
          <text x=${at} y=${MARGIN.top - 8} text-anchor="middle">${label}</text>`;
      })}
      ${lines.map((line) => stroke(line, line.points.map(([px, py], index) => `${index === 0 ? "M" : "L"}${x(px)} ${y(py)}`).join("")))}
      ${lines.map(({ style, points }) => (style === null ? nothing : points.map(([px, py]) => marker(style, x(px), y(py)))))}
      <text x=${(MARGIN.left + right) / 2} y=${height - 6} text-anchor="middle">${this.across}</text>
      <text x="14" y=${middle} text-anchor="middle" transform="rotate(-90 14 ${middle})">${this.upward}</text>
    </svg>`;
  }
}

function stroke({ style }: Line, path: string) {
  return style === null
    ? svg`<path class="line guide" d=${path} />`
    : svg`<path class="line" d=${path} stroke=${style.colour} stroke-dasharray=${style.dash.join(" ")} />`;
}

function marker({ colour, marker }: RunStyle, x: number, y: number) {
  const path = {
    circle: "M-3 0A3 3 0 1 0 3 0A3 3 0 1 0 -3 0",
    square: "M-3 -3H3V3H-3z",
    "triangle-up": "M0 -4L3.5 3H-3.5z",
    diamond: "M0 -4L4 0L0 4L-4 0z",
    "triangle-down": "M0 4L3.5 -3H-3.5z",
    plus: "M-4 -1H-1V-4H1V-1H4V1H1V4H-1V1H-4z",
    cross: "M-3 -4L0 -1L3 -4L4 -3L1 0L4 3L3 4L0 1L-3 4L-4 3L-1 0L-4 -3z",
    star: "M0 -4L1.2 -1.2L4 0L1.2 1.2L0 4L-1.2 1.2L-4 0L-1.2 -1.2z",
  }[marker];
  return svg`<path d=${path} transform="translate(${x} ${y})" fill=${colour} />`;
}

/** The whole powers of ten that hold the values. */
function decades(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const logarithms = values.map(Math.log10);
  const low = Math.floor(Math.min(...logarithms) + 1e-9);
  return [low, Math.max(low + 1, Math.ceil(Math.max(...logarithms) - 1e-9))];
}

/** Powers between two, so few that their labels have room. */
function ticks(low: number, high: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / Math.max(1, most)));
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, index) => low + index * step);
}

function powerOfTen(power: number): string {
  if (power >= 0 && power <= 4) return String(10 ** power);
  return `10${Array.from(String(power), (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "⁻").join("")}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-chart": FlChart;
  }
}
