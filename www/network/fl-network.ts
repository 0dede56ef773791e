import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import "../components/fl-optimizer.js";
import type { Session } from "../session.js";
import { shared } from "../styles.js";
import "./fl-courses.js";
import "./fl-design.js";
import "./fl-epochs.js";
import "./fl-images.js";
import "./fl-layers.js";
import "./fl-section.js";
import { Trainer } from "./trainer.js";

/** A network in training: what it is, how it is trained, and what comes of it. */
@customElement("fl-network")
export class FlNetwork extends LitElement {
  static override styles = [
    shared,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 23rem;
        grid-template-rows: auto auto 1fr;
        gap: var(--space-3) var(--space-4);
        align-items: start;
      }

      aside {
        grid-column: 2;
        grid-row: 1 / span 3;
      }

      fl-courses,
      fl-epochs,
      .results {
        grid-column: 1;
      }

      fl-epochs {
        position: sticky;
        z-index: 1;
        top: 0;
      }

      aside,
      .results {
        display: grid;
        gap: var(--space-3);
        min-width: 0;
      }

      .details {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        align-items: start;
        gap: var(--space-3);
      }

      @media (max-width: 60rem) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: none;
        }

        aside {
          grid-column: 1;
          grid-row: auto;
        }
      }

      @media (min-width: 40rem) and (max-width: 60rem) {
        aside {
          grid-template-columns: repeat(2, minmax(0, 1fr));
          align-items: start;
        }
      }

      @media (max-width: 40rem) {
        :host,
        aside,
        .results,
        .details {
          gap: var(--space-2);
        }
      }

      @media print {
        fl-epochs {
          position: static;
        }
      }
    `,
  ];

  @property({ attribute: false }) session!: Session;
  /** The training; there is one while the element is on the page. */
  trainer: Trainer | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // Back on the page, it needs a trainer again.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.trainer?.leave();
    this.trainer = null;
  }

  /** The session is there only now where the element was on the page before its bundle. */
  override willUpdate(): void {
    if (this.isConnected) this.trainer ??= new Trainer(this.session);
  }

  override render() {
    const { session, trainer } = this;
    if (trainer === null) return nothing;
    return html`<fl-courses .trainer=${trainer}></fl-courses>
      <fl-epochs .trainer=${trainer}></fl-epochs>
      <aside>
        <fl-design .trainer=${trainer}></fl-design>
        <fl-optimizer .session=${session}></fl-optimizer>
      </aside>
      <div class="results">
        <div class="details">
          <fl-layers .trainer=${trainer}></fl-layers>
          <fl-images .trainer=${trainer}></fl-images>
        </div>
        <fl-section .trainer=${trainer}></fl-section>
      </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-network": FlNetwork;
  }
}
