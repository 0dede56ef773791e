import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { ParameterInfo } from "../../crate/web/types.js";
import { formatVector, parseNumber } from "../format.js";
import { find, type ListedObjective } from "../fields.js";
import { OWN, REDUCTIONS } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { option, problem } from "./controls.js";
import "./fl-data.js";
import "./fl-formula.js";
import "./fl-math.js";
import "./fl-parameter.js";
import type { SettingEvent } from "./fl-parameter.js";
import { SessionElement } from "./session-element.js";

/** More parameters than so many are folded away. */
const MAX_OPEN = 4;

/** The function, its parameters and the start. */
@customElement("fl-objective")
export class FlObjective extends SessionElement {
  static override styles = [
    shared,
    css`
      .starts {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(7.5rem, 1fr));
        gap: var(--space-2) var(--space-3);
      }

      .coordinate {
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }

      .coordinate label {
        flex: none;
        min-width: 1.25rem;
        color: var(--ink);
        font-size: var(--text);
      }

      fieldset {
        min-width: 0;
      }

      legend {
        padding: 0 0 var(--space-1);
      }
    `,
  ];

  /** The coordinate whose text cannot be a start, for as long as the start stays what it was. */
  #refused: { index: number; start: readonly number[]; isNumber: boolean } | null = null;

  override render() {
    const { session } = this;
    const { objective } = session.state;
    const refused = this.#refused;
    const drawable = session.dimension > 0;
    return html`<section class="card stack" aria-labelledby="heading">
      <h2 id="heading">${words.objective.heading}</h2>
      <div>
        <label class="unseen" for="menu">${words.objective.menu}</label>
        <select id="menu" @change=${this.#choose}>
          ${groups(session.lists.objectives).map(
            ([name, entries]) => html`<optgroup label=${name}>
              ${entries.map(({ id, name }) => option(id, id === objective, name))}
            </optgroup>`,
          )}
          ${option(OWN, objective === OWN, words.objective.own)}
        </select>
      </div>
      <fl-formula .session=${session}></fl-formula>
      ${objective === OWN ? html`<fl-data .session=${session}></fl-data>` : nothing}
      ${this.#reduction()}
      ${session.objective?.note ? html`<p class="muted small">${session.objective.note}</p>` : nothing}
      ${this.#parameters()}
      <fieldset>
        <legend>
          ${session.method.start === null ? words.objective.start : words.objective.startOf(session.names[session.state.selected] ?? "")}${drawable ? html`<span aria-hidden="true">, ${words.objective.startHelp}</span>` : nothing}
        </legend>
        <div class="starts">${session.variables.map((name, index) => this.#coordinate(name, index))}</div>
        ${problem(refused?.start === session.start && !refused.isNumber ? words.objective.notNumber : "")}
      </fieldset>
      ${this.#otherStarts()}
      ${problem(session.problem?.place === "run" ? session.problem.message : "")}
    </section>`;
  }

