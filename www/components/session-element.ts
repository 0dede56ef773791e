import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Session } from "../session.js";

/** A component that shows a part of the session and renders again whenever the session changes. */
export abstract class SessionElement extends LitElement {
  @property({ attribute: false }) session!: Session;

  readonly #changed = (): void => this.requestUpdate();

  /** After a panic the page stays as it was: there is nothing left to show anew. */
  protected override shouldUpdate(): boolean {
    return this.session.crash === null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.removeEventListener("change", this.#changed);
  }
}

/** One that also follows runs on their way to the end, between the pictures of them. */
export abstract class LiveElement extends SessionElement {
  readonly #progressed = (): void => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.session.addEventListener("progress", this.#progressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.session.removeEventListener("progress", this.#progressed);
  }
}
