import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Costs, FallLineError, JacobianCost, Operations, Sweeps } from "../../crate/web/types.js";
import type { Expression } from "../api.js";
import { headline } from "../errors.js";
import { formatNumber } from "../format.js";
import { FAMILIES } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import "./fl-chart.js";
import { SessionElement } from "./session-element.js";

const KINDS = ["additions", "multiplications", "divisions", "functions"] as const;
const SWEEPS = ["value", "tangent", "adjoint"] as const;
/** What a gradient costs at most, in values, if an operation's partial derivatives cost no more than a few operations. */
const CHEAP = 5;
/** How long each of the three is measured, in milliseconds, and in how many parts. */
const MEASURED = 45;
const PARTS = 9;

/** The operations of the sweeps, and what gradients cost by forward and by backward mode as n grows. */
@customElement("fl-costs")
export class FlCosts extends SessionElement {
  static override styles = [
    shared,
    css`
      td.number,
      th.number {
        text-align: right;
      }

      tbody th {
        font-weight: 400;
      }

      .total tr > * {
        font-weight: 600;
      }

      .sweeps tr > :not(:last-child) {
        padding-right: var(--space-2);
      }

      .kinds th[scope="row"] {
        padding-left: var(--space-3);
      }

      .growth {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr));
        gap: var(--space-4) var(--space-6);
        align-items: start;
      }

      .sweeps {
        max-width: 40rem;
      }

      .times {
        min-height: 1.45em;
      }

      @media (max-width: 40rem) {
        .sweeps table {
          font-size: var(--text-small);
        }

        .sweeps tr > :not(:last-child) {
          padding-right: var(--space-1);
        }

        .kinds th[scope="row"] {
          padding-left: var(--space-1);
        }
      }
    `,
  ];

  @state() private times: readonly { n: number; value: number; forward: number; backward: number }[] = [];
  #measured = "";
  #passes: { key: string; costs: Costs | FallLineError | null } | null = null;
  #counted: { key: string; costs: readonly JacobianCost[] | FallLineError | null } | null = null;

  override render() {
    const { session } = this;
    const costs = this.#costs();
    if (costs === null) return nothing;
    if (!("total" in costs)) return problem(headline(costs));
    const growing = this.#growing();
    return html`<div class="stack">
      <p class="muted small">${words.costs.rule}</p>
      ${this.#sweeps(costs)}
      <h3>${words.costs.growing}</h3>
      ${segments(
        words.costs.family,
        "family",
        FAMILIES.map((value) => ({ value, label: words.costs.families[value] })),
        session.state.family,
        (family) => session.update({ family }),
      )}
      ${growing === null ? nothing : "message" in growing ? problem(headline(growing)) : this.#growth(growing)}
      ${this.#times()}
    </div>`;
  }

