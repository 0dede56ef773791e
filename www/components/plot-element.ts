import { html } from "lit";
import type { Frame } from "../../crate/web/types.js";
import type { Curve, Landscape } from "../api.js";
import { type BoxSize, fitCanvas, SizeController } from "../canvas.js";
import { formatNumber, formatVector } from "../format.js";
import { zoom } from "../view.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** The pointer's place in data units, or null when it has left. */
export class PointEvent extends Event {
  constructor(readonly theta: readonly number[] | null) {
    super("point", { bubbles: true, composed: true });
  }
}

/** How near to the start, in CSS pixels, a finger must come down to drag it instead of scrolling the page. */
const REACH = 32;
const WHEEL_ZOOM = 0.0015;

/** A picture of the objective on which the start can be set by pointer and by keys. */
export abstract class PlotElement extends SessionElement {
  protected readonly box = new SizeController(this, ".plot");
  /** Where the plot rectangle lies on the canvas that takes the pointer. */
  protected frame: Frame | null = null;
  /** What the lower canvas was drawn from. */
  #drawn: readonly unknown[] = [];
  #dragging = false;
  #moved = false;
  /** Whether a finger has come down on the start; else its movement scrolls the page. */
  #grabbed = false;

  /** What a point of the plot says about the start; a picture may leave coordinates out. */
  protected abstract thetaAt(x: number, y: number): number[];
  /** Steps of the keys along the picture's axes, in data units. */
  protected abstract keySteps(): number[];
  /** A start moved along the picture's axes. */
  protected abstract moved(start: readonly number[], x: number, y: number): number[];

  /** The canvas that takes the pointer and the keys; what moves is drawn on it. */
  protected overlay() {
    const { session } = this;
    return html`<canvas
      class="overlay"
      role="application"
      tabindex="0"
      aria-roledescription=${words.picture.role}
      aria-label=${words.picture.overlay(session.run?.iteration ?? 0, formatVector(session.theta), formatNumber(session.value))}
      aria-describedby="help"
      @pointerdown=${this.pointerDown}
      @pointermove=${this.pointerMove}
      @pointerup=${this.pointerUp}
      @pointercancel=${this.pointerGone}
      @pointerleave=${this.pointerGone}
      @keydown=${this.keyDown}
      @wheel=${this.wheel}
      @touchstart=${this.touchListener}
    ></canvas>`;
  }

  /** Draws the picture where it has changed, and what moves above it. */
  protected drawLayers(
    picture: Pick<Landscape | Curve, "draw" | "drawPaths">,
    base: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    size: BoxSize,
  ): void {
    const { session } = this;
    const drawn = [picture, session.theme, size];
    if (drawn.some((part, index) => part !== this.#drawn[index])) {
      fitCanvas(base, size);
      this.frame = picture.draw(base, session.theme, size.ratio);
      this.#drawn = drawn;
    }
    fitCanvas(overlay, size);
    picture.drawPaths(overlay, session.paths(), session.theme, size.ratio);
  }

  protected readonly touchListener = {
    handleEvent: (event: TouchEvent): void => {
      const touch = event.touches[0];
      const [x = NaN, y = NaN] = this.#startOnScreen();
      this.#grabbed =
        touch !== undefined && event.touches.length === 1 && Math.hypot(touch.clientX - x, touch.clientY - y) < REACH;
      if (this.#grabbed) event.preventDefault();
    },
    passive: false,
  };

  protected pointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    const theta = this.#pointed(event);
    if (theta === null) return;
    this.#dragging = true;
    this.#moved = false;
    // A finger may be about to scroll: it sets the start when it lifts, or drags the start that it has grabbed.
    if (event.pointerType === "touch") return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#setStart(theta);
  }

  protected pointerMove(event: PointerEvent): void {
    const theta = this.#pointed(event);
    this.dispatchEvent(new PointEvent(theta));
    const drags = this.#dragging && (event.pointerType !== "touch" || this.#grabbed);
    if (drags && theta !== null) this.#setStart(theta);
  }

  protected pointerUp(event: PointerEvent): void {
    if (this.#dragging && !this.#moved) {
      const theta = this.#pointed(event);
      if (theta !== null) this.#setStart(theta);
    }
    this.#dragging = false;
  }

  protected pointerGone(): void {
    this.#dragging = false;
    this.dispatchEvent(new PointEvent(null));
  }

  protected keyDown(event: KeyboardEvent): void {
    const [x = 0, y = 0] = this.keySteps();
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-x, 0],
      ArrowRight: [x, 0],
      ArrowUp: [0, y],
      ArrowDown: [0, -y],
    };
    const move = moves[event.key];
    if (move === undefined || !event.shiftKey) return;
    event.preventDefault();
    const start = this.session.state.start ?? [];
    this.#moved = event.repeat;
    this.#setStart(this.moved(start, ...move));
  }

  /** The wheel zooms about the pointer while Ctrl or ⌘ is held, as pinching on a touch pad does; else the page scrolls. */
  protected wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const theta = this.#pointed(event);
    if (theta === null) return;
    const { session } = this;
    session.update({ view: zoom(session.view, Math.exp(event.deltaY * WHEEL_ZOOM), theta) });
  }

  #setStart(start: number[]): void {
    const { session } = this;
    session.update({ start: start.map((value) => Number(value.toPrecision(6))), iteration: 0 }, this.#moved);
    this.#moved = true;
  }

  #pointed(event: MouseEvent): number[] | null {
    const { frame } = this;
    if (frame === null) return null;
    const { left, top } = (event.currentTarget as Element).getBoundingClientRect();
    const x = (event.clientX - left - frame.left) / frame.width;
    const y = (event.clientY - top - frame.top) / frame.height;
    if (!this.#dragging && (x < 0 || x > 1 || y < 0 || y > 1)) return null;
    const clamp = (part: number) => Math.min(1, Math.max(0, part));
    return this.thetaAt(
      frame.x[0] + clamp(x) * (frame.x[1] - frame.x[0]),
      frame.y[1] - clamp(y) * (frame.y[1] - frame.y[0]),
    );
  }

  #startOnScreen(): number[] {
    const { frame } = this;
    const plot = this.renderRoot.querySelector(".plot")?.getBoundingClientRect();
    const [x, y] = this.session.shownStart;
    if (frame === null || plot === undefined || x === undefined) return [];
    const shown = y ?? this.session.valueAt([x]) ?? NaN;
    return [
      plot.left + frame.left + ((x - frame.x[0]) / (frame.x[1] - frame.x[0])) * frame.width,
      plot.top + frame.top + ((frame.y[1] - shown) / (frame.y[1] - frame.y[0])) * frame.height,
    ];
  }
}
