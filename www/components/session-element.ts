import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Session } from "../session.js";

/** A component that shows a part of the session and renders again whenever the session changes. */
export abstract class SessionElement extends LitElement {
  @property({ attribute: false }) session!: Session;

  readonly #changed = (): void => {
    // After a panic the page stays as it was; only the notice still speaks.
    if (this.session.crash === null) this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.removeEventListener("change", this.#changed);
  }
}
