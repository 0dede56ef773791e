import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { formatNumber, parseNumber } from "../format.js";
import { isBound, MAX_ITERATIONS, STOP_RULES, type StopRule } from "../stop.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-math.js";
import { SessionElement } from "./session-element.js";

/** When the runs end: the rules, each with its bound or off. */
@customElement("fl-stop")
export class FlStop extends SessionElement {
  static override styles = [
    shared,
    css`
      .rule {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 6.5rem;
        align-items: center;
        gap: var(--space-1) var(--space-3);
      }

      .rule label {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--space-2);
      }

      .rule fl-math {
        color: var(--ink);
      }

      .rule .error {
        grid-column: 1 / -1;
      }
    `,
  ];

  /** What was typed and is no bound. */
  @state() private refused: { rule: StopRule; text: string } | null = null;

  override render() {
    const { stop } = this.session.state;
    const applying = STOP_RULES.filter((rule) => stop[rule] !== undefined);
    const told = applying.map((rule) => words.stop.told[rule](formatNumber(stop[rule] ?? 0)));
    return html`<details>
      <summary>${words.stop.heading(told)}</summary>
      <div class="stack">${STOP_RULES.map((rule) => this.#rule(rule, stop[rule]))}</div>
    </details>`;
  }

  #rule(rule: StopRule, bound: number | undefined) {
    const refused = this.refused?.rule === rule ? this.refused.text : null;
    const isLast = rule === "maxIterations" && (bound === undefined || bound === MAX_ITERATIONS);
    return html`<div class="rule">
      <label for=${rule}>${words.stop.names[rule]} <fl-math .tex=${words.stop.tex[rule]}></fl-math></label>
      <input
        id=${rule}
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        placeholder=${words.parameter.off}
        .value=${live(refused ?? (bound === undefined ? "" : String(bound)))}
        aria-invalid=${refused !== null}
        aria-describedby="${rule}-error"
        @change=${(event: Event) => this.#set(rule, (event.target as HTMLInputElement).value)}
      />
      <span id="${rule}-error" class=${refused === null ? "muted small" : "error"} role="alert" ?hidden=${refused === null && !isLast}
        >${refused === null ? (isLast ? words.stop.most(MAX_ITERATIONS) : nothing) : words.stop.wanted(rule, MAX_ITERATIONS)}</span
      >
    </div>`;
  }

  #set(rule: StopRule, text: string): void {
    const { session } = this;
    const bound = parseNumber(text);
    const isTaken = text.trim() === "" || (bound !== null && isBound(rule, bound));
    this.refused = isTaken ? null : { rule, text };
    if (!isTaken) return;
    const { [rule]: _, ...others } = session.state.stop;
    session.update({ stop: bound === null ? others : { ...others, [rule]: bound } });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-stop": FlStop;
  }
}
