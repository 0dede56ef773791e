import { css } from "lit";

/** What all components share: boxes, text, controls and tables. Colours and spaces are main.css's tokens. */
export const shared = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  :host {
    display: block;
    min-width: 0;
  }

  :host([hidden]),
  [hidden] {
    display: none !important;
  }

  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul,
  figure,
  pre,
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }

  h2 {
    font-size: var(--text-large);
    font-weight: 600;
    line-height: 1.25;
  }

  h3 {
    color: var(--muted);
    font-size: var(--text-small);
    font-weight: 600;
    line-height: 1.25;
  }

  .card {
    padding: var(--space-4);
    border: 1px solid var(--line);
    border-radius: calc(var(--radius) * 1.5);
    background: var(--surface);
    box-shadow: var(--shadow);
  }

  .stack {
    display: flex;
    flex-direction: column;
    gap: var(--space-3);
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-2) var(--space-3);
  }

  .spread {
    justify-content: space-between;
  }

  .label,
  label,
  legend {
    color: var(--muted);
    font-size: var(--text-small);
    line-height: 1.3;
  }

  summary {
    color: var(--muted);
    font-size: var(--text-small);
    cursor: pointer;
  }

  details > .stack {
    margin-top: var(--space-2);
  }

  .muted {
    color: var(--muted);
  }

  .small {
    font-size: var(--text-small);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .error {
    color: var(--danger);
    font-size: var(--text-small);
  }

  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  button,
  select,
  input,
  textarea {
    color: var(--ink);
    font: inherit;
    font-size: var(--text);
  }

  button,
  select,
  input[type="text"],
  textarea {
    min-height: 2rem;
    border: 1px solid var(--line-strong);
    border-radius: var(--radius);
    background: var(--surface);
  }

  input[type="text"],
  select {
    width: 100%;
    padding: 0 var(--space-2);
    font-variant-numeric: tabular-nums;
  }

  select {
    text-overflow: ellipsis;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-1);
    padding: 0 var(--space-3);
    cursor: pointer;
    white-space: nowrap;
  }

  button:hover:not(:disabled) {
    border-color: var(--accent);
    color: var(--accent);
  }

  button:active:not(:disabled) {
    background: var(--sunken);
  }

  button:disabled {
    border-color: var(--line);
    color: var(--muted);
    cursor: default;
    opacity: 0.65;
  }

  button.primary {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--accent-ink);
    font-weight: 600;
  }

  button.primary:hover:not(:disabled) {
    border-color: var(--accent-strong);
    background: var(--accent-strong);
    color: var(--accent-ink);
  }

  button.icon {
    width: 2rem;
    padding: 0;
  }

  button svg {
    width: 1rem;
    height: 1rem;
    fill: currentcolor;
    flex: none;
  }

  button svg.line {
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  input[aria-invalid="true"],
  textarea[aria-invalid="true"] {
    border-color: var(--danger);
  }

  input[type="checkbox"],
  input[type="radio"],
  input[type="range"] {
    accent-color: var(--accent);
  }

  input[type="checkbox"] {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
  }

  input[type="range"] {
    width: 100%;
    min-width: 0;
    height: 1.5rem;
    margin: 0;
  }

  :focus-visible {
    outline: 2px solid var(--focus);
    outline-offset: 2px;
  }

  /* A row of choices, one of them taken. */
  .segments {
    display: inline-flex;
    flex-wrap: wrap;
    align-self: start;
    gap: 2px;
    padding: 2px;
    border-radius: var(--radius);
    background: var(--sunken);
  }

  .segments label {
    position: relative;
    display: inline-flex;
    align-items: center;
    min-height: 1.75rem;
    padding: 0 var(--space-3);
    border-radius: calc(var(--radius) - 2px);
    cursor: pointer;
  }

  .segments input {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    margin: 0;
    cursor: pointer;
    opacity: 0;
  }

  .segments label:has(:checked) {
    background: var(--surface);
    box-shadow: inset 0 0 0 1px var(--line-strong);
    color: var(--ink);
    font-weight: 600;
  }

  .segments label:has(:focus-visible) {
    outline: 2px solid var(--focus);
    outline-offset: 1px;
  }

  table {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  caption {
    padding-bottom: var(--space-2);
    color: var(--muted);
    font-size: var(--text-small);
    text-align: left;
  }

  th,
  td {
    padding: var(--space-1) var(--space-3) var(--space-1) 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: baseline;
  }

  th:last-child,
  td:last-child {
    padding-right: 0;
  }

  thead th,
  tbody th[scope="rowgroup"] {
    color: var(--muted);
    font-size: var(--text-small);
    font-weight: 600;
  }

  .scroll {
    overflow-x: auto;
    scrollbar-width: thin;
  }

  /* On paper there is nothing to press. */
  @media print {
    button:not([role="tab"][aria-selected="true"]),
    input[type="range"],
    .segments,
    summary {
      display: none !important;
    }

    .card {
      box-shadow: none;
      break-inside: avoid;
    }
  }

  @media (pointer: coarse) {
    button,
    select,
    input[type="text"],
    .segments label {
      min-height: 2.75rem;
    }

    button.icon {
      width: 2.75rem;
    }

    input[type="range"] {
      height: 2.75rem;
    }
  }
`;

/** A list of terms with a line below each. */
export const terms = css`
  dt,
  dd {
    padding: var(--space-1) 0;
    border-bottom: 1px solid var(--line);
  }

  dt {
    padding-right: var(--space-4);
    color: var(--muted);
  }
`;
