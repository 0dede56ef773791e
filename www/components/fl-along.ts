import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import type { FallLineError, ParameterInfo, SectionNumbers, SectionPoint, StepRecord } from "../../crate/web/types.js";
import type { Objective, Section } from "../api.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { asFallLineError, headline } from "../errors.js";
import { find } from "../fields.js";
import { formatNumber } from "../format.js";
import { ICONS } from "../icons.js";
import { decidesItsSteps } from "../method.js";
import { inDomain } from "../slider.js";
import { MAGNIFICATIONS, SHOWN_STEPS } from "../state.js";
import { shared, terms } from "../styles.js";
import { words } from "../words.js";
import { problem, segments } from "./controls.js";
import "./fl-math.js";
import "./fl-parameter.js";
import type { SettingEvent } from "./fl-parameter.js";
import "./fl-value.js";
import { SessionElement } from "./session-element.js";

/** The search whose parameters are the factors of all conditions. */
const ALL_CONDITIONS = "strong-wolfe";
/** The conditions as formulas, each with its factor's name in the list of searches. */
const FORMULAS = [
  { tex: String.raw`\varphi(\alpha) \le \varphi(0) + \beta_A\, \alpha\, \varphi'(0)`, name: "armijo" },
  { tex: String.raw`\varphi'(\alpha) \ge \gamma_W\, \varphi'(0)`, name: "curvature" },
  { tex: String.raw`|\varphi'(\alpha)| \le -\gamma_W\, \varphi'(0)`, name: "strong" },
] as const;
const FACTORS = { armijo: "beta", curvature: "gamma" } as const;
type Factor = keyof typeof FACTORS;

/** What was sampled, and of what. */
interface Sampled {
  of: readonly unknown[];
  section: Section;
  numbers: SectionNumbers;
  magnification: number;
}

/** A step that is so many times shorter than the range would not be seen. */
const UNSEEN = 12;

