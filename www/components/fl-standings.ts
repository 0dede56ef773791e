import { css, html, nothing, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { formatNumber, norm } from "../format.js";
import { spent } from "../race.js";
import { COLUMNS, type Column } from "../state.js";
import { shared } from "../styles.js";
import { swatch } from "../swatch.js";
import type { Track } from "../track.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** A run's row: numbers where they can be told, and what it is sorted by otherwise. */
interface Row {
  index: number;
  track: Track;
  numbers: Readonly<Record<Exclude<Column, "run" | "status">, number | null>>;
}

/** Where every run is by now, what that has cost and how far it is from a minimum, sorted by any of these. */
@customElement("fl-standings")
export class FlStandings extends SessionElement {
  static override styles = [
    shared,
    css`
      tbody th {
        min-width: 11rem;
        white-space: nowrap;
      }

      td.number,
      th.number {
        min-width: 6.5rem;
        text-align: right;
      }

      td.status {
        min-width: 9rem;
      }

      thead th {
        vertical-align: bottom;
      }

      thead button {
        min-height: 1.75rem;
        padding: 0;
        border: 0;
        background: none;
        color: inherit;
        font-size: inherit;
        font-weight: inherit;
        text-align: inherit;
        white-space: normal;
      }

      /* The arrow has its place also where the column is not the sorted one. */
      thead svg {
        width: 0.75rem;
        height: 0.75rem;
        visibility: hidden;
      }

      [aria-sort] svg {
        visibility: visible;
      }

      .swatch {
        vertical-align: -0.1em;
      }
    `,
  ];

  override render() {
    const { session } = this;
    const { names, state, styles } = session;
    const columns = COLUMNS.filter((column) => column !== "distance" || session.minima.length > 0);
    return html`<div class="scroll" role="region" aria-label=${words.standings.caption} tabindex="0">
      <table>
        <caption>
          ${words.standings.caption}
        </caption>
        <thead>
          <tr>
            ${columns.map((column) => this.#heading(column))}
          </tr>
        </thead>
        <tbody>
          ${this.#rows().map(({ index, numbers, track }) => {
            const style = styles[state.runs[index]?.slot ?? 0];
            return html`<tr>
              <th scope="row">${style === undefined ? nothing : swatch(style)} ${names[index]}</th>
              ${columns.map((column) => {
                if (column === "run") return nothing;
                if (column === "status") return html`<td class="status">${words.runs.ended(track.status.kind)}</td>`;
                const value = numbers[column];
                return html`<td class="number" title=${value ?? nothing}>${value === null ? "–" : formatNumber(value)}</td>`;
              })}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  #heading(column: Column) {
    const { by, descending } = this.session.state.sort;
    const isSorted = by === column;
    const sort = (): boolean => this.session.update({ sort: { by: column, descending: isSorted && !descending } });
    const isText = column === "run" || column === "status";
    return html`<th
      scope="col"
      class=${isText ? nothing : "number"}
      aria-sort=${isSorted ? (descending ? "descending" : "ascending") : nothing}
      title=${column === "distance" ? words.standings.distanceHelp : nothing}
    >
      <button type="button" @click=${sort}>${words.standings.columns[column]}<svg viewBox="0 0 16 16" aria-hidden="true">${
        isSorted && descending ? svg`<path d="M3 5h10l-5 7z" />` : svg`<path d="M3 11h10L8 4z" />`
      }</svg></button>
    </th>`;
  }

  #rows(): Row[] {
    const { gradientShares, minima, runs, state, weights } = this.session;
    const least = this.session.smallestValue();
    const rows = runs.map((track, index): Row => {
      const { gradientNorm, iteration, theta, value } = track;
      const distances = minima.map((minimum) => norm(minimum.map((x, i) => x - (theta[i] ?? NaN))));
      const numbers = {
        value,
        gap: value - least,
        gradient: gradientNorm,
        distance: distances.length === 0 ? null : Math.min(...distances),
        iterations: iteration,
        gradients: gradientShares && spent(track, gradientShares, iteration),
        cost: weights && spent(track, weights, iteration),
      };
      return { index, track, numbers };
    });
    const { by, descending } = state.sort;
    const compare = (a: Row, b: Row): number => {
      if (by === "run") return a.index - b.index;
      if (by === "status") return a.track.status.kind.localeCompare(b.track.status.kind);
      const [x, y] = [a.numbers[by] ?? NaN, b.numbers[by] ?? NaN];
      // What is no number comes last in ascending order.
      return Number.isNaN(x) || Number.isNaN(y) ? Number(Number.isNaN(x)) - Number(Number.isNaN(y)) : x - y;
    };
    const sorted = rows.sort(compare);
    return descending ? sorted.reverse() : sorted;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-standings": FlStandings;
  }
}
