import { css, html, nothing, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { formatNumber } from "../format.js";
import { shared } from "../styles.js";
import { swatch } from "../swatch.js";
import type { Track } from "../track.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** The runs that are compared: which of them the page is about, how far each is, and a way to remove it. */
@customElement("fl-runs")
export class FlRuns extends SessionElement {
  static override styles = [
    shared,
    css`
      ul {
        display: flex;
        flex-direction: column;
        gap: 2px;
        list-style: none;
      }

      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        border-radius: var(--radius);
      }

      li:has(:checked) {
        background: var(--sunken);
        box-shadow: inset 0 0 0 1px var(--line-strong);
      }

      label {
        display: grid;
        grid-template-columns: auto 2rem minmax(0, 1fr);
        align-items: center;
        gap: 0 var(--space-2);
        min-height: 2.75rem;
        padding: var(--space-1) var(--space-2);
        color: var(--ink);
        cursor: pointer;
      }

      .name {
        overflow-wrap: anywhere;
        font-size: var(--text);
      }

      .state {
        grid-column: 3;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }

      input {
        width: 1rem;
        height: 1rem;
        margin: 0;
      }

      /* The smallest target that a finger finds. */
      @media (max-width: 40rem), (pointer: coarse) {
        input {
          width: 1.5rem;
          height: 1.5rem;
        }
      }

      .own {
        display: flex;
        align-items: center;
        grid-column: 1 / -1;
        grid-template-columns: none;
        min-height: 2rem;
        padding-left: 2.25rem;
        color: var(--muted);
      }

      button.icon {
        border-color: transparent;
        background: transparent;
      }
    `,
  ];

  override render() {
    const { names, runs, styles, state } = this.session;
    return html`<fieldset>
      <legend class="unseen">${words.runs.heading}</legend>
      <ul>
        ${runs.map((run, index) => {
          const name = names[index] ?? "";
          const style = styles[state.runs[index]?.slot ?? 0];
          return html`<li>
            <label>
              <input
                type="radio"
                name="run"
                .checked=${live(index === state.selected)}
                @change=${() => this.session.update({ selected: index })}
              />
              ${style === undefined ? nothing : swatch(style)}
              <span class="name">${name}</span>
              <span class="state muted small number">${progress(run)}</span>
            </label>
            <button
              class="icon"
              type="button"
              title=${words.runs.remove(name)}
              aria-label=${words.runs.remove(name)}
              @click=${() => this.#remove(index)}
            >
              <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d="M4 4l8 8M12 4l-8 8" />`}</svg>
            </button>
            ${index === state.selected ? this.#ownStart() : nothing}
          </li>`;
        })}
      </ul>
    </fieldset>`;
  }

  /** Whether the selected run has a start of its own, which is then the one that the page moves. */
  #ownStart() {
    const { session } = this;
    const isOwn = session.method.start !== null;
    return html`<label class="own" title=${words.runs.ownStartHelp}>
      <input
        type="checkbox"
        .checked=${live(isOwn)}
        @change=${() => session.setMethod({ start: isOwn ? null : [...session.start] })}
      />
      ${words.runs.ownStart}
    </label>`;
  }

  #remove(index: number): void {
    this.session.removeRun(index);
    // The button is gone: the focus goes to the run that the page is about now.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("input:checked")?.focus());
  }
}

function progress({ iteration, isEnded, status, value }: Track): string {
  const end = isEnded ? `, ${words.runs.ended(status.kind)}` : "";
  return `C = ${formatNumber(value, 4)}, k = ${iteration}${end}`;
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-runs": FlRuns;
  }
}
