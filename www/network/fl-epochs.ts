import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { ANNOUNCE_EVERY, ICONS } from "../components/fl-transport.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { TrainerElement } from "./trainer-element.js";

/** Through the epochs: reset, back, one epoch, train and pause, with the count, the pace and the status. */
@customElement("fl-epochs")
export class FlEpochs extends TrainerElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }

      .card {
        padding: var(--space-2) var(--space-3);
      }

      .bar,
      .buttons {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      .buttons svg {
        stroke: currentcolor;
        stroke-width: 1.5;
        stroke-linejoin: round;
        stroke-linecap: round;
      }

      .primary {
        min-width: 6.5rem;
      }

      .count {
        margin-left: auto;
        font-size: var(--text-title);
        font-weight: 600;
        white-space: nowrap;
      }

      progress {
        width: 7rem;
        accent-color: var(--accent);
      }

      .status {
        min-height: 1.45em;
        margin-top: var(--space-1);
        overflow-wrap: anywhere;
      }

      @container (max-width: 36rem) {
        button:not(.primary, .step) span {
          position: absolute;
          clip-path: inset(50%);
        }

        .pace {
          display: none;
        }
      }
    `,
  ];

  @state() private announcement = "";
  #announced = 0;
  #announceTimer = 0;
  #announcedEpoch = -1;

  override render() {
    const { trainer } = this;
    const { computing, epoch, finished, playing, progress } = trainer;
    const isStill = epoch === 0 && !computing && !finished && !playing;
    return html`<section class="card" aria-label=${words.network.transport}>
      <div class="bar">
        <div class="buttons">
          ${this.#button("reset", isStill, () => trainer.reset())}
          ${this.#button("back", epoch === 0, () => trainer.back())}
          ${this.#button("step", finished, () => trainer.step(), "step")}
          ${
            playing || computing
              ? this.#button("pause", false, () => trainer.pause(), "primary")
              : this.#button("play", finished, () => trainer.play(), "primary")
          }
        </div>
        ${this.#bar()}
        <span class="pace muted small number"
          >${
            progress !== null && Number.isFinite(progress.milliseconds)
              ? words.network.pace(formatNumber(Number(progress.milliseconds.toPrecision(2))), progress.stepsPerEpoch)
              : nothing
          }</span
        >
        <output class="count number">${words.network.count(epoch)}</output>
      </div>
      <p class="status small muted">${this.#status()}</p>
      <p class="unseen" aria-live="polite">${this.announcement}</p>
    </section>`;
  }

  override updated(): void {
    this.#announce();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#announceTimer);
  }

  /** How far the epochs that the address asks for are; while training goes on, how much of the patience is used up. */
  #bar() {
    const { choice, computing, epoch, playing, record } = this.trainer;
    const bar = (label: string, value: number, max: number) =>
      html`<progress aria-label=${label} title=${label} max=${max} value=${value}></progress>`;
    if (computing && epoch < choice.epochs) return bar(words.network.progress, epoch, choice.epochs);
    if (!playing || record === null || choice.patience === null) return nothing;
    return bar(words.network.waited, record.epoch - record.bestEpoch, choice.patience);
  }

  #button(name: keyof typeof ICONS, disabled: boolean, press: () => void, kind = "") {
    const label = words.network[name];
    return html`<button class=${kind} type="button" title=${label} ?disabled=${disabled} @click=${press}>
      <svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg><span>${label}</span>
    </button>`;
  }

  #status(): string {
    const { choice, computing, epoch, problem, record } = this.trainer;
    if (problem !== "") return "";
    if (record === null) return words.network.loading;
    if (computing && epoch < choice.epochs) return words.network.computing(epoch, choice.epochs);
    return record.status.message;
  }

  /** Tells the epoch to a screen reader; while training not more often than it can be read. */
  #announce(): void {
    const { trainer } = this;
    if (trainer.epoch === this.#announcedEpoch || this.#announceTimer !== 0) return;
    const wait = trainer.playing ? this.#announced + ANNOUNCE_EVERY - performance.now() : 0;
    this.#announceTimer = window.setTimeout(
      () => {
        this.#announceTimer = 0;
        this.#announced = performance.now();
        const { epoch, record } = trainer;
        this.#announcedEpoch = epoch;
        if (record === null) return;
        const where = words.network.live(epoch, formatNumber(record.loss, 4), formatNumber(record.validationError ?? NaN, 4));
        this.announcement = trainer.finished ? `${where} ${record.status.message}` : where;
      },
      Math.max(100, wait),
    );
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-epochs": FlEpochs;
  }
}
