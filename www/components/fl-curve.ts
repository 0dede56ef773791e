import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { between } from "../captions.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { PlotElement, plotStyles } from "./plot-element.js";

/** An objective of one variable: its curve with the optimizer's local model, and its derivatives below. */
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
        flex: 2.25;
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  readonly #firstBox = new SizeController(this, ".first");
  readonly #secondBox = new SizeController(this, ".second");

  override render() {
    const { session } = this;
    const { derivatives } = session.state;
    const side = between(session.variables[0] ?? "", session.view.x);
    return html`<div class="plot">
        <canvas class="base" role="img" aria-label=${words.picture.caption1(session.formula, side)}></canvas>
        ${this.overlay()}
      </div>
      ${derivatives === "none" ? nothing : graph("first", words.picture.captionDerivative(session.formula, side))}
      ${derivatives === "second" ? graph("second", words.views.captionSecond(session.formula, side)) : nothing}
      <p id="help" class="unseen">${words.picture.overlayHelp}</p>`;
  }

  override updated(): void {
    const { session } = this;
    const { size } = this.box;
    const [base, overlay] = this.renderRoot.querySelectorAll("canvas");
    const curve = session.curve();
    if (curve === null || base === undefined || overlay === undefined) return;
    if (size !== null) this.drawLayers(curve, base, overlay, size);
    for (const [name, box] of [["first", this.#firstBox], ["second", this.#secondBox]] as const) {
      const canvas = this.renderRoot.querySelector<HTMLCanvasElement>(`.${name} canvas`);
      if (canvas === null || box.size === null) continue;
      fitCanvas(canvas, box.size);
      if (name === "first") curve.drawDerivative(canvas, session.paths(), session.theme, box.size.ratio);
      else curve.drawSecondDerivative(canvas, session.paths(), session.theme, box.size.ratio);
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

/** A derivative below the curve. */
function graph(name: "first" | "second", caption: string) {
  return html`<div class=${`derivative ${name}`}><canvas role="img" aria-label=${caption}></canvas></div>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-curve": FlCurve;
  }
}
