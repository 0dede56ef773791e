import { css, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { Parsed } from "../session.js";
import { MAX_FORMULA } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";
import { errorPicture, markedText, mirror } from "./marked-text.js";
import { SessionElement } from "./session-element.js";

/** Milliseconds without a key after which a correct formula is taken. */
const PAUSE = 350;

/** The function's formula: typed, typeset, and with errors that point into the text. */
@customElement("fl-formula")
export class FlFormula extends SessionElement {
  static override styles = [
    shared,
    markedText,
    css`
      .preview {
        min-height: 2rem;
        padding: var(--space-1) 0;
        overflow-x: auto;
        overflow-wrap: anywhere;
        scrollbar-width: thin;
      }
    `,
  ];

  /** What is typed and differs from the session's formula. */
  @state() private draft: string | null = null;
  @query("textarea") private readonly textarea!: HTMLTextAreaElement;
  #timer = 0;
  /** Whether this visit of the field has already made an entry in the browser's history. */
  #taken = false;
  #preview = "";
  #parsed: { key: string; result: Parsed } | null = null;

  override render() {
    const text = this.draft ?? this.session.formula;
    const parsed = this.#parse(text);
    const { problem } = this.session;
    const error = "error" in parsed ? parsed.error : null;
    if ("tex" in parsed) this.#preview = parsed.tex;
    return html`
      <label for="formula">${words.objective.formula}</label>
      <div class="field">
        ${mirror(text, error)}
        <textarea
          id="formula"
          rows="1"
          maxlength=${MAX_FORMULA}
          spellcheck="false"
          autocapitalize="off"
          autocomplete="off"
          aria-invalid=${error !== null}
          aria-describedby="error help"
          .value=${text}
          @input=${this.#input}
          @keydown=${this.#keydown}
          @change=${this.#commit}
          @blur=${() => (this.#taken = false)}
        ></textarea>
      </div>
      <p id="help" class="unseen">${words.objective.formulaHelp}</p>
      <div id="error" aria-live="polite">${
        error !== null
          ? errorPicture(text, error)
          : problem?.place === "formula"
            ? html`<p class="error">${problem.message}</p>`
            : nothing
      }</div>
      <div class="preview" ?hidden=${error !== null}><fl-math wrap .tex=${`\\displaystyle ${this.#preview}`}></fl-math></div>
    `;
  }

  /** Steps leave the formula alone, so it is parsed anew only when it, or what its names stand for, has changed. */
  #parse(text: string): Parsed {
    const key = JSON.stringify([text, this.session.parameters]);
    if (this.#parsed?.key !== key) this.#parsed = { key, result: this.session.parse(text) };
    return this.#parsed.result;
  }

  #input(): void {
    // A formula is one line; pasted ones may not be.
    this.draft = this.textarea.value.replace(/\s*[\r\n]+\s*/g, " ");
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#commit(), PAUSE);
  }

  #keydown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.#commit();
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (this.draft === null || "error" in this.#parse(this.draft)) return;
    const before = this.session.formula;
    if (!this.session.setFormula(this.draft, this.#taken)) return;
    if (this.session.formula !== before) this.#taken = true;
    this.draft = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-formula": FlFormula;
  }
}
