import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { formatNumber, parseNumber } from "../format.js";
import { GOALS, MEASURES, MOST_BUDGET, type Standing, standings } from "../race.js";
import { shared } from "../styles.js";
import { swatch } from "../swatch.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import { SessionElement } from "./session-element.js";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

/** A race of the runs to a target, with equal amounts of iterations or evaluations for each. */
@customElement("fl-race")
export class FlRace extends SessionElement {
  static override styles = [
    shared,
    css`
      section {
        display: flex;
        flex-direction: column;
        gap: var(--space-3);
        padding-top: var(--space-3);
        border-top: 1px solid var(--line);
      }

      .field {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
      }

      .field input {
        width: 6.5rem;
      }

      button.primary {
        min-width: 7rem;
      }

      .meter {
        display: flex;
        align-items: center;
        gap: var(--space-3);
        min-height: 1.5rem;
      }

      progress {
        flex: 1;
        max-width: 24rem;
        accent-color: var(--accent);
      }

      .amount {
        min-width: 7rem;
      }

      tbody th {
        min-width: 11rem;
        white-space: nowrap;
      }

      td.place {
        width: 5rem;
        white-space: nowrap;
      }

      tr.first td.place,
      tr.first th {
        font-weight: 650;
      }

      td.number,
      th.number {
        width: 10rem;
        text-align: right;
      }

      td.why {
        min-width: 14rem;
      }

      .swatch {
        vertical-align: -0.1em;
      }
    `,
  ];

  @state() private announcement = "";
  /** The race whose result was told, so that it is told once. */
  #told = "";

  override render() {
    const { session } = this;
    const { goal, measure, raced } = session.state;
    const isRacing = session.motion === "racing";
    const isPossible = goal !== "gap" || session.minima.length > 0;
    return html`<section aria-labelledby="race">
      <h2 id="race">${words.race.heading}</h2>
      <div class="row">
        ${segments(
          words.race.goal,
          "goal",
          GOALS.map((value) => ({ value, label: words.race.goals[value], disabled: value === "gap" && session.minima.length === 0 })),
          goal,
          (chosen) => session.update({ goal: chosen }),
        )}
        ${this.#number("target", words.race.target, (value) => value >= 0 || goal === "value")}
      </div>
      <div class="row">
        ${segments(
          words.race.measure,
          "measure",
          MEASURES.map((value) => ({ value, label: words.convergence.againstOf[value] })),
          measure,
          (chosen) => session.update({ measure: chosen, raced: null }),
        )}
        ${this.#number("budget", words.race.budget, (value) => Number.isInteger(value) && value >= 1 && value <= MOST_BUDGET)}
      </div>
      ${isPossible ? nothing : html`<p class="small muted">${words.race.noMinimum}</p>`}
      <div class="meter">
        <button class="primary" type="button" ?disabled=${!isPossible} @click=${() => (isRacing ? session.pause() : session.startRace(CALM.matches))}>
          ${isRacing ? words.race.stop : raced === null ? words.race.start : session.isRaceOver ? words.race.again : words.race.goOn}
        </button>
        <progress max=${session.state.budget} value=${raced ?? 0} aria-label=${words.race.budget}></progress>
        <span class="amount number small muted">${formatNumber(raced ?? 0, 4)}</span>
      </div>
      ${raced === null ? nothing : this.#table()}
      <p class="unseen" aria-live="polite">${this.announcement}</p>
    </section>`;
  }

  override updated(): void {
    const { session } = this;
    const key = session.isRaceOver ? JSON.stringify([session.runs.map(({ key }) => key), session.state.raced, session.state.target]) : "";
    if (key === this.#told) return;
    this.#told = key;
    if (key !== "") this.announcement = this.#result();
  }

  #number(field: "target" | "budget", label: string, isValid: (value: number) => boolean) {
    const { session } = this;
    const set = (event: Event): void => {
      const input = event.target as HTMLInputElement;
      const value = parseNumber(input.value);
      const isTaken = value !== null && isValid(value) && session.update({ [field]: value, raced: null });
      if (!isTaken) input.value = String(session.state[field]);
    };
    return html`<label class="field">
      ${label}
      <input type="text" inputmode="decimal" autocomplete="off" .value=${live(String(session.state[field]))} @change=${set} />
    </label>`;
  }

  #table() {
    const { session } = this;
    const { names, state, styles } = session;
    const measure = words.convergence.againstOf[state.measure];
    return html`<div class="scroll" role="region" aria-label=${words.race.table} tabindex="0">
      <table>
        <caption>
          ${words.race.table}
        </caption>
        <thead>
          <tr>
            <th scope="col">${words.race.place}</th>
            <th scope="col">${words.standings.columns.run}</th>
            <th scope="col" class="number">${words.race.needed(measure)}</th>
            <th scope="col">${words.standings.columns.status}</th>
          </tr>
        </thead>
        <tbody>
          ${standings(session.runs, session.race).map((standing) => {
            const { arrived, index, rank } = standing;
            const style = styles[state.runs[index]?.slot ?? 0];
            return html`<tr class=${rank === 1 ? "first" : nothing}>
              <td class="place">${rank === null ? "–" : words.race.places(rank)}</td>
              <th scope="row">${style === undefined ? nothing : swatch(style)} ${names[index]}</th>
              <td class="number" title=${arrived?.amount ?? nothing}>
                ${arrived === null ? words.race.notReached : formatNumber(arrived.amount)}
              </td>
              <td class="why">${arrived === null ? this.#why(standing) : words.race.reached(arrived.iterate)}</td>
            </tr>`;
          })}
        </tbody>
      </table>
    </div>`;
  }

  /** Why a run is not at the target. */
  #why({ index, used }: Standing): string {
    const { runs, state } = this.session;
    const run = runs[index];
    const measure = words.convergence.againstOf[state.measure];
    if (run?.isEnded) return words.race.why.ended(run.status.message);
    const isOver = (state.raced ?? 0) >= state.budget;
    return words.race.why[isOver ? "budget" : "running"](formatNumber(used), measure);
  }

  #result(): string {
    const { session } = this;
    const measure = words.convergence.againstOf[session.state.measure];
    const places = standings(session.runs, session.race).map(({ arrived, index, rank }) => {
      const name = session.names[index] ?? "";
      return arrived === null || rank === null
        ? words.race.resultNot(name)
        : words.race.resultOf(words.race.places(rank), name, formatNumber(arrived.amount), measure);
    });
    return words.race.result(places.join(" "));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-race": FlRace;
  }
}
