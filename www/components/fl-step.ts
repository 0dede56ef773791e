import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Quantity, StepRecord, UnfoldedLine } from "../../crate/web/types.js";
import { exactQuantity, formatNumber, formatQuantity, norm } from "../format.js";
import { SHOWN_STEPS } from "../state.js";
import { shared, terms } from "../styles.js";
import { arrowLabel, unfoldedTex } from "../unfold.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import "./fl-math.js";
import "./fl-value.js";
import { SessionElement } from "./session-element.js";

/** Milliseconds between two writings of the lines while a run plays. */
const READABLE = 250;

/** One step unfolded: the lines of the algorithm with their numbers, and every quantity of the step. */
@customElement("fl-step")
export class FlStep extends SessionElement {
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

      .line {
        width: 2.75rem;
        padding-right: var(--space-2);
        color: var(--muted);
        font-weight: normal;
      }

      .symbol {
        width: 1%;
        padding-right: var(--space-4);
        color: var(--muted);
        white-space: nowrap;
      }

      /* Keeps what is hidden in it from widening the page. */
      .scroll {
        position: relative;
      }

      /* Fixed columns: longer numbers run on to the right instead of moving what is beside them. */
      .lines {
        table-layout: fixed;
      }

      .lines .result {
        width: 34%;
        white-space: nowrap;
      }

      .lines tr:first-child > * {
        border-bottom: 0;
      }

      .lines thead tr:first-child > * {
        border-bottom: 1px solid var(--line);
      }

      .lines .line button {
        min-width: 1.75rem;
        min-height: 1.75rem;
        padding: 0;
        font-variant-numeric: tabular-nums;
      }

      .lines .numbers td {
        padding-bottom: var(--space-2);
        white-space: nowrap;
      }

      .tables {
        display: flex;
        min-height: 1.75rem;
        margin-top: var(--space-1);
        font-size: var(--text-small);
      }

      tbody.later > tr > :not(.line),
      tbody.later .tables {
        color: var(--muted);
      }

      tbody.current > tr > * {
        background: var(--accent-soft);
      }

      tbody.current .line {
        box-shadow: inset 3px 0 0 var(--accent);
      }

      tbody.current .line button {
        border-color: var(--accent);
        color: var(--accent);
        font-weight: 600;
      }

      .changed {
        padding: 0 2px;
        border-bottom: 2px solid var(--accent);
      }

      .count {
        min-width: 6.5rem;
      }

      .digits {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        margin-left: auto;
      }

      .told {
        min-height: 1.45em;
      }

      .ratio {
        display: grid;
        grid-template-columns: 5.5rem minmax(0, 10rem);
        align-items: center;
        gap: var(--space-3);
      }

      .ratio svg {
        width: 100%;
        height: 0.75rem;
      }

      .track {
        fill: var(--sunken);
        stroke: var(--line-strong);
      }

      .share {
        fill: var(--accent);
      }

      .one {
        stroke: var(--ink);
        stroke-width: 1.5;
      }

      .verdict {
        min-height: 2.9em;
      }

      @media (max-width: 40rem) {
        .verdict {
          min-height: 5.8em;
        }
      }

      h3 {
        padding-bottom: var(--space-2);
        font-weight: normal;
      }

      dl {
        display: grid;
        grid-template-columns: minmax(7rem, auto) minmax(0, 1fr);
      }

      dd {
        min-height: 1.9rem;
      }

