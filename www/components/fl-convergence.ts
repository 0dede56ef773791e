import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { formatNumber } from "../format.js";
import { QUANTITIES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import { SessionElement } from "./session-element.js";

/** How the run comes closer, against iterations. */
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
    `,
  ];

  readonly #box = new SizeController(this, ".plot");

  override render() {
    const { session } = this;
    const { quantity, axis } = session.state;
    const values = this.#values();
    const first = formatNumber(values[0] ?? NaN);
    const last = formatNumber(values.at(-1) ?? NaN);
    const caption = words.convergence.caption(words.convergence.quantities[quantity], first, last, session.iteration);
    const note =
      axis === "logarithmic" && values.some((value) => value <= 0)
        ? words.convergence.hidden
        : quantity === "gap"
          ? words.convergence.smallest(formatNumber(session.smallestValue()))
          : "";
    return html`<div class="stack">
      <div class="row">
        ${segments(
          words.convergence.quantity,
          "quantity",
          QUANTITIES.map((value) => ({ value, label: words.convergence.quantities[value] })),
          quantity,
          (chosen) => session.update({ quantity: chosen }),
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
      <div class="plot"><canvas role="img" aria-label=${caption}></canvas></div>
      <p class="muted small number">${caption} ${note}</p>
    </div>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const { size } = this.#box;
    if (canvas === null || size === null) return;
    const { session } = this;
    fitCanvas(canvas, size);
    const series = [{ slot: 0, label: session.optimizer?.name ?? "", values: this.#values() }];
    session.drawConvergence(canvas, series, words.convergence.quantities[session.state.quantity], size.ratio);
  }

  #values(): Float64Array {
    const { session } = this;
    switch (session.state.quantity) {
      case "value":
        return session.values;
      case "gradient":
        return session.gradientNorms;
      case "gap": {
        const least = session.smallestValue();
        return session.values.map((value) => value - least);
      }
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-convergence": FlConvergence;
  }
}