  /** What is made of several outputs: chosen for an own function, told for a listed one. */
  #reduction() {
    const { session } = this;
    const { reduce, table } = session;
    if (reduce === null) return nothing;
    if (session.objective !== null) {
      const { objective } = session;
      const set = "data" in objective ? find(session.lists.dataSets, objective.data) : undefined;
      const told =
        table === null || set === undefined
          ? words.objective.reduced[reduce]
          : words.objective.reducedOverData[reduce](table.rows, set.name);
      return html`<p class="small">${told}</p>`;
    }
    const reductions = table === null ? words.objective.reductions : words.objective.reductionsOfData;
    const choose = (event: Event): void => {
      const chosen = REDUCTIONS.find((candidate) => candidate === (event.target as HTMLSelectElement).value);
      if (chosen !== undefined) session.update({ reduce: chosen, iteration: 0 });
    };
    return html`<div>
      <label for="reduce">${words.objective.reduce}</label>
      <select id="reduce" @change=${choose}>
        ${REDUCTIONS.map((candidate) => option(candidate, candidate === reduce, reductions[candidate]))}
      </select>
    </div>`;
  }

  #parameters() {
    const { session } = this;
    const parameters = session.objective?.parameters ?? Object.keys(session.state.parameters).map(ownParameter);
    const controls = parameters.map(
      (parameter) => html`<fl-parameter
        .parameter=${parameter}
        .value=${session.parameters[parameter.id] ?? null}
        @setting=${this.#setParameter}
      ></fl-parameter>`,
    );
    if (controls.length <= MAX_OPEN) return controls;
    return html`<details>
      <summary>${words.objective.parameters(controls.length)}</summary>
      <div class="stack">${controls}</div>
    </details>`;
  }

  #coordinate(name: string, index: number) {
    const { start } = this.session;
    const value = start[index] ?? 0;
    return html`<div class="coordinate">
      <label for="start${index}"><span class="unseen">${words.objective.start} </span>${name}</label>
      <input
        id="start${index}"
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck="false"
        title=${value}
        .value=${String(Number(value.toPrecision(8)))}
        aria-invalid=${this.#refused?.index === index && this.#refused.start === start}
        @change=${(event: Event) => this.#setStart(event.target as HTMLInputElement, index)}
      />
    </div>`;
  }

  #otherStarts() {
    const starts = this.session.objective?.starts ?? [];
    if (starts.length < 2) return nothing;
    const current = JSON.stringify(this.session.start);
    const listed = starts.some((start) => JSON.stringify(start) === current);
    return html`<div>
      <label for="starts">${words.objective.starts}</label>
      <select
        id="starts"
        @change=${(event: Event) => this.#move([...(starts[Number((event.target as HTMLSelectElement).value)] ?? [])])}
      >
        <option value="" disabled .selected=${live(!listed)}>${words.objective.startOption}</option>
        ${starts.map((start, index) => option(index, JSON.stringify(start) === current, formatVector(start)))}
      </select>
    </div>`;
  }

  #choose(event: Event): void {
    const objective = (event.target as HTMLSelectElement).value;
    const { session } = this;
    if (objective === OWN) {
      session.setOwn();
      this.renderRoot.querySelector("fl-formula")?.shadowRoot?.querySelector("textarea")?.focus();
    } else session.update({ objective, parameters: {}, start: null, view: null, plane: null, iteration: 0 });
  }

  #setParameter(event: SettingEvent): void {
    if (typeof event.value !== "number") return;
    const parameters = { ...this.session.state.parameters, [event.id]: event.value };
    this.session.update({ parameters }, event.continued);
  }

  #setStart(input: HTMLInputElement, index: number): void {
    const value = parseNumber(input.value);
    const { start } = this.session;
    const taken = value !== null && this.#move(start.map((old, i) => (i === index ? value : old)));
    this.#refused = taken ? null : { index, start, isNumber: value !== null };
    this.requestUpdate();
  }

  #move(start: number[]): boolean {
    return this.session.setStart(start);
  }
}

/** The list by number of variables, and what is summed over data. */
function groups(objectives: readonly ListedObjective[]): [string, ListedObjective[]][] {
  const { group } = words.objective;
  const names = [group.two, group.one, group.many, group.data];
  const place = (entry: ListedObjective): number =>
    "data" in entry ? 3 : entry.variables.length === 2 ? 0 : entry.variables.length === 1 ? 1 : 2;
  return names.map((name, index) => [name, objectives.filter((entry) => place(entry) === index)]);
}

/** A name with a given value in an own function: nothing is known of it but that it is a number. */
function ownParameter(id: string): ParameterInfo {
  const domain = { kind: "real", min: null, max: null, minOpen: false, maxOpen: false, log: false } as const;
  return { id, tex: "", help: "", domain, default: 1 };
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-objective": FlObjective;
  }
}
