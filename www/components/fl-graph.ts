import { css, html, LitElement, nothing, type PropertyValues, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Graph } from "../../crate/web/types.js";
import { formatNumber } from "../format.js";
import type { Layout } from "../layout.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";

/** More operations than this do not make a picture that anybody reads. */
const MOST = 120;

/** How small the drawing may become, as a share of its own size. */
const SMALLEST = 0.72;

/** The computational graph with the value of every node, one column an iteration. */
@customElement("fl-graph")
export class FlGraph extends LitElement {
  static override styles = [
    shared,
    css`
      svg {
        display: block;
        max-width: 100%;
        height: auto;
        margin: 0 auto;
      }

      .box {
        fill: var(--surface);
        stroke: var(--line-strong);
      }

      .input .box {
        fill: var(--sunken);
        stroke-dasharray: 4 3;
      }

      .output .box {
        fill: var(--accent-soft);
        stroke: var(--accent);
        stroke-width: 2;
      }

      .edge {
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 1.25;
      }

      marker path {
        fill: var(--line-strong);
      }

      .heading {
        fill: var(--muted);
        font-size: var(--text-small);
        text-anchor: middle;
      }

      .content {
        display: grid;
        align-content: center;
        justify-items: center;
        height: 100%;
        color: var(--ink);
        line-height: 1.3;
        text-align: center;
      }

      .content .value {
        font-size: var(--text-small);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  @property({ attribute: false }) graph!: Graph;
  /** Values by symbol. */
  @property({ attribute: false }) values = new Map<string, number>();
  @state() private layout: Layout | null = null;
  #key = "";

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("graph")) void this.#arrange();
  }

  override render() {
    const { nodes } = this.graph;
    if (nodes.length > MOST) return html`<p class="muted">${words.autodiff.tooLarge(nodes.length)}</p>`;
    if (this.layout === null) return nothing;
    const { width, height, edges, boxes, columns } = this.layout;
    const caption = words.autodiff.graphCaption(nodes.length, columns.length - 1);
    return html`<div class="scroll" role="region" aria-label=${words.autodiff.graph} tabindex="0">
      <svg role="img" aria-label=${caption} width=${width} height=${height} viewBox="0 0 ${width} ${height}">
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0.5 8 4 0 7.5z" />
          </marker>
        </defs>
        ${columns.map(
          (x, iteration) =>
            svg`<text class="heading" x=${x} y="14">${iteration === 0 ? words.autodiff.inputs : words.autodiff.iteration(iteration)}</text>`,
        )}
        ${edges.map((points) => svg`<path class="edge" d=${curve(points)} marker-end="url(#arrow)" />`)}
        ${boxes.map(
          ({ id, x, y, width, height }) => svg`<g class=${this.#kind(id)}>
            <rect class="box" x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx="6" />
            <foreignObject x=${x - width / 2} y=${y - height / 2} width=${width} height=${height}>
              ${this.#content(id)}
            </foreignObject>
          </g>`,
        )}
      </svg>
    </div>`;
  }

  /** The drawing gives way on a narrow page, as far as it stays readable; then it scrolls. */
  override updated(): void {
    const drawing = this.renderRoot.querySelector("svg");
    if (drawing !== null && this.layout !== null) drawing.style.minWidth = `${SMALLEST * this.layout.width}px`;
  }

  #content(id: number) {
    const value = this.values.get(this.#symbol(id)) ?? NaN;
    return html`<div class="content">
      <fl-math .tex=${this.#tex(id)}></fl-math>
      <span class="value" title=${value}>${formatNumber(value)}</span>
    </div>`;
  }

  #kind(id: number): string {
    return this.graph.outputs.includes(id) ? "output" : id < 0 ? "input" : "operation";
  }

  #symbol(id: number): string {
    return id < 0 ? (this.graph.inputs.find((input) => input.id === id)?.name ?? "") : `a_${id}`;
  }

  #tex(id: number): string {
    if (id < 0) return this.graph.inputs.find((input) => input.id === id)?.tex ?? "";
    return `a_{${id}} = ${this.graph.nodes.find((node) => node.id === id)?.tex ?? ""}`;
  }

  /** The layout follows the structure alone: new values leave every node where it is. */
  async #arrange(): Promise<void> {
    const { graph } = this;
    const key = JSON.stringify(graph);
    if (key === this.#key || graph.nodes.length > MOST) return;
    this.#key = key;
    const { layout } = await import("../layout.js");
    if (key === this.#key) this.layout = layout(graph, (id) => boxWidth(this.#tex(id)));
  }
}

/** Room for a formula whose typeset width is not known yet: its letters and signs without TeX's commands. */
function boxWidth(tex: string): number {
  const letters = tex.replace(/\\[a-zA-Z]+/g, "M").replace(/[{}\\_^\s]/g, "").length;
  return Math.min(260, Math.max(100, 36 + 9 * letters));
}

/** A smooth line through the points that the layout found. */
function curve(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  let path = `M${first.x} ${first.y}`;
  let from = first;
  for (const point of rest) {
    const middle = (from.x + point.x) / 2;
    path += `C${middle} ${from.y} ${middle} ${point.y} ${point.x} ${point.y}`;
    from = point;
  }
  return path;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-graph": FlGraph;
  }
}
