import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { DIGITS, PIXELS } from "./choice.js";
import { TrainerElement } from "./trainer-element.js";

const SIDE = Math.sqrt(PIXELS);

interface Reading {
  shown: number;
  read: number;
  /** The network's probability for what it reads; null where its outputs are none. */
  probability: number | null;
}

/** Images of the validation samples with what the network reads in them. */
@customElement("fl-images")
export class FlImages extends TrainerElement {
  static override styles = [
    shared,
    css`
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(3.5rem, 1fr));
        gap: var(--space-2);
        list-style: none;
      }

      li {
        display: flex;
        flex-direction: column;
        align-items: center;
        padding: var(--space-1);
        border: 2px solid transparent;
        border-radius: var(--radius);
        line-height: 1.25;
        white-space: nowrap;
      }

      li.wrong {
        border: 2px dashed var(--danger);
      }

      canvas {
        width: 2rem;
        height: 2rem;
        image-rendering: pixelated;
      }

      .read {
        font-weight: 600;
      }
    `,
  ];

  #drawn: Float64Array | null = null;

  override render() {
    const readings = this.#readings();
    const wrong = readings.filter(({ read, shown }) => read !== shown).length;
    return html`<section class="card stack" aria-labelledby="heading">
      <h2 id="heading">${words.network.images}</h2>
      <p class="muted small">${readings.length === 0 ? nothing : words.network.imagesCaption(wrong, readings.length)}</p>
      <ul>
        ${readings.map(
          (reading) => html`<li class=${reading.read === reading.shown ? "" : "wrong"}>
            <canvas width=${SIDE} height=${SIDE} role="img" aria-label=${described(reading)}></canvas>
            <span class="read number" aria-hidden="true">${reading.read} ${reading.read === reading.shown ? "✓" : "✗"}</span>
            <span class="small muted" aria-hidden="true"
              >${reading.read === reading.shown ? percent(reading) : words.network.notDigit(reading.shown)}</span
            >
          </li>`,
        )}
      </ul>
    </section>`;
  }

  override updated(): void {
    const features = this.trainer.progress?.images.features;
    if (features === undefined || features === this.#drawn) return;
    this.#drawn = features;
    this.renderRoot.querySelectorAll("canvas").forEach((canvas, index) => {
      const picture = new ImageData(SIDE, SIDE);
      for (let i = 0; i < PIXELS; i += 1) {
        const grey = 255 * (1 - (features[index * PIXELS + i] ?? 0));
        picture.data.set([grey, grey, grey, 255], 4 * i);
      }
      canvas.getContext("2d")?.putImageData(picture, 0, 0);
    });
  }

  #readings(): Reading[] {
    const { choice, progress } = this.trainer;
    if (progress === null) return [];
    const { labels, outputs } = progress.images;
    return Array.from(labels, (shown, index) => {
      const says = outputs.slice(index * DIGITS, (index + 1) * DIGITS);
      const most = Math.max(...says);
      return { shown, read: says.indexOf(most), probability: choice.loss === "cross-entropy" ? most : null };
    });
  }
}

function percent({ probability }: Reading): string {
  return probability === null ? "" : `${formatNumber(Math.round(100 * probability))} %`;
}

function described(reading: Reading): string {
  const { probability, read, shown } = reading;
  const sure = probability === null ? "" : words.network.sure(formatNumber(Math.round(100 * probability)));
  return read === shown ? words.network.right(read, sure) : words.network.wrong(shown, read, sure);
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-images": FlImages;
  }
}
