import { css, html } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ParameterInfo } from "../../crate/web/types.js";
import { option } from "../components/controls.js";
import "../components/fl-parameter.js";
import type { SettingEvent } from "../components/fl-parameter.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import {
  ACTIVATIONS,
  DIGITS,
  INITIALIZATIONS,
  LARGEST_SEED,
  LOSSES,
  MOST_EPOCHS,
  MOST_SAMPLES,
  type NetworkChoice,
  readWidths,
  STANDARD,
  VALIDATION,
} from "./choice.js";
import { TrainerElement } from "./trainer-element.js";

type Menu = "activation" | "loss" | "initialization";
const MENUS: { readonly [K in Menu]: readonly NetworkChoice[K][] } = {
  activation: ACTIVATIONS,
  loss: LOSSES,
  initialization: INITIALIZATIONS,
};
const NAMES: { readonly [K in Menu]: Readonly<Record<NetworkChoice[K], string>> } = {
  activation: words.network.activations,
  loss: words.network.losses,
  initialization: words.network.initializations,
};

const integer = (id: keyof NetworkChoice, help: string, min: number, max: number): ParameterInfo => ({
  id,
  tex: "",
  help,
  domain: { kind: "int", min, max },
  default: STANDARD[id] as number,
});
const SEED = integer("weightSeed", words.network.weightSeedHelp, 0, LARGEST_SEED);
const SAMPLES = integer("trainingSamples", words.network.trainingSamplesHelp, DIGITS, MOST_SAMPLES);
// Without a default, so that the field may be empty.
const PATIENCE = { ...integer("patience", words.network.patienceHelp, 1, MOST_EPOCHS), default: null };

/** The network: its layers, how it begins, and what it is trained with. */
@customElement("fl-design")
export class FlDesign extends TrainerElement {
  static override styles = [
    shared,
    css`
      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--space-3);
      }
    `,
  ];

  /** What is typed and stands for no widths. */
  @state() private refused: string | null = null;

  override render() {
    const { choice } = this.trainer;
    return html`<section class="card stack" aria-labelledby="heading">
      <h2 id="heading">${words.network.heading}</h2>
      <div>
        <label for="widths">${words.network.widths}</label>
        <input
          id="widths"
          type="text"
          autocomplete="off"
          .value=${this.refused ?? choice.widths.join(", ")}
          aria-invalid=${this.refused !== null}
          aria-describedby="widths-help"
          @change=${this.#setWidths}
        />
        <p id="widths-help" class=${this.refused === null ? "unseen" : "error"}>${words.network.widthsHelp}</p>
      </div>
      <div class="pair">${this.#menu("activation")} ${this.#menu("initialization")}</div>
      ${this.#menu("loss")} ${this.#number(SEED)} ${this.#number(SAMPLES)} ${this.#number(PATIENCE)}
      <p class="muted small">
        ${words.network.data(choice.trainingSamples, VALIDATION)} ${words.optimizer.source}: ${words.network.source}.
      </p>
    </section>`;
  }

  #menu<K extends Menu>(key: K) {
    const { trainer } = this;
    const choose = (event: Event): void => {
      const value = MENUS[key].find((candidate) => candidate === (event.target as HTMLSelectElement).value);
      if (value !== undefined) trainer.update({ [key]: value } as Partial<NetworkChoice>);
    };
    return html`<div>
      <label for=${key}>${words.network[key]}</label>
      <select id=${key} @change=${choose}>
        ${MENUS[key].map((value) => option(value, value === trainer.choice[key], NAMES[key][value]))}
      </select>
    </div>`;
  }

  #number(parameter: ParameterInfo) {
    const { trainer } = this;
    return html`<fl-parameter
      .parameter=${parameter}
      .value=${trainer.choice[parameter.id as keyof NetworkChoice]}
      .unset=${words.parameter.off}
      @setting=${({ id, value, continued }: SettingEvent) =>
        trainer.update({ [id]: value } as Partial<NetworkChoice>, continued)}
    ></fl-parameter>`;
  }

  #setWidths(event: Event): void {
    const text = (event.target as HTMLInputElement).value;
    const widths = readWidths(text);
    this.refused = widths === undefined ? text : null;
    if (widths !== undefined) this.trainer.update({ widths });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-design": FlDesign;
  }
}
