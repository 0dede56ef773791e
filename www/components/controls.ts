import { html, nothing } from "lit";
import { live } from "lit/directives/live.js";

/** An entry of a menu. A choice that the session refuses falls back to what was chosen before. */
export function option(value: string | number, chosen: boolean, label: unknown) {
  return html`<option value=${value} .selected=${live(chosen)}>${label}</option>`;
}

interface Segment<T> {
  value: T;
  label: string;
  disabled?: boolean;
}

/** A row of choices, one of them taken. */
export function segments<T>(
  label: string,
  name: string,
  choices: readonly Segment<T>[],
  chosen: T,
  choose: (value: T) => void,
) {
  return html`<div class="segments" role="radiogroup" aria-label=${label}>
    ${choices.map(
      ({ value, label, disabled = false }) => html`<label>
        <input
          type="radio"
          name=${name}
          .checked=${live(value === chosen)}
          ?disabled=${disabled}
          @change=${() => choose(value)}
        />${label}
      </label>`,
    )}
  </div>`;
}

/** An error's message, told when it appears. */
export function problem(message: string) {
  return message === "" ? nothing : html`<p class="error" role="alert">${message}</p>`;
}
