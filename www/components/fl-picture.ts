import { css, html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { exactQuantity, formatNumber, formatVector } from "../format.js";
import { ICONS } from "../icons.js";
import { type Direction, NAVIGATION } from "../navigation.js";
import { PICTURES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import "./fl-curve.js";
import "./fl-display.js";
import "./fl-landscape.js";
import type { PointEvent } from "./plot-element.js";
import { SessionElement } from "./session-element.js";
import "./fl-surface.js";
import "./fl-values.js";

/** The picture of the objective with its options and a readout of the pointer or the current iterate. */
@customElement("fl-picture")
export class FlPicture extends SessionElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }

      .card {
        display: flex;
        flex-direction: column;
        gap: var(--space-2);
        padding: var(--space-2) var(--space-3) var(--space-3);
      }

      header,
      .views,
      .zoom {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      h2 {
        flex: 1 1 auto;
      }

      header .segments {
        align-self: center;
      }

      .pan {
        display: inline-flex;
      }

      .pan button {
        width: 1.75rem;
        margin-left: -1px;
        border-radius: 0;
      }

      .pan button:hover,
      .pan button:focus-visible {
        position: relative;
      }

      .pan button:first-child {
        border-radius: var(--radius) 0 0 var(--radius);
      }

      .pan button:last-child {
        border-radius: 0 var(--radius) var(--radius) 0;
      }

      @media (pointer: coarse) {
        .pan button {
          width: 2.75rem;
        }
      }

      .view {
        height: clamp(20rem, 55vh, 48rem);
      }

      fl-landscape,
      fl-surface,
      fl-curve {
        height: 100%;
      }

      .message {
        display: grid;
        place-content: center;
        min-height: 10rem;
        padding: var(--space-6);
        border-radius: var(--radius);
        background: var(--sunken);
        text-align: center;
        text-wrap: balance;
      }

      .readout {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-4);
        min-height: 1.45em;
      }

      .legend {
        display: inline-flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
        margin-left: auto;
      }

      .legend > * {
        display: inline-flex;
        align-items: center;
        gap: var(--space-1);
      }

      /* Keeps its place, so that the end of a run moves nothing. */
      .absent {
        visibility: hidden;
      }

      .legend svg {
        width: 1.5rem;
        height: 0.75rem;
        fill: currentcolor;
        stroke: currentcolor;
        stroke-width: 1.75;
      }

      .legend .steepest {
        color: var(--ink);
      }

      .legend .steepest path:first-child {
        stroke-dasharray: 3 2;
      }

      .legend .model {
        fill: none;
        stroke-dasharray: 4 2.5;
      }

      .legend .dotted {
        stroke-dasharray: 1.5 3.5;
      }

      /* Where a line is too short the breaks have fixed places, whatever the numbers are. */
      @container (max-width: 42rem) {
        .legend {
          flex-basis: 100%;
          margin: 0;
        }
      }

      @container (max-width: 28rem) {
        .readout .value {
          flex-basis: 100%;
        }
      }

      @media (max-width: 40rem) {
        .view {
          height: clamp(18rem, 50vh, 26rem);
        }
      }
    `,
  ];

  @state() private pointer: readonly number[] | null = null;

  override render() {
    const { session } = this;
    const { dimension } = session;
    const isLandscape = dimension > 1;
    return html`<section class="card" aria-labelledby="heading">
      <header>
        <h2 id="heading">${session.objective?.name ?? words.objective.own}</h2>
        ${
          dimension === 0
            ? nothing
            : html`${isLandscape ? this.#views() : nothing}
                <fl-display .session=${session}></fl-display>
                ${this.#zoom()}`
        }
      </header>
      ${
        dimension > 0
          ? html`<div class="view" @point=${(event: PointEvent) => (this.pointer = event.theta)}>
            ${
              !isLandscape
                ? html`<fl-curve .session=${session}></fl-curve>`
                : this.#isSurface
                  ? html`<fl-surface .session=${session}></fl-surface>`
                  : html`<fl-landscape .session=${session}></fl-landscape>`
            }
          </div>`
          : html`<p class="message muted">${words.picture.noVariables}</p>`
      }
      ${problem(session.problem?.place === "picture" ? session.problem.message : "")}
      ${this.#readout()} ${dimension > 0 ? html`<fl-values .session=${session}></fl-values>` : nothing}
    </section>`;
  }

  get #isSurface(): boolean {
    return this.session.dimension > 1 && this.session.state.picture === "surface";
  }

  #views() {
    const { session } = this;
    const views = PICTURES.map((value) => ({ value, label: words.views.pictures[value] }));
    return segments(words.views.label, "picture", views, session.state.picture, (picture) => session.update({ picture }));
  }

  #zoom() {
    const ways: Direction[] = this.session.dimension > 1 ? ["left", "up", "down", "right"] : ["left", "right"];
    const views: Direction[] = ["zoomIn", "zoomOut", "fit", "resetView"];
    return html`<div class="views">
      <div class="pan" role="group" aria-label=${words.picture.pan}>${ways.map((way) => this.#button(way))}</div>
      <div class="zoom" role="group" aria-label=${words.picture.landscape}>${views.map((view) => this.#button(view))}</div>
    </div>`;
  }

  #button(name: Direction) {
    const { session } = this;
    const label = words.picture[name];
    const press = (): boolean => session.update({ view: NAVIGATION[name](session) });
    return html`<button class="icon" type="button" title=${label} aria-label=${label} @click=${press}>
      <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>
    </button>`;
  }

  #readout() {
    const { session, pointer } = this;
    const theta = [...(pointer ?? session.theta)];
    const value = pointer === null ? session.value : (session.valueAt(pointer) ?? NaN);
    const point = theta.length > 6 ? `${formatVector(theta.slice(0, 6), 5).slice(0, -1)}, …)` : formatVector(theta, 5);
    const names = session.variables.slice(0, 6);
    return html`<p class="readout number small" data-pointer=${pointer !== null}>
      <span class="muted">${pointer === null ? words.picture.current : words.picture.pointer}</span>
      <span title=${exactQuantity(theta)}>${names.length === 1 ? names : `(${names.join(", ")})`} = ${point}</span>
      <span class="value" title=${value}>C = ${formatNumber(value)}</span>
      ${session.dimension > 1 ? this.#legend() : nothing}
    </p>`;
  }

  /** What the arrows and lines are that the picture shows. */
  #legend() {
    const { session } = this;
    const { next, state, styles } = session;
    const colour = styles[session.method.slot]?.colour ?? nothing;
    const arrow = svg`<path d="M1 6h18" /><path d="M17 2.5 23 6l-6 3.5z" />`;
    const line = svg`<path d="M1 6h22" />`;
    const entry = (kind: string, shown: boolean, shape: ReturnType<typeof svg>, label: string) =>
      html`<span class=${shown ? "" : "absent"}>
        <svg class=${kind} color=${kind === "steepest" || kind === "field" ? nothing : colour} viewBox="0 0 24 12" aria-hidden="true">${shape}</svg>
        ${label}
      </span>`;
    const more = this.#isSurface
      ? entry("dotted", true, line, words.views.hiddenPath)
      : [
          state.field === "shown" ? entry("field", true, arrow, words.views.fieldKey) : nothing,
          state.localModel === "shown" && next?.model ? entry("model", true, line, words.picture.localModel) : nothing,
        ];
    // A line of a step has an arrow of its own.
    const hasArrows = next !== null && session.line === null;
    return html`<span class="legend muted">
      ${entry("next", hasArrows, arrow, words.picture.nextStep)}
      ${entry("steepest", hasArrows, arrow, words.picture.steepest)} ${more}
    </span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-picture": FlPicture;
  }
}
