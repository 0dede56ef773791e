import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { Difference, Differences } from "../../crate/web/types.js";
import { headline } from "../errors.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem } from "./controls.js";
import "./fl-chart.js";
import "./fl-value.js";
import { SessionElement } from "./session-element.js";

/** Steps from 1 down to 10^-16; the table has the powers of ten. */
const A_DECADE = 4;
const STEPS = Float64Array.from({ length: 16 * A_DECADE + 1 }, (_, k) =>
  k % A_DECADE === 0 ? Number(`1e-${k / A_DECADE}`) : 10 ** (-k / A_DECADE),
);

/** How far difference quotients are from the derivative, against their step. */
@customElement("fl-differences")
export class FlDifferences extends SessionElement {
  static override styles = [
    shared,
    css`
      td.number,
      th.number {
        text-align: right;
        white-space: nowrap;
      }

    `,
  ];

  override render() {
    const { session } = this;
    const { seed } = session.state;
    const found = session.ask((expression) => expression.differenceErrors(session.tablePoint, seed, STEPS));
    if (found === null) return nothing;
    if (!("rows" in found)) return problem(headline(found));
    const variable = session.variables[seed] ?? "";
    return html`<div class="stack">
      <p>
        ${words.differences.exact(variable)} <strong class="number"><fl-value .value=${found.exact}></fl-value></strong>
        ${session.outputs > 1 ? html`<span class="muted small">${words.differences.first}</span>` : nothing}
      </p>
      ${this.#chart(found, variable)}
      <p class="muted small">${words.differences.explanation}</p>
      ${this.#table(found)}
    </div>`;
  }

  #chart({ rows, forwardStep, centralStep }: Differences, variable: string) {
    const { styles } = this.session;
    const line = (label: string, slot: number, of: (row: Difference) => number) => ({
      label,
      style: styles[slot] ?? null,
      points: rows.map((row) => [row.step, of(row)] as const),
    });
    const best = (of: (row: Difference) => number): Difference | undefined =>
      rows.reduce<Difference | undefined>((least, row) => (least === undefined || of(row) < of(least) ? row : least), undefined);
    const forward = best(({ forwardError }) => forwardError);
    const central = best(({ centralError }) => centralError);
    const told = (row: Difference | undefined, error: number | undefined): [string, string] => [
      formatNumber(error ?? NaN, 2),
      formatNumber(row?.step ?? NaN, 2),
    ];
    return html`<fl-chart
      .lines=${[
        line(words.differences.forwardError, 0, ({ forwardError }) => forwardError),
        line(words.differences.centralError, 1, ({ centralError }) => centralError),
      ]}
      .marks=${[
        { label: "√ε", x: forwardStep },
        { label: "∛ε", x: centralStep },
      ]}
      across=${words.differences.step}
      upward=${words.differences.error}
      caption=${words.differences.caption(variable, told(forward, forward?.forwardError), told(central, central?.centralError))}
    ></fl-chart>`;
  }

  #table({ rows }: Differences) {
    const shown = rows.filter((_, index) => index % A_DECADE === 0);
    const least = (of: (row: Difference) => number): number => Math.min(...shown.map(of).filter((error) => !Number.isNaN(error)));
    const leastForward = least(({ forwardError }) => forwardError);
    const leastCentral = least(({ centralError }) => centralError);
    const number = (value: number, best = false) =>
      html`<td class="number" title=${value}>${formatNumber(value)}${best ? html`<span title=${words.differences.least}> ★</span>` : nothing}</td>`;
    return html`<div class="scroll" role="region" aria-label=${words.differences.table} tabindex="0">
      <table>
        <caption>
          ${words.differences.table}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">h</th>
            <th scope="col" class="number">${words.differences.forward}</th>
            <th scope="col" class="number">${words.differences.forwardError}</th>
            <th scope="col" class="number">${words.differences.central}</th>
            <th scope="col" class="number">${words.differences.centralError}</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (row) => html`<tr data-step=${row.step}>
              <th scope="row" class="number">${formatNumber(row.step)}</th>
              ${number(row.forward)} ${number(row.forwardError, row.forwardError === leastForward)} ${number(row.central)}
              ${number(row.centralError, row.centralError === leastCentral)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-differences": FlDifferences;
  }
}
