import { css, html, nothing, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { ThemeName } from "../../crate/web/types.js";
import type { Trainer } from "../network/trainer.js";
import type { Session } from "../session.js";
import { keepPreference, onSystemTheme, type Preference, PREFERENCES, readPreference, resolveTheme } from "../theme.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { BENCHES } from "../state.js";
import { option, segments } from "./controls.js";
import "./fl-objective.js";
import "./fl-optimizer.js";
import "./fl-picture.js";
import "./fl-tabs.js";
import "./fl-transport.js";
import { SessionElement } from "./session-element.js";

/** Elements that undo what is typed themselves. */
const TEXT_FIELDS = "input[type=text], textarea";
/** Elements that use the page's keys themselves. */
const OWN_KEYS = "input, textarea, select, [role=tab], .scroll";

const EDIT_ICONS = {
  undo: svg`<path d="M6 3 2.5 6.5 6 10M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6" />`,
  redo: svg`<path d="M10 3l3.5 3.5L10 10M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10" />`,
};

/** The whole page: its parts, the keys and the notices. */
@customElement("fl-app")
export class FlApp extends SessionElement {
  static override styles = [
    shared,
    css`
      :host {
        max-width: 112rem;
        margin: 0 auto;
        padding: 0 var(--space-4) var(--space-6);
      }

      .top {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 3.25rem;
      }

      h1 {
        margin: 0;
        font-size: var(--text-title);
        font-weight: 650;
        letter-spacing: -0.01em;
        white-space: nowrap;
      }

      .tagline {
        flex: 1;
        color: var(--muted);
      }

      .top .segments {
        flex-wrap: nowrap;
        align-self: center;
      }

      .theme {
        width: auto;
      }

      main {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 23rem;
        grid-template-rows: auto auto 1fr;
        gap: var(--space-3) var(--space-4);
        align-items: start;
      }

      aside {
        display: flex;
        flex-direction: column;
        gap: var(--space-3);
        grid-column: 2;
        grid-row: 1 / span 3;
        min-width: 0;
      }

      fl-picture,
      fl-transport,
      fl-tabs {
        grid-column: 1;
      }

      fl-transport {
        position: sticky;
        z-index: 1;
        top: 0;
      }

      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        margin-bottom: var(--space-3);
        padding: var(--space-2) var(--space-3);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        background: var(--warning-soft);
      }

      .notice p {
        flex: 1 1 16rem;
        overflow-wrap: anywhere;
      }

      .crash {
        position: sticky;
        z-index: 2;
        top: var(--space-2);
        border-color: var(--danger);
        background: var(--danger-soft);
      }

      .keys {
        margin-top: var(--space-4);
      }

      main.bench {
        display: block;
      }

      main[inert] {
        opacity: 0.55;
      }

      @media (max-width: 60rem) {
        main {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: none;
        }

        aside {
          grid-column: 1;
          grid-row: auto;
        }
      }

      @media (min-width: 40rem) and (max-width: 60rem) {
        aside {
          display: grid;
          grid-template-columns: repeat(2, minmax(0, 1fr));
          align-items: start;
        }
      }

      @media (max-width: 54rem) {
        .tagline {
          display: none;
        }

        h1 {
          flex: 1;
        }
      }

      @media (max-width: 40rem) {
        :host {
          padding: 0 var(--space-2) var(--space-4);
        }

        .top {
          flex-wrap: wrap;
          padding: var(--space-2) 0;
        }

        .top .segments {
          order: 1;
        }

        .theme {
          width: 5.25rem;
        }

        main,
        aside {
          gap: var(--space-2);
        }
      }

      @media print {
        fl-transport {
          position: static;
        }

        .theme,
        .keys {
          display: none;
        }

        main > * {
          margin-bottom: var(--space-3);
        }
      }
    `,
  ];

  @state() private preference: Preference = readPreference();
  @state() private linkCopied = false;
  /** Whether the dialog has been asked for. */
  @state() private takesAlong = false;
  /** Whether a bundle could not be loaded. */
  @state() private loadFailed = false;

  readonly #applyTheme = (): void => this.#showTheme(resolveTheme(this.preference));

  #showTheme(theme: ThemeName): void {
    document.documentElement.dataset.theme = theme;
    this.session.theme = theme;
  }

  /** The notice of a panic is this component's. */
  protected override shouldUpdate(): boolean {
    return true;
  }

  /** Paper is white, whatever the screen is. */
  readonly #beforePrint = (): void => this.#showTheme("light");

  override connectedCallback(): void {
    super.connectedCallback();
    this.#applyTheme();
    onSystemTheme(this.#applyTheme);
    addEventListener("beforeprint", this.#beforePrint);
    addEventListener("afterprint", this.#applyTheme);
    document.addEventListener("keydown", this.#keydown);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("beforeprint", this.#beforePrint);
    removeEventListener("afterprint", this.#applyTheme);
    document.removeEventListener("keydown", this.#keydown);
  }

  override render() {
    const { session } = this;
    return html`
      <header class="top">
        <h1>${words.title}</h1>
        <p class="tagline">${words.tagline}</p>
        ${segments(
          words.bench.label,
          "bench",
          BENCHES.map((value) => ({ value, label: words.bench[value] })),
          session.state.bench,
          (bench) => session.setBench(bench),
        )}
        ${this.#travel("undo", session.canUndo)} ${this.#travel("redo", session.canRedo)}
        ${session.state.bench === "function"
          ? html`<button type="button" @click=${this.#takeAlong}>${words.takeAlong.open}</button>`
          : nothing}
        <button type="button" @click=${this.#copyLink}>${this.linkCopied ? words.linkCopied : words.copyLink}</button>
        <label class="unseen" for="theme">${words.theme.label}</label>
        <select id="theme" class="theme" @change=${this.#setTheme}>
          ${PREFERENCES.map((preference) => option(preference, preference === this.preference, words.theme[preference]))}
        </select>
      </header>
      ${this.#crashNotice()} ${this.#ignoredNotice()} ${this.#loadNotice()}
      ${session.state.bench === "network" ? this.#network() : this.#function()}
      ${this.takesAlong ? html`<fl-take-along .session=${session}></fl-take-along>` : nothing}
      <footer class="keys muted small">${words.help}</footer>
    `;
  }

  /** Networks come in a bundle of their own, when they are first asked for. */
  #network() {
    import("../network/fl-network.js").catch(() => (this.loadFailed = true));
    return html`<main class="bench" ?inert=${this.session.crash !== null}>
      <fl-network .session=${this.session}></fl-network>
    </main>`;
  }

  #function() {
    const { session } = this;
    return html`<main ?inert=${session.crash !== null}>
        <fl-picture .session=${session}></fl-picture>
        <fl-transport .session=${session}></fl-transport>
        <aside>
          <fl-objective .session=${session}></fl-objective>
          <fl-optimizer .session=${session}></fl-optimizer>
        </aside>
        <fl-tabs .session=${session}></fl-tabs>
      </main>`;
  }

  #crashNotice() {
    const { crash } = this.session;
    if (crash === null) return nothing;
    return html`<div class="notice crash" role="alert">
      <p><strong>${words.notice.crashHeading}.</strong> ${words.notice.crash} <span class="small">(${crash})</span></p>
      <button type="button" class="primary" @click=${() => location.reload()}>${words.notice.restart}</button>
      <button type="button" @click=${this.#restartFresh}>${words.notice.restartFresh}</button>
    </div>`;
  }

  #loadNotice() {
    return this.loadFailed ? html`<p class="notice error" role="alert">${words.notice.loadFailed}</p>` : nothing;
  }

  #ignoredNotice() {
    const { session } = this;
    if (session.ignored.length === 0) return nothing;
    return html`<div class="notice" role="status">
      <p>${words.notice.ignored} ${session.ignored.join("; ")}</p>
      <button type="button" @click=${() => session.dismissIgnored()}>${words.notice.dismiss}</button>
    </div>`;
  }

  #restartFresh(): void {
    history.replaceState(null, "", location.pathname + location.search);
    location.reload();
  }

  #travel(way: "undo" | "redo", isPossible: boolean) {
    const label = words.edits[way];
    return html`<button class="icon" type="button" title=${label} aria-label=${label} ?disabled=${!isPossible} @click=${() => this.session[way]()}>
      <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${EDIT_ICONS[way]}</svg>
    </button>`;
  }

  #setTheme(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    this.preference = PREFERENCES.find((preference) => preference === value) ?? "auto";
    keepPreference(this.preference);
    this.#applyTheme();
  }

  async #copyLink(): Promise<void> {
    this.session.flush();
    try {
      await navigator.clipboard.writeText(location.href);
      this.linkCopied = true;
      setTimeout(() => (this.linkCopied = false), 2000);
    } catch {
      // Refused: the address bar has the same link.
    }
  }

  /** The dialog comes in a bundle of its own, when it is first asked for. */
  async #takeAlong(): Promise<void> {
    try {
      await import("./fl-take-along.js");
      this.takesAlong = true;
      await this.updateComplete;
      await this.renderRoot.querySelector("fl-take-along")?.open();
    } catch {
      this.loadFailed = true;
    }
  }

  /** What the keys step and play. */
  get #player(): Session | Trainer | null {
    const { session } = this;
    return session.state.bench === "function" ? session : (this.renderRoot.querySelector("fl-network")?.trainer ?? null);
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    const target = event.composedPath()[0];
    const isTyping = target instanceof Element && target.matches(TEXT_FIELDS);
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !isTyping && event.key.toLowerCase() === "z") {
      event.preventDefault();
      if (event.shiftKey) this.session.redo();
      else this.session.undo();
      return;
    }
    if (event.key === "Escape" && this.session.motion !== "rest") {
      event.preventDefault();
      this.session.pause();
      return;
    }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (target instanceof Element && target.matches(OWN_KEYS)) return;
    const player = this.#player;
    if (player === null) return;
    switch (event.key) {
      case "ArrowRight":
        player.step();
        break;
      case "ArrowLeft":
        player.back();
        break;
      case " ":
        // On a control, space is that control's.
        if (target instanceof Element && target.matches("button, summary, a")) return;
        if (player.playing) player.pause();
        else player.play();
        break;
      case ".":
      case ",":
        if (player !== this.session) return;
        this.session.moveLine(event.key === "." ? 1 : -1);
        break;
      case "r":
      case "R":
        player.reset();
        break;
      default:
        return;
    }
    event.preventDefault();
  };
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-app": FlApp;
  }
}
