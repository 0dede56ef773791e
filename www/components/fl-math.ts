import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property } from "lit/decorators.js";

type Typesetter = typeof import("../typeset.js");

let loading: Promise<Typesetter> | undefined;
let loaded: Typesetter | undefined;

async function load(): Promise<Typesetter> {
  loading ??= import("../typeset.js");
  loaded = await loading;
  return loaded;
}

/** A formula, given as TeX. Until the typesetter has been loaded the formula shows as text. */
@customElement("fl-math")
export class FlMath extends LitElement {
  static override styles = css`
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
  `;

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
    if (loaded === undefined) element.textContent = tex;
    const { typeset, sheet } = loaded ?? (await load());
    if (tex !== this.tex) return; // a newer formula has overtaken this one
    const root = this.renderRoot as ShadowRoot;
    if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    typeset(tex, element);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-math": FlMath;
  }
}
