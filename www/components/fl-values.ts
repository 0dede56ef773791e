import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { axisNames } from "../captions.js";
import { formatNumber, formatVector } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** Points a side of the table of a landscape, and of that of a curve. */
const SIDE = 9;
const POINTS = 17;

/** What the picture shows as tables: values at evenly spaced points, and known critical points. */
@customElement("fl-values")
export class FlValues extends SessionElement {
  static override styles = [
    shared,
    css`
      .tables {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-3) var(--space-6);
        margin-top: var(--space-2);
      }

      .scroll {
        max-width: 100%;
      }

      table {
        width: auto;
      }

      th,
      td {
        padding-right: var(--space-3);
        font-size: var(--text-small);
        text-align: right;
        white-space: nowrap;
      }

      th.corner,
      .points th,
      .points td:nth-child(2) {
        text-align: left;
      }

      tbody th {
        color: var(--muted);
        font-weight: 600;
      }
    `,
  ];

  /** The tables are made while they are open: the values cost evaluations. */
  @state() private open = false;

  override render() {
    const { session } = this;
    const toggled = (event: Event): void => {
      this.open = (event.currentTarget as HTMLDetailsElement).open;
    };
    return html`<details @toggle=${toggled}>
      <summary>${words.views.table}</summary>
      ${
        this.open
          ? html`<div class="tables">
              ${session.dimension === 1 ? this.#curve() : this.#lattice()} ${this.#critical()}
            </div>`
          : nothing
      }
    </details>`;
  }

  #lattice() {
    const { session } = this;
    const landscape = session.landscape();
    const { x, y = x } = session.view;
    if (landscape === null) return nothing;
    const [across, upward] = axisNames(session);
    const columns = evenly(x, SIDE);
    const rows = evenly(y, SIDE).reverse();
    const caption = words.views.lattice(session.formula, across, upward);
    return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table class="lattice">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th class="corner" scope="col">${upward} \\ ${across}</th>
            ${columns.map((value) => html`<th scope="col">${formatNumber(value, 3)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (t) => html`<tr>
              <th scope="row">${formatNumber(t, 3)}</th>
              ${columns.map((s) => html`<td>${this.#value([...landscape.thetaAt(s, t)])}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #curve() {
    const { session } = this;
    const [name = "t"] = session.variables;
    const caption = words.views.samples(session.formula, name);
    return html`<div class="scroll" role="region" aria-label=${caption} tabindex="0">
      <table class="lattice">
        <caption>
          ${caption}
        </caption>
        <thead>
          <tr>
            <th scope="col">${name}</th>
            <th scope="col">C(${name})</th>
          </tr>
        </thead>
        <tbody>
          ${evenly(session.view.x, POINTS).map(
            (t) => html`<tr>
              <th scope="row">${formatNumber(t, 4)}</th>
              <td>${this.#value([t])}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #critical() {
    const { session } = this;
    const points = session.objective?.criticalPoints ?? [];
    if (points.length === 0) return nothing;
    return html`<div class="scroll" role="region" aria-label=${words.views.critical} tabindex="0">
      <table class="points">
        <caption>
          ${words.views.critical}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.views.kind}</th>
            <th scope="col">${session.variables.length === 1 ? session.variables : `(${session.variables.join(", ")})`}</th>
            <th scope="col">C</th>
          </tr>
        </thead>
        <tbody>
          ${points.map(
            ({ theta, kind }) => html`<tr>
              <th scope="row">${kind}</th>
              <td>${formatVector(theta, 5)}</td>
              <td>${this.#value(theta)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #value(theta: readonly number[]): string {
    const value = this.session.valueAt(theta);
    return value === null ? words.views.undefined : formatNumber(value, 4);
  }
}

/** So many numbers from one end to the other. */
function evenly([low, high]: readonly [number, number], count: number): number[] {
  return Array.from({ length: count }, (_, k) => Number((low + ((high - low) * k) / (count - 1)).toPrecision(8)));
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-values": FlValues;
  }
}
