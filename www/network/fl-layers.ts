import { css, html, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { layerWidths } from "./choice.js";
import { TrainerElement } from "./trainer-element.js";

/** How long the gradient is in each layer, as bars and numbers. */
@customElement("fl-layers")
export class FlLayers extends TrainerElement {
  static override styles = [
    shared,
    css`
      th[scope="row"] {
        font-weight: 400;
        white-space: nowrap;
      }

      .bar {
        width: 60%;
        vertical-align: middle;
      }

      .bar svg {
        display: block;
        width: 100%;
        height: 0.75rem;
        color: var(--accent);
      }

      td.number,
      th.number {
        text-align: right;
      }
    `,
  ];

  override render() {
    const { choice, progress } = this.trainer;
    const widths = layerWidths(choice);
    const norms = progress?.gradientNorms ?? null;
    // While another network is on its way, the old one's numbers do not fit its layers.
    const fitting = norms !== null && norms.length === widths.length - 1 ? [...norms] : [];
    const largest = Math.max(...fitting);
    return html`<section class="card stack" aria-labelledby="heading">
      <h2 id="heading">${words.network.layers}</h2>
      ${
        progress !== null && norms === null
          ? html`<p class="muted">${words.network.noGradient}</p>`
          : html`<table>
              <caption class="unseen">
                ${words.network.layersCaption}
              </caption>
              <thead>
                <tr>
                  <th scope="col">${words.network.layer}</th>
                  <th scope="col" colspan="2" class="number">${words.network.norm}</th>
                </tr>
              </thead>
              <tbody>
                ${fitting.map(
                  (norm, layer) => html`<tr>
                    <th scope="row">${words.network.layerOf(layer + 1, widths[layer] ?? 0, widths[layer + 1] ?? 0)}</th>
                    <td class="bar">${bar(largest > 0 ? norm / largest : 0)}</td>
                    <td class="number" title=${norm}>${formatNumber(norm, 4)}</td>
                  </tr>`,
                )}
              </tbody>
            </table>`
      }
    </section>`;
  }
}

function bar(share: number) {
  return svg`<svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    <rect width=${100 * share} height="10" fill="currentColor" />
  </svg>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-layers": FlLayers;
  }
}
