import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { formatNumber } from "../format.js";
import { download } from "../files.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** Rows of a page: enough to read, few enough to keep up while playing. */
const PAGE = 50;

/** The iterates as a table, and all of them as CSV. */
@customElement("fl-numbers")
export class FlNumbers extends SessionElement {
  static override styles = [
    shared,
    css`
      td,
      th {
        text-align: right;
        white-space: nowrap;
      }

      .actions button {
        min-height: 1.5rem;
        padding: 0 var(--space-2);
        font-size: var(--text-small);
      }

      td:first-child,
      th:first-child {
        width: 4rem;
        text-align: left;
      }
    `,
  ];

  /** Pages back from the last iterate. */
  @state() private page = 0;
  @state() private message = "";

  override render() {
    const { session } = this;
    const { dimension, run } = session;
    if (run === null) return nothing;
    const count = run.iteration;
    const page = Math.min(this.page, Math.floor(count / PAGE));
    const last = count - page * PAGE;
    const first = Math.max(0, last - PAGE + 1);
    const [trajectory, values, gradientNorms] = [run.trajectory(), run.values(), run.gradientNorms()];
    const rows = Array.from({ length: last - first + 1 }, (_, i) => last - i);
    return html`<div class="stack">
      <div class="row spread">
        <p class="muted small number">${words.numbers.rows(first, last, count)}</p>
        <div class="row">
          <button type="button" ?disabled=${page === 0} @click=${() => (this.page = page - 1)}>${words.numbers.newer}</button>
          <button type="button" ?disabled=${first === 0} @click=${() => (this.page = page + 1)}>${words.numbers.older}</button>
          <button type="button" @click=${this.#copy}>${words.numbers.copy}</button>
          <button type="button" @click=${this.#download}>${words.numbers.download}</button>
        </div>
      </div>
      <p class="small" role="status" ?hidden=${this.message === ""}>${this.message}</p>
      <div class="scroll" role="region" aria-label=${words.numbers.heading} tabindex="0">
        <table>
          <caption class="unseen">
            ${words.numbers.heading}
          </caption>
          <thead>
            <tr>
              <th scope="col">k</th>
              ${session.variables.map((name) => html`<th scope="col">${name}</th>`)}
              <th scope="col">C</th>
              <th scope="col">${words.numbers.norm}</th>
              <th scope="col">${words.numbers.actions}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (k) => html`<tr>
                <th scope="row">${k}</th>
                ${session.variables.map((_, i) => cell(trajectory[k * dimension + i]))} ${cell(values[k])}
                ${cell(gradientNorms[k])}
                <td class="actions">
                  <button type="button" aria-label=${words.numbers.goToRow(k)} @click=${() => session.goTo(k)}>
                    ${words.numbers.goTo}
                  </button>
                  <button type="button" aria-label=${words.numbers.tablesOfRow(k)} @click=${() => this.#openTables(k)}>
                    ${words.numbers.tables}
                  </button>
                </td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </div>`;
  }

  #openTables(k: number): void {
    this.session.goTo(k);
    this.session.update({ tab: "autodiff", tablePoint: "current" });
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.session.run?.csv() ?? "");
      this.message = words.numbers.copied;
    } catch {
      this.message = words.numbers.notCopied; // refused, or the page is not served securely
    }
  }

  #download(): void {
    download(new Blob([this.session.run?.csv() ?? ""], { type: "text/csv" }), "fall-line.csv");
  }
}

function cell(value = NaN) {
  return html`<td title=${value}>${formatNumber(value)}</td>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-numbers": FlNumbers;
  }
}
