import { css, html, LitElement, nothing, type PropertyValues, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Graph } from "../../crate/web/types.js";
import { formatNumber } from "../format.js";
import { type Box, type Edge, LABEL, type Layout } from "../layout.js";
import { type EdgeKey, edgeKey } from "../passes.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";

/** More operations than this do not make a picture that anybody reads. */
const MOST = 120;

/** How small the drawing becomes by itself, as a share of its own size. */
const SMALLEST = 0.72;
/** Significant digits of the numbers on edges, and the pixels that one takes. */
const EDGE_DIGITS = 4;
const DIGIT_WIDTH = 7;
const ZOOM = 1.25;
const ZOOMS = { min: 0.2, max: 3 };

/** The numbers at a node; null where they have not been computed yet. */
export interface NodeNumbers {
  readonly value: number | null;
  /** The tangent or the adjoint; absent in a pass that has none. */
  readonly derivative?: number | null;
}

/** A node has been asked for. */
export class NodeEvent extends Event {
  constructor(readonly node: number) {
    super("node");
  }
}

/** The computational graph, one column an iteration: values in its nodes, local partial derivatives on its edges. */
@customElement("fl-graph")
export class FlGraph extends LitElement {
  static override styles = [
    shared,
    css`
      .tools {
        justify-content: end;
        margin-bottom: var(--space-1);
      }

      svg.drawing {
        display: block;
        max-width: 100%;
        height: auto;
        margin: 0 auto;
      }

      svg.drawing.zoomed {
        max-width: none;
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

      .node {
        cursor: pointer;
      }

      .node:focus {
        outline: none;
      }

      .node:focus-visible .box {
        stroke: var(--focus);
        stroke-width: 3;
        stroke-dasharray: none;
      }

      .current .box {
        stroke: var(--accent);
        stroke-width: 3;
        stroke-dasharray: none;
      }

      /* A second outline, so that the current node is told by its shape. */
      .ring {
        fill: none;
        stroke: var(--accent);
        stroke-width: 1.5;
      }

      .edge {
        fill: none;
        stroke: var(--line-strong);
        stroke-width: 1.25;
      }

      .used .edge {
        stroke: var(--accent);
        stroke-width: 3;
      }

      .used .partial {
        fill: var(--ink);
        font-weight: 700;
      }

      .used .plate {
        stroke: var(--accent);
      }

      .plate {
        fill: var(--surface);
      }

      .partial {
        fill: var(--muted);
        font-size: 0.75rem;
        font-variant-numeric: tabular-nums;
        text-anchor: middle;
        dominant-baseline: central;
      }

      marker path {
        fill: var(--line-strong);
      }

      marker.used-arrow path {
        fill: var(--accent);
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

      .value,
      .derivative {
        min-height: 1.3em;
        font-size: var(--text-small);
        font-variant-numeric: tabular-nums;
      }

      .derivative {
        color: var(--accent);
      }

      .detail {
        min-height: 2.9em;
        margin-top: var(--space-2);
        overflow-wrap: anywhere;
      }
    `,
  ];

