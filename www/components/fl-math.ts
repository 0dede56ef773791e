import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";
import { prepareTypesetter, sheet, typeset } from "../typeset.js";

/** A formula, given as TeX. Until the typesetter has been loaded the formula shows as text. */
@customElement("fl-math")
export class FlMath extends LitElement {
  static override styles = [
    sheet,
    css`
      :host {
        display: inline;
        overflow-wrap: normal;
        white-space: nowrap;
      }

      :host([wrap]) {
        white-space: normal;
      }

      .katex {
        font-size: 1.1em;
      }
    `,
  ];

  @property() tex = "";
  /** Whether the formula may be broken over lines. */
  @property({ type: Boolean, reflect: true }) wrap = false;

  override render() {
    return html`<span></span>`;
  }

  override async updated(changed: PropertyValues<this>): Promise<void> {
    if (!changed.has("tex")) return;
    const element = this.renderRoot.querySelector("span");
    if (element === null) return;
    const { tex } = this;
    if (typeset(tex, element)) return;
    element.textContent = tex;
    await prepareTypesetter();
    // A newer formula may have overtaken this one.
    if (tex === this.tex) typeset(tex, element);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-math": FlMath;
  }
}
