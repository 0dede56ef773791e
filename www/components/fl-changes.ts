import { css, html, nothing, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { type Change, CHANGEABLE } from "../changes.js";
import { formatNumber, humanise } from "../format.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { segments } from "./controls.js";
import { SessionElement } from "./session-element.js";

/** From where on changed parameters of the selected run hold, and those that have changed within it. */
@customElement("fl-changes")
export class FlChanges extends SessionElement {
  static override styles = [
    shared,
    css`
      .applies {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-1) var(--space-2);
      }

      ul {
        margin-top: var(--space-2);
        list-style: none;
      }

      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-2);
        padding: 2px 0;
      }

      li svg.mark {
        width: 0.75rem;
        height: 0.75rem;
        margin-right: var(--space-1);
        fill: none;
        stroke: currentcolor;
        stroke-width: 1.5;
      }

      li button.icon {
        border-color: transparent;
        background: transparent;
      }
    `,
  ];

  override render() {
    const { session } = this;
    const { method, state } = session;
    return html`<div class="applies">
        <span class="label" aria-hidden="true">${words.changes.apply}</span>
        ${segments(
          words.changes.apply,
          "applies",
          (["start", "here"] as const).map((value) => ({ value, label: words.changes.applyOf[value] })),
          state.applies,
          (applies) => session.update({ applies }),
        )}
      </div>
      ${
        method.changes.length === 0
          ? nothing
          : html`<ul aria-label=${words.changes.list}>
              ${method.changes.map((change) => this.#change(change))}
            </ul>`
      }`;
  }

  #change(change: Change) {
    const { session } = this;
    const settings = CHANGEABLE.flatMap((part) =>
      Object.entries(change[part] ?? {}).map(([id, value]) => `${humanise(id)} ${told(value)}`),
    ).join(", ");
    return html`<li>
      <button type="button" title=${words.changes.goTo(change.at)} @click=${() => session.goTo(change.at)}>
        <svg class="mark" viewBox="-5 -5 10 10" aria-hidden="true">${svg`<path d="M0 -4l4 4-4 4-4-4z" />`}</svg
        ><span class="number">${words.changes.at(change.at)}</span>
      </button>
      <span class="small">${settings}</span>
      <button
        class="icon"
        type="button"
        title=${words.changes.remove(change.at)}
        aria-label=${words.changes.remove(change.at)}
        @click=${() => this.#remove(change)}
      >
        <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${svg`<path d="M4 4l8 8M12 4l-8 8" />`}</svg>
      </button>
    </li>`;
  }

  #remove(change: Change): void {
    const { session } = this;
    session.setMethod({ changes: session.method.changes.filter((other) => other !== change) });
    // The button is gone: the focus goes to the switch.
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLInputElement>("input:checked")?.focus());
  }
}

function told(value: unknown): string {
  return value === null ? words.parameter.automatic : typeof value === "number" ? formatNumber(value) : String(value);
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-changes": FlChanges;
  }
}