  @property({ attribute: false }) graph!: Graph;
  /** By the ids of nodes and inputs. */
  @property({ attribute: false }) numbers: ReadonlyMap<number, NodeNumbers> = new Map();
  @property({ attribute: false }) partials: ReadonlyMap<EdgeKey, number> = new Map();
  /** What a node's derivative is called: "tangent", "adjoint". */
  @property() derivativeName = "";
  /** Its symbol at a node, before the number. */
  @property({ attribute: false }) derivativeSymbol: (name: string, isInput: boolean) => string = () => "";
  /** The node that a pass is at. */
  @property({ attribute: false }) current: number | null = null;
  /** The edges that it takes numbers along. */
  @property({ attribute: false }) used: readonly EdgeKey[] = [];
  @state() private layout: Layout | null = null;
  /** Null where the drawing fits itself to the page. */
  @state() private zoom: number | null = null;
  /** The node that the pointer or the focus is at. */
  @state() private pointed: number | null = null;
  /** The node that the tab key leads to. */
  @state() private reached: number | null = null;
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
    const used = new Set(this.used);
    const isUsed = ({ from, to }: Edge): boolean => used.has(edgeKey(from, to));
    // What is emphasized lies above the rest.
    const drawn = [...edges].sort((a, b) => Number(isUsed(a)) - Number(isUsed(b)));
    const reached = boxes.some(({ id }) => id === this.reached) ? this.reached : boxes[0]?.id;
    const told = this.pointed ?? this.current;
    return html`<div class="row tools">
        ${this.#tool(words.passes.zoomOut, "M3.5 8h9", () => this.#zoomBy(1 / ZOOM))}
        ${this.#tool(words.passes.zoomIn, "M3.5 8h9M8 3.5v9", () => this.#zoomBy(ZOOM))}
        <button type="button" @click=${this.#fit}>${words.passes.fit}</button>
      </div>
      <div class="scroll" role="region" aria-label=${words.autodiff.graph} tabindex="0">
        <svg
          class="drawing ${this.zoom === null ? "" : "zoomed"}"
          role="group"
          aria-label=${caption}
          width=${width}
          height=${height}
          viewBox="0 0 ${width} ${height}"
          @keydown=${this.#keydown}
        >
          <defs>${arrow("arrow", "")}${arrow("used", "used-arrow")}</defs>
          ${columns.map(
            (x, iteration) =>
              svg`<text class="heading" x=${x} y="14">${iteration === 0 ? words.autodiff.inputs : words.autodiff.iteration(iteration)}</text>`,
          )}
          ${drawn.map((edge) => this.#edge(edge, isUsed(edge)))}
          ${boxes.map((box) => this.#node(box, box.id === reached))}
        </svg>
      </div>
      <p class="detail small number">${told === null ? words.passes.pointHelp : this.#description(told)}</p>`;
  }

  /** By itself the drawing gives way on a narrow page, as far as it stays readable; then it scrolls. */
  override updated(changed: PropertyValues): void {
    const drawing = this.renderRoot.querySelector<SVGElement>("svg.drawing");
    if (drawing === null || this.layout === null) return;
    const { width } = this.layout;
    drawing.style.minWidth = this.zoom === null ? `${SMALLEST * width}px` : "0";
    drawing.style.width = this.zoom === null ? "" : `${this.zoom * width}px`;
    if (changed.has("current") || changed.has("layout")) this.#showCurrent();
  }

  /** The current node stays in sight within the graph's box. */
  #showCurrent(): void {
    const box = this.renderRoot.querySelector(".scroll");
    const ring = this.renderRoot.querySelector(".ring");
    if (box === null || ring === null) return;
    const [outer, inner] = [box.getBoundingClientRect(), ring.getBoundingClientRect()];
    if (inner.left < outer.left) box.scrollLeft -= outer.left - inner.left;
    else if (inner.right > outer.right) box.scrollLeft += inner.right - outer.right;
  }

  #tool(label: string, path: string, press: () => void) {
    return html`<button class="icon" type="button" title=${label} aria-label=${label} @click=${press}>
      <svg class="line" viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>
    </button>`;
  }

  #edge({ from, to, points, label }: Edge, used: boolean) {
    const partial = this.partials.get(edgeKey(from, to));
    const text = partial === undefined ? "" : formatNumber(partial, EDGE_DIGITS);
    const width = Math.min(LABEL.width, 8 + DIGIT_WIDTH * text.length);
    return svg`<g class=${used ? "used" : ""} data-edge=${edgeKey(from, to)}>
      <path class="edge" d=${curve(points)} marker-end="url(#${used ? "used" : "arrow"})" />
      ${
        partial === undefined
          ? nothing
          : svg`<rect class="plate" x=${label.x - width / 2} y=${label.y - LABEL.height / 2} width=${width} height=${LABEL.height} rx="4" />
            <text class="partial" x=${label.x} y=${label.y}>${text}<title>${words.passes.partial(this.#name(to), this.#name(from), String(partial))}</title></text>`
      }
    </g>`;
  }

  #node({ id, x, y, width, height }: Box, reached: boolean) {
    const isCurrent = id === this.current;
    const [left, top] = [x - width / 2, y - height / 2];
    const point = (pointed: number | null) => (): void => {
      this.pointed = pointed;
    };
    const focus = (): void => {
      this.reached = this.pointed = id;
    };
    return svg`<g
      class="node ${this.#kind(id)} ${isCurrent ? "current" : ""}"
      role="button"
      tabindex=${reached ? 0 : -1}
      data-node=${id}
      aria-label=${this.#description(id)}
      aria-current=${isCurrent ? "step" : nothing}
      @click=${() => this.dispatchEvent(new NodeEvent(id))}
      @pointerenter=${point(id)}
      @pointerleave=${point(null)}
      @focus=${focus}
      @blur=${point(null)}
    >
      ${isCurrent ? svg`<rect class="ring" x=${left - 5} y=${top - 5} width=${width + 10} height=${height + 10} rx="10" />` : nothing}
      <rect class="box" x=${left} y=${top} width=${width} height=${height} rx="6" />
      <foreignObject x=${left} y=${top} width=${width} height=${height}>
        ${this.#content(id)}
      </foreignObject>
    </g>`;
  }

  #content(id: number) {
    const { value = null, derivative } = this.numbers.get(id) ?? {};
    return html`<div class="content">
      <fl-math .tex=${this.#tex(id)}></fl-math>
      <span class="value" title=${value ?? ""}>${value === null ? "" : formatNumber(value)}</span>
      <span class="derivative" title=${derivative ?? ""}
        >${derivative === undefined || derivative === null ? "" : `${this.derivativeSymbol(this.#name(id), id < 0)} = ${formatNumber(derivative)}`}</span
      >
    </div>`;
  }

  /** What is computed, from which, and the numbers with all digits. */
  #description(id: number): string {
    const node = this.#nodeOf(id);
    const { value = null, derivative } = this.numbers.get(id) ?? {};
    const from = [...new Set(node?.operands ?? [])];
    const partials = from
      .map((operand) => [operand, this.partials.get(edgeKey(operand, id))] as const)
      .flatMap(([operand, partial]) =>
        partial === undefined ? [] : [words.passes.partial(this.#name(id), this.#name(operand), String(partial))],
      );
    return words.passes.node({
      name: this.#name(id),
      op: node?.op ?? null,
      from: from.map((operand) => this.#name(operand)),
      value: value === null ? null : String(value),
      derivative: derivative === undefined || derivative === null ? null : `${this.derivativeName} ${derivative}`,
      partials,
    });
  }

  #kind(id: number): string {
    return this.graph.outputs.includes(id) ? "output" : id < 0 ? "input" : "operation";
  }

  #nodeOf(id: number): Graph["nodes"][number] | undefined {
    return this.graph.nodes.find((node) => node.id === id);
  }

  #name(id: number): string {
    return id < 0 ? (this.graph.inputs.find((input) => input.id === id)?.name ?? "") : `a_${id}`;
  }

  #tex(id: number): string {
    if (id < 0) return this.graph.inputs.find((input) => input.id === id)?.tex ?? "";
    return `a_{${id}} = ${this.#nodeOf(id)?.tex ?? ""}`;
  }

  #zoomBy(factor: number): void {
    const shown = this.renderRoot.querySelector("svg.drawing")?.getBoundingClientRect().width ?? 0;
    const zoom = (this.zoom ?? shown / (this.layout?.width ?? 1)) * factor;
    this.zoom = Math.min(ZOOMS.max, Math.max(ZOOMS.min, zoom));
  }

  /** All of it at once, as small as that may be. */
  #fit(): void {
    const room = this.renderRoot.querySelector(".scroll")?.clientWidth ?? 0;
    this.zoom = Math.min(1, room / (this.layout?.width ?? 1));
  }

  /** The arrow keys go from node to node: across to the nearest one of the next column, and up and down in it. */
  readonly #keydown = (event: KeyboardEvent): void => {
    const boxes = this.layout?.boxes ?? [];
    const here = boxes.find(({ id }) => id === this.reached) ?? boxes[0];
    if (here === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.dispatchEvent(new NodeEvent(here.id));
      return;
    }
    const [right, down] = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key] ?? [0, 0];
    if (right === 0 && down === 0) return;
    event.preventDefault();
    const column = (box: Box): number => this.layout?.columns.indexOf(box.x) ?? 0;
    const isAhead = (box: Box): boolean =>
      right === 0 ? box.x === here.x && (box.y - here.y) * (down ?? 0) > 0 : (column(box) - column(here)) * (right ?? 0) > 0;
    const distance = (box: Box): number => 1e4 * Math.abs(box.x - here.x) + Math.abs(box.y - here.y);
    const next = boxes.filter(isAhead).sort((a, b) => distance(a) - distance(b))[0];
    if (next !== undefined) this.renderRoot.querySelector<SVGElement>(`[data-node="${next.id}"]`)?.focus();
  };

  /** The layout follows the structure alone: new values leave every node where it is. */
  async #arrange(): Promise<void> {
    const { graph } = this;
    const key = JSON.stringify(graph);
    if (key === this.#key || graph.nodes.length > MOST) return;
    this.#key = key;
    const { layout } = await import("../layout.js");
    if (key !== this.#key) return;
    this.layout = layout(graph, (id) => boxWidth(this.#tex(id)));
    this.zoom = this.pointed = this.reached = null;
  }
}

/** Room for a formula whose typeset width is not known yet: its letters and signs without TeX's commands. */
function boxWidth(tex: string): number {
  const letters = tex.replace(/\\[a-zA-Z]+/g, "M").replace(/[{}\\_^\s]/g, "").length;
  return Math.min(260, Math.max(124, 36 + 9 * letters));
}

function arrow(id: string, kind: string) {
  return svg`<marker id=${id} class=${kind} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">
    <path d="M0 0.5 8 4 0 7.5z" />
  </marker>`;
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