      .strong {
        font-weight: 600;
      }
    `,
  ];

  /** The lines with their numbers as TeX, and when they were written. */
  #written: { texts: readonly string[]; time: number } = { texts: [], time: 0 };

  /** Typesetting takes longer than steps: while a run plays, the lines follow at a pace at which they can be read. */
  #texts(lines: readonly UnfoldedLine[]): readonly string[] {
    const { playing, state } = this.session;
    const now = performance.now();
    const isDue = !playing || now - this.#written.time > READABLE || this.#written.texts.length !== lines.length;
    if (isDue) this.#written = { texts: lines.map((line) => unfoldedTex(line, state.digits === "all")), time: now };
    return this.#written.texts;
  }

  override render() {
    const { session } = this;
    const { shownStep } = session;
    const record = shownStep?.record ?? null;
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
          shownStep?.which ?? "next",
          (chosen) => session.update({ shownStep: chosen }),
        )}
      </div>
      ${
        shownStep === null
          ? html`<p>${words.step.ended} <span class="muted">${session.status.message}</span></p>`
          : html`${this.#lines(shownStep.record, shownStep.lines)}
              <div class="columns">${this.#quantities(shownStep.record)}${this.#kept(shownStep.record)}</div>`
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

  /** From line to line, with what the current one is on the landscape. */
  #walk(lines: readonly UnfoldedLine[]) {
    const { session } = this;
    const { line } = session;
    const { digits } = session.state;
    const current = line === null ? null : lines[line];
    const told =
      current?.arrow != null
        ? words.step.onLandscape(arrowLabel(current.arrow.role, current.name))
        : line === null
          ? words.step.noArrow
          : words.step.notOnLandscape;
    const button = (label: string, key: string, press: () => void, disabled = false) => html`<button
      type="button"
      title=${key === "" ? label : `${label} (${key})`}
      ?disabled=${disabled}
      @click=${press}
    >
      ${label}
    </button>`;
    return html`<div class="row" role="group" aria-label=${words.step.lines}>
        ${button(words.step.previousLine, ",", () => session.moveLine(-1))}
        ${button(words.step.nextLine, ".", () => session.moveLine(1))}
        ${button(words.step.wholeStep, "", () => session.update({ line: null }), line === null)}
        <span class="count number small muted">
          ${line === null ? words.step.whole(lines.length) : words.step.lineOf(line + 1, lines.length)}
        </span>
        <label class="digits">
          <input
            type="checkbox"
            .checked=${live(digits === "all")}
            @change=${() => session.update({ digits: digits === "all" ? "short" : "all" })}
          />
          ${words.step.allDigits}
        </label>
      </div>
      <p class="told small muted" aria-live="polite">${told}</p>`;
  }

  /** A line with this step's numbers under it. */
  #line(record: StepRecord, line: UnfoldedLine, numbers: string, index: number) {
    const { session } = this;
    const { tex = "", symbol = "" } = record.lines[index] ?? {};
    const { value, before } = line;
    const place = session.line === null || session.line === index ? "" : index > session.line ? "later" : "earlier";
    const isCurrent = session.line === index;
    const isChanged = value !== null && before !== null && exactQuantity(before) !== exactQuantity(value);
    return html`<tbody class=${`${place}${isCurrent ? "current" : ""}`} data-line=${index + 1} data-symbol=${symbol}>
      <tr aria-current=${isCurrent ? "step" : nothing}>
        <th scope="row" class="line">
          <button
            type="button"
            aria-label=${words.step.goToLine(index + 1)}
            @click=${() => session.update({ line: isCurrent ? null : index })}
          >
            ${index + 1}
          </button>
        </th>
        <td class="formula"><fl-math wrap .tex=${tex}></fl-math></td>
        <td class="number result">
          ${
            value === null
              ? nothing
              : html`<span class=${isChanged ? "changed" : ""} title=${isChanged ? words.step.changed(exactQuantity(before)) : nothing}>
                  <fl-value whole .value=${value}></fl-value>
                  ${isChanged ? html`<span class="unseen">${words.step.changed(formatQuantity(before))}</span>` : nothing}
                </span>`
          }
        </td>
      </tr>
      <tr class="numbers">
        <td class="line"></td>
        <td colspan="2">
          <fl-math .tex=${numbers}></fl-math>
          ${
            line.at === null
              ? nothing
              : html`<button type="button" class="tables" @click=${() => session.update({ tab: "autodiff", tablePoint: "step" })}>
                  ${words.step.openTables}
                </button>`
          }
        </td>
      </tr>
    </tbody>`;
  }

  #lines(record: StepRecord, lines: readonly UnfoldedLine[]) {
    const texts = this.#texts(lines);
    return html`<div class="stack">
      ${this.#walk(lines)}
      <div class="scroll" role="region" aria-label=${words.step.algorithm} tabindex="0">
        <table class="lines">
          <caption class="unseen">
            ${words.step.algorithm}
          </caption>
          <thead>
            <tr>
              <th scope="col" class="line"><span class="unseen">${words.step.line}</span></th>
              <th scope="col">${words.step.formula}, ${words.step.lineNumbers}</th>
              <th scope="col" class="result">${words.step.number}</th>
            </tr>
          </thead>
          ${lines.map((line, index) => this.#line(record, line, texts[index] ?? "", index))}
        </table>
      </div>
      <p class="muted small">${words.step.underlined}</p>
    </div>`;
  }

  /** What the step leaves to the next one, and where its search has looked. */
  #kept(record: StepRecord) {
    return html`<div class="stack">
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
                  <td class="symbol"><fl-math .tex=${tex}></fl-math></td>
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
  ${item(words.step.actual, record.value - record.nextValue)} ${ratio(record)}`;
}

/** The actual decrease beside the predicted one: its ratio, on a bar that reaches from 0 to 2, and in words. */
function ratio({ predictedDecrease: predicted, value, nextValue, theta, nextTheta }: StepRecord) {
  const ratio = predicted !== null && predicted > 0 ? (value - nextValue) / predicted : null;
  const shown = Math.min(2, Math.max(0, ratio ?? 0));
  const stayed = theta.every((x, i) => x === nextTheta[i]);
  const verdict = stayed ? "stayed" : ratio === null ? "none" : RATIOS.find(([below]) => ratio < below)![1];
  return html`<dt>${words.step.ratio}</dt>
    <dd>
      <span class="ratio">
        <span class="number">${ratio === null ? words.step.none : html`<fl-value .value=${ratio}></fl-value>`}</span>
        <svg viewBox="0 0 100 12" role="img" aria-label=${words.step.ratioBar(ratio === null ? words.step.none : formatNumber(ratio, 3))}>
          <rect class="track" x="0.5" y="2.5" width="99" height="7" rx="1.5" />
          <rect class="share" x="0.5" y="2.5" width=${49.5 * shown} height="7" rx="1.5" />
          <path class="one" d="M50 0v12" />
        </svg>
      </span>
      <p class="verdict small muted">${words.step.ratios[verdict]}</p>
    </dd>`;
}

/** What a ratio below a bound says of the model. */
const RATIOS = [
  [0, "rose"],
  [0.25, "poor"],
  [0.9, "less"],
  [1.1, "good"],
  [Infinity, "more"],
] as const;

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
