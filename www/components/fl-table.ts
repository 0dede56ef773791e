import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Table } from "../../crate/web/types.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";
import "./fl-value.js";

/** Formulas of more characters of TeX are broken over lines. */
const LONG = 140;

/** A table of automatic differentiation, iteration by iteration; a pass can be on its way through it. */
@customElement("fl-table")
export class FlTable extends LitElement {
  static override styles = [
    shared,
    css`
      .scroll {
        max-height: min(48rem, 85vh);
        overflow-y: auto;
      }

      thead th {
        position: sticky;
        top: 0;
        z-index: 1;
        background: var(--surface);
      }

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

      .current td {
        background: var(--accent-soft);
      }

      .current td:first-child {
        box-shadow: inset 4px 0 var(--accent);
        padding-left: var(--space-3);
      }

      td:first-child {
        padding-left: var(--space-3);
      }

      th:first-child {
        padding-left: var(--space-3);
      }

      /* What has not been computed yet keeps its room. */
      .pending fl-value {
        visibility: hidden;
      }
    `,
  ];

  @property({ attribute: false }) table!: Table;
  @property() label = "";
  /** What the value column holds. */
  @property() valueLabel = "";
  /** What the tangent column holds. */
  @property() tangentLabel: string = words.autodiff.tangent;
  /** The row that a pass is at, from 0; null where all is computed. */
  @property({ attribute: false }) current: number | null = null;

  override render() {
    const { iterations, result } = this.table;
    const tangents = iterations.some(({ rows }) => rows.some(({ derivative }) => derivative !== undefined));
    const columns = tangents ? 3 : 2;
    const { current } = this;
    const places = new Map(iterations.flatMap(({ rows }) => rows).map((row, place) => [row, place]));
    const isPending = (row: Table["iterations"][number]["rows"][number]): boolean =>
      current !== null && (places.get(row) ?? 0) > current;
    const isUnfinished = current !== null && current < places.size - 1;
    return html`<div class="scroll" role="region" aria-label=${this.label} tabindex="0">
      <table>
        <caption class="unseen">
          ${this.label}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.autodiff.expression}</th>
            <th scope="col">${this.valueLabel}</th>
            ${tangents ? html`<th scope="col">${this.tangentLabel}</th>` : nothing}
          </tr>
        </thead>
        ${iterations.map(
          ({ label, rows }) => html`<tbody>
            <tr>
              <th scope="rowgroup" colspan=${columns}>${label}</th>
            </tr>
            ${rows.map(
              (row) => html`<tr
                data-symbol=${row.symbol}
                class=${isPending(row) ? "pending" : places.get(row) === current ? "current" : ""}
                aria-current=${places.get(row) === current ? "step" : nothing}
              >
                <td>
                  <fl-math ?wrap=${row.tex.length > LONG} .tex=${row.tex}></fl-math>
                  ${row.note === undefined ? nothing : html`<p class="muted small">${row.note}</p>`}
                </td>
                <td class="number"><fl-value whole .value=${row.value}></fl-value></td>
                ${
                  tangents
                    ? html`<td class="number">
                      ${row.derivative === undefined ? nothing : html`<fl-value whole .value=${row.derivative}></fl-value>`}
                    </td>`
                    : nothing
                }
              </tr>`,
            )}
          </tbody>`,
        )}
        <tbody class="result ${isUnfinished ? "pending" : ""}">
          <tr>
            <td>${words.autodiff.result}</td>
            <td class="number" colspan=${columns - 1}><fl-value .value=${result}></fl-value></td>
          </tr>
        </tbody>
      </table>
    </div>`;
  }

  /** The row of the pass stays in sight within the table's box; the page itself stays where it is. */
  override updated(changed: PropertyValues<this>): void {
    const box = this.renderRoot.querySelector(".scroll");
    const row = this.renderRoot.querySelector(".current");
    if (!changed.has("current") || box === null || row === null) return;
    const [outer, inner] = [box.getBoundingClientRect(), row.getBoundingClientRect()];
    const head = this.renderRoot.querySelector("thead")?.getBoundingClientRect().height ?? 0;
    if (inner.top < outer.top + head) box.scrollTop -= outer.top + head - inner.top;
    else if (inner.bottom > outer.bottom) box.scrollTop += inner.bottom - outer.bottom;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-table": FlTable;
  }
}