  /** Counted once for a function and its seeds: the point does not matter. */
  #costs(): Costs | FallLineError | null {
    const { session } = this;
    const { direction, outputWeights } = session;
    const key = [session.functionKey, direction.join(), outputWeights.join()].join(" ");
    if (this.#passes?.key !== key) {
      this.#passes = { key, costs: session.ask((expression) => expression.costs(direction, outputWeights)) };
    }
    return this.#passes.costs;
  }

  /** Counted once for a function and a family: that takes a while. */
  #growing(): readonly JacobianCost[] | FallLineError | null {
    const { session } = this;
    const { family } = session.state;
    const key = `${family} ${family === "copies" ? session.functionKey : ""}`;
    if (this.#counted?.key !== key) this.#counted = { key, costs: session.ask((expression) => expression.jacobianCosts(family)) };
    return this.#counted.costs;
  }

  #sweeps({ operations, total }: Costs) {
    const cells = (counts: (sweep: (typeof SWEEPS)[number]) => number) =>
      SWEEPS.map((sweep) => html`<td class="number">${counts(sweep)}</td>`);
    const row = (label: string, nodes: unknown, sweeps: Sweeps, pick: (operations: Operations) => number) => html`<tr>
      <th scope="row">${label}</th>
      <td class="number">${nodes}</td>
      ${cells((sweep) => pick(sweeps[sweep]))}
    </tr>`;
    return html`<div class="scroll sweeps" role="region" aria-label=${words.costs.operations} tabindex="0">
      <table>
        <caption>
          ${words.costs.operations}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.costs.operation}</th>
            <th scope="col" class="number">${words.costs.nodes}</th>
            ${SWEEPS.map((sweep) => html`<th scope="col" class="number">${words.costs.sweeps[sweep]}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${operations.map((sweeps) => row(sweeps.op ?? "", sweeps.nodes, sweeps, ({ total }) => total))}
        </tbody>
        <tbody class="total">
          ${row(words.costs.total, total.nodes, total, ({ total }) => total)}
        </tbody>
        <tbody class="kinds">
          <tr>
            <th scope="rowgroup" colspan="5">${words.costs.ofThese}</th>
          </tr>
          ${KINDS.map((kind) => row(words.costs.kinds[kind], "", total, (operations) => operations[kind]))}
        </tbody>
      </table>
    </div>`;
  }

  /** What the whole gradient of the smallest member, and of every larger one, takes. */
  #gradient(costs: readonly JacobianCost[]) {
    return html`<div class="scroll" role="region" aria-label=${words.costs.gradients} tabindex="0">
      <table>
        <caption>
          ${words.costs.gradients}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="number">n</th>
            <th scope="col" class="number">${words.costs.sweeps.value}</th>
            <th scope="col" class="number">${words.costs.forward}</th>
            <th scope="col" class="number">${words.costs.backward}</th>
            <th scope="col" class="number">${words.costs.ratio}</th>
          </tr>
        </thead>
        <tbody>
          ${costs.map(
            ({ variables, value, forward, backward }) => html`<tr>
              <th scope="row" class="number">${variables}</th>
              <td class="number">${value}</td>
              <td class="number">${forward}</td>
              <td class="number">${backward}</td>
              <td class="number">${value === 0 ? "–" : (backward / value).toFixed(2)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #growth(costs: readonly JacobianCost[]) {
    const isDear = costs.some(({ value, backward }) => backward > CHEAP * value);
    return html`<div class="growth">${this.#chart(costs)} ${this.#gradient(costs)}</div>
      <p class="muted small">${isDear ? words.costs.dear : words.costs.cheap(CHEAP)}</p>`;
  }

  #chart(costs: readonly JacobianCost[]) {
    const { styles } = this.session;
    const line = (label: string, slot: number | null, of: (cost: JacobianCost) => number) => ({
      label,
      style: slot === null ? null : (styles[slot] ?? null),
      points: costs.map((cost) => [cost.variables, of(cost)] as const),
    });
    const last = costs.at(-1);
    const caption =
      last === undefined ? "" : words.costs.caption(last.variables, last.value, last.forward, last.backward);
    return html`<fl-chart
        .lines=${[
          line(words.costs.byForward, 0, ({ forward }) => forward),
          line(words.costs.byBackward, 1, ({ backward }) => backward),
          line(words.costs.ofValue, 2, ({ value }) => value),
          line(words.costs.bound(CHEAP), null, ({ value }) => CHEAP * value),
        ]}
        across=${words.costs.variables}
        upward=${words.costs.count}
        caption=${caption}
      ></fl-chart>`;
  }

  /** How long they take in this browser; what was measured of another function does not stay. */
  #times() {
    const { functionKey } = this.session;
    const shown = this.#measured === functionKey ? this.times : [];
    return html`<div class="row">
      <button type="button" @click=${this.#measure}>${words.costs.measure}</button>
      <span class="times small number" role="status"
        >${shown.map(({ n, value, forward, backward }) =>
          words.costs.times(n, ...([value, forward, backward].map((time) => formatNumber(time, 3)) as [string, string, string])),
        )}</span
      >
    </div>`;
  }

  readonly #measure = (): void => {
    const { session } = this;
    const { tablePoint: theta } = session;
    const n = theta.length;
    const units = Array.from(theta, (_, index) => Float64Array.from(theta, (_, other) => (other === index ? 1 : 0)));
    const timed = session.ask((expression: Expression) => ({
      n,
      value: median(() => expression.value(theta)),
      forward: median(() => units.map((unit) => expression.jvp(theta, unit))),
      backward: median(() => expression.jacobian(theta)),
    }));
    this.#measured = session.functionKey;
    this.times = timed !== null && "n" in timed ? [timed] : [];
  };
}

/** The median time of some work in microseconds. */
function median(work: () => unknown): number {
  // A clock may tick but ten times a millisecond: each part has to last longer.
  const part = MEASURED / PARTS;
  const times = Array.from({ length: PARTS }, () => {
    const begin = performance.now();
    let count = 0;
    do {
      for (let i = 0; i < 10; i += 1) work();
      count += 10;
    } while (performance.now() - begin < part);
    return (1000 * (performance.now() - begin)) / count;
  });
  return times.sort((a, b) => a - b)[(PARTS - 1) / 2] ?? NaN;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-costs": FlCosts;
  }
}
