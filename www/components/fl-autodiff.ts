import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { FallLineError, Table } from "../../crate/web/types.js";
import { exactQuantity, formatNumber } from "../format.js";
import { headline } from "../errors.js";
import { readOrdinal } from "../fields.js";
import { TABLE_POINTS, TABLES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import "./fl-graph.js";
import "./fl-table.js";
import { SessionElement } from "./session-element.js";

/** The function's graph and its tables of automatic differentiation at the current iterate. */
@customElement("fl-autodiff")
export class FlAutodiff extends SessionElement {
  static override styles = [
    shared,
    css`
      .sample {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      .sample input {
        width: 6rem;
      }

      .tables {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
        gap: var(--space-6);
        align-items: start;
      }

      .head {
        min-height: 2rem;
        align-content: center;
      }

      .point {
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { session } = this;
    const { table } = session.state;
    const primal = session.primalTable();
    const point = session.tablePoint;
    return html`<div class="stack">
      <p class="number point">
        <span class="muted">${session.state.tablePoint === "step" ? words.autodiff.atStep : words.autodiff.at}</span>
        ${session.variables.map((name, index) => {
          const value = point[index] ?? NaN;
          return html`<span title=${exactQuantity(value)}>${index === 0 ? "" : ", "}${name} = ${formatNumber(value)}</span>`;
        })}
      </p>
      ${segments(
        words.autodiff.point,
        "at",
        TABLE_POINTS.map((value) => ({ value, label: words.autodiff.points[value] })),
        session.state.tablePoint,
        (tablePoint) => session.update({ tablePoint }),
      )}
      ${session.table === null ? nothing : this.#sample(session.table.rows)}
      ${"iterations" in primal ? this.#graph(primal) : problem(headline(primal))}
      ${segments(
        words.autodiff.tables,
        "table",
        TABLES.map((value) => ({ value, label: words.autodiff.tablesOf[value] })),
        table,
        (chosen) => session.update({ table: chosen }),
      )}
      <div class="tables">
        ${table === "primal" ? this.#table("primal", primal, words.autodiff.value, nothing) : nothing}
        ${
          table === "both" || table === "forward"
            ? this.#table("forward", session.forwardTable(session.state.seed), words.autodiff.value, this.#seeds())
            : nothing
        }
        ${
          table === "both" || table === "backward"
            ? this.#table("backward", session.backwardTable(), words.autodiff.adjoint, nothing)
            : nothing
        }
      </div>
    </div>`;
  }

  /** Which sample's term the tables are of. */
  #sample(rows: number) {
    const { session } = this;
    const choose = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const sample = readOrdinal(input.value, rows);
      if (sample === undefined) input.value = String(session.sample + 1);
      else session.update({ sample });
    };
    return html`<p class="sample">
      <label for="sample">${words.autodiff.sample}</label>
      <input
        id="sample"
        type="text"
        inputmode="numeric"
        autocomplete="off"
        .value=${live(String(session.sample + 1))}
        @change=${choose}
      />
      <span class="muted small">${words.autodiff.ofSamples(rows)}</span>
    </p>`;
  }

  #graph(primal: Table) {
    const graph = this.session.graph();
    const values = new Map(primal.iterations.flatMap(({ rows }) => rows.map(({ symbol, value }) => [symbol, value])));
    return graph === null ? nothing : html`<fl-graph .graph=${graph} .values=${values}></fl-graph>`;
  }

  #table(id: "primal" | "forward" | "backward", table: Table | FallLineError, valueLabel: string, extra: unknown) {
    const label = words.autodiff[id];
    return html`<section id=${id} aria-label=${label}>
      <div class="row spread head">
        <h2>${label}</h2>
        ${extra}
      </div>
      ${
        "iterations" in table
          ? html`<fl-table .table=${table} .label=${label} .valueLabel=${valueLabel}></fl-table>`
          : problem(headline(table))
      }
    </section>`;
  }

  #seeds() {
    const { session } = this;
    return html`<div class="row">
      <span class="label" aria-hidden="true">${words.autodiff.seed}</span>
      ${segments(
        words.autodiff.seed,
        "seed",
        session.variables.map((label, value) => ({ value, label })),
        session.state.seed,
        (seed) => session.update({ seed }),
      )}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-autodiff": FlAutodiff;
  }
}
