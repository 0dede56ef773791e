import { css, html, type PropertyValues, svg } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Moment } from "../passes.js";
import { PACES, PASSES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option, segments } from "./controls.js";
import "./fl-math.js";
import { SessionElement } from "./session-element.js";

const ICONS = {
  first: svg`<path d="M4 3.5v9M12.5 3.5v9L6 8z" />`,
  back: svg`<path d="M11 3.5v9L4.5 8z" />`,
  next: svg`<path d="M5 3.5v9L11.5 8z" />`,
  last: svg`<path d="M12 3.5v9M3.5 3.5v9L10 8z" />`,
  play: svg`<path d="M2.5 3.5v9L8 8zM8.5 3.5v9L14 8z" />`,
  pause: svg`<path d="M4.5 3v10M11.5 3v10" />`,
};

/** Milliseconds that a moment must last to be told to a screen reader. */
const ANNOUNCE_AFTER = 350;

/** Goes through a pass of automatic differentiation row by row, with the rule and the numbers of each. */
@customElement("fl-passes")
export class FlPasses extends SessionElement {
  static override styles = [
    shared,
    css`
      .buttons {
        display: flex;
        gap: var(--space-2);
      }

      .buttons svg {
        stroke: currentcolor;
        stroke-width: 1.5;
        stroke-linejoin: round;
        stroke-linecap: round;
      }

      .play {
        min-width: 5.5rem;
      }

      .pace {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }

      .pace select {
        width: 8.5rem;
      }

      .place {
        min-width: 5.5rem;
      }

      .rule {
        display: grid;
        align-items: center;
        height: 3.75rem;
        margin-top: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border-left: 4px solid var(--accent);
        background: var(--sunken);
        overflow-y: auto;
      }

      @media (max-width: 40rem) {
        .rule {
          height: 7.5rem;
        }
      }

      .rule.complete {
        border-left-color: var(--line-strong);
      }
    `,
  ];

  /** The rows of the chosen pass. */
  @property({ attribute: false }) moments: readonly Moment[] = [];
  @state() private playing = false;
  @state() private announcement = "";
  #timer = 0;
  #announceTimer = 0;
  #told: Moment | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#pause();
    window.clearTimeout(this.#announceTimer);
  }

  override render() {
    const { session, moments } = this;
    const { pass, pace } = session.state;
    const { moment } = this;
    const last = moments.length - 1;
    const current = moment === null ? undefined : moments[moment];
    const name = this.playing ? "pause" : "play";
    return html`<div class="row">
        ${segments(
          words.passes.pass,
          "pass",
          PASSES.map((value) => ({ value, label: words.passes.passes[value] })),
          pass,
          (chosen) => this.#choose(chosen),
        )}
        <div class="buttons" role="group" aria-label=${words.passes.walk} @keydown=${this.#keydown}>
          ${this.#button("first", moment === 0 || last < 0, () => this.#goTo(0))}
          ${this.#button("back", moment === 0 || last < 0, () => this.#goTo((moment ?? moments.length) - 1))}
          ${this.#button("next", moment === last || last < 0, () => this.#goTo((moment ?? -1) + 1))}
          ${this.#button("last", moment === last || last < 0, () => this.#goTo(last))}
          <button class="play" type="button" ?disabled=${last < 0} @click=${this.playing ? this.#pause : this.#play}>
            <svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg><span>${words.passes[name]}</span>
          </button>
        </div>
        <div class="pace">
          <label for="pace">${words.passes.pace}</label>
          <select id="pace" @change=${this.#setPace}>
            ${PACES.map((value) => option(value, value === pace, words.passes.perSecond(value)))}
          </select>
        </div>
        <span class="place number small">${moment === null ? words.passes.complete(moments.length) : words.passes.place(moment + 1, moments.length)}</span>
        <button type="button" ?disabled=${moment === null} @click=${() => this.#goTo(null)}>${words.passes.all}</button>
      </div>
      <div class="scroll rule ${current === undefined ? "complete" : ""}" role="region" aria-label=${words.passes.rule} tabindex="0">
        ${
          current === undefined
            ? html`<p class="muted small">${words.passes.help[pass]}</p>`
            : html`<fl-math wrap .tex=${current.tex}></fl-math>`
        }
      </div>
      <p class="unseen" aria-live="polite">${this.announcement}</p>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (this.playing && changed.has("moments") && this.moment === this.moments.length - 1) this.#pause();
    this.#announce();
  }

  /** How far the pass is; an address may ask for more rows than there are. */
  get moment(): number | null {
    const { moment } = this.session.state;
    return moment === null || this.moments.length === 0 ? null : Math.min(moment, this.moments.length - 1);
  }

  #button(name: "first" | "back" | "next" | "last", disabled: boolean, press: () => void) {
    const label = words.passes[name];
    return html`<button class="icon" type="button" title=${label} aria-label=${label} ?disabled=${disabled} @click=${press}>
      <svg viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>
    </button>`;
  }

  #choose(pass: (typeof PASSES)[number]): void {
    this.#pause();
    this.session.update({ pass, moment: null });
  }

  #goTo(moment: number | null): void {
    this.#pause();
    this.session.update({ moment });
  }

  readonly #play = (): void => {
    const { moment, moments } = this;
    this.playing = true;
    this.session.update({ moment: moment === null || moment === moments.length - 1 ? 0 : moment + 1 });
    this.#start();
  };

  #start(): void {
    window.clearInterval(this.#timer);
    this.#timer = window.setInterval(() => {
      const next = (this.moment ?? -1) + 1;
      if (next < this.moments.length) this.session.update({ moment: next });
      if (next >= this.moments.length - 1) this.#pause();
    }, 1000 / this.session.state.pace);
  }

  readonly #pause = (): void => {
    window.clearInterval(this.#timer);
    this.playing = false;
  };

  #setPace(event: Event): void {
    const pace = PACES.find((candidate) => String(candidate) === (event.target as HTMLSelectElement).value);
    if (pace === undefined) return;
    this.session.update({ pace });
    if (this.playing) this.#start();
  }

  /** On the buttons the arrow keys go through the pass, and not through the iterations of the run. */
  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { moment } = this;
    const last = this.moments.length - 1;
    const targets: Record<string, number> = {
      ArrowLeft: Math.max(0, (moment ?? last + 1) - 1),
      ArrowRight: Math.min(last, (moment ?? -1) + 1),
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined || last < 0) return;
    event.preventDefault();
    this.#goTo(target);
  };

  #announce(): void {
    const { moment } = this;
    const current = moment === null ? undefined : this.moments[moment];
    if (current?.text === this.#told?.text) return;
    this.#told = current;
    window.clearTimeout(this.#announceTimer);
    this.#announceTimer = window.setTimeout(() => {
      this.announcement =
        current === undefined || moment === null ? "" : words.passes.live(moment + 1, this.moments.length, current.text);
    }, ANNOUNCE_AFTER);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-passes": FlPasses;
  }
}
