import { css, html, nothing } from "lit";
import { customElement, query, state } from "lit/decorators.js";
import type { FallLineError, TableInfo } from "../../crate/web/types.js";
import { headline } from "../errors.js";
import { shared } from "../styles.js";
import { isSafe, typedTable } from "../tables.js";
import { words } from "../words.js";
import { option, problem } from "./controls.js";
import { SessionElement } from "./session-element.js";

/** Milliseconds without a key after which a correct table is taken. */
const PAUSE = 500;
/** Longer tables are not shown as text: a field for typing would be slow. */
const LONGEST_SHOWN = 100_000;
/** The choices beside the built-in sets. */
const NONE = "";
const TYPED = "typed";

type Refusal = Pick<FallLineError, "message" | "span">;

/** The samples that an own function is summed over: none, a built-in set, or a table that is typed, pasted or dropped. */
@customElement("fl-data")
export class FlData extends SessionElement {
  static override styles = [
    shared,
    css`
      textarea {
        display: block;
        width: 100%;
        min-height: 7rem;
        padding: 0.375rem var(--space-2);
        font-family: var(--mono);
        font-size: var(--text-small);
        line-height: 1.5;
        white-space: pre;
        resize: vertical;
      }

      .drop {
        border-radius: var(--radius);
      }

      .over {
        outline: 2px dashed var(--focus);
        outline-offset: 2px;
      }

      .names {
        overflow-wrap: anywhere;
      }

      code {
        font-family: var(--mono);
      }
    `,
  ];

  /** The table as it is typed, where the session has not taken it. */
  @state() private draft: string | null = null;
  @state() private refused: Refusal | null = null;
  @state() private isOver = false;
  @query("textarea") private readonly textarea!: HTMLTextAreaElement | null;
  @query("input[type=file]") private readonly file!: HTMLInputElement;
  #timer = 0;

  override render() {
    const { session } = this;
    const { data } = session.state;
    const isTyped = this.draft !== null || (data !== null && "csv" in data);
    const chosen = isTyped ? TYPED : data === null ? NONE : data.id;
    const set = session.lists.dataSets.find(({ id }) => id === chosen);
    return html`<div class="stack">
      <div>
        <label for="data">${words.data.menu}</label>
        <select id="data" @change=${this.#choose}>
          ${option(NONE, chosen === NONE, words.data.none)}
          ${session.lists.dataSets.map(({ id, name, rows }) => option(id, id === chosen, words.data.set(name, rows)))}
          ${option(TYPED, chosen === TYPED, words.data.typed)}
        </select>
      </div>
      ${set === undefined ? nothing : html`<p class="muted small">${set.note} ${words.data.from(set.source, set.licence)}</p>`}
      ${isTyped ? this.#editor() : problem(session.problem?.place === "data" ? session.problem.message : "")} ${session.table === null ? nothing : this.#columns(session.table)}
    </div>`;
  }

  #editor() {
    const { data } = this.session.state;
    const taken = data !== null && "csv" in data ? data : null;
    const text = this.draft ?? taken?.csv ?? "";
    const { refused } = this;
    return html`<div
      class="stack drop ${this.isOver ? "over" : ""}"
      @dragover=${this.#dragOver}
      @dragleave=${() => (this.isOver = false)}
      @drop=${this.#drop}
    >
      ${
        text.length > LONGEST_SHOWN
          ? html`<p class="small">${words.data.long(text.length)}</p>`
          : html`<div>
              <label for="csv">${words.data.csv}</label>
              <textarea
                id="csv"
                spellcheck="false"
                autocapitalize="off"
                autocomplete="off"
                placeholder=${words.data.placeholder}
                aria-invalid=${refused !== null}
                aria-describedby="refused"
                .value=${text}
                @input=${this.#input}
                @change=${() => this.#commit()}
              ></textarea>
            </div>`
      }
      <div id="refused" aria-live="polite">
        ${problem(refused === null ? "" : headline(refused))}
        ${
          refused?.span === undefined || this.textarea === null
            ? nothing
            : html`<button type="button" @click=${this.#showPlace}>${words.data.showPlace}</button>`
        }
      </div>
      <div class="row">
        <button type="button" @click=${() => this.file.click()}>${words.data.open}</button>
        <span class="muted small">${words.data.drop}</span>
        <input
          class="unseen"
          type="file"
          tabindex="-1"
          aria-label=${words.data.open}
          accept=".csv,.tsv,.txt,text/csv,text/plain"
          @change=${this.#pick}
        />
      </div>
      ${taken === null || isSafe(taken) ? nothing : html`<p class="small">${words.data.unsafe}</p>`}
      ${taken?.key == null ? nothing : html`<p class="muted small">${words.data.notInAddress}</p>`}
    </div>`;
  }

  #columns({ names, rows }: TableInfo) {
    return html`<p class="muted small names">
      ${words.data.rows(rows)} ${names.map((name, index) => html`${index === 0 ? "" : ", "}<code>${name}</code>`)}.
    </p>`;
  }

  #choose(event: Event): void {
    const { value } = event.target as HTMLSelectElement;
    clearTimeout(this.#timer);
    this.refused = null;
    if (value === TYPED) {
      this.draft = "";
      void this.updateComplete.then(() => this.textarea?.focus());
      return;
    }
    this.draft = null;
    this.session.setData(value === NONE ? null : { id: value });
    this.requestUpdate();
  }

  #input(): void {
    this.draft = this.textarea?.value ?? "";
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#commit(), PAUSE);
  }

  /** Takes the table where it is one; else what is typed stays as it is, with the reason. */
  #commit(): void {
    clearTimeout(this.#timer);
    const { draft, session } = this;
    if (draft === null) return;
    if (draft.trim() === "") {
      this.refused = null;
      return;
    }
    const table = session.readData({ csv: draft, key: null });
    this.refused = "rows" in table ? this.#take(draft, table) : table;
    if (this.refused === null) this.draft = null;
  }

  /** Sums over a typed table; what is wrong with it where the function cannot. */
  #take(csv: string, { columns }: TableInfo): Refusal | null {
    const { session } = this;
    if (session.setData(typedTable(csv))) return null;
    const unusable = columns.find((column) => column.kind === "unusable");
    return unusable === undefined
      ? { message: session.problem?.message ?? "" }
      : { message: unusable.problem, ...(unusable.span && { span: unusable.span }) };
  }

  #dragOver(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #drop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    void this.#read(event.dataTransfer?.files[0]);
  }

  #pick(): void {
    void this.#read(this.file.files?.[0]);
    this.file.value = "";
  }

  async #read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    // Bytes that are no UTF-8 become U+FFFD, which reading the table tells with its place.
    this.draft = await file.text();
    this.#commit();
  }

  #showPlace(): void {
    const [from, to] = this.refused?.span ?? [0, 0];
    this.textarea?.focus();
    this.textarea?.setSelectionRange(from, Math.max(to, from + 1));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-data": FlData;
  }
}
