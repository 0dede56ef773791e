import { css, html, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { TABS } from "../state.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import "./fl-step.js";
import { SessionElement } from "./session-element.js";

type Tab = (typeof TABS)[number];

/** What a tab needs besides the page's first load. */
const BUNDLES: Partial<Record<Tab, () => Promise<unknown>>> = {
  section: () => import("./fl-along.js"),
  curvature: () => import("./fl-curvature.js"),
  convergence: () => import("./fl-convergence.js"),
  autodiff: () => import("./fl-autodiff.js"),
  numbers: () => import("./fl-numbers.js"),
};

/** The details of the run as tabs; only the open one is made and kept up to date. */
@customElement("fl-tabs")
export class FlTabs extends SessionElement {
  static override styles = [
    shared,
    css`
      .card {
        padding: 0;
      }

      [role="tablist"] {
        display: flex;
        overflow-x: auto;
        overflow-y: hidden;
        padding: 0 var(--space-2);
        border-bottom: 1px solid var(--line);
        scrollbar-width: none;
      }

      [role="tab"] {
        min-height: 2.75rem;
        padding: 0 var(--space-3);
        border: 0;
        border-bottom: 2px solid transparent;
        border-radius: 0;
        background: none;
        color: var(--muted);
        margin-bottom: -1px;
      }

      [role="tab"][aria-selected="true"] {
        border-bottom-color: var(--accent);
        color: var(--ink);
        font-weight: 600;
      }

      /* The bold title keeps its place while the tab is not taken. */
      [role="tab"]::after {
        content: attr(data-title);
        height: 0;
        overflow: hidden;
        visibility: hidden;
        font-weight: 600;
      }

      [role="tab"] {
        flex-direction: column;
        gap: 0;
      }

      [role="tab"]:focus-visible {
        outline-offset: -3px;
      }

      [role="tabpanel"] {
        padding: var(--space-4);
      }

      @media (max-width: 40rem) {
        [role="tablist"] {
          flex-wrap: wrap;
          padding: 0;
        }

        [role="tab"] {
          flex: 1 1 auto;
          padding: 0 var(--space-1);
          font-size: var(--text-small);
        }

        [role="tabpanel"] {
          padding: var(--space-3);
        }
      }

      @media (max-width: 22rem) {
        [role="tab"] {
          padding: 0 2px;
          font-size: 0.75rem;
        }
      }
    `,
  ];

  /** What has become of the tabs' bundles. */
  @state() private bundles: Partial<Record<Tab, "coming" | "there" | "failed">> = {};

  override render() {
    const { tab } = this.session.state;
    return html`<section class="card" aria-label=${words.tabs.label}>
      <div role="tablist" aria-label=${words.tabs.label} @keydown=${this.#keydown}>
        ${TABS.map(
          (id) => html`<button
            type="button"
            role="tab"
            id="tab-${id}"
            aria-controls="panel-${id}"
            aria-selected=${id === tab}
            tabindex=${id === tab ? 0 : -1}
            data-title=${words.tabs[id]}
            @click=${() => this.#open(id)}
          >
            ${words.tabs[id]}
          </button>`,
        )}
      </div>
      ${TABS.map(
        (id) => html`<div role="tabpanel" id="panel-${id}" aria-labelledby="tab-${id}" ?hidden=${id !== tab}>
          ${id === tab ? this.#panel(id) : nothing}
        </div>`,
      )}
    </section>`;
  }

  override willUpdate(): void {
    const { tab } = this.session.state;
    if (BUNDLES[tab] !== undefined && this.bundles[tab] === undefined) void this.#load(tab, BUNDLES[tab]);
  }

  async #load(tab: Tab, bundle: () => Promise<unknown>): Promise<void> {
    this.bundles = { ...this.bundles, [tab]: "coming" };
    const outcome = await bundle().then(
      () => "there" as const,
      () => "failed" as const,
    );
    this.bundles = { ...this.bundles, [tab]: outcome };
  }

  /** Where the titles need more room than there is, the chosen one is in view. */
  override updated(): void {
    const list = this.renderRoot.querySelector("[role=tablist]");
    const chosen = list?.querySelector<HTMLElement>("[aria-selected=true]");
    if (list && chosen && list.scrollWidth > list.clientWidth) {
      const least = chosen.offsetLeft + chosen.offsetWidth - list.clientWidth;
      list.scrollLeft = Math.min(chosen.offsetLeft, Math.max(least, list.scrollLeft));
    }
  }

  #panel(tab: Tab) {
    const { session } = this;
    if (this.bundles[tab] === "failed") return html`<p class="error" role="alert">${words.notice.loadFailed}</p>`;
    // An element that is not defined yet could not take the session.
    if (BUNDLES[tab] !== undefined && this.bundles[tab] !== "there") return nothing;
    switch (tab) {
      case "step":
        return html`<fl-step .session=${session}></fl-step>`;
      case "section":
        return html`<fl-along .session=${session}></fl-along>`;
      case "curvature":
        return html`<fl-curvature .session=${session}></fl-curvature>`;
      case "convergence":
        return html`<fl-convergence .session=${session}></fl-convergence>`;
      case "autodiff":
        return html`<fl-autodiff .session=${session}></fl-autodiff>`;
      case "numbers":
        return html`<fl-numbers .session=${session}></fl-numbers>`;
    }
  }

  #open(tab: Tab): void {
    this.session.update({ tab });
  }

  #keydown(event: KeyboardEvent): void {
    const index = TABS.indexOf(this.session.state.tab);
    const last = TABS.length - 1;
    const targets: Record<string, number> = {
      ArrowLeft: index === 0 ? last : index - 1,
      ArrowRight: index === last ? 0 : index + 1,
      Home: 0,
      End: last,
    };
    const tab = TABS[targets[event.key] ?? -1];
    if (tab === undefined) return;
    event.preventDefault();
    this.#open(tab);
    this.renderRoot.querySelector<HTMLElement>(`#tab-${tab}`)?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-tabs": FlTabs;
  }
}
