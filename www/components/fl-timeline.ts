import { css, html, nothing, svg } from "lit";
import { customElement } from "lit/decorators.js";
import { live } from "lit/directives/live.js";
import { shared } from "../styles.js";
import { words } from "../words.js";
import { LiveElement } from "./session-element.js";

/** A slider over the iterations that have been reached, with marks where runs end and where parameters change. */
@customElement("fl-timeline")
export class FlTimeline extends LiveElement {
  static override styles = [
    shared,
    css`
      .line {
        position: relative;
        display: flex;
        align-items: center;
        gap: var(--space-2);
      }

      .track {
        position: relative;
        flex: 1;
        min-width: 0;
      }

      /* A thumb stays within the slider: its middle travels between these insets. */
      .marks {
        position: absolute;
        top: 0;
        left: 0.5rem;
        width: calc(100% - 1rem);
        height: 100%;
        overflow: visible;
        pointer-events: none;
      }

      .end {
        stroke-width: 2.5;
      }

      .change {
        fill: var(--surface);
        stroke: var(--ink);
        stroke-width: 1.5;
      }

      .bound {
        min-width: 3.25rem;
        text-align: right;
      }

      input[type="range"] {
        display: block;
      }
    `,
  ];

  override render() {
    const { session } = this;
    const { furthest, iteration } = session;
    return html`<div class="line">
      <div class="track">
        <input
          type="range"
          min="0"
          max=${Math.max(1, furthest)}
          step="1"
          .value=${live(String(iteration))}
          ?disabled=${furthest === 0}
          aria-label=${words.transport.slider}
          aria-valuetext=${words.transport.sliderText(iteration, furthest)}
          aria-describedby="marks"
          @input=${(event: Event) => session.goTo(Number((event.target as HTMLInputElement).value))}
        />
        <svg class="marks" aria-hidden="true">${this.#marks(Math.max(1, furthest))}</svg>
      </div>
      <span class="bound muted small number" title=${words.transport.furthest(furthest)}>${furthest}</span>
      <span id="marks" class="unseen">${this.#told()}</span>
    </div>`;
  }

  #marks(furthest: number) {
    const { method, runs, state, styles } = this.session;
    const place = (iteration: number): string => `${(100 * iteration) / furthest}%`;
    const mark = (at: number, path: unknown) => svg`<svg x=${place(at)} y="50%" overflow="visible">${path}</svg>`;
    const ends = runs.map((run, index) => {
      const { end } = run;
      const colour = styles[state.runs[index]?.slot ?? 0]?.colour;
      if (end === undefined || colour === undefined) return nothing;
      // Ends at one iteration stand side by side.
      const before = runs.slice(0, index).filter((other) => other.end === end).length;
      return mark(end, svg`<path class="end" d="M${3 * before} -12v7" stroke=${colour} />`);
    });
    const changes = method.changes
      .filter(({ at }) => at <= furthest)
      .map(({ at }) => mark(at, svg`<path class="change" d="M0 -13l4 4-4 4-4-4z" />`));
    return svg`${ends}${changes}`;
  }

  /** The marks in words. */
  #told(): string {
    const { method, names, runs } = this.session;
    const ends = runs.flatMap((run, index) => (run.end === undefined ? [] : [words.transport.endMark(names[index] ?? "", run.end)]));
    const changes = method.changes.map(({ at }) => words.transport.changeMark(at));
    return [...ends, ...changes].join(" ");
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-timeline": FlTimeline;
  }
}
