import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { EpochRecord } from "../../crate/web/types.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { problem } from "../components/controls.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { layerWidths, weightCount } from "./choice.js";
import { TrainerElement } from "./trainer-element.js";

type Quantity = "loss" | "error";
/** What a record says of a quantity, for training and for validation. */
const OF: Readonly<Record<Quantity, readonly (keyof EpochRecord)[]>> = {
  loss: ["loss", "validationLoss"],
  error: ["error", "validationError"],
};

/** Loss and errors against epochs, and the epochs of note as a table. */
@customElement("fl-courses")
export class FlCourses extends TrainerElement {
  static override styles = [
    shared,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--space-1) var(--space-4);
      }

      .plots {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: var(--space-3);
      }

      .plot {
        position: relative;
        height: clamp(13rem, 32vh, 22rem);
      }

      .plot canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      .switch {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      td.number,
      th.number {
        text-align: right;
      }
    `,
  ];

  readonly #boxes: Readonly<Record<Quantity, SizeController>> = {
    loss: new SizeController(this, ".loss"),
    error: new SizeController(this, ".error-rate"),
  };

  override render() {
    const { trainer } = this;
    const { session } = trainer;
    const isLogarithmic = session.state.axis === "logarithmic";
    return html`<section class="card stack" aria-labelledby="heading">
      <header>
        <h2 id="heading">${words.network.training}: ${words.network.shape(layerWidths(trainer.choice))}</h2>
        <span class="muted small number">${words.network.weights(weightCount(trainer.choice))}</span>
        <label class="switch">
          <input
            type="checkbox"
            .checked=${live(isLogarithmic)}
            @change=${() => session.update({ axis: isLogarithmic ? "linear" : "logarithmic" })}
          />
          ${words.network.logarithmic}
        </label>
      </header>
      ${problem(trainer.problem)}
      <div class="plots">
        <div class="plot loss"><canvas role="img" aria-label=${this.#caption("loss")}></canvas></div>
        <div class="plot error-rate"><canvas role="img" aria-label=${this.#caption("error")}></canvas></div>
      </div>
      ${this.#table()}
    </section>`;
  }

  override updated(): void {
    const canvases = this.renderRoot.querySelectorAll("canvas");
    (["loss", "error"] as const).forEach((quantity, index) => {
      const canvas = canvases[index];
      const { size } = this.#boxes[quantity];
      if (canvas === undefined || size === null) return;
      const { trainer } = this;
      fitCanvas(canvas, size);
      const logarithmic = quantity === "loss" && trainer.session.state.axis === "logarithmic";
      const options = { quantity: words.network.courses[quantity], against: words.network.epoch, logarithmic };
      trainer.drawCourses(canvas, this.#courses(quantity), options, trainer.session.theme, size.ratio);
    });
  }

  #courses(quantity: Quantity): { label: string; values: Float64Array }[] {
    const labels = [words.network.ofTraining, words.network.ofValidation];
    return OF[quantity].map((key, index) => ({
      label: labels[index] ?? "",
      values: Float64Array.from(this.trainer.records, (record) => Number(record[key] ?? NaN)),
    }));
  }

  #caption(quantity: Quantity): string {
    const { epoch } = this.trainer;
    const courses = this.#courses(quantity).map(({ label, values }) =>
      words.network.course(label, formatNumber(values[0] ?? NaN), formatNumber(values.at(-1) ?? NaN), epoch),
    );
    return words.network.coursesCaption(words.network.courses[quantity], courses.join("; "));
  }

  /** The start, the best epoch and the present one. */
  #table() {
    const { trainer } = this;
    const { best, record, records } = trainer;
    const rows = [
      { name: words.network.start, of: records[0] },
      { name: words.network.best, of: best },
      { name: words.network.now, of: record },
    ];
    const columns = ["loss", "error", "validationLoss", "validationError"] as const;
    const heads = [
      words.network.trainingLoss,
      words.network.trainingError,
      words.network.validationLoss,
      words.network.validationError,
    ];
    return html`<div class="scroll" role="region" aria-label=${words.network.epochs} tabindex="0">
        <table>
          <caption class="unseen">
            ${words.network.epochs}
          </caption>
          <thead>
            <tr>
              <th scope="col">${words.network.epoch}</th>
              ${heads.map((head) => html`<th scope="col" class="number">${head}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              ({ name, of }) => html`<tr data-row=${name}>
                <th scope="row">${of?.epoch ?? "–"} <span class="muted">${name}</span></th>
                ${columns.map((column) => {
                  const value = of?.[column] ?? null;
                  return html`<td class="number" title=${value ?? nothing}>${value === null ? "–" : formatNumber(value, 4)}</td>`;
                })}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <div class="row spread">
        <p class="muted small number">${best === null ? nothing : words.network.bestKept(best.epoch)}</p>
        <button
          type="button"
          ?disabled=${best === null || best.epoch === trainer.epoch || trainer.playing}
          @click=${() => trainer.goTo(best?.epoch ?? 0)}
        >
          ${words.network.toBest}
        </button>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-courses": FlCourses;
  }
}
