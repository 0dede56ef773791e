import { css, html, nothing } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import type { ParameterInfo } from "../../crate/web/types.js";
import { type Changeable, withoutPart } from "../changes.js";
import { find, type Settings, standardChoice } from "../fields.js";
import { humanise } from "../format.js";
import { decidesItsSteps, usualSearch } from "../method.js";
import { exampleOf, exampleText, isRule, OWN_RULE, ownChoice, readRule, ruleOf } from "../rule.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-changes.js";
import "./fl-math.js";
import "./fl-parameter.js";
import "./fl-rule.js";
import "./fl-runs.js";
import "./fl-stop.js";
import type { Setting, SettingEvent } from "./fl-parameter.js";
import { SessionElement } from "./session-element.js";

type Part = "optimizer" | "search" | "schedule" | "gradient";
type Entry = { id: string; name: string; needs: readonly string[]; parameters: readonly ParameterInfo[] };

/** The runs and the method of the selected one: its optimizer, step size and gradient, and its iteration as formulas. */
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
    const { lists, method } = session;
    return html`<section class="card stack" aria-labelledby="heading">
      <div class="row spread">
        <h2 id="heading">${words.optimizer.heading}</h2>
        ${
          session.state.bench === "network"
            ? nothing
            : html`<button type="button" ?disabled=${!session.canAddRun} @click=${() => session.addRun()}>
                ${words.runs.add}
              </button>`
        }
      </div>
      ${session.runs.length > 1 ? html`<fl-runs .session=${session}></fl-runs>` : nothing}
      <div>
        <label class="unseen" for="optimizer">${words.optimizer.menu}</label>
        ${this.#menu("optimizer", lists.optimizers)}
      </div>
      ${
        ruleOf(method.optimizer) === null
          ? html`${this.#parameters("optimizer", lists.optimizers)} ${this.#asRule()}`
          : html`<fl-rule .session=${session}></fl-rule>`
      }
      ${
        decidesItsSteps(method.optimizer, lists)
          ? html`<p class="muted small">${words.optimizer.ownSteps}</p>`
          : html`<div class="pair">
                <div>
                  <label for="search">${words.optimizer.search}</label>
                  ${this.#menu("search", lists.searches)}
                </div>
                <div>
                  <label for="schedule">${words.optimizer.schedule}</label>
                  ${this.#menu("schedule", lists.schedules)}
                </div>
              </div>
              ${this.#parameters("search", lists.searches)} ${this.#parameters("schedule", lists.schedules)}`
      }
      ${session.state.bench === "network" ? nothing : html`<fl-changes .session=${session}></fl-changes>`}
      ${this.#gradient()}
      ${session.state.bench === "network" ? nothing : html`<fl-stop .session=${session}></fl-stop>`}
      ${ruleOf(method.optimizer) === null ? this.#formulas() : nothing}
    </section>`;
  }

  /** Where the gradient is from, where there is a choice, and what is done to it. */
  #gradient() {
    const { session } = this;
    const { lists, method } = session;
    const changed = lists.chain.filter(({ id }) => id in method.chain).map(({ id }) => humanise(id));
    return html`${
      !session.isSum
        ? nothing
        : html`<div>
              <label for="gradient">${words.optimizer.gradient}</label>
              ${this.#menu("gradient", lists.gradients)}
            </div>
            ${this.#parameters("gradient", lists.gradients)}`
    }
      <details>
        <summary>${words.optimizer.chain}${changed.length === 0 ? nothing : `: ${changed.join(", ")}`}</summary>
        <div class="stack">
          ${lists.chain.map(
            (parameter) => html`<fl-parameter
              .parameter=${parameter}
              .value=${method.chain[parameter.id] ?? parameter.default}
              .unset=${words.parameter.off}
              @setting=${({ id, value, continued }: SettingEvent) =>
                session.setMethod({ chain: withSetting(method.chain, id, value, parameter.default) }, {}, continued)}
            ></fl-parameter>`,
          )}
        </div>
      </details>`;
  }

  #parameters(part: Part, list: readonly Entry[]) {
    const { session } = this;
    const choice = session.currentMethod[part];
    const set = ({ id, value, continued }: SettingEvent): boolean =>
      part === "gradient"
        ? session.setMethod({ gradient: { id: choice.id, ...withSetting(choice, id, value, null) } }, {}, continued)
        : session.setParameter(part, id, value, continued);
    // A search that finds the step size itself leaves the rate without effect.
    const replaced = part === "optimizer" ? this.#replaced() : [];
    return (find(list, choice.id)?.parameters ?? [])
      .filter(({ id }) => !replaced.includes(id))
      .map(
        (parameter) => html`<fl-parameter
          .parameter=${parameter}
          .value=${choice[parameter.id] ?? parameter.default}
          @setting=${set}
        ></fl-parameter>`,
      );
  }

  #replaced(): readonly string[] {
    const { lists, method } = this.session;
    if (decidesItsSteps(method.optimizer, lists)) return [];
    const chosen = [find(lists.searches, method.search.id), find(lists.schedules, method.schedule.id)];
    return chosen.flatMap((info) => info?.replaces ?? []);
  }

  /** The menu of a list; what the function is not made for is there with the reason, and cannot be chosen. */
  #menu(part: Part, list: readonly Entry[]) {
    const { session } = this;
    const chosen = session.method[part].id;
    const choose = (event: Event): void => {
      const entry = find(list, (event.target as HTMLSelectElement).value);
      if (entry !== undefined) this.#choose(part, entry);
    };
    const entryOption = (entry: Entry) => {
      const lacking = session.lacks(entry);
      return html`<option
        value=${entry.id}
        .selected=${live(entry.id === chosen)}
        ?disabled=${lacking !== undefined}
      >
        ${entry.name}${lacking === undefined ? "" : ` (${words.optimizer.needs[lacking] ?? lacking})`}
      </option>`;
    };
    const own = find(list, OWN_RULE);
    return html`<select id=${part} @change=${choose}>
      ${list.filter((entry) => entry !== own).map(entryOption)}
      ${own === undefined ? nothing : html`<optgroup label=${words.rule.group}>${entryOption(own)}</optgroup>`}
    </select>`;
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

  /** The way from an optimizer of the list to a rule that does the same. */
  #asRule() {
    const { lists, method } = this.session;
    const isPlain = method.search.id === lists.searches[0]?.id && method.schedule.id === lists.schedules[0]?.id;
    if (!isPlain || exampleOf(method.optimizer, this.session.api.rules()) === undefined) return nothing;
    return html`<div><button type="button" @click=${() => this.#edit()}>${words.rule.edit}</button></div>`;
  }

  /** Makes the optimizer a rule to edit; one that has none makes room for the first example. */
  #edit(): void {
    const { session } = this;
    const { optimizer } = session.method;
    const examples = session.api.rules();
    const example = exampleOf(optimizer, examples);
    const text = example === undefined ? (examples[0]?.text ?? "") : exampleText(example, optimizer);
    const rule = readRule(session.api, text);
    if (!isRule(rule)) return;
    session.setMethod({ optimizer: ownChoice(text, rule, {}) });
    void this.updateComplete.then(() => this.renderRoot.querySelector("fl-rule")?.focus());
  }

  #choose(part: Part, entry: Entry): void {
    const { session } = this;
    if (part === "optimizer" && entry.id === OWN_RULE) {
      this.#edit();
      return;
    }
    // A method comes with the search that it means something with.
    const search = part === "optimizer" ? { search: usualSearch(entry.id, session.lists) } : {};
    const chosen: readonly Changeable[] = part === "optimizer" ? ["optimizer", "search"] : part === "gradient" ? [] : [part];
    const changes = chosen.reduce(withoutPart, [...session.method.changes]);
    // Beside others a run goes on from where they are; a single one starts anew.
    const more = session.runs.length === 1 ? { iteration: 0 } : {};
    session.setMethod({ [part]: standardChoice(entry), ...search, changes }, more);
  }
}

/** Settings with one changed; what is as it is anyway is left out. */
function withSetting(settings: Settings, id: string, value: Setting | null, standard: unknown): Settings {
  const { [id]: _, ...others } = settings;
  return value === null || value === standard ? others : { ...others, [id]: value };
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-optimizer": FlOptimizer;
  }
}
