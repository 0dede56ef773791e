import { css, html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatNumber, formatVector } from "../format.js";
import { MAX_ITERATIONS, SPEEDS } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option } from "./controls.js";
import "./fl-timeline.js";
import { LiveElement } from "./session-element.js";

export const ICONS = {
  reset: svg`<path d="M3.5 3v10M13 3.5v9L6 8z" />`,
  back: svg`<path d="M11 3.5v9L4.5 8z" />`,
  step: svg`<path d="M5 3.5v9L11.5 8z" />`,
  play: svg`<path d="M2.5 3.5v9L8 8zM8.5 3.5v9L14 8z" />`,
  pause: svg`<path d="M4.5 3v10M11.5 3v10" />`,
};
const END_ICONS = {
  toEnd: svg`<path d="M2.5 3.5v9L7 8zM7.5 3.5v9L12 8zM13.5 3v10" />`,
  cancel: svg`<path d="M4 4h8v8H4z" />`,
};
const ALL_ICONS = { ...ICONS, ...END_ICONS };

/** Milliseconds between two announcements while iterations follow one another quickly. */
export const ANNOUNCE_EVERY = 2000;

/** Through the iterations: reset, back, step, play and to the end, with a slider, the count and the run's status. */
@customElement("fl-transport")
export class FlTransport extends LiveElement {
  static override styles = [
    shared,
    css`
      :host {
        container-type: inline-size;
      }

      .card {
        padding: var(--space-2) var(--space-3);
      }

      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      .buttons {
        display: flex;
        gap: var(--space-2);
      }

      .buttons svg {
        fill: currentcolor;
        stroke: currentcolor;
        stroke-width: 1.5;
        stroke-linejoin: round;
        stroke-linecap: round;
      }

      .primary {
        min-width: 6.5rem;
      }

      .play {
        min-width: 6rem;
      }

      .to-end {
        min-width: 7.25rem;
      }

      .speed {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }

      .speed select {
        width: 8.5rem;
      }

      .epoch {
        margin-left: auto;
      }

      .epoch + .count {
        margin-left: 0;
      }

      .count {
        min-width: 6.5rem;
        margin-left: auto;
        font-size: var(--text-title);
        font-weight: 600;
        text-align: right;
        white-space: nowrap;
      }

      .below {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-3);
      }

      .status {
        min-height: 1.45em;
        overflow-wrap: anywhere;
      }

      progress {
        width: 8rem;
        accent-color: var(--accent);
      }

      .status svg {
        width: 0.75rem;
        height: 0.75rem;
        margin-right: var(--space-1);
        vertical-align: -0.05em;
      }

      @container (max-width: 52rem) {
        .speed > label,
        button:not(.primary, .play) span {
          position: absolute;
          clip-path: inset(50%);
        }

        .speed select {
          width: 7.5rem;
        }

        .count {
          min-width: 5.5rem;
        }

        .to-end {
          min-width: 2.75rem;
          padding: 0;
        }

        progress {
          width: 5rem;
        }
      }

      @container (max-width: 26rem) {
        .play span {
          position: absolute;
          clip-path: inset(50%);
        }

        .buttons button:not(.primary) {
          width: 2.75rem;
          min-width: 0;
          padding: 0;
        }

        .primary {
          min-width: 5rem;
        }
      }

      @container (max-width: 20rem) {
        .buttons {
          gap: var(--space-1);
        }
      }
    `,
  ];

  @state() private announcement = "";
  #announced = 0;
  #announceTimer = 0;
  #announcedKey = "";

  override render() {
    const { session } = this;
    const { iteration, finished, motion, playing } = session;
    const isEnding = motion === "ending";
    const name = playing ? "pause" : "play";
    return html`<section class="card" aria-label=${words.transport.label}>
      <div class="bar">
        <div class="buttons">
          ${this.#button("reset", iteration === 0 && !session.computing && !finished, () => session.reset())}
          ${this.#button("back", iteration === 0, () => session.back())}
          ${this.#button("step", finished, () => session.step(), "primary")}
          ${this.#button(name, finished && !playing, () => (playing ? session.pause() : session.play()), "play")}
          ${this.#button(isEnding ? "cancel" : "toEnd", finished && !isEnding, () => (isEnding ? session.pause() : session.runToEnd()), "to-end")}
        </div>
        <div class="speed">
          <label for="speed">${words.transport.speed}</label>
          <select id="speed" @change=${this.#setSpeed}>
            ${SPEEDS.map((speed) => option(speed, speed === session.state.speed, words.transport.perSecond(speed)))}
          </select>
        </div>
        ${session.epoch === null ? nothing : html`<span class="epoch muted small number">${words.transport.epoch(session.epoch)}</span>`}
        <output class="count number">k = ${iteration}</output>
      </div>
      <fl-timeline .session=${session}></fl-timeline>
      <div class="below">
        <p class="status small ${session.finished ? "ended" : "muted"}">${this.#status()}</p>
        ${
          isEnding
            ? html`<progress max=${this.#limit} value=${iteration} aria-label=${words.transport.toEnd}></progress>`
            : nothing
        }
      </div>
      <p class="unseen" aria-live="polite">${this.announcement}</p>
    </section>`;
  }

  override updated(): void {
    this.#announce();
  }

  #button(name: keyof typeof ALL_ICONS, disabled: boolean, press: () => void, kind = "") {
    const label = words.transport[name];
    return html`<button class=${kind} type="button" title=${label} ?disabled=${disabled} @click=${press}>
      <svg viewBox="0 0 16 16" aria-hidden="true">${ALL_ICONS[name]}</svg><span>${label}</span>
    </button>`;
  }

  /** The iteration at which the last run stops, whatever else happens. */
  get #limit(): number {
    return Math.min(this.session.state.stop.maxIterations ?? Infinity, MAX_ITERATIONS);
  }

  #status() {
    const { session } = this;
    if (session.motion === "ending") return words.transport.ending(session.iteration, this.#limit);
    if (session.state.raced !== null) return words.race.at(formatNumber(session.state.raced, 4), words.convergence.againstOf[session.state.measure]);
    if (session.computing) return words.transport.computing(session.iteration, session.state.iteration);
    const { message } = session.status;
    return session.runs.length > 1 ? `${session.names[session.state.selected]}: ${message}` : message;
  }

  /** Tells the iterate to a screen reader; while playing not more often than it can be read. */
  #announce(): void {
    const { session } = this;
    const key = `${session.iteration} ${session.address}`;
    if (key === this.#announcedKey || this.#announceTimer !== 0) return;
    const wait = session.playing ? this.#announced + ANNOUNCE_EVERY - performance.now() : 0;
    this.#announceTimer = window.setTimeout(
      () => {
        this.#announceTimer = 0;
        this.#announced = performance.now();
        this.#announcedKey = `${session.iteration} ${session.address}`;
        const where = words.live(session.run?.iteration ?? 0, formatVector(session.theta, 4), formatNumber(session.value, 4));
        this.announcement = !session.finished ? where : `${where} ${this.#outcome()}`;
      },
      Math.max(100, wait),
    );
  }

  /** How the runs have ended. */
  #outcome(): string {
    const { names, runs } = this.session;
    const [first] = runs;
    if (first !== undefined && runs.length === 1) return first.status.message;
    return runs.map((run, index) => words.transport.outcome(names[index] ?? "", run.iteration, run.status.message)).join(" ");
  }

  #setSpeed(event: Event): void {
    const speed = SPEEDS.find((candidate) => String(candidate) === (event.target as HTMLSelectElement).value);
    if (speed !== undefined) this.session.update({ speed });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-transport": FlTransport;
  }
}
