import { css, html, svg } from "lit";
import { customElement, state } from "lit/decorators.js";
import { fitCanvas, SizeController } from "../canvas.js";
import { landscapeCaption } from "../captions.js";
import { formatNumber, formatVector } from "../format.js";
import { standardState, type Turn, turned } from "../state.js";
import { shared } from "../styles.js";
import { zoom } from "../view.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** Degrees that a key, a button and a drag by a CSS pixel turn by. */
const KEY = 5;
const BUTTON = 15;
const DRAG = { azimuth: 0.5, elevation: 0.35 };
const WHEEL_ZOOM = 0.0015;

/** How the arrow keys and the buttons turn: the surface follows, as under a hand. */
const WAYS = {
  left: { azimuth: 1, elevation: 0 },
  right: { azimuth: -1, elevation: 0 },
  up: { azimuth: 0, elevation: -1 },
  down: { azimuth: 0, elevation: 1 },
} as const;
type Way = keyof typeof WAYS;
const KEYS: Readonly<Record<string, Way>> = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" };

const ICONS: Readonly<Record<Way | "reset", ReturnType<typeof svg>>> = {
  left: svg`<path d="M10 3 5 8l5 5" />`,
  right: svg`<path d="m6 3 5 5-5 5" />`,
  up: svg`<path d="m3 10 5-5 5 5" />`,
  down: svg`<path d="m3 6 5 5 5-5" />`,
  reset: svg`<path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5V5h2.5" />`,
};

/** An objective of two variables, or a plane of one of more, as a surface in space that a hand can turn. */
@customElement("fl-surface")
export class FlSurface extends SessionElement {
  static override styles = [
    shared,
    css`
      .plot {
        position: relative;
        width: 100%;
        height: 100%;
      }

      canvas {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }

      /* A finger turns to the sides; upward and downward it scrolls the page. */
      .overlay {
        cursor: grab;
        touch-action: pan-y;
      }

      .overlay.held {
        cursor: grabbing;
      }

      .turn {
        position: absolute;
        right: 0;
        bottom: 0;
        display: grid;
        grid-template-areas: ". up ." "left reset right" ". down .";
        gap: 2px;
      }

      .turn button.icon {
        width: 1.75rem;
        min-height: 1.75rem;
        border-color: transparent;
        background: var(--sunken);
      }

      .up {
        grid-area: up;
      }

      .down {
        grid-area: down;
      }

      .left {
        grid-area: left;
      }

      .right {
        grid-area: right;
      }

      .reset {
        grid-area: reset;
      }

      /* There the box leaves room above it. */
      @media (max-width: 40rem) {
        .turn {
          top: 0;
          bottom: auto;
        }
      }

      @media (pointer: coarse) {
        .turn button.icon {
          width: 2.5rem;
          min-height: 2.5rem;
        }
      }
    `,
  ];

  readonly #box = new SizeController(this, ".plot");
  /** What the lower canvas was drawn from. */
  #drawn: readonly unknown[] = [];
  /** Where a pointer that turns the surface came down, and how the surface was turned then. */
  #held: { id: number; x: number; y: number; from: Turn } | null = null;
  /** The turn while a pointer is down: the session gets it at the end, and the rest of the page can wait. */
  @state() private turning: Turn | null = null;

  override render() {
    const { session } = this;
    const { azimuth, elevation } = this.#turn;
    const seen = words.views.seenFrom(azimuth, elevation);
    const iterate = words.picture.overlay(
      session.run?.iteration ?? 0,
      formatVector(session.theta),
      formatNumber(session.value),
    );
    return html`<div class="plot">
        <canvas
          class="base"
          role="img"
          aria-busy=${session.sampling}
          aria-label=${`${landscapeCaption(session, words.views.surface)} ${seen}`}
        ></canvas>
        <canvas
          class=${this.#held === null ? "overlay" : "overlay held"}
          role="application"
          tabindex="0"
          aria-roledescription=${words.views.role}
          aria-label=${`${iterate} ${seen}`}
          aria-describedby="help"
          @pointerdown=${this.#down}
          @pointermove=${this.#move}
          @pointerup=${this.#up}
          @pointercancel=${this.#up}
          @keydown=${this.#keydown}
          @wheel=${this.#wheel}
        ></canvas>
        <div class="turn" role="group" aria-label=${words.views.turn}>
          ${(Object.keys(WAYS) as Way[]).map((way) => this.#button(way, () => this.#turnBy(way, BUTTON)))}
          ${this.#button("reset", () => session.update({ turn: standardState(session.lists).turn }))}
        </div>
      </div>
      <p id="help" class="unseen">${words.views.surfaceHelp}</p>`;
  }

  #button(way: Way | "reset", press: () => void) {
    const label = words.views.turns[way];
    return html`<button class=${`icon ${way}`} type="button" title=${label} aria-label=${label} @click=${press}>
      <svg class="line" viewBox="0 0 16 16" aria-hidden="true">${ICONS[way]}</svg>
    </button>`;
  }

  override updated(): void {
    const { session } = this;
    const { size } = this.#box;
    const [base, overlay] = this.renderRoot.querySelectorAll("canvas");
    const landscape = session.landscape();
    if (size === null || base === undefined || overlay === undefined || landscape === null) return;
    const surface = { ...this.#turn, height: session.state.heights };
    const drawn = [landscape, session.theme, size, surface.azimuth, surface.elevation, surface.height];
    if (drawn.some((part, index) => part !== this.#drawn[index])) {
      fitCanvas(base, size);
      landscape.drawSurface(base, surface, session.theme, size.ratio);
      this.#drawn = drawn;
    }
    fitCanvas(overlay, size);
    landscape.drawSurfacePaths(overlay, session.paths(), surface, session.theme, size.ratio);
  }

  get #turn(): Turn {
    return this.turning ?? this.session.state.turn;
  }

  readonly #down = (event: PointerEvent): void => {
    if (event.button !== 0 || this.#held !== null) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#held = { id: event.pointerId, x: event.clientX, y: event.clientY, from: this.#turn };
    this.requestUpdate();
  };

  readonly #move = (event: PointerEvent): void => {
    const held = this.#held;
    if (held?.id !== event.pointerId) return;
    const { azimuth, elevation } = held.from;
    // What a finger does up and down is scrolling.
    const down = event.pointerType === "touch" ? 0 : event.clientY - held.y;
    this.turning = turned({
      azimuth: azimuth - (event.clientX - held.x) * DRAG.azimuth,
      elevation: elevation + down * DRAG.elevation,
    });
  };

  readonly #up = (event: PointerEvent): void => {
    if (this.#held?.id !== event.pointerId) return;
    this.#held = null;
    const turn = this.turning;
    this.turning = null;
    if (turn !== null) this.session.update({ turn });
    this.requestUpdate();
  };

  readonly #keydown = (event: KeyboardEvent): void => {
    const way = KEYS[event.key];
    if (way === undefined || !event.shiftKey) return;
    event.preventDefault();
    this.#turnBy(way, KEY);
  };

  /** As on the map, the wheel zooms while Ctrl or ⌘ is held. */
  readonly #wheel = (event: WheelEvent): void => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { session } = this;
    session.update({ view: zoom(session.view, Math.exp(event.deltaY * WHEEL_ZOOM), [...session.shownTheta]) });
  };

  #turnBy(way: Way, degrees: number): void {
    const { azimuth, elevation } = this.session.state.turn;
    const by = WAYS[way];
    const turn = turned({ azimuth: azimuth + by.azimuth * degrees, elevation: elevation + by.elevation * degrees });
    this.session.update({ turn });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "fl-surface": FlSurface;
  }
}
