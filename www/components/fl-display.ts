import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { parseNumber } from "../format.js";
import { DERIVATIVES, HEIGHTS, LEVELS, type PlaneChoice, type State } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option, segments } from "./controls.js";
import { SessionElement } from "./session-element.js";

/** The width of the panel, and the room between it and the edges of the screen, in CSS pixels. */
const WIDTH = 304;
const EDGE = 8;

/** How the picture of the objective is shown: a button with a panel of choices. */
@customElement("fl-display")
export class FlDisplay extends SessionElement {
  static override styles = [
    shared,
    css`
      /* In the top layer, so that nothing covers or clips it; it scrolls with the page. */
      [popover] {
        position: absolute;
        inset: auto;
        margin: 0;
        padding: var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: calc(var(--radius) * 1.5);
        background: var(--surface);
        color: var(--ink);
        box-shadow: 0 6px 24px rgb(0 0 0 / 22%);
      }

      .choices {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--space-2) var(--space-3);
        align-items: center;
      }

      .choices > .whole {
        grid-column: 1 / -1;
      }

      .check {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 1.75rem;
        color: var(--ink);
      }

      .check:has(:disabled) {
        color: var(--muted);
      }

      .pair {
        display: flex;
        gap: var(--space-2);
      }

      .segments {
        justify-self: start;
      }

      button svg {
        width: 0.625rem;
        height: 0.625rem;
      }

      @media (pointer: coarse) {
        .check {
          min-height: 2.75rem;
        }
      }
    `,
  ];

  override render() {
    const { dimension, state } = this.session;
    return html`<button type="button" popovertarget="panel">
        ${words.views.display}
        <svg class="line" viewBox="0 0 16 16" aria-hidden="true"><path d="m2 5 6 6 6-6" /></svg>
      </button>
      <div id="panel" popover role="group" aria-label=${words.views.display} @beforetoggle=${this.#toggled}>
        <div class="choices">
          ${dimension > 2 ? this.#plane() : nothing}
          ${
            dimension === 1
              ? this.#choice(
                  "derivatives",
                  words.views.derivatives,
                  DERIVATIVES.map((id) => ({ id, name: words.views.derivativesOf[id] })),
                )
              : this.#colours()
          }
          ${state.picture === "surface" && dimension > 1 ? this.#heights() : this.#overlays()}
        </div>
      </div>`;
  }

  /** Puts the panel below its button, and on the screen; when it closes, the focus does not go with it. */
  readonly #toggled = (event: ToggleEvent): void => {
    const panel = event.currentTarget as HTMLElement;
    if (event.newState !== "open") {
      if (panel.contains(this.shadowRoot?.activeElement ?? null)) this.shadowRoot?.querySelector("button")?.focus();
      return;
    }
    const { right, bottom } = this.getBoundingClientRect();
    const screen = document.documentElement.clientWidth;
    const width = Math.min(WIDTH, screen - 2 * EDGE);
    panel.style.width = `${width}px`;
    panel.style.left = `${Math.max(EDGE, right - width) + scrollX}px`;
    panel.style.top = `${bottom + 4 + scrollY}px`;
  };

  #colours() {
    const { session } = this;
    return [
      this.#choice("levels", words.picture.levels, LEVELS.map((id) => ({ id, name: words.picture.levelsOf[id] }))),
      this.#choice("colourMap", words.picture.colours, session.lists.colourMaps),
    ];
  }

  #choice<K extends "levels" | "colourMap" | "derivatives">(
    key: K,
    label: string,
    options: readonly { id: string; name: string }[],
  ) {
    const { session } = this;
    const choose = (event: Event): boolean =>
      session.update({ [key]: (event.target as HTMLSelectElement).value } as Partial<State>);
    return html`<label for=${key}>${label}</label>
      <select id=${key} @change=${choose}>
        ${options.map(({ id, name }) => option(id, id === session.state[key], name))}
      </select>`;
  }

  #heights() {
    const { session } = this;
    return html`<span class="label">${words.views.heights}</span>
      ${segments(
        words.views.heights,
        "heights",
        HEIGHTS.map((value) => ({ value, label: words.views.heightsOf[value] })),
        session.state.heights,
        (heights) => session.update({ heights }),
      )}`;
  }

  #overlays() {
    const { session } = this;
    const { dimension, next } = session;
    return [
      dimension > 1 ? this.#check("contourLabels", words.views.labels) : nothing,
      dimension > 1 ? this.#check("field", words.views.field) : nothing,
      this.#check("localModel", words.picture.localModel, !next?.model),
    ];
  }

  #check(key: "contourLabels" | "field" | "localModel", label: string, disabled = false) {
    const { session } = this;
    const isShown = session.state[key] === "shown";
    return html`<label class="whole check">
      <input
        type="checkbox"
        .checked=${live(isShown)}
        ?disabled=${disabled}
        @change=${() => session.update({ [key]: isShown ? "hidden" : "shown" } as Partial<State>)}
      />
      ${label}
    </label>`;
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
    return html`<label for="plane">${words.picture.plane}</label>
      <select
        id="plane"
        @change=${(event: Event) => show(planes[(event.target as HTMLSelectElement).value as PlaneChoice["kind"]])}
      >
        ${kinds.map((kind) => option(kind, kind === choice.kind, words.picture.planes[kind]))}
      </select>
      ${
        choice.kind === "coordinates"
          ? html`<span class="label">${words.views.variables}</span>
              <span class="pair">${[0, 1].map((axis) => this.#axis(axis, choice.of, show))}</span>`
          : nothing
      }
      ${
        choice.kind === "directions"
          ? (["u", "v"] as const).map(
              (name) => html`<label for=${name}>${name}</label>
                <input
                  id=${name}
                  type="text"
                  .value=${live(choice[name].join(", "))}
                  @change=${(event: Event) => this.#direct(event.target as HTMLInputElement, choice, name)}
                />`,
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
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-display": FlDisplay;
  }
}
