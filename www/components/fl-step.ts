import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { Quantity, StepRecord } from "../../crate/web/types.js";
import { norm } from "../format.js";
import { SHOWN_STEPS } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import "./fl-math.js";
import "./fl-value.js";
import { SessionElement } from "./session-element.js";

/** One step unfolded: the lines of the algorithm with their numbers, and every quantity of the step. */
@customElement("fl-step")
export class FlStep extends SessionElement {
  static override styles = [
    shared,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr));
        gap: var(--space-4) var(--space-6);
        align-items: start;
      }

      .line {
        width: 1%;
        padding-right: var(--space-4);
        color: var(--muted);
      }

      h3 {
        padding-bottom: var(--space-2);
        font-weight: normal;
      }

      dl {
        display: grid;
        grid-template-columns: minmax(7rem, auto) minmax(0, 1fr);
      }

      dt,
      dd {
        padding: var(--space-1) 0;
        border-bottom: 1px solid var(--line);
      }

      dt {
        padding-right: var(--space-4);
        color: var(--muted);
      }

      dd {
        min-height: 1.9rem;
      }

      .strong {
        font-weight: 600;
      }
    `,
  ];

  override render() {
    const { session } = this;
    const shown = session.state.shownStep === "taken" && session.taken !== null ? "taken" : "next";
    const record = shown === "taken" ? session.taken : session.next;
    return html`<div class="stack">
      <div class="row spread">
        <h2>${record === null ? words.tabs.step : this.#heading(record)}</h2>
        ${segments(
          words.step.show,
          "shown",
          SHOWN_STEPS.map((value) => ({
            value,
            label: words.step[value],
            disabled: value === "taken" && session.taken === null,
          })),
          shown,
          (shownStep) => session.update({ shownStep }),
        )}
      </div>
      ${
        record === null
          ? html`<p>${words.step.ended} <span class="muted">${session.status.message}</span></p>`
          : html`<div class="columns">${this.#lines(record)}${this.#quantities(record)}</div>`
      }
    </div>`;
  }

  /** A step that failed has led nowhere: its record still starts at the current iterate. */
  #hasFailed(record: StepRecord): boolean {
    return record === this.session.taken && record.iteration === this.session.run?.iteration;
  }

  #heading(record: StepRecord): string {
    return this.#hasFailed(record) ? words.step.failed(record.iteration) : words.step.heading(record.iteration);
  }

  #lines(record: StepRecord) {
    return html`<div class="stack">
      <table>
        <caption>
          ${words.step.algorithm}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="line"><span class="unseen">${words.step.line}</span></th>
            <th scope="col">${words.step.formula}</th>
            <th scope="col">${words.step.number}</th>
          </tr>
        </thead>
        <tbody>
          ${record.lines.map(
            ({ tex, value }, index) => html`<tr>
              <td class="line number">${index + 1}</td>
              <td><fl-math wrap .tex=${tex}></fl-math></td>
              <td class="number">${value === null ? nothing : html`<fl-value .value=${value}></fl-value>`}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${
        record.state.length === 0
          ? nothing
          : html`<table>
            <caption>
              ${words.step.state}
            </caption>
            <tbody>
              ${record.state.map(
                ({ tex, value }) => html`<tr>
                  <td class="line"><fl-math .tex=${tex}></fl-math></td>
                  <td><fl-value .value=${value}></fl-value></td>
                </tr>`,
              )}
            </tbody>
          </table>`
      }
      ${
        record.probes.length === 0
          ? nothing
          : html`<table>
            <caption>
              ${words.step.probes}
            </caption>
            <tbody>
              ${record.probes.map(
                ({ stepSize, value, accepted, armijo, curvature }) => html`<tr>
                  <td class="number">α = <fl-value .value=${stepSize}></fl-value></td>
                  <td class="number">C = <fl-value .value=${value ?? NaN}></fl-value></td>
                  <td>
                    ${accepted ? words.step.accepted : words.step.refused}${[
                      ...(armijo === false ? [words.step.noArmijo] : []),
                      ...(curvature === false ? [words.step.noCurvature] : []),
                    ].map((reason) => `, ${reason}`)}
                  </td>
                </tr>`,
              )}
            </tbody>
          </table>`
      }
    </div>`;
  }

  #quantities(record: StepRecord) {
    const { counts } = record;
    const evaluations = Object.entries(words.step.countsOf)
      .map(([kind, name]) => [counts[kind as keyof typeof counts], name] as const)
      .filter(([count]) => count > 0);
    return html`<div>
      <h3>${words.step.quantities}</h3>
      <dl>
        ${item(words.step.theta, record.theta)} ${item(words.step.value, record.value)}
        ${item(words.step.gradient, record.gradient)} ${item(words.step.gradientNorm, norm(record.gradient))}
        ${this.#hasFailed(record) ? nothing : outcome(record)}
        <dt>${words.step.counts}</dt>
        <dd class="number">${evaluations.map(([count, name]) => `${name}: ${count}`).join(", ")}</dd>
        <dt>${words.step.status}</dt>
        <dd>${record.status.message}</dd>
      </dl>
    </div>`;
  }
}

/** Where the step has led. */
function outcome(record: StepRecord) {
  return html`${item(words.step.direction, record.direction)} ${item(words.step.stepSize, record.stepSize)}
  ${item(words.step.nextTheta, record.nextTheta, "strong")} ${item(words.step.nextValue, record.nextValue, "strong")}
  ${item(words.step.predicted, record.predictedDecrease)}
  ${item(words.step.actual, record.value - record.nextValue)}`;
}

function item(name: string, value: Quantity | null, kind = "") {
  return html`<dt>${name}</dt>
    <dd class=${kind}>
      ${
        value === null
          ? html`<span class="muted">${words.step.none}</span>`
          : html`<fl-value .value=${value}></fl-value>`
      }
    </dd>`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-step": FlStep;
  }
}
