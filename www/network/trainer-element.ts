import { LitElement } from "lit";
import { property } from "lit/decorators.js";
import type { Trainer } from "./trainer.js";

/** A component that shows a part of the training and renders again whenever training or session changes. */
export abstract class TrainerElement extends LitElement {
  @property({ attribute: false }) trainer!: Trainer;

  readonly #changed = (): void => this.requestUpdate();

  protected override shouldUpdate(): boolean {
    return this.trainer.session.crash === null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const source of [this.trainer, this.trainer.session]) source.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const source of [this.trainer, this.trainer.session]) source.removeEventListener("change", this.#changed);
  }
}
