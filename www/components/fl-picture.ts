import { css, html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { exactQuantity, formatNumber, formatVector, parseNumber } from "../format.js";
import { ICONS } from "../icons.js";
import { type Direction, NAVIGATION } from "../navigation.js";
import { LEVELS, type PlaneChoice, type State } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option, problem } from "./controls.js";
import "./fl-curve.js";
import "./fl-landscape.js";
import type { PointEvent } from "./plot-element.js";
import { SessionElement } from "./session-element.js";

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

      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2) var(--space-3);
      }

      .options,
      .views,
      .zoom {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      .options label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      .options select {
        width: auto;
        max-width: 9.5rem;
      }

      .options .direction {
        width: 9rem;
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
        height: clamp(20rem, 48vh, 44rem);
      }

      fl-landscape,
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
          height: clamp(16rem, 46vh, 24rem);
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
            : html`<div class="options">
                ${dimension > 2 ? this.#plane() : nothing} ${isLandscape ? this.#options() : nothing}${this.#zoom()}
              </div>`
        }
      </header>
      ${
        dimension > 0
          ? html`<div class="view" @point=${(event: PointEvent) => (this.pointer = event.theta)}>
            ${
              isLandscape
                ? html`<fl-landscape .session=${session}></fl-landscape>`
                : html`<fl-curve .session=${session}></fl-curve>`
            }
          </div>`
          : html`<p class="message muted">${words.picture.noVariables}</p>`
      }
      ${problem(session.problem?.place === "picture" ? session.problem.message : "")}
      ${this.#readout()}
    </section>`;
  }

  /** Of more than two variables, which plane is shown. */
  #plane() {
    const { session } = this;
    const { planeChoice: choice, variables } = session;
    const pair = choice.kind === "coordinates" ? choice.of : ([0, 1] as const);
    const unit = (index: number): number[] => variables.map((_, i) => (i === index ? 1 : 0));
    const planes: Readonly<Record<PlaneChoice["kind"], PlaneChoice>> = {
      coordinates: { kind: "coordinates", of: pair },
      components: { kind: "components" },
      directions: choice.kind === "directions" ? choice : { kind: "directions", u: unit(pair[0]), v: unit(pair[1]) },
    };
    const show = (plane: PlaneChoice): boolean => session.update({ plane, view: null });
    const kinds = Object.keys(planes) as PlaneChoice["kind"][];
    return html`<label>
        ${words.picture.plane}
        <select @change=${(event: Event) => show(planes[(event.target as HTMLSelectElement).value as PlaneChoice["kind"]])}>
          ${kinds.map((kind) => option(kind, kind === choice.kind, words.picture.planes[kind]))}
        </select>
      </label>
      ${choice.kind === "coordinates" ? [0, 1].map((axis) => this.#axis(axis, choice.of, show)) : nothing}
      ${
        choice.kind === "directions"
          ? (["u", "v"] as const).map(
              (name) => html`<label>
                ${name}
                <input
                  type="text"
                  class="direction"
                  .value=${live(choice[name].join(", "))}
                  @change=${(event: Event) => this.#direct(event.target as HTMLInputElement, choice, name)}
                />
              </label>`,
            )
          : nothing
      }`;
  }

  /** The menu of one of the two variables that are shown. */
  #axis(axis: number, of: readonly [number, number], show: (plane: PlaneChoice) => boolean) {
    const other = of[1 - axis] ?? 0;
    const choose = (event: Event): void => {
      const index = Number((event.target as HTMLSelectElement).value);
      show({ kind: "coordinates", of: axis === 0 ? [index, other] : [other, index] });
    };
    return html`<select aria-label=${axis === 0 ? words.picture.across : words.picture.upward} @change=${choose}>
      ${this.session.variables.map((name, index) =>
        index === other ? nothing : option(index, index === of[axis], name),
      )}
    </select>`;
  }

  #direct(input: HTMLInputElement, choice: Extract<PlaneChoice, { kind: "directions" }>, name: "u" | "v"): void {
    const numbers = input.value.split(",").map(parseNumber);
    const direction = numbers.filter((value) => value !== null);
    const n = this.session.dimension;
    const isTaken = direction.length === n && numbers.length === n;
    if (isTaken) this.session.update({ plane: { ...choice, [name]: direction }, view: null });
    else input.value = choice[name].join(", ");
  }

  #options() {
    const { session } = this;
    const { levels, colourMap } = session.state;
    return html`<label>
        ${words.picture.levels}
        <select @change=${(event: Event) => this.#choose("levels", event)}>
          ${LEVELS.map((kind) => option(kind, kind === levels, words.picture.levelsOf[kind]))}
        </select>
      </label>
      <label>
        ${words.picture.colours}
        <select @change=${(event: Event) => this.#choose("colourMap", event)}>
          ${session.lists.colourMaps.map(({ id, name }) => option(id, id === colourMap, name))}
        </select>
      </label>`;
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

  /** What the arrows and lines of the coming step are. */
  #legend() {
    const { session } = this;
    const { next, styles } = session;
    const arrow = svg`<path d="M1 6h18" /><path d="M17 2.5 23 6l-6 3.5z" />`;
    const isShown = session.state.localModel === "shown";
    // A line of a step has an arrow of its own.
    const isAbsent = next === null || session.line !== null;
    return html`<span class="legend muted">
      <span class=${isAbsent ? "absent" : ""}>
        <svg color=${styles[session.method.slot]?.colour ?? nothing} viewBox="0 0 24 12" aria-hidden="true">${arrow}</svg>
        ${words.picture.nextStep}
      </span>
      <span class=${isAbsent ? "absent" : ""}>
        <svg class="steepest" viewBox="0 0 24 12" aria-hidden="true">${arrow}</svg>${words.picture.steepest}
      </span>
      <label class=${next?.model ? "" : "absent"}>
        <input
          type="checkbox"
          .checked=${live(isShown)}
          ?disabled=${!next?.model}
          @change=${() => session.update({ localModel: isShown ? "hidden" : "shown" })}
        />
        ${words.picture.localModel}
      </label>
    </span>`;
  }

  #choose(key: "levels" | "colourMap", event: Event): void {
    this.session.update({ [key]: (event.target as HTMLSelectElement).value } as Partial<State>);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-picture": FlPicture;
  }
}
