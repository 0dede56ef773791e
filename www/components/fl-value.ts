import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Quantity } from "../../crate/web/types.js";
import { exactQuantity, formatQuantity } from "../format.js";

/** A number, vector or matrix in six digits, with all digits on hover. */
@customElement("fl-value")
export class FlValue extends LitElement {
  static override styles = css`
    :host {
      display: inline;
    }

    span {
      font-variant-numeric: tabular-nums;
      white-space: pre-wrap;
    }

    .number {
      white-space: nowrap;
    }

    :host([whole]) span {
      white-space: pre;
    }
  `;

  /** Whether it must stay on one line. */
  @property({ type: Boolean, reflect: true }) whole = false;
  @property({ attribute: false }) value: Quantity = NaN;

  override render() {
    // Lines break between the numbers of a vector, not inside one.
    const parts = formatQuantity(this.value).split(/(, |\n)/);
    return html`<span title=${exactQuantity(this.value)}
      >${parts.map((part, index) => (index % 2 === 0 ? html`<span class="number">${part}</span>` : part))}</span
    >`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-value": FlValue;
  }
}
