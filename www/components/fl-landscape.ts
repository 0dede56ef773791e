import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { PlotElement, plotStyles } from "./plot-element.js";

/** An objective of two variables: heat map and contours below, the path and the coming step above. */
@customElement("fl-landscape")
export class FlLandscape extends PlotElement {
  static override styles = [
    shared,
    plotStyles,
    css`
      .plot {
        position: relative;
        width: 100%;
        height: 100%;
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
    `,
  ];

  override render() {
    return html`<div class="plot">
        <canvas class="base" role="img" aria-busy=${this.session.sampling} aria-label=${this.#caption()}></canvas>
        ${this.overlay()}
      </div>
      <p id="help" class="unseen">${words.picture.overlayHelp}</p>`;
  }

  override updated(): void {
    const { session } = this;
    const { size } = this.box;
    const [base, overlay] = this.renderRoot.querySelectorAll("canvas");
    const landscape = session.landscape();
    if (size === null || base === undefined || overlay === undefined || landscape === null) return;
    this.drawLayers(landscape, base, overlay, size);
  }

  protected override thetaAt(x: number, y: number): number[] {
    const theta = this.session.landscape()?.thetaAt(x, y);
    return theta === undefined ? [] : [...theta];
  }

  protected override moved(start: readonly number[], x: number, y: number): number[] {
    const { u = [1, 0], v = [0, 1] } = this.session.plane ?? {};
    return start.map((value, i) => value + x * (u[i] ?? 0) + y * (v[i] ?? 0));
  }

  protected override keySteps(): number[] {
    const { x, y = x } = this.session.view;
    return [(x[1] - x[0]) / 50, (y[1] - y[0]) / 50];
  }

  #caption(): string {
    const { session } = this;
    const { x, y = x } = session.view;
    const choice = session.planeChoice;
    const [i, j] = choice.kind === "coordinates" ? choice.of : [NaN, NaN];
    const [first, second] = [session.variables[i] ?? "s", session.variables[j] ?? "t"];
    const side = (name: string, [low, high]: [number, number]): string =>
      words.picture.between(name, formatNumber(low, 3), formatNumber(high, 3));
    const range = session.landscape()?.range;
    const values = range ? words.picture.values(formatNumber(range[0], 3), formatNumber(range[1], 3)) : "";
    return words.picture.caption2(session.formula, side(first, x), side(second, y), values);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-landscape": FlLandscape;
  }
}
