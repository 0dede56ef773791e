import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Domain, ParameterInfo } from "../../crate/web/types.js";
import { formatNumber, humanise, parseNumber } from "../format.js";
import { inDomain, scaleOf } from "../slider.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option } from "./controls.js";
import "./fl-math.js";

const GREEK = new Set([
  "alpha",
  "beta",
  "gamma",
  "delta",
  "epsilon",
  "eta",
  "kappa",
  "lambda",
  "mu",
  "rho",
  "sigma",
  "tau",
]);

export type Setting = number | string | boolean;

/** A changed parameter; null takes its value away, where it can be without. `continued` tells the later events of one drag from its first. */
export class SettingEvent extends Event {
  constructor(
    readonly id: string,
    readonly value: Setting | null,
    readonly continued: boolean,
  ) {
    super("setting");
  }
}

/** One parameter of an objective, an optimizer, a search or a schedule: the control follows from its domain. */
@customElement("fl-parameter")
export class FlParameter extends LitElement {
  static override styles = [
    shared,
    css`
      .grid {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 6.5rem;
        align-items: center;
        gap: 0 var(--space-3);
      }

      .name {
        display: flex;
        align-items: baseline;
        gap: var(--space-2);
        min-width: 0;
      }

      .name fl-math {
        color: var(--ink);
        font-size: var(--text);
      }

      .grid .name,
      .grid .error {
        grid-column: 1 / -1;
      }

      .switch {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 2rem;
        cursor: pointer;
      }

      .choice {
        display: grid;
        grid-template-columns: fit-content(60%) minmax(0, 1fr);
        align-items: center;
        gap: var(--space-3);
      }
    `,
  ];

  @property({ attribute: false }) parameter!: ParameterInfo;
  @property({ attribute: false }) value: Setting | null = null;
  /** What stands in the field of a parameter that has no value. */
  @property({ attribute: false }) unset: string = words.parameter.automatic;
  /** What is typed and not a value of the domain. */
  @state() private refused: string | null = null;
  /** Whether the slider has moved already since it was grabbed, or since the keys came to it. */
  #dragging = false;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("value") || changed.has("parameter")) this.refused = null;
  }

  override render() {
    const { domain, help, tex } = this.parameter;
    const symbol = tex === "" || tex.startsWith("\\text") ? nothing : html`<fl-math .tex=${tex}></fl-math>`;
    const name = html`${symbol}<span title=${help}>${this.#name()}</span>`;
    switch (domain.kind) {
      case "bool":
        return html`<label class="switch">
          <input type="checkbox" .checked=${live(this.value === true)} @change=${this.#toggle} />
          <span class="name">${name}</span>
        </label>`;
      case "choice":
        return html`<div class="choice">
          <label class="name" for="choice">${name}</label>
          <select id="choice" @change=${this.#choose}>
            ${domain.options.map((word) => option(word, word === this.value, humanise(word)))}
          </select>
        </div>`;
      case "int":
      case "real":
        return this.#number(domain, name);
    }
  }

  /** The id in words, or, where that is but the symbol's name, what the parameter does. */
  #name(): string {
    const { help, id } = this.parameter;
    return GREEK.has(id) && help !== "" ? help : humanise(id);
  }

  #number(domain: Extract<Domain, { kind: "int" | "real" }>, name: unknown) {
    const value = typeof this.value === "number" ? this.value : null;
    // The default alone decides what the slider reaches: it must not change under a drag.
    const scale = scaleOf(domain, typeof this.parameter.default === "number" ? this.parameter.default : 1);
    const shown = this.refused ?? (value === null ? "" : String(value));
    return html`<div class="grid">
      <label class="name" for="number">${name}</label>
      <input
        type="range"
        min="0"
        max=${scale.steps}
        .value=${String(value === null ? Math.round(scale.steps / 2) : scale.position(value))}
        aria-label=${words.parameter.slider(this.#name())}
        aria-valuetext=${value === null ? this.unset : formatNumber(value)}
        @input=${(event: Event) => this.#slide(scale.value(Number((event.target as HTMLInputElement).value)))}
        @pointerdown=${() => (this.#dragging = false)}
        @blur=${() => (this.#dragging = false)}
      />
      <input
        id="number"
        type="text"
        inputmode=${domain.kind === "int" ? "numeric" : "decimal"}
        autocomplete="off"
        spellcheck="false"
        .value=${shown}
        placeholder=${this.unset}
        aria-invalid=${this.refused !== null}
        aria-describedby="error"
        @change=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
      />
      <span id="error" class="error" role="alert">${this.refused === null ? nothing : wanted(domain)}</span>
    </div>`;
  }

  #slide(value: number): void {
    this.#emit(value, this.#dragging);
    this.#dragging = true;
  }

  #type(text: string): void {
    const value = parseNumber(text);
    const isTaken = value === null ? this.parameter.default === null && text.trim() === "" : inDomain(this.parameter.domain, value);
    if (isTaken) {
      this.refused = null;
      this.#emit(value, false);
    } else this.refused = text;
  }

  #toggle(event: Event): void {
    this.#emit((event.target as HTMLInputElement).checked, false);
  }

  #choose(event: Event): void {
    this.#emit((event.target as HTMLSelectElement).value, false);
  }

  #emit(value: Setting | null, continued: boolean): void {
    this.dispatchEvent(new SettingEvent(this.parameter.id, value, continued));
  }
}

/** What the domain asks for, as a sentence. */
function wanted(domain: Extract<Domain, { kind: "int" | "real" }>): string {
  const { min, max } = domain;
  if (min !== null && max !== null) return words.parameter.range(formatNumber(min), formatNumber(max));
  if (min !== null) {
    const open = domain.kind === "real" && domain.minOpen;
    return open ? words.parameter.aboveOpen(formatNumber(min)) : words.parameter.above(formatNumber(min));
  }
  if (max !== null) return words.parameter.below(formatNumber(max));
  return domain.kind === "int" ? words.parameter.integer : words.parameter.number;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-parameter": FlParameter;
  }
}
