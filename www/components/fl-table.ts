import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Table } from "../../crate/web/types.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";
import "./fl-value.js";

/** A table of automatic differentiation, iteration by iteration. */
@customElement("fl-table")
export class FlTable extends LitElement {
  static override styles = [
    shared,
    css`
      th[scope="rowgroup"] {
        padding-top: var(--space-3);
      }

      td.number {
        width: 30%;
        white-space: nowrap;
      }

      .result td {
        font-weight: 600;
      }
    `,
  ];

  @property({ attribute: false }) table!: Table;
  @property() label = "";
  /** What the value column holds. */
  @property() valueLabel = "";

  override render() {
    const { iterations, result } = this.table;
    const tangents = iterations.some(({ rows }) => rows.some(({ derivative }) => derivative !== undefined));
    const columns = tangents ? 3 : 2;
    return html`<div class="scroll" role="region" aria-label=${this.label} tabindex="0">
      <table>
        <caption class="unseen">
          ${this.label}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.autodiff.expression}</th>
            <th scope="col">${this.valueLabel}</th>
            ${tangents ? html`<th scope="col">${words.autodiff.tangent}</th>` : nothing}
          </tr>
        </thead>
        ${iterations.map(
          ({ label, rows }) => html`<tbody>
            <tr>
              <th scope="rowgroup" colspan=${columns}>${label}</th>
            </tr>
            ${rows.map(
              ({ symbol, tex, value, derivative, note }) => html`<tr data-symbol=${symbol}>
                <td>
                  <fl-math .tex=${tex}></fl-math>
                  ${note === undefined ? nothing : html`<p class="muted small">${note}</p>`}
                </td>
                <td class="number"><fl-value whole .value=${value}></fl-value></td>
                ${
                  tangents
                    ? html`<td class="number">
                      ${derivative === undefined ? nothing : html`<fl-value whole .value=${derivative}></fl-value>`}
                    </td>`
                    : nothing
                }
              </tr>`,
            )}
          </tbody>`,
        )}
        <tbody class="result">
          <tr>
            <td>${words.autodiff.result}</td>
            <td class="number" colspan=${columns - 1}><fl-value .value=${result}></fl-value></td>
          </tr>
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-table": FlTable;
  }
}
