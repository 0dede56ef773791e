import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Counts, Series } from "../../crate/web/types.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { formatNumber, parseNumber } from "../format.js";
import { AGAINST, QUANTITIES } from "../state.js";
import { shared } from "../styles.js";
import { swatch } from "../swatch.js";
import { COUNTED, type Track } from "../track.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
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

      .swatch {
        vertical-align: -0.1em;
      }

      legend {
        padding: 0;
      }

      tbody th {
        white-space: nowrap;
      }

      td.number,
      th.number {
        text-align: right;
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");

  override render() {
    const { session } = this;
    const { quantity, axis, against } = session.state;
    const isHidden = axis === "logarithmic" && session.runs.some((run) => this.#values(run).some((value) => value <= 0));
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
      ${this.#table()}
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
      const spent = weights === null ? "" : words.convergence.after(formatNumber(run.costs(weights).at(-1) ?? 0), axis);
      const [first, last] = [formatNumber(values[0] ?? NaN), formatNumber(values.at(-1) ?? NaN)];
      const course = words.convergence.course(first, last, run.iteration, spent);
      return session.runs.length > 1 ? `${session.names[index]} ${course}` : course;
    });
    return `${words.convergence.caption(words.convergence.quantities[quantity], axis)} ${courses.join("; ")}.`;
  }

  /** The same as a table: where every run is by now, and what that has cost. */
  #table() {
    const { session } = this;
    const { gradientShares, weights, names, runs, styles, state } = session;
    const cost = (run: Track, of: Weights | null): string => (of === null ? "" : formatNumber(run.costs(of).at(-1) ?? 0));
    return html`<div class="scroll" role="region" aria-label=${words.convergence.table} tabindex="0">
      <table>
        <caption>
          ${words.convergence.table}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.convergence.run}</th>
            <th scope="col" class="number">${words.convergence.againstOf.iterations}</th>
            <th scope="col" class="number">${words.convergence.againstOf.gradients}</th>
            <th scope="col" class="number">${words.convergence.againstOf.cost}</th>
            <th scope="col" class="number">C</th>
            <th scope="col" class="number">${words.numbers.norm}</th>
            <th scope="col">${words.step.status}</th>
          </tr>
        </thead>
        <tbody>
          ${runs.map((run, index) => {
            const style = styles[state.runs[index]?.slot ?? 0];
            return html`<tr>
              <th scope="row">${style === undefined ? nothing : swatch(style)} ${names[index]}</th>
              <td class="number">${run.iteration}</td>
              <td class="number">${cost(run, gradientShares)}</td>
              <td class="number">${cost(run, weights)}</td>
              <td class="number" title=${run.value}>${formatNumber(run.value)}</td>
              <td class="number">${formatNumber(run.gradientNorms().at(-1) ?? NaN)}</td>
              <td>${words.runs.ended(run.status.kind)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
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
