import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import type { Landscape } from "../api.js";
import { landscapeCaption } from "../captions.js";
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

  /** The landscape with what the map shows of it: another one where that changes. */
  #map: { of: readonly unknown[]; picture: Pick<Landscape, "draw" | "drawPaths"> } | null = null;

  override render() {
    return html`<div class="plot">
        <canvas
          class="base"
          role="img"
          aria-busy=${this.session.sampling}
          aria-label=${landscapeCaption(this.session, words.picture.caption2)}
        ></canvas>
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
    this.drawLayers(this.#shown(landscape), base, overlay, size);
  }

  #shown(landscape: Landscape): Pick<Landscape, "draw" | "drawPaths"> {
    const { contourLabels, field } = this.session.state;
    const of = [landscape, contourLabels, field];
    if (this.#map === null || of.some((part, index) => part !== this.#map?.of[index])) {
      const shown = { labels: contourLabels === "shown", field: field === "shown" };
      const picture: Pick<Landscape, "draw" | "drawPaths"> = {
        draw: (canvas, theme, ratio) => landscape.draw(canvas, theme, ratio, shown),
        drawPaths: (canvas, paths, theme, ratio) => landscape.drawPaths(canvas, paths, theme, ratio),
      };
      this.#map = { of, picture };
    }
    return this.#map.picture;
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
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-landscape": FlLandscape;
  }
}
