import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { CurvatureReport, Quantity, Spectrum } from "../../crate/web/types.js";
import { exactQuantity, formatNumber, norm } from "../format.js";
import { shared, terms } from "../styles.js";
import { words } from "../words.js";
import "./fl-value.js";
import { SessionElement } from "./session-element.js";

/** Eigenvalues that are shown at either end of a long list. */
const ENDS = 6;

/** How the function is curved at the current iterate, beside what the optimizer takes its Hessian for. */
@customElement("fl-curvature")
export class FlCurvature extends SessionElement {
  static override styles = [
    shared,
    terms,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: var(--space-4) var(--space-6);
        align-items: start;
      }

      dl {
        display: grid;
        grid-template-columns: minmax(7rem, 40%) minmax(0, 1fr);
      }

      dd {
        min-height: 1.9rem;
        overflow-wrap: anywhere;
      }

      /* As high as its longest text, so that another kind of matrix moves nothing. */
      .words {
        min-height: 3.4rem;
      }

      .options {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2) var(--space-4);
        align-items: center;
      }

      .options label {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        min-height: 1.5rem;
      }

      .matrix td,
      .spectrum td,
      .spectrum th {
        text-align: right;
        white-space: nowrap;
      }

      .matrix td {
        width: 8rem;
        border: 0;
      }

      .matrix {
        width: auto;
        border-right: 1.5px solid var(--line-strong);
        border-left: 1.5px solid var(--line-strong);
      }

      .matrix td:first-child {
        padding-left: var(--space-3);
      }

      .matrix td:last-child {
        padding-right: var(--space-3);
      }

      .note {
        padding: var(--space-2) var(--space-3);
        border-left: 3px solid var(--line-strong);
        background: var(--sunken);
      }
    `,
  ];

  override render() {
    const report = this.session.curvature();
    if (report === null) return html`<p>${words.curvature.ended}</p>`;
    const { hessian, kink, problem } = report;
    return html`<div class="stack">
      ${this.#point(report)}
      ${problem === null ? nothing : html`<p class="note" role="status">${words.curvature.problem(problem)}</p>`}
      ${kink === null ? nothing : html`<p class="note" role="status">${words.curvature.kink(kink)}</p>`}
      ${hessian === null ? nothing : this.#options(hessian)}
      <div class="columns">
        <section class="stack" aria-label=${words.curvature.hessian}>
          ${hessian === null ? nothing : html`<h2>${words.curvature.hessian}</h2>${spectrum(hessian, words.curvature.hessian)}`}
          ${this.#numbers(report)}${descent(report)}
        </section>
        <div class="stack">${this.#own(report)}${near(report)}</div>
      </div>
    </div>`;
  }

  #point({ theta }: CurvatureReport) {
    const { variables } = this.session;
    return html`<p class="number">
      <span class="muted">${words.curvature.at}</span>
      ${theta.map(
        (value, index) =>
          html`<span title=${exactQuantity(value)}>${index === 0 ? "" : ", "}${variables[index]} = ${formatNumber(value)}</span>`,
      )}
    </p>`;
  }

  /** What of the Hessian the landscape shows. */
  #options({ matrix }: Spectrum) {
    const { session } = this;
    if (session.dimension === 1) return html`<p class="muted small">${words.curvature.oneVariable}</p>`;
    if (matrix === null) return html`<p class="muted small">${words.curvature.many(session.dimension)}</p>`;
    const toggle = (key: "eigenvectors" | "hessianModel", label: string) => {
      const isShown = session.state[key] === "shown";
      return html`<label>
        <input
          type="checkbox"
          name=${key}
          .checked=${live(isShown)}
          @change=${() => session.update({ [key]: isShown ? "hidden" : "shown" })}
        />
        ${label}
      </label>`;
    };
    return html`<div class="options" role="group" aria-label=${words.curvature.onLandscape}>
      <span class="label" aria-hidden="true">${words.curvature.onLandscape}</span>
      ${toggle("eigenvectors", words.curvature.eigenvectors)} ${toggle("hessianModel", words.curvature.model)}
    </div>`;
  }

  #numbers({ gradient, hessian, newton }: CurvatureReport) {
    return html`<dl>
      ${hessian === null ? nothing : signs(hessian)}
      ${item(words.curvature.gradientNorm, gradient.length === 0 ? null : norm(gradient))}
      <dt>${words.curvature.newton}</dt>
      <dd>${newton === null ? html`<span class="muted">${words.curvature.noNewton}</span>` : shown(newton.direction)}</dd>
      <dt>${words.curvature.slope}</dt>
      <dd>
        ${
          newton === null
            ? html`<span class="muted">${words.curvature.none}</span>`
            : html`${shown(newton.slope)}: ${newton.slope < 0 ? words.curvature.descends : words.curvature.ascends}`
        }
      </dd>
    </dl>`;
  }

  /** The optimizer's own matrix. */
  #own({ own }: CurvatureReport) {
    const { session } = this;
    const name = session.optimizer?.name ?? "";
    const step = session.next ?? session.taken;
    const title = words.curvature.own(name);
    if (own === null) return html`<section class="stack"><h2>${title}</h2><p class="muted">${words.curvature.noOwn(name)}</p></section>`;
    const isDiagonal = step?.model?.kind !== "quadratic";
    return html`<section class="stack" aria-label=${title}>
      <h2>${title}</h2>
      <p class="muted small">
        ${session.next === null ? words.curvature.ownOfTaken : words.curvature.ownOfModel}
        ${isDiagonal ? words.curvature.ownDiagonal : ""}
      </p>
      ${spectrum(own.spectrum, title)}
      <dl>${signs(own.spectrum)} ${item(words.curvature.difference, own.difference)}</dl>
    </section>`;
  }
}

/** A matrix and its eigenvalues with their eigenvectors; of a large one the eigenvalues at both ends. */
function spectrum({ eigenvalues, eigenvectors, matrix }: Spectrum, label: string) {
  const n = eigenvalues.length;
  const left = Math.max(0, n - 2 * ENDS);
  const shownRows = eigenvalues.map((value, i) => ({ value, vector: eigenvectors?.[i], i }));
  const rows = left > 1 ? [...shownRows.slice(0, ENDS), null, ...shownRows.slice(-ENDS)] : shownRows;
  return html`${
      matrix === null
        ? nothing
        : html`<div class="scroll" role="region" aria-label=${words.curvature.matrix(label)} tabindex="0">
            <table class="matrix">
              <caption class="unseen">
                ${words.curvature.matrix(label)}
              </caption>
              <tbody>
                ${matrix.map((row) => html`<tr>${row.map((x) => html`<td title=${x}>${formatNumber(x)}</td>`)}</tr>`)}
              </tbody>
            </table>
          </div>`
    }
    <table class="spectrum">
      <caption>
        ${eigenvectors === null ? words.curvature.eigenvaluesOnly(n) : words.curvature.eigenvalues}
      </caption>
      <thead>
        <tr>
          <th scope="col">${words.curvature.eigenvalue}</th>
          ${eigenvectors === null ? nothing : html`<th scope="col">${words.curvature.eigenvector}</th>`}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) =>
          row === null
            ? html`<tr><td class="muted">${words.curvature.others(left)}</td></tr>`
            : html`<tr>
                <td>${shown(row.value)}</td>
                ${row.vector === undefined ? nothing : html`<td>${shown(row.vector)}</td>`}
              </tr>`,
        )}
      </tbody>
    </table>`;
}

/** What the signs and sizes of the eigenvalues say. */
function signs(matrix: Spectrum) {
  const { condition } = matrix;
  return html`<dt>${words.curvature.condition}</dt>
    <dd>${condition === null ? words.curvature.singular : shown(condition)}</dd>
    <dt>${words.curvature.definiteness}</dt>
    <dd class="words">${words.curvature.definitenessOf[definiteness(matrix)]}</dd>`;
}

function definiteness({ definiteness: kind, eigenvalues }: Spectrum): keyof typeof words.curvature.definitenessOf {
  if (kind !== "singular") return kind;
  const [least = 0] = eigenvalues;
  const most = eigenvalues.at(-1) ?? 0;
  const zero = eigenvalues.length * Number.EPSILON * Math.max(Math.abs(least), Math.abs(most));
  if (most <= zero && least >= -zero) return "zero";
  if (least >= -zero) return "positiveSemi";
  return most <= zero ? "negativeSemi" : "singular";
}

/** Step sizes of gradient descent. */
function descent({ descent: limits, hessian }: CurvatureReport) {
  if (hessian === null) return nothing;
  const { descent: title } = words.curvature;
  return html`<section class="stack" aria-label=${title}>
    <h2>${title}</h2>
    ${
      limits === null
        ? html`<p class="muted">${words.curvature.noLimit}</p>`
        : html`<dl>
            ${item(words.curvature.limit, limits.limit)} ${item(words.curvature.best, limits.best, words.curvature.notConvex)}
            ${item(words.curvature.contraction, limits.contraction, words.curvature.notConvex)}
          </dl>`
    }
  </section>`;
}

/** The critical point near the current one. */
function near({ near: point }: CurvatureReport) {
  const { near: title } = words.curvature;
  return html`<section class="stack" aria-label=${title}>
    <h2>${title}</h2>
    ${
      point === null
        ? html`<p class="muted">${words.curvature.noNear}</p>`
        : html`<p class="muted small">${point.known ? words.curvature.known : words.curvature.found}</p>
            <dl>
              <dt>${words.curvature.kind}</dt>
              <dd>${point.kind === null ? words.curvature.unknownKind : words.curvature.kinds[point.kind]}</dd>
              ${item(words.curvature.place, point.theta)} ${item(words.curvature.distance, point.distance)}
              ${item(words.curvature.valueThere, point.value)}
              ${item(words.curvature.eigenvaluesThere, point.eigenvalues.length === 0 ? null : point.eigenvalues)}
            </dl>`
    }
  </section>`;
}

function shown(value: Quantity) {
  return html`<fl-value .value=${value}></fl-value>`;
}

function item(name: string, value: Quantity | null, otherwise: string = words.curvature.none) {
  return html`<dt>${name}</dt>
    <dd>${value === null ? html`<span class="muted">${otherwise}</span>` : shown(value)}</dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-curvature": FlCurvature;
  }
}
