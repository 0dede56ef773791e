import { css, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { FallLineError, RuleInfo } from "../../crate/web/types.js";
import { isRule, MAX_RULE, ownChoice, readRule, ruleOf, valuesOf } from "../rule.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem } from "./controls.js";
import "./fl-math.js";
import "./fl-parameter.js";
import type { SettingEvent } from "./fl-parameter.js";
import { errorPicture, markedText, mirror } from "./marked-text.js";
import { SessionElement } from "./session-element.js";

/** Milliseconds without a key after which a correct rule is taken. */
const PAUSE = 350;

/** The rule of the selected run: typed, typeset, with errors that point into it and sliders for its parameters. */
@customElement("fl-rule")
export class FlRule extends SessionElement {
  static override styles = [
    shared,
    markedText,
    css`
      .field textarea,
      .mirror {
        min-height: 5.25rem;
        font-size: var(--text-small);
      }

      .preview {
        padding-left: var(--space-6);
        overflow-x: auto;
        overflow-wrap: anywhere;
        scrollbar-width: thin;
      }

      .preview li {
        padding: var(--space-1) 0;
        color: var(--muted);
      }

      .preview fl-math,
      .kept fl-math {
        color: var(--ink);
      }

      .stale {
        opacity: 0.5;
      }

      .kept {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-3);
      }

      code {
        font-family: var(--mono);
        overflow-wrap: anywhere;
      }

      pre.sample {
        margin: var(--space-2) 0;
        overflow-x: auto;
        font-family: var(--mono);
        font-size: var(--text-small);
        line-height: 1.5;
      }

      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        margin: var(--space-2) 0;
      }

      dt {
        color: var(--ink);
      }
    `,
  ];

  /** What is typed and differs from the run's rule. */
  @state() private draft: string | null = null;
  @query("textarea") private readonly textarea!: HTMLTextAreaElement;
  #timer = 0;
  /** Whether this visit of the field has already made an entry in the browser's history. */
  #taken = false;
  #read: { text: string; result: RuleInfo | FallLineError } | null = null;
  /** The last text that was a rule. */
  #good: RuleInfo | null = null;
  #selected = -1;

  override willUpdate(): void {
    // A draft is about the run in which it was begun.
    const { selected } = this.session.state;
    if (selected !== this.#selected) this.#drop();
    this.#selected = selected;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#drop();
  }

  /** For whoever has just made this the way to choose an optimizer. */
  override focus(): void {
    void this.updateComplete.then(() => this.textarea.focus());
  }

  override render() {
    const { optimizer } = this.session.method;
    const text = this.draft ?? ruleOf(optimizer) ?? "";
    const result = this.#readRule(text);
    const error = isRule(result) ? null : result;
    if (isRule(result)) this.#good = result;
    const rule = this.#good;
    const refused = this.session.problem?.place === "run" ? this.session.problem.message : "";
    return html`<div class="stack">
      <div>
        <div class="row spread">
          <label for="rule">${words.rule.label}</label>
          ${this.#examples()}
        </div>
        <div class="field">
          ${mirror(text, error)}
          <textarea
            id="rule"
            rows="3"
            maxlength=${MAX_RULE}
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            aria-invalid=${error !== null}
            aria-describedby="error hint"
            .value=${live(text)}
            @input=${this.#input}
            @change=${this.#commit}
            @blur=${() => (this.#taken = false)}
          ></textarea>
        </div>
        <p id="hint" class="unseen">${words.rule.hint}</p>
        <div id="error" aria-live="polite">${error === null ? problem(refused) : errorPicture(text, error)}</div>
      </div>
      ${rule === null ? nothing : this.#parts(rule, error !== null)} ${this.#help()}
    </div>`;
  }

  /** The rule typeset, what it keeps and its parameters; those of the last one while what is typed is none. */
  #parts(rule: RuleInfo, isStale: boolean) {
    const { optimizer } = this.session.method;
    return html`<ol class="preview ${isStale ? "stale" : ""}" aria-label=${words.rule.preview}>
        ${rule.lines.map(({ tex }) => html`<li><fl-math wrap .tex=${tex}></fl-math></li>`)}
      </ol>
      ${
        rule.state.length === 0
          ? nothing
          : html`<p class="kept muted small">
              ${words.rule.kept}
              ${rule.state.map(
                ({ tex, shape, init }) =>
                  html`<span><fl-math .tex=${`${tex} = ${init}`}></fl-math> (${words.rule.shapes[shape]})</span>`,
              )}
            </p>`
      }
      ${rule.parameters.map(
        (parameter) => html`<fl-parameter
          .parameter=${parameter}
          .value=${optimizer[parameter.id] ?? parameter.default}
          @setting=${this.#set}
        ></fl-parameter>`,
      )}`;
  }

  #examples() {
    const examples = this.session.api.rules();
    const text = this.draft ?? ruleOf(this.session.method.optimizer);
    const isExample = examples.some((example) => example.text === text);
    return html`<div>
      <label class="unseen" for="examples">${words.rule.examples}</label>
      <select id="examples" @change=${this.#choose}>
        <option value="" disabled .selected=${live(!isExample)}>${words.rule.examples}</option>
        ${examples.map(
          ({ id, name, text: example }) =>
            html`<option value=${id} .selected=${live(example === text)}>${name}</option>`,
        )}
      </select>
    </div>`;
  }

  #help() {
    const { names, functions } = words.rule.help;
    const list = (entries: readonly (readonly [string, string])[]) =>
      html`<dl>
        ${entries.map(
          ([name, meaning]) => html`<dt><code>${name}</code></dt>
            <dd>${meaning}</dd>`,
        )}
      </dl>`;
    return html`<details class="small muted">
      <summary>${words.rule.help.summary}</summary>
      <p>${words.rule.help.statements}</p>
      <pre class="sample" tabindex="0">${words.rule.help.sample}</pre>
      ${list(names)}
      <p>${words.rule.help.vectors}</p>
      ${list(functions)}
      <p>${words.rule.help.state}</p>
    </details>`;
  }

  #readRule(text: string): RuleInfo | FallLineError {
    if (this.#read?.text !== text) this.#read = { text, result: readRule(this.session.api, text) };
    return this.#read.result;
  }

  #input(): void {
    this.draft = this.textarea.value;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#commit(), PAUSE);
  }

  #commit(): void {
    clearTimeout(this.#timer);
    if (this.draft === null || !this.#take(this.draft, this.#taken)) return;
    this.#taken = true;
    this.draft = null;
  }

  #choose(event: Event): void {
    const example = this.session.api.rules().find(({ id }) => id === (event.target as HTMLSelectElement).value);
    if (example === undefined) return;
    this.#drop();
    // An example comes with values of its own.
    this.#take(example.text, false, {});
  }

  #take(text: string, continued: boolean, values = valuesOf(this.session.method.optimizer)): boolean {
    const rule = this.#readRule(text);
    return isRule(rule) && this.session.setMethod({ optimizer: ownChoice(text, rule, values) }, {}, continued);
  }

  #set({ id, value, continued }: SettingEvent): void {
    const text = ruleOf(this.session.method.optimizer);
    const rule = text === null ? null : this.#readRule(text);
    if (text === null || rule === null || !isRule(rule) || typeof value !== "number") return;
    const values = { ...valuesOf(this.session.method.optimizer), [id]: value };
    this.session.setMethod({ optimizer: ownChoice(text, rule, values) }, {}, continued);
  }

  #drop(): void {
    clearTimeout(this.#timer);
    this.draft = null;
    this.#good = null;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-rule": FlRule;
  }
}
