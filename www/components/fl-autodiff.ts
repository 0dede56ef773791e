import { css, html, noChange, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { FallLineError, Graph, LinearizedNode, Table } from "../../crate/web/types.js";
import { headline } from "../errors.js";
import { readNumbers, readOrdinal } from "../fields.js";
import { exactQuantity, formatNumber, formatVector } from "../format.js";
import { type EdgeKey, edgeKey, type Moment, moments, type Pass } from "../passes.js";
import { SUBJECTS, TABLE_POINTS, TABLES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import "./fl-costs.js";
import "./fl-differences.js";
import "./fl-graph.js";
import type { NodeEvent, NodeNumbers } from "./fl-graph.js";
import "./fl-passes.js";
import "./fl-symbolic.js";
import "./fl-table.js";
import { SessionElement } from "./session-element.js";

const TABLE_IDS = ["primal", "forward", "backward"] as const;
type TableId = (typeof TABLE_IDS)[number];
const TABLE_OF = { values: "primal", forward: "forward", backward: "backward" } as const satisfies Record<Pass, TableId>;

const DETAILS = ["costs", "differences", "symbolic"] as const;
const PARTS = ["graph", "tables", ...DETAILS] as const;
const HEADINGS = {
  graph: words.autodiff.graph,
  tables: words.autodiff.tables,
  costs: words.costs.heading,
  differences: words.differences.heading,
  symbolic: words.symbolic.heading,
};

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

      .vector {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-2);
      }

      .vector input {
        width: 14rem;
      }

      section {
        min-width: 0;
      }

      details {
        border-top: 1px solid var(--line);
        padding-top: var(--space-3);
      }

      summary h2 {
        display: inline;
        color: var(--ink);
      }
    `,
  ];

  /** The parts below that are open; the others are not worked out. */
  @state() private open: ReadonlySet<(typeof DETAILS)[number]> = new Set();
  /** The field whose text is no vector. */
  @state() private refused: "u" | "v" | null = null;

  override render() {
    const { session } = this;
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
      ${session.isTuple ? this.#subject() : nothing}
      ${this.#seeds()}
      ${session.outputs > 1 ? this.#outputWeights() : nothing}
      <nav class="row small" aria-label=${words.autodiff.parts}>
        ${PARTS.map((part) => html`<button type="button" @click=${() => this.#jump(part)}>${HEADINGS[part]}</button>`)}
      </nav>
      ${"iterations" in primal ? this.#walk(primal) : problem(headline(primal))}
      ${DETAILS.map(
        (part) => html`<details id=${part} ?open=${this.open.has(part)} @toggle=${(event: ToggleEvent) => this.#toggled(part, event)}>
          <summary><h2>${HEADINGS[part]}</h2></summary>
          ${this.open.has(part) ? html`<div class="stack">${this.#detail(part)}</div>` : nothing}
        </details>`,
      )}
    </div>`;
  }

  /** The graph, the pass through it, and the tables. */
  #walk(primal: Table) {
    const { session } = this;
    const { pass, table } = session.state;
    const graph = session.graph();
    if (graph === null) return nothing;
    const tableOf = {
      primal: () => primal,
      forward: () => session.forwardTable(),
      backward: () => session.backwardTable(),
    };
    const own = TABLE_OF[pass];
    const walked = tableOf[own]();
    const nodes = session.linearize();
    const rows = "iterations" in walked ? moments(pass, graph, walked, nodes, session.outputWeights) : [];
    const place = session.state.moment === null || rows.length === 0 ? null : Math.min(session.state.moment, rows.length - 1);
    const isShown = (id: TableId): boolean =>
      table === id || (table === "both" && id !== "primal") || (place !== null && id === own);
    const visit = ({ node }: NodeEvent): void => {
      const moment = rows.findIndex(({ id }) => id === node);
      if (moment >= 0) session.update({ moment });
    };
    return html`<section id="graph" class="stack" tabindex="-1" aria-label=${words.autodiff.graph}>
        <h2>${words.autodiff.graph}</h2>
        <fl-passes .session=${session} .moments=${rows}></fl-passes>
        <fl-graph
          .graph=${graph}
          .numbers=${numbersOf(pass, graph, primal, rows, place)}
          .partials=${partialsOf(nodes)}
          derivativeName=${pass === "values" ? "" : pass === "forward" ? words.passes.tangent : words.passes.adjoint}
          .derivativeSymbol=${pass === "forward" ? tangentSymbol : adjointSymbol}
          .current=${place === null ? null : (rows[place]?.id ?? null)}
          .used=${place === null ? [] : (rows[place]?.edges ?? [])}
          @node=${visit}
        ></fl-graph>
      </section>
      <section id="tables" class="stack" tabindex="-1" aria-label=${words.autodiff.tables}>
        <div class="row">
          <h2>${words.autodiff.tables}</h2>
          ${segments(
            words.autodiff.tables,
            "table",
            TABLES.map((value) => ({ value, label: words.autodiff.tablesOf[value] })),
            table,
            (chosen) => session.update({ table: chosen }),
          )}
        </div>
        <div class="tables">
          ${TABLE_IDS.filter(isShown).map((id) => id === own ? this.#table(id, walked, place) : this.#table(id, tableOf[id](), null))}
        </div>
      </section>`;
  }

  #detail(part: (typeof DETAILS)[number]) {
    const { session } = this;
    switch (part) {
      case "costs":
        return html`<fl-costs .session=${session}></fl-costs>`;
      case "differences":
        return html`<fl-differences .session=${session}></fl-differences>`;
      case "symbolic":
        return html`<fl-symbolic .session=${session}></fl-symbolic>`;
    }
  }

  #toggled(part: (typeof DETAILS)[number], { currentTarget }: ToggleEvent): void {
    const open = new Set(this.open);
    if ((currentTarget as HTMLDetailsElement).open) open.add(part);
    else open.delete(part);
    if (open.size !== this.open.size) this.open = open;
  }

  /** Goes to a part of the tab, which opens. */
  async #jump(part: (typeof PARTS)[number]): Promise<void> {
    const detail = DETAILS.find((candidate) => candidate === part);
    if (detail !== undefined) this.open = new Set([...this.open, detail]);
    await this.updateComplete;
    const section = this.renderRoot.querySelector<HTMLElement>(`#${part}`);
    section?.scrollIntoView({ block: "start" });
    (section?.querySelector("summary") ?? section)?.focus({ preventScroll: true });
  }

  /** Of a function with several outputs, whether the tables are of them or of what is made of them. */
  #subject() {
    const { session } = this;
    return html`<div class="row">
      <span class="label" aria-hidden="true">${words.autodiff.subject}</span>
      ${segments(
        words.autodiff.subject,
        "subject",
        SUBJECTS.map((value) => ({ value, label: words.autodiff.subjects[value] })),
        session.state.subject,
        (subject) => session.update({ subject, moment: null }),
      )}
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

  #table(id: TableId, table: Table | FallLineError, current: number | null) {
    const { session } = this;
    const { direction, outputWeights, seed } = session.state;
    const variable = session.variables[seed] ?? "";
    const label = {
      primal: words.autodiff.primal,
      forward: direction === null ? words.autodiff.forwardBy(variable) : words.autodiff.forwardAlong(formatVector(direction)),
      backward: outputWeights === null ? words.autodiff.backwardOf : words.autodiff.backwardWith(formatVector(session.outputWeights)),
    }[id];
    return html`<section id=${id} aria-label=${label}>
      <h3 class="head">${label}</h3>
      ${
        "iterations" in table
          ? html`<fl-table
              .table=${table}
              .label=${label}
              .current=${current}
              valueLabel=${id === "backward" ? words.autodiff.adjoint : words.autodiff.value}
              tangentLabel=${direction === null ? words.autodiff.tangentBy(variable) : words.autodiff.tangentAlong}
            ></fl-table>`
          : problem(headline(table))
      }
    </section>`;
  }

  /** What forward mode differentiates by: a variable, or a direction. */
  #seeds() {
    const { session } = this;
    const { direction, seed } = session.state;
    const { variables } = session;
    const variable = (chosen: number): boolean =>
      session.update(chosen < 0 ? { direction: [...session.direction] } : { seed: chosen, direction: null });
    return html`<div class="row">
      <span class="label" aria-hidden="true">${words.autodiff.seed}</span>
      ${segments(
        words.autodiff.seed,
        "seed",
        [...variables.map((label, value) => ({ value, label })), { value: -1, label: words.autodiff.direction }],
        direction === null ? seed : -1,
        variable,
      )}
      ${
        direction === null
          ? nothing
          : this.#vector("v", words.autodiff.vector(variables), direction, variables.length, (numbers) => session.update({ direction: numbers }))
      }
    </div>`;
  }

  #outputWeights() {
    const { session } = this;
    const { outputs } = session;
    return html`<div class="row">
      ${this.#vector("u", words.autodiff.weights(outputs), [...session.outputWeights], outputs, (numbers) => session.update({ outputWeights: numbers }))}
    </div>`;
  }

  /** A field for so many numbers. */
  #vector(id: "u" | "v", label: string, numbers: readonly number[], count: number, take: (numbers: number[]) => void) {
    const isRefused = this.refused === id;
    const change = (event: Event): void => {
      const typed = readNumbers((event.target as HTMLInputElement).value.replaceAll("−", "-"));
      const isFit = typed?.length === count;
      this.refused = isFit ? null : id;
      if (isFit) take(typed);
    };
    return html`<label class="vector">
        <span>${label}</span>
        <input
          id="vector-${id}"
          type="text"
          inputmode="text"
          autocomplete="off"
          aria-invalid=${isRefused}
          .value=${isRefused ? noChange : live(numbers.join(", "))}
          @change=${change}
        />
      </label>
      ${isRefused ? problem(words.autodiff.notVector(count)) : nothing}`;
  }
}

/** The dot stands above the first letter. */
function tangentSymbol(name: string): string {
  const [letter = "", ...rest] = name.split("_")[0] ?? "";
  return `${letter}\u0307${rest.join("")}`;
}

function adjointSymbol(name: string, isInput: boolean): string {
  if (!isInput) return "ζ";
  return name.length > 2 ? "∂C" : `∂C/∂${name}`;
}

/** The numbers in the graph as far as a pass has come. */
function numbersOf(
  pass: Pass,
  graph: Graph,
  primal: Table,
  rows: readonly Moment[],
  place: number | null,
): Map<number, NodeNumbers> {
  const numbers = new Map<number, NodeNumbers>();
  const values = primal.iterations.flatMap((iteration) => iteration.rows);
  // The primal table has the inputs in their order, then the nodes in theirs.
  const ids = [...graph.inputs.map(({ id }) => id), ...graph.nodes.map(({ id }) => id)];
  ids.forEach((id, index) => numbers.set(id, { value: values[index]?.value ?? null }));
  rows.forEach(({ id, row }, index) => {
    const isKnown = place === null || index <= place;
    const value = numbers.get(id)?.value ?? null;
    if (pass === "values") numbers.set(id, { value: isKnown ? value : null });
    else if (pass === "forward") numbers.set(id, { value: isKnown ? value : null, derivative: isKnown ? (row.derivative ?? null) : null });
    else numbers.set(id, { value, derivative: isKnown ? row.value : null });
  });
  return numbers;
}

function partialsOf(nodes: readonly LinearizedNode[]): Map<EdgeKey, number> {
  return new Map(nodes.flatMap(({ edges }, index) => edges.map(({ operand, value }) => [edgeKey(operand, index + 1), value])));
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-autodiff": FlAutodiff;
  }
}
