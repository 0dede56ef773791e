import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Counts, Series } from "../../crate/web/types.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { formatNumber, parseNumber } from "../format.js";
import { AGAINST, QUANTITIES } from "../state.js";
import { shared } from "../styles.js";
import { COUNTED, type Track } from "../track.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import "./fl-race.js";
import "./fl-standings.js";
import { SessionElement } from "./session-element.js";

type Weights = Readonly<Record<keyof Counts, number>>;

/** How the runs come closer, against iterations or against what their evaluations cost. */
@customElement("fl-convergence")
export class FlConvergence extends SessionElement {
  static override styles = [
    shared,
    css`
      .plot {
        position: relative;
        height: clamp(15rem, 36vh, 26rem);
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      .switch {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 2rem;
      }

      .weights {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
      }

      .weights label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      .weights input {
        width: 5rem;
      }

      legend {
        padding: 0;
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");

  override render() {
    const { session } = this;
    const { quantity, axis, against } = session.state;
    const isHidden = axis === "logarithmic" && session.runs.some((run) => this.#hasHidden(run));
    return html`<div class="stack">
      <div class="row">
        ${segments(
          words.convergence.quantity,
          "quantity",
          QUANTITIES.map((value) => ({ value, label: words.convergence.quantities[value] })),
          quantity,
          (chosen) => session.update({ quantity: chosen }),
        )}
        ${segments(
          words.convergence.against,
          "against",
          AGAINST.map((value) => ({ value, label: words.convergence.againstOf[value] })),
          against,
          (chosen) => session.update({ against: chosen }),
        )}
        <label class="switch">
          <input
            type="checkbox"
            .checked=${live(axis === "logarithmic")}
            @change=${() => session.update({ axis: axis === "logarithmic" ? "linear" : "logarithmic" })}
          />
          ${words.convergence.axis}
        </label>
      </div>
      ${against === "cost" ? this.#weights() : nothing}
      <div class="plot"><canvas role="img" aria-label=${this.#caption()}></canvas></div>
      <p class="muted small number" ?hidden=${!isHidden && quantity !== "gap"}>
        ${quantity === "gap" ? words.convergence.smallest(formatNumber(session.smallestValue())) : nothing}
        ${isHidden ? words.convergence.hidden : nothing}
      </p>
      <fl-standings .session=${session}></fl-standings>
      ${session.runs.length > 1 ? html`<fl-race .session=${session}></fl-race>` : nothing}
    </div>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const { size } = this.#box;
    if (canvas === null || size === null) return;
    const { session } = this;
    const { against, quantity, runs } = session.state;
    const weights = this.#spent();
    const series = session.runs.map((run, index): Series => {
      const values = this.#values(run);
      const shown = { slot: runs[index]?.slot ?? 0, label: session.names[index] ?? "", values };
      return weights === null ? shown : { ...shown, at: run.costs(weights) };
    });
    const labels = {
      quantity: words.convergence.quantities[quantity],
      against: against === "iterations" ? words.convergence.iteration : words.convergence.againstOf[against],
    };
    fitCanvas(canvas, size);
    session.drawConvergence(canvas, series, labels, size.ratio);
  }

  /** What an evaluation of each kind counts on the horizontal axis; null where iterations count. */
  #spent(): Weights | null {
    const { state, gradientShares, weights } = this.session;
    return { iterations: null, gradients: gradientShares, cost: weights }[state.against];
  }

  /** The costs of those kinds of evaluations that the runs have made. */
  #weights() {
    const { session } = this;
    const { weights } = session;
    const made = COUNTED.filter((kind) => session.runs.some((run) => run.counts()[kind] > 0));
    if (weights === null) return nothing;
    const set = (kind: keyof Counts, event: Event): void => {
      const input = event.target as HTMLInputElement;
      const weight = parseNumber(input.value);
      const isTaken = weight !== null && weight >= 0 && session.update({ weights: { ...session.state.weights, [kind]: weight } });
      if (!isTaken) input.value = formatNumber(weights[kind]);
    };
    return html`<fieldset>
      <legend>${words.convergence.weights}</legend>
      <div class="weights">
        ${made.map(
          (kind) => html`<label>
            ${words.step.countsOf[kind]}
            <input
              type="text"
              inputmode="decimal"
              autocomplete="off"
              .value=${live(formatNumber(weights[kind]))}
              @change=${(event: Event) => set(kind, event)}
            />
          </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #caption(): string {
    const { session } = this;
    const { against, quantity } = session.state;
    const weights = this.#spent();
    const axis = words.convergence.againstOf[against];
    const courses = session.runs.map((run, index) => {
      const values = this.#values(run);
      const spent = weights === null ? "" : words.convergence.after(formatNumber(run.costAt(run.iteration, weights)), axis);
      const [first, last] = [formatNumber(values[0] ?? NaN), formatNumber(values.at(-1) ?? NaN)];
      const course = words.convergence.course(first, last, run.iteration, spent);
      return session.runs.length > 1 ? `${session.names[index]} ${course}` : course;
    });
    return `${words.convergence.caption(words.convergence.quantities[quantity], axis)} ${courses.join("; ")}.`;
  }

  /** Whether a logarithmic axis has no place for some of a run's values. */
  #hasHidden(run: Track): boolean {
    switch (this.session.state.quantity) {
      case "value":
        return run.least <= 0;
      case "gradient":
        return run.firstWith("gradient", 0) !== null;
      case "gap":
        return run.least <= this.session.smallestValue();
    }
  }

  #values(run: Track): Float64Array {
    switch (this.session.state.quantity) {
      case "value":
        return run.values();
      case "gradient":
        return run.gradientNorms();
      case "gap": {
        const least = this.session.smallestValue();
        return run.values().map((value) => value - least);
      }
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-convergence": FlConvergence;
  }
}
