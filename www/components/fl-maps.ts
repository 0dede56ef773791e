import { css, html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Frame, MapClass } from "../../crate/web/types.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { formatNumber, formatVector, humanise, parseNumber } from "../format.js";
import { inDomain } from "../slider.js";
import { type Candidate, nameOf } from "../map-axes.js";
import { type AxisChoice, LIMIT, MAP_KINDS, type MapChoice, SIDES, TARGETS, TOLERANCE } from "../map-choice.js";
import type { MapInWork, MapMaker } from "../map-maker.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option, problem, segments } from "./controls.js";
import "./fl-parameter.js";
import type { SettingEvent } from "./fl-parameter.js";
import { SessionElement } from "./session-element.js";

/** Where a run ends from every start, or how long it takes with every value of two of its numbers. */
@customElement("fl-maps")
export class FlMaps extends SessionElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }

      .settings {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr));
        gap: var(--space-3) var(--space-4);
        align-items: start;
      }

      .settings > label {
        display: flex;
        flex-direction: column;
        gap: var(--space-1);
      }

      .axis .range {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto minmax(0, 1fr);
        align-items: center;
        gap: var(--space-2);
        margin-top: var(--space-1);
      }

      legend {
        padding: 0;
      }

      .work {
        min-height: 2.75rem;
      }

      progress {
        flex: 1 1 8rem;
        max-width: 16rem;
        height: 0.75rem;
        accent-color: var(--accent);
      }

      .result {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-3) var(--space-4);
      }

      .plot {
        position: relative;
        height: clamp(18rem, 56vh, 40rem);
      }

      .graph {
        height: clamp(15rem, 36vh, 24rem);
      }

      .plot > canvas,
      .plot > svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      .overlay {
        cursor: crosshair;
        touch-action: pan-x pan-y pinch-zoom;
      }

      .overlay .casing {
        fill: none;
        stroke: var(--surface);
        stroke-width: 4;
      }

      .overlay .ink {
        fill: none;
        stroke: var(--ink);
        stroke-width: 1.75;
      }

      .empty {
        display: grid;
        place-content: center;
        min-height: 8rem;
        border-radius: var(--radius);
        background: var(--sunken);
        text-align: center;
        text-wrap: balance;
      }

      .note {
        padding: var(--space-1) var(--space-2);
        border-radius: var(--radius);
        background: var(--warning-soft);
      }

      .readout {
        min-height: 2.9em;
      }

      .swatch {
        display: inline-block;
        width: 1.75rem;
        height: 1.25rem;
        vertical-align: middle;
      }

      .scale {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }

      .scale svg {
        flex: 0 1 12rem;
        min-width: 4rem;
        height: 0.875rem;
      }

      table {
        font-size: var(--text-small);
      }

      th,
      td {
        padding-right: var(--space-2);
      }

      td {
        white-space: nowrap;
      }

      td.number,
      th.number {
        text-align: right;
      }

      @container (min-width: 58rem) {
        .result {
          grid-template-columns: minmax(0, 4fr) minmax(29rem, 3fr);
        }
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");
  /** The cell that is pointed at, or that the keys have come to. */
  @state() private cell: number | null = null;
  /** Whether the keys' cursor is shown. */
  @state() private keyed = false;
  /** A typed end of a range that is none. */
  @state() private refused = "";
  @state() private frame: Frame | null = null;

  readonly #made = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.maps.addEventListener("change", this.#made);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.maps.removeEventListener("change", this.#made);
  }

  get #maker(): MapMaker {
    return this.session.maps;
  }

  get #choice(): MapChoice {
    return this.session.state.map;
  }

  #choose(patch: Partial<MapChoice>): void {
    this.session.update({ map: { ...this.#choice, ...patch } });
  }

  override render() {
    const maker = this.#maker;
    const { map } = maker;
    const { kind } = this.#choice;
    return html`<div class="stack">
      <div class="row">
        ${segments(
          words.maps.kind,
          "kind",
          MAP_KINDS.map((value) => ({ value, label: words.maps.kinds[value] })),
          kind,
          (chosen) => this.#choose({ kind: chosen }),
        )}
        <p class="muted small">${words.maps[kind]}</p>
      </div>
      <div class="settings">${this.#settings()}</div>
      ${problem(this.refused)} ${this.#work(map)} ${problem(maker.problem)}
      ${
        map !== null && !maker.isCurrent && map.known > 0
          ? html`<p class="note small" role="status">${words.maps.outdated}</p>`
          : nothing
      }
      ${map === null || map.known === 0 ? html`<p class="empty muted">${words.maps.noneYet}</p>` : this.#result(map)}
    </div>`;
  }

  // ---- what is mapped ----------------------------------------------------------------------------------------------

  #settings() {
    const { kind, limit, side, target, tolerance } = this.#choice;
    return html`<fl-parameter .parameter=${LIMIT} .value=${limit} @setting=${this.#set}></fl-parameter>
      <fl-parameter .parameter=${TOLERANCE} .value=${tolerance} @setting=${this.#set}></fl-parameter>
      ${kind === "parameters" ? this.#axes() : nothing}
      ${
        kind === "parameters"
          ? html`<label>
              ${words.maps.target}
              <select @change=${(event: Event) => this.#choose({ target: chosen(event, TARGETS) })}>
                ${TARGETS.map((value) => option(value, value === target, words.maps.targets[value]))}
              </select>
            </label>`
          : nothing
      }
      <label>
        ${words.maps.side}
        <select @change=${(event: Event) => this.#choose({ side: chosen(event, SIDES) })}>
          ${SIDES.map((value) => option(value, value === side, String(value)))}
        </select>
      </label>`;
  }

  readonly #set = (event: SettingEvent): void => {
    event.stopPropagation();
    const { id, value } = event;
    if (typeof value === "number") this.#choose(id === LIMIT.id ? { limit: value } : { tolerance: value });
  };

  #axes() {
    const all = this.#maker.candidates;
    const axes = this.#maker.axes;
    return (["x", "y"] as const).map((name, index) => {
      const axis = axes[index];
      const other = axes[1 - index]?.candidate;
      const isTaken = ({ of, id }: Candidate): boolean => of === other?.of && id === other.id;
      const choose = (event: Event): void => {
        const place = (event.target as HTMLSelectElement).value;
        const candidate = all[Number(place)];
        this.refused = "";
        if (place === "none") this.#choose({ y: "none" });
        else if (candidate !== undefined) this.#choose({ [name]: { of: candidate.of, id: candidate.id, range: null } });
      };
      return html`<fieldset class="axis">
        <legend>${words.maps[name]}</legend>
        <select aria-label=${words.maps[name]} @change=${choose}>
          ${all.map((candidate, place) =>
            index === 1 && isTaken(candidate) ? nothing : option(place, candidate.of === axis?.candidate.of && candidate.id === axis.candidate.id, nameOf(candidate)),
          )}
          ${index === 1 ? option("none", axis === undefined, words.maps.none) : nothing}
        </select>
        ${axis === undefined ? nothing : this.#range(name, axis.candidate, axis.range)}
      </fieldset>`;
    });
  }

  #range(name: "x" | "y", candidate: Candidate, range: [number, number]) {
    return html`<div class="range">
      ${([0, 1] as const).map((end) => {
        const word = end === 0 ? words.maps.from : words.maps.to;
        return html`<span class="small muted" aria-hidden="true">${word}</span>
          <input
            type="text"
            inputmode="decimal"
            autocomplete="off"
            aria-label=${words.maps.end(words.maps[name], word)}
            .value=${live(formatNumber(range[end]))}
            @change=${(event: Event) => this.#setRange(name, candidate, range, end, event.target as HTMLInputElement)}
          />`;
      })}
    </div>`;
  }

  #setRange(name: "x" | "y", { of, id, parameter, log }: Candidate, range: [number, number], end: 0 | 1, input: HTMLInputElement): void {
    const value = parseNumber(input.value);
    const [low, high] = end === 0 ? [value, range[1]] : [range[0], value];
    // The middles of the cells lie inside, so that an end which is itself not allowed is no harm.
    const isAllowed = (x: number): boolean => {
      const domain = parameter?.domain;
      return domain === undefined || domain.kind !== "real" || inDomain({ ...domain, minOpen: log, maxOpen: false }, x);
    };
    const isRange = low !== null && high !== null && low < high && isAllowed(low) && isAllowed(high);
    this.refused = isRange ? "" : words.maps.notRange;
    if (isRange) this.#choose({ [name]: { of, id, range: [low, high] } satisfies AxisChoice });
    else input.value = formatNumber(range[end]);
  }

  // ---- the work ----------------------------------------------------------------------------------------------------

  #work(map: MapInWork | null) {
    const maker = this.#maker;
    const label = map === null ? words.maps.compute : words.maps.again;
    return html`<div class="row work">
      ${
        map?.isComputing === true
          ? html`<button type="button" @click=${() => maker.stop()}>${words.maps.stop}</button>
              <progress max=${map.total} value=${map.known} aria-label=${words.maps.progress}></progress>
              <span class="small muted number">${words.maps.computing(map.known, map.total, map.workers)}</span>`
          : html`<button type="button" class="primary" ?disabled=${this.session.dimension === 0} @click=${() => maker.compute()}>
                ${label}
              </button>
              <span class="small muted number" role="status">${map === null ? nothing : this.#outcome(map)}</span>`
      }
    </div>`;
  }

  #outcome({ known, total, milliseconds, isStopped }: MapInWork): string {
    if (isStopped) return words.maps.stopped(known, total);
    if (known < total) return "";
    const seconds = milliseconds / 1000;
    return words.maps.made(total, formatNumber(seconds, 2), formatNumber(Number((total / seconds).toPrecision(2))));
  }

  // ---- the map -----------------------------------------------------------------------------------------------------

  #result(map: MapInWork) {
    const classes = this.#maker.classes();
    return html`<div class="result">
      <div class="stack">
        <div class="plot ${map.dimensions === 1 ? "graph" : ""}">
          <canvas role="img" aria-label=${this.#caption(map, classes)} aria-busy=${map.isComputing}></canvas>
          <svg
            class="overlay"
            role="application"
            tabindex="0"
            aria-roledescription=${words.maps.role}
            aria-label=${words.maps.overlay}
            aria-describedby="readout"
            @pointermove=${this.#point}
            @pointerleave=${this.#leave}
            @click=${this.#click}
            @keydown=${(event: KeyboardEvent) => this.#keydown(event, map)}
            @blur=${() => (this.keyed = false)}
          >
            ${this.#marks(map)}
          </svg>
        </div>
        <p id="readout" class="readout small number" role=${this.keyed ? "status" : nothing}>${this.#readout(map, classes)}</p>
      </div>
      <div class="stack">${this.#best(map)} ${this.#scale(map)} ${this.#table(map, classes)}</div>
    </div>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const { size } = this.#box;
    const picture = this.#maker.picture();
    if (canvas === null || size === null || picture === null) return;
    const { theme } = this.session;
    const drawn = [picture, theme, size, canvas];
    if (drawn.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = drawn;
    fitCanvas(canvas, size);
    this.frame = picture.draw(canvas, theme, size.ratio);
  }

  #drawn: readonly unknown[] = [];

  /** Where a part of the map's sides lies, in CSS pixels. */
  #pixel(x: number, y: number): [number, number] | null {
    const { frame } = this;
    return frame && [frame.left + x * frame.width, frame.top + (1 - y) * frame.height];
  }

  /** The present start or values, and the keys' cursor. */
  #marks(map: MapInWork) {
    const { side, dimensions } = map;
    const marks = [];
    const here = this.#maker.isCurrent ? this.#here(map) : null;
    const at = here && this.#pixel(here[0], dimensions === 1 ? 0.5 : here[1]);
    if (at && here !== null && here.every((part) => part >= 0 && part <= 1)) {
      const [x, y] = at;
      const title = map.subject.kind === "basins" ? words.maps.presentStart : words.maps.present;
      const cross = `M${x - 10} ${y}h6M${x + 4} ${y}h6M${x} ${y - 10}v6M${x} ${y + 4}v6`;
      const shape =
        dimensions === 1
          ? svg`<path d=${`M${x} ${this.frame?.top ?? 0}v${this.frame?.height ?? 0}`} stroke-dasharray="2 3" />`
          : svg`<circle cx=${x} cy=${y} r="6" /><path d=${cross} />`;
      marks.push(svg`<g class="casing">${shape}</g><g class="ink"><title>${title}</title>${shape}</g>`);
    }
    if (this.keyed && this.cell !== null) {
      const [x, y] = [(this.cell % side) + 0.5, Math.floor(this.cell / side) + 0.5];
      const cursor = this.#pixel(x / side, dimensions === 1 ? 0.5 : y / side);
      if (cursor) {
        const shape = svg`<rect x=${cursor[0] - 6} y=${cursor[1] - 6} width="12" height="12" />`;
        marks.push(svg`<g class="casing">${shape}</g><g class="ink">${shape}</g>`);
      }
    }
    return marks;
  }

  /** The present start or values as parts of the map's sides. */
  #here(map: MapInWork): [number, number] | null {
    const { session } = this;
    if (map.subject.kind === "basins") {
      const { x, y } = map.subject.options.view;
      const [s = NaN, t = NaN] = session.shownStart;
      return [partOf(s, x, false), y === undefined ? 0.5 : partOf(t, y, false)];
    }
    const now = this.#maker.candidates;
    const parts = map.axes.map(({ candidate: { of, id, log }, range }) => {
      const value = now.find((candidate) => candidate.of === of && candidate.id === id)?.value ?? NaN;
      return partOf(value, range, log);
    });
    return [parts[0] ?? NaN, parts[1] ?? 0.5];
  }

  #cellAt(event: MouseEvent): number | null {
    const { frame } = this;
    const { map } = this.#maker;
    if (frame === null || map === null) return null;
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const x = (event.clientX - left - frame.left) / frame.width;
    const y = 1 - (event.clientY - top - frame.top) / frame.height;
    if (x < 0 || x >= 1 || y < 0 || y >= 1) return null;
    const row = map.dimensions === 1 ? 0 : Math.floor(y * map.side);
    return row * map.side + Math.floor(x * map.side);
  }

  readonly #point = (event: PointerEvent): void => {
    this.keyed = false;
    this.cell = this.#cellAt(event);
  };

  readonly #leave = (): void => {
    if (!this.keyed) this.cell = null;
  };

  readonly #click = (event: MouseEvent): void => {
    const cell = this.#cellAt(event);
    if (cell !== null) this.#maker.take(cell);
  };

  #keydown(event: KeyboardEvent, { side, dimensions }: MapInWork): void {
    const by = event.shiftKey ? 10 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-by, 0],
      ArrowRight: [by, 0],
      ArrowUp: [0, by],
      ArrowDown: [0, -by],
    };
    const move = moves[event.key];
    const middle = Math.floor(side / 2);
    const cell = this.cell ?? (dimensions === 1 ? middle : middle * side + middle);
    if (event.key === "Enter" && this.cell !== null) this.#maker.take(this.cell);
    else if (move !== undefined) {
      const moved = (place: number, way: number): number => Math.min(side - 1, Math.max(0, place + way));
      const row = dimensions === 1 ? 0 : moved(Math.floor(cell / side), move[1]);
      this.cell = this.keyed ? row * side + moved(cell % side, move[0]) : cell;
      this.keyed = true;
    } else return;
    event.preventDefault();
  }

  // ---- in words ----------------------------------------------------------------------------------------------------

  #place(map: MapInWork, cell: number): string {
    const values = this.#maker.valuesOf(cell);
    if (map.subject.kind === "basins") return formatVector(values, 4);
    return map.axes.map(({ candidate }, index) => `${nameOf(candidate)} ${formatNumber(values[index] ?? NaN, 4)}`).join(", ");
  }

  #readout(map: MapInWork, classes: readonly MapClass[]): string {
    const { cell } = this;
    if (cell === null || cell >= map.total) return words.maps.hint[map.subject.kind];
    const end = this.#maker.endOf(cell);
    const found = classes[this.#maker.picture()?.classOf(cell) ?? -1];
    if (end === null || found === undefined) return words.maps.cursor(this.#place(map, cell), words.maps.unknown);
    const { theta, label } = found;
    const where =
      theta !== null
        ? `${words.maps.toEnd(label, formatVector(theta, 4))}, ${humanise(found.point ?? "")},`
        : found.kind === "others"
          ? words.maps.toEnd(label, formatVector(end.theta, 4))
          : whatOf(found);
    return words.maps.cursor(this.#place(map, cell), words.maps.ends(where, end.iterations));
  }

  #caption(map: MapInWork, classes: readonly MapClass[]): string {
    const { subject } = map;
    const name = this.session.names[this.session.state.selected] ?? "";
    const between = (axis: string, [low, high]: readonly [number, number]): string =>
      words.picture.between(axis, formatNumber(low, 3), formatNumber(high, 3));
    let axes: string[];
    if (subject.kind === "basins") {
      const { x, y } = subject.options.view;
      const { variables, planeChoice } = this.session;
      const shown = variables.length < 3 ? [0, 1] : planeChoice.kind === "coordinates" ? planeChoice.of : [];
      const names = ["s", "t"].map((other, index) => variables[shown[index] ?? -1] ?? other);
      axes = [between(names[0] ?? "", x), y === undefined ? "" : between(names[1] ?? "", y)];
    } else axes = map.axes.map(({ candidate, range }) => between(nameOf(candidate), range));
    const what = words.maps.caption[subject.kind](name, axes[0] ?? "", axes[1] ?? "");
    const shares = classes.map((found) => {
      const where = found.theta === null ? whatOf(found) : formatVector(found.theta, 4);
      return words.maps.share(found.label, where, shareOf(found, classes));
    });
    return `${what} ${shares.join("; ")}.`;
  }

  #best(map: MapInWork) {
    const best = this.#maker.picture()?.best ?? null;
    if (best === null) return nothing;
    const iterations = this.#maker.endOf(best)?.iterations ?? 0;
    return html`<div class="row">
      <p>${words.maps.best(this.#place(map, best), iterations)}</p>
      <button type="button" @click=${() => this.#maker.take(best)}>${words.maps.takeBest}</button>
    </div>`;
  }

  /** What the shades say, where they say something. */
  #scale(map: MapInWork) {
    const shades = this.#maker.picture()?.shades() ?? [];
    if (map.dimensions === 1) return nothing;
    const width = 100 / shades.length;
    return html`<p class="scale small muted">
      ${words.maps.shades} 1
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        ${shades.map((shade, index) => svg`<rect x=${index * width} y="0" width=${width + 0.3} height="10" fill=${shade} />`)}
      </svg>
      ${map.subject.options.maxIterations}
    </p>`;
  }

  #table(map: MapInWork, classes: readonly MapClass[]) {
    const isBasins = map.subject.kind === "basins";
    return html`<div class="scroll" role="region" aria-label=${words.maps.table} tabindex="0">
      <table>
        <caption>
          ${words.maps.table}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.maps.label}</th>
            <th scope="col">${words.maps.where}</th>
            ${isBasins ? html`<th scope="col">${words.maps.kindOf}</th><th scope="col" class="number">${words.maps.value}</th>` : nothing}
            <th scope="col" class="number">${words.maps.part}</th>
            <th scope="col" class="number">${words.maps.median}</th>
          </tr>
        </thead>
        <tbody>
          ${classes.map(
            (found) => html`<tr>
              <td>${sample(found)} ${found.label}</td>
              <td>${found.theta === null ? whatOf(found) : html`<span title=${`(${found.theta.join(", ")})`}>${formatVector(found.theta, 4)}</span>`}</td>
              ${
                isBasins
                  ? html`<td>${humanise(found.point ?? "")}</td>
                      <td class="number" title=${found.value ?? ""}>${found.value === null ? "" : formatNumber(found.value, 4)}</td>`
                  : nothing
              }
              <td class="number">${shareOf(found, classes)}</td>
              <td class="number">${formatNumber(found.median)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

function chosen<T extends string | number>(event: Event, options: readonly T[]): T {
  const { value } = event.target as HTMLSelectElement;
  return options.find((candidate) => String(candidate) === value) ?? options[0]!;
}

function partOf(value: number, [low, high]: readonly [number, number], log: boolean): number {
  const [a, b, x] = log ? [Math.log(low), Math.log(high), Math.log(value)] : [low, high, value];
  return (x - a) / (b - a);
}

/** How runs end that do not end at one point. */
function whatOf({ kind, points }: MapClass): string {
  if (kind === "others") return words.maps.others(points);
  if (kind === "reached") return words.maps.reached;
  return words.maps.statuses[kind] ?? words.maps.failed(humanise(kind));
}

function shareOf({ cells }: MapClass, classes: readonly MapClass[]): string {
  const all = classes.reduce((sum, other) => sum + other.cells, 0);
  const percent = (100 * cells) / all;
  return percent < 0.05 ? "< 0.1" : percent.toFixed(1);
}

const LINES: Readonly<Record<NonNullable<MapClass["pattern"]>, string>> = {
  plain: "",
  rising: "M-2 10 8 0M4 18 20 2M16 20 28 8M12 20 28 4",
  falling: "M0 8 12 20M4 0 24 20M16 0 28 12",
  crossed: "M0 8 12 20M4 0 24 20M16 0 28 12M0 12 12 0M4 20 24 0M16 20 28 8",
  level: "M0 4h28M0 10h28M0 16h28",
  dots: "M5 5h.01M13 5h.01M21 5h.01M9 10h.01M17 10h.01M5 15h.01M13 15h.01M21 15h.01",
};

/** What a class looks like on the map. */
function sample({ colour, ink, pattern }: MapClass) {
  const lines = pattern === null ? nothing : svg`<path d=${LINES[pattern]} fill="none" stroke=${ink} stroke-width=${pattern === "dots" ? 3 : 1.6} stroke-linecap="round" />`;
  return html`<svg class="swatch" viewBox="0 0 28 20" aria-hidden="true"><rect width="28" height="20" rx="3" fill=${colour} />${lines}</svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-maps": FlMaps;
  }
}
