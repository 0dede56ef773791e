import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { Derivative, FallLineError, FormulaSize } from "../../crate/web/types.js";
import { headline } from "../errors.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { problem } from "./controls.js";
import "./fl-math.js";
import { SessionElement } from "./session-element.js";

/** Longer formulas are not typeset: nobody reads them, and it takes long. */
const MOST_TYPESET = 400;

/** The derivative by the chosen variable as a formula, and how large it is. */
@customElement("fl-symbolic")
export class FlSymbolic extends SessionElement {
  static override styles = [
    shared,
    css`
      .formula {
        max-height: 20rem;
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--sunken);
        overflow-y: auto;
      }

      code {
        font-family: var(--mono);
        font-size: var(--text-small);
        overflow-wrap: anywhere;
      }

      td.number,
      th.number {
        text-align: right;
      }

      tbody th {
        font-weight: 400;
      }

      table {
        max-width: 40rem;
      }
    `,
  ];

  #found: { key: string; derivative: Derivative | FallLineError | null } | null = null;

  override render() {
    const { session } = this;
    const derivative = this.#derivative();
    if (derivative === null) return nothing;
    if (!("nodes" in derivative)) return problem(headline(derivative));
    const variable = session.variables[session.state.seed] ?? "";
    return html`<div class="stack">
      ${this.#formula(derivative, variable)} ${this.#sizes(derivative, variable)}
      <p class="muted small">
        ${words.symbolic.swell(
          formatNumber(derivative.nodes / derivative.function.nodes, 3),
          formatNumber(derivative.gradient.nodes / derivative.gradient.sharedNodes, 3),
        )}
      </p>
    </div>`;
  }

  /** Worked out once for a function and a variable. */
  #derivative(): Derivative | FallLineError | null {
    const { session } = this;
    const { seed } = session.state;
    const key = `${session.functionKey} ${seed}`;
    if (this.#found?.key !== key) this.#found = { key, derivative: session.ask((expression) => expression.derivative(seed)) };
    return this.#found.derivative;
  }

  #formula({ tex, text, nodes }: Derivative, variable: string) {
    if (tex === undefined || text === undefined) return html`<p>${words.symbolic.tooLarge(formatNumber(nodes))}</p>`;
    const left = `\\frac{\\partial C}{\\partial ${this.session.graph()?.inputs.find(({ name }) => name === variable)?.tex ?? variable}} = `;
    return html`<div class="formula" role="region" aria-label=${words.symbolic.formula(variable)} tabindex="0">
        ${nodes <= MOST_TYPESET ? html`<fl-math wrap .tex=${left + tex}></fl-math>` : html`<code>${text}</code>`}
      </div>
      ${
        nodes <= MOST_TYPESET
          ? html`<details>
              <summary>${words.symbolic.asText}</summary>
              <code>${text}</code>
            </details>`
          : nothing
      }`;
  }

  #sizes({ nodes, sharedNodes, function: own, gradient }: Derivative, variable: string) {
    const row = (label: string, size: FormulaSize) => html`<tr>
      <th scope="row">${label}</th>
      <td class="number" title=${size.nodes}>${formatNumber(size.nodes)}</td>
      <td class="number">${size.sharedNodes}</td>
    </tr>`;
    return html`<div class="scroll" role="region" aria-label=${words.symbolic.sizes} tabindex="0">
      <table>
        <caption>
          ${words.symbolic.sizes}
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">${words.symbolic.what}</span></th>
            <th scope="col" class="number">${words.symbolic.tree}</th>
            <th scope="col" class="number">${words.symbolic.shared}</th>
          </tr>
        </thead>
        <tbody>
          ${row(words.symbolic.function, own)} ${row(words.symbolic.derivative(variable), { nodes, sharedNodes })}
          ${row(words.symbolic.gradient, gradient)}
        </tbody>
      </table>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-symbolic": FlSymbolic;
  }
}
