import { css, html, nothing } from "lit";
import type { FallLineError } from "../../crate/web/types.js";
import { headline } from "../errors.js";
import { caretPicture, lineOf, splitSpan } from "../format.js";
import { words } from "../words.js";

/** A text field whose errors are marked where they are: a mirror lies under it with the same text in the same place. */
export const markedText = css`
  .field {
    display: grid;
    margin-top: var(--space-1);
  }

  /* The mirror marks errors and gives the field its height. */
  .mirror,
  .field textarea {
    grid-area: 1 / 1;
    width: 100%;
    min-height: 2.25rem;
    margin: 0;
    padding: 0.375rem var(--space-2);
    border: 1px solid transparent;
    font-family: var(--mono);
    font-size: var(--text);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    word-break: normal;
  }

  .mirror {
    color: transparent;
  }

  .field textarea {
    overflow: hidden;
    resize: none;
    border-color: var(--line-strong);
    border-radius: var(--radius);
    background: transparent;
  }

  .field textarea[aria-invalid="true"] {
    border-color: var(--danger);
  }

  mark {
    border-radius: 2px;
    background: var(--danger-soft);
    color: transparent;
    text-decoration: underline wavy var(--danger) 1.5px;
    text-decoration-skip-ink: none;
    text-underline-offset: 3px;
  }

  .error {
    margin: var(--space-1) 0;
  }

  .picture {
    overflow: hidden;
    font-family: var(--mono);
    font-size: var(--text-small);
    line-height: 1.35;
    white-space: pre;
  }
`;

/** The text with the place of the error marked. */
export function mirror(text: string, error: FallLineError | null) {
  const [before, marked, after] = splitSpan(text, error?.span ?? [text.length, text.length]);
  // What is marked of a line's end stands before it.
  const shown = marked === "\n" ? " \n" : marked || " ";
  return html`<div class="mirror" aria-hidden="true">${before}${error === null ? marked : html`<mark>${shown}</mark>`}${after} </div>`;
}

/** What is wrong, and the line that it is in with the place underlined. */
export function errorPicture(text: string, error: FallLineError) {
  if (error.span === undefined) return html`<p class="error">${headline(error)}</p>`;
  const { line, span, number } = lineOf(text, error.span);
  return html`<p class="error">${text.includes("\n") ? html`${words.markedText.line(number)} ` : nothing}${headline(error)}</p>
    <pre class="picture" aria-hidden="true">${caretPicture(line, span)}</pre>`;
}