/** The objective along a step, C(θ + α d) against α: what a search tries, and where its conditions hold. */
@customElement("fl-along")
export class FlAlong extends SessionElement {
  static override styles = [
    shared,
    terms,
    css`
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--space-4) var(--space-6);
        align-items: start;
      }

      .plot {
        position: relative;
        height: clamp(22rem, 48vh, 30rem);
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      .zoom {
        display: inline-flex;
        gap: var(--space-2);
      }

      .points {
        position: relative;
        max-height: 22rem;
        overflow: auto;
      }

      .points td,
      .points th {
        padding-right: var(--space-2);
        font-size: var(--text-small);
        white-space: nowrap;
      }

      tbody th {
        color: var(--muted);
        font-size: var(--text-small);
        font-weight: normal;
      }

      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
      }

      .conditions {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 17rem), 1fr));
        gap: var(--space-3) var(--space-6);
        align-items: start;
      }

      @media (min-width: 75rem) {
        .columns {
          grid-template-columns: minmax(0, 1fr) minmax(28rem, 33rem);
        }
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");
  #section: Sampled | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#free();
  }

  override render() {
    const { session } = this;
    const shown = session.state.shownStep === "taken" && session.taken !== null ? "taken" : "next";
    const record = shown === "taken" ? session.taken : session.next;
    return html`<div class="stack">
      <div class="row spread">
        <h2>${record === null ? words.tabs.section : words.step.heading(record.iteration)}</h2>
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
      ${record === null ? this.#without(words.step.ended) : this.#shown(record)}
    </div>`;
  }

  override updated(): void {
    const canvas = this.renderRoot.querySelector("canvas");
    const { size } = this.#box;
    if (canvas === null || size === null || this.#section === null) return;
    fitCanvas(canvas, size);
    this.#section.section.draw(canvas, this.session.theme, size.ratio);
  }

  #without(reason: string, { message } = this.session.status) {
    this.#free();
    return html`<p>${reason} <span class="muted">${message}</span></p>`;
  }

  #shown(record: StepRecord) {
    const { session } = this;
    const { minimized: objective } = session;
    if (record.direction.every((part) => part === 0)) return this.#without(words.along.noDirection, record.status);
    const found = objective === null ? null : this.#sample(objective, record);
    if (found === null) return nothing;
    if ("kind" in found) return problem(headline(found));
    const { section, numbers } = found;
    return html`<div class="columns">
        <div class="stack">
          <div class="row spread">
            <p class="muted small">${words.along.what}</p>
            ${this.#zoom(record, found)}
          </div>
          <div class="plot"><canvas role="img" aria-label=${section.caption}></canvas></div>
        </div>
        <div class="stack">${this.#points(record, numbers)} ${this.#decrease(record, numbers)}</div>
      </div>
      ${this.#notes(record, numbers)} ${this.#conditions()}`;
  }

  #zoom(record: StepRecord, sampled: Sampled) {
    const { session } = this;
    const { magnification } = sampled;
    const index = MAGNIFICATIONS.indexOf(magnification);
    const button = (icon: keyof typeof ICONS, label: string, next: number | undefined) =>
      html`<button
        class="icon"
        type="button"
        title=${label}
        aria-label=${label}
        ?disabled=${next === undefined || next === magnification}
        @click=${() => session.update({ magnification: next ?? magnification })}
      >
        <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${ICONS[icon]}</svg>
      </button>`;
    return html`<div class="zoom" role="group" aria-label=${words.along.range}>
      ${button("zoomIn", words.along.shorter, MAGNIFICATIONS[index + 1])}
      ${button("zoomOut", words.along.longer, MAGNIFICATIONS[index - 1])}
      ${button("fit", words.along.fitRange, fitting(record, sampled))}
      ${button("resetView", words.along.resetRange, 1)}
    </div>`;
  }

  /** Every point of note with its numbers; what the canvas shows. */
  #points({ probes, stepSize, model }: StepRecord, numbers: SectionNumbers) {
    const isTried = probes.some((probe) => probe.accepted && probe.stepSize === stepSize);
    const tries = numbers.probes.map((point, k) => [words.along.tried(k + 1), point, probes[k]?.accepted === true] as const);
    const rows: (readonly [name: string, point: SectionPoint | null, isTaken: boolean])[] = [
      [words.along.start, numbers.start, false],
      ...tries,
      [words.along.step, isTried || stepSize === 0 ? null : numbers.step, true],
      [words.along.modelMinimum, model === null ? null : numbers.modelMinimum, false],
      [words.along.newton, numbers.newtonStep, false],
    ];
    const told = (holds: boolean | null) =>
      holds === null
        ? html`<span class="muted">–</span>`
        : html`<span aria-hidden="true">${holds ? "✓" : "✗"}</span>
            <span class="unseen">${holds ? words.along.holds : words.along.fails}</span>`;
    return html`<div class="scroll points" role="region" aria-label=${words.along.points} tabindex="0">
      <table>
        <caption>
          ${words.along.points}
        </caption>
        <thead>
          <tr>
            <th scope="col"><span class="unseen">${words.along.point}</span></th>
            <th scope="col">α</th>
            <th scope="col">φ(α)</th>
            <th scope="col">φ′(α)</th>
            <th scope="col">${words.along.conditions.armijo}</th>
            <th scope="col">${words.along.conditions.curvature}</th>
            <th scope="col">${words.along.conditions.strong}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(([name, point, isTaken]) =>
            point === null
              ? nothing
              : html`<tr>
                <th scope="row">${name}${isTaken && isTried ? html`, ${words.step.accepted}` : nothing}</th>
                <td class="number"><fl-value .value=${point.stepSize}></fl-value></td>
                <td class="number"><fl-value .value=${point.value ?? NaN}></fl-value></td>
                <td class="number"><fl-value .value=${point.slope ?? NaN}></fl-value></td>
                <td>${told(point.armijo)}</td>
                <td>${told(point.curvature)}</td>
                <td>${told(point.strong)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  /** How well the model has told what the step brings. */
  #decrease({ predictedDecrease }: StepRecord, { start, step, radius }: SectionNumbers) {
    const actual = (start.value ?? NaN) - (step.value ?? NaN);
    const item = (name: string, value: number | null) =>
      html`<dt>${name}</dt>
        <dd class="number">
          ${value === null ? html`<span class="muted">${words.step.none}</span>` : html`<fl-value .value=${value}></fl-value>`}
        </dd>`;
    const ratio = predictedDecrease === null || predictedDecrease === 0 ? null : actual / predictedDecrease;
    return html`<dl>
      ${item("φ(0)", start.value)} ${item("φ′(0)", start.slope)} ${item(words.step.predicted, predictedDecrease)}
      ${item(words.step.actual, actual)} ${item(words.along.ratio, ratio)}
      ${radius === null ? nothing : item(words.along.radius, radius)}
    </dl>`;
  }

  #notes({ terms }: StepRecord, { start }: SectionNumbers) {
    const { method } = this.session;
    const notes = [
      ...((start.slope ?? 0) >= 0 ? [words.along.notDescent(formatNumber(start.slope ?? NaN))] : []),
      ...(terms === undefined ? [] : [words.along.sampled]),
      ...(Number(method.chain.weightDecay ?? 0) > 0 ? [words.along.decay] : []),
    ];
    return notes.map((note) => html`<p class="small">${note}</p>`);
  }

  /** The conditions as formulas, with sliders for the factors that the run's search does not say. */
  #conditions() {
    const { session } = this;
    const factors = (Object.keys(FACTORS) as Factor[]).map((factor) => {
      const parameter = this.#parameter(factor);
      const own = this.#own(factor);
      if (parameter === undefined) return nothing;
      const set = ({ value, continued }: SettingEvent) => session.update({ [factor]: value as number }, continued);
      return own === null
        ? html`<fl-parameter .parameter=${parameter} .value=${session.state[factor]} @setting=${set}></fl-parameter>`
        : html`<p class="small">
            <fl-math .tex=${`${parameter.tex} = ${formatNumber(own)}`}></fl-math>
            <span class="muted">${words.along.ofSearch}</span>
          </p>`;
    });
    return html`<div class="stack">
      <h3>${words.along.heading}</h3>
      <div class="conditions">
        <table>
          <tbody>
            ${FORMULAS.map(
              ({ tex, name }) => html`<tr>
                <th scope="row">${words.along.conditions[name]}</th>
                <td><fl-math wrap .tex=${tex}></fl-math></td>
              </tr>`,
            )}
          </tbody>
        </table>
        <div class="stack">${factors}</div>
      </div>
      <p class="muted small">${words.along.both}</p>
    </div>`;
  }

  #parameter(factor: Factor): ParameterInfo | undefined {
    const search = find(this.session.lists.searches, ALL_CONDITIONS);
    return search?.parameters.find(({ id }) => id === FACTORS[factor]);
  }

