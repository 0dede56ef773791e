import { css, html } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { Choice, SearchInfo } from "../../crate/web/types.js";
import { decidesItsSteps, standardChoice } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option } from "./controls.js";
import "./fl-math.js";
import "./fl-parameter.js";
import type { SettingEvent } from "./fl-parameter.js";
import { SessionElement } from "./session-element.js";

type Part = "optimizer" | "search" | "schedule";

/** The optimizer with its parameters, how its step size is found, and its iteration as formulas. */
@customElement("fl-optimizer")
export class FlOptimizer extends SessionElement {
  static override styles = [
    shared,
    css`
      .pair {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--space-3);
      }

      summary {
        color: var(--muted);
        font-size: var(--text-small);
        cursor: pointer;
      }

      ol {
        margin-top: var(--space-2);
        padding-left: var(--space-6);
      }

      li {
        padding: var(--space-1) 0;
        color: var(--muted);
      }

      li fl-math {
        color: var(--ink);
      }

      dl {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--space-1) var(--space-3);
        margin: var(--space-2) 0;
        color: var(--muted);
      }
    `,
  ];

  override render() {
    const { session } = this;
    const { optimizer } = session.state;
    const { lists } = session;
    return html`<section class="card stack" aria-labelledby="heading">
      <h2 id="heading">${words.optimizer.heading}</h2>
      <div>
        <label class="unseen" for="menu">${words.optimizer.menu}</label>
        <select id="menu" @change=${this.#choose}>
          ${lists.optimizers.map((entry) => {
            const lacking = session.lacks(entry);
            return html`<option
              value=${entry.id}
              .selected=${live(entry.id === optimizer.id)}
              ?disabled=${lacking !== undefined}
            >
              ${entry.name}${lacking === undefined ? "" : ` (${words.optimizer.needs[lacking] ?? lacking})`}
            </option>`;
          })}
        </select>
      </div>
      ${this.#parameters("optimizer", session.optimizer, optimizer)}
      ${decidesItsSteps(optimizer, lists) ? html`<p class="muted small">${words.optimizer.ownSteps}</p>` : this.#pace()}
      ${this.#formulas()}
    </section>`;
  }

  /** How far a step goes: the search and the schedule of the rate. */
  #pace() {
    const { lists, state } = this.session;
    const { search, schedule } = state;
    return html`<div class="pair">
        ${this.#menu("search", words.optimizer.search, lists.searches)}
        ${this.#menu("schedule", words.optimizer.schedule, lists.schedules)}
      </div>
      ${this.#parameters(
        "search",
        lists.searches.find(({ id }) => id === search.id),
        search,
      )}
      ${this.#parameters(
        "schedule",
        lists.schedules.find(({ id }) => id === schedule.id),
        schedule,
      )}`;
  }

  #parameters(part: Part, info: SearchInfo | undefined, choice: Choice) {
    // A search that finds the step size itself leaves the rate without effect.
    const replaced = part === "optimizer" ? this.#replaced() : [];
    return (info?.parameters ?? [])
      .filter(({ id }) => !replaced.includes(id))
      .map(
        (parameter) => html`<fl-parameter
          .parameter=${parameter}
          .value=${choice[parameter.id] ?? parameter.default}
          @setting=${({ id, value, continued }: SettingEvent) =>
            this.session.update({ [part]: { ...choice, [id]: value } }, continued)}
        ></fl-parameter>`,
      );
  }

  #replaced(): readonly string[] {
    const { lists, state } = this.session;
    if (decidesItsSteps(state.optimizer, lists)) return [];
    const chosen = [
      lists.searches.find(({ id }) => id === state.search.id),
      lists.schedules.find(({ id }) => id === state.schedule.id),
    ];
    return chosen.flatMap((info) => info?.replaces ?? []);
  }

  /** The menu of searches or of schedules. */
  #menu(part: Part, label: string, list: readonly SearchInfo[]) {
    const choose = (event: Event): void => {
      const entry = list.find(({ id }) => id === (event.target as HTMLSelectElement).value);
      if (entry !== undefined) this.session.update({ [part]: standardChoice(entry), iteration: 0 });
    };
    return html`<div>
      <label for=${part}>${label}</label>
      <select id=${part} @change=${choose}>
        ${list.map(({ id, name }) => option(id, id === this.session.state[part].id, name))}
      </select>
    </div>`;
  }

  /** The iteration's lines as they are with these settings, or, before there is a step, as the list has them. */
  #formulas() {
    const { session } = this;
    const lines = (session.next ?? session.taken)?.lines ?? session.optimizer?.lines ?? [];
    return html`<details>
      <summary>${words.optimizer.formulas}</summary>
      <ol>
        ${lines.map(({ tex }) => html`<li><fl-math wrap .tex=${tex}></fl-math></li>`)}
      </ol>
      <dl class="small">
        ${session.optimizer?.parameters.map(
          ({ tex, help }) => html`<dt><fl-math .tex=${tex}></fl-math></dt>
            <dd>${help}</dd>`,
        )}
      </dl>
      <p class="muted small">${words.optimizer.source}: ${session.optimizer?.source}</p>
    </details>`;
  }

  #choose(event: Event): void {
    const { lists } = this.session;
    const entry = lists.optimizers.find(({ id }) => id === (event.target as HTMLSelectElement).value);
    if (entry === undefined) return;
    // A method comes with the search that it means something with.
    const search = lists.searches.find(({ id }) => id === entry.defaultSearch) ?? lists.searches[0];
    this.session.update({
      optimizer: standardChoice(entry),
      ...(search === undefined ? {} : { search: standardChoice(search) }),
      iteration: 0,
    });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-optimizer": FlOptimizer;
  }
}
