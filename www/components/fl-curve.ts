import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { PlotElement, plotStyles } from "./plot-element.js";

/** An objective of one variable: its curve with the optimizer's local model, and its derivative below. */
@customElement("fl-curve")
export class FlCurve extends PlotElement {
  static override styles = [
    shared,
    plotStyles,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }

      .plot,
      .derivative {
        position: relative;
        width: 100%;
        min-height: 0;
      }

      .plot {
        flex: 3;
      }

      .derivative {
        flex: 2;
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  readonly #derivativeBox = new SizeController(this, ".derivative");

  override render() {
    const { session } = this;
    const { x } = session.view;
    const side = words.picture.between(session.variables[0] ?? "", formatNumber(x[0], 3), formatNumber(x[1], 3));
    return html`<div class="plot">
        <canvas class="base" role="img" aria-label=${words.picture.caption1(session.formula, side)}></canvas>
        ${this.overlay()}
      </div>
      <div class="derivative">
        <canvas role="img" aria-label=${words.picture.captionDerivative(session.formula, side)}></canvas>
      </div>
      <p id="help" class="unseen">${words.picture.overlayHelp}</p>`;
  }

  override updated(): void {
    const { session } = this;
    const { size } = this.box;
    const derivativeSize = this.#derivativeBox.size;
    const [base, overlay, derivative] = this.renderRoot.querySelectorAll("canvas");
    const curve = session.curve();
    if (curve === null || base === undefined || overlay === undefined || derivative === undefined) return;
    if (size !== null) this.drawLayers(curve, base, overlay, size);
    if (derivativeSize !== null) {
      fitCanvas(derivative, derivativeSize);
      curve.drawDerivative(derivative, session.paths(), session.theme, derivativeSize.ratio);
    }
  }

  protected override thetaAt(x: number): number[] {
    return [x];
  }

  protected override moved([t = 0]: readonly number[], x: number): number[] {
    return [t + x];
  }

  protected override keySteps(): number[] {
    const { x } = this.session.view;
    return [(x[1] - x[0]) / 50];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-curve": FlCurve;
  }
}