  /** The factor that the run's search has; null where it has none. */
  #own(factor: Factor): number | null {
    const { method, lists } = this.session;
    const value = decidesItsSteps(method.optimizer, lists) ? undefined : method.search[FACTORS[factor]];
    return typeof value === "number" ? value : null;
  }

  /** The factor of a condition: the search's, or what the state says where that makes sense. */
  #factor(factor: Factor): number {
    const chosen = this.session.state[factor];
    const parameter = this.#parameter(factor);
    const isSensible = parameter !== undefined && inDomain(parameter.domain, chosen);
    return this.#own(factor) ?? (isSensible ? chosen : Number(parameter?.default ?? 0));
  }

  /** The section of this step, sampled once for all that is shown of it. */
  #sample(objective: Objective, record: StepRecord): Sampled | FallLineError {
    const { session } = this;
    const { slot, chain } = session.method;
    const [armijo, curvature] = [this.#factor("armijo"), this.#factor("curvature")];
    const { magnification: chosen } = session.state;
    const weightDecay = Number(chain.weightDecay ?? 0);
    const of = [objective, record, slot, weightDecay, armijo, curvature, chosen];
    if (this.#section !== null && of.every((part, index) => part === this.#section?.of[index])) return this.#section;
    const sample = (magnification: number): Sampled => {
      this.#free();
      const section = new session.api.Section(objective, record, { slot, weightDecay, armijo, curvature, magnification });
      return (this.#section = { of, section, numbers: section.numbers, magnification });
    };
    try {
      const sampled = sample(chosen ?? 1);
      const isUnseen = sampled.numbers.range[1] > UNSEEN * Math.abs(record.stepSize);
      const wanted = chosen === null && isUnseen ? fitting(record, sampled) : undefined;
      return wanted === undefined ? sampled : sample(wanted);
    } catch (error) {
      return asFallLineError(error);
    }
  }

  #free(): void {
    this.#section?.section.free();
    this.#section = null;
  }
}

/** The magnification with which the step is in the right half of the picture; undefined for a step that stays. */
function fitting({ stepSize }: StepRecord, { magnification, numbers: { range } }: Sampled): number | undefined {
  if (stepSize === 0) return undefined;
  const largest = (range[1] * magnification) / (2 * Math.abs(stepSize));
  return MAGNIFICATIONS.findLast((candidate) => candidate <= largest * (1 + 1e-9));
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-along": FlAlong;
  }
}
