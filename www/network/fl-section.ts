import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { option, problem, segments } from "../components/controls.js";
import { formatNumber } from "../format.js";
import { LEVELS, type State } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { LARGEST_SEED, SECTIONS } from "./choice.js";
import { TrainerElement } from "./trainer-element.js";

/** The loss on a plane of the weights, with the path that the weights took. */
@customElement("fl-section")
export class FlSection extends TrainerElement {
  static override styles = [
    shared,
    css`
      header,
      .options {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-2) var(--space-3);
      }

      .options label:not(.segments label) {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      .options select {
        width: auto;
      }

      .plot {
        position: relative;
        height: clamp(20rem, 62vh, 42rem);
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      .paths {
        pointer-events: none;
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");
  /** What the lower canvas was drawn from. */
  #drawn: readonly unknown[] = [];

  override render() {
    const { trainer } = this;
    const { choice, section } = trainer;
    const isRandom = choice.section === "random";
    return html`<section class="card stack" aria-labelledby="heading">
      <header>
        <h2 id="heading">${words.network.section}</h2>
        <div class="options">
          ${segments(
            words.network.sectionOf,
            "section",
            SECTIONS.map((value) => ({ value, label: words.network.sections[value] })),
            choice.section,
            (chosen) => trainer.update({ section: chosen }),
          )}
          ${
            isRandom
              ? html`<button type="button" @click=${() => trainer.update({ sectionSeed: (choice.sectionSeed + 1) % LARGEST_SEED })}>
                  ${words.network.another}
                </button>`
              : nothing
          }
          ${this.#menu("levels", LEVELS.map((id) => ({ id, name: words.picture.levelsOf[id] })))}
          ${this.#menu("colourMap", trainer.session.lists.colourMaps)}
        </div>
      </header>
      ${problem(trainer.sectionProblem)}
      ${
        section === null
          ? html`<p class="muted">${isRandom || trainer.epoch > 1 ? words.network.loading : words.network.tooShort}</p>`
          : html`<div class="plot">
                <canvas class="base" role="img" aria-busy=${trainer.sampling} aria-label=${this.#caption()}></canvas>
                <canvas class="paths" aria-hidden="true"></canvas>
              </div>
              <p class="muted small number">${this.#explanation()}</p>`
      }
    </section>`;
  }

  override updated(): void {
    const { trainer } = this;
    const { size } = this.#box;
    const [base, paths] = this.renderRoot.querySelectorAll("canvas");
    const landscape = trainer.landscape();
    if (landscape === null || size === null || base === undefined || paths === undefined) return;
    const { theme } = trainer.session;
    const drawn = [landscape, theme, size, base];
    if (drawn.every((part, index) => part === this.#drawn[index])) return;
    this.#drawn = drawn;
    fitCanvas(base, size);
    landscape.draw(base, theme, size.ratio);
    fitCanvas(paths, size);
    landscape.drawPaths(paths, trainer.paths(words.network.path(trainer.section?.epoch ?? 0)), theme, size.ratio);
  }

  #menu(key: "levels" | "colourMap", choices: readonly { id: string; name: string }[]) {
    const { session } = this.trainer;
    const choose = (event: Event): void => {
      session.update({ [key]: (event.target as HTMLSelectElement).value } as Partial<State>);
    };
    return html`<label>
      ${key === "levels" ? words.picture.levels : words.picture.colours}
      <select @change=${choose}>
        ${choices.map(({ id, name }) => option(id, id === session.state[key], name))}
      </select>
    </label>`;
  }

  #explanation() {
    const { epoch, section } = this.trainer;
    if (section === null) return nothing;
    const { explained } = section;
    const percent = (share: number): string => formatNumber(100 * share, 3);
    const plane =
      explained === null ? words.network.random : words.network.explained(percent(explained[0]), percent(explained[1]));
    return `${plane} ${section.epoch === epoch ? "" : words.network.outdated(section.epoch)}`;
  }

  #caption(): string {
    const { trainer } = this;
    const [low, high] = trainer.landscape()?.range ?? [NaN, NaN];
    const kind = trainer.section?.explained === null ? "random" : "components";
    return words.network.sectionCaption(words.network.sections[kind], formatNumber(low, 3), formatNumber(high, 3));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-section": FlSection;
  }
}
