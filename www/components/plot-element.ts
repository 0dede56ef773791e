import { css, html } from "lit";
import type { Frame, View } from "../../crate/web/types.js";
import type { Curve, Landscape } from "../api.js";
import { type BoxSize, copyOf, fitCanvas, moveImage, SizeController } from "../canvas.js";
import { formatNumber, formatVector } from "../format.js";
import { directionOf, NAVIGATION } from "../navigation.js";
import { hold } from "../view.js";
import { words } from "../words.js";
import { SessionElement } from "./session-element.js";

/** The pointer's place in data units, or null when it has left. */
export class PointEvent extends Event {
  constructor(readonly theta: readonly number[] | null) {
    super("point", { bubbles: true, composed: true });
  }
}

/** How near to the start, in CSS pixels, a mouse or a finger must come down to drag it. */
const REACH = { mouse: 14, other: 32 };
/** How far a pointer must move, in CSS pixels, until it drags: a click is never quite still. */
const SLACK = { mouse: 4, other: 10 };
const WHEEL_ZOOM = 0.0015;
/** What a wheel that counts lines or pages scrolls by, in CSS pixels. */
const WHEEL_UNITS = [1, 16, 400];
/** Milliseconds between two drawings of a view that changes; what is drawn is moved in between. */
const PAUSE = 30;
/** A picture that takes longer, in milliseconds, is drawn anew only when the view has come to rest, so that no frame is late. */
const QUICK = 10;
/** Milliseconds without a change after which a view rests. */
const REST = 120;

/** A place on the screen, in CSS pixels. */
type Place = readonly [x: number, y: number];
/** A view with a vertical range, also where that follows from the function's values. */
type Window = Required<View>;

/** What the pointers that are down are doing. */
type Gesture =
  /** It is open whether this will be a click or one of the others. */
  | { kind: "press"; at: Place; isOnStart: boolean }
  /** The start moves, at this distance from the pointer. */
  | { kind: "start"; away: Place }
  /** The view moves so that the point that was taken hold of stays under the pointers. */
  | { kind: "pan"; view: View; held: Place }
  | { kind: "pinch"; view: View; held: Place; apart: number }
  /** Fingers that are left over. */
  | { kind: "none" };

/** What a picture was drawn as; kept while a finer one is not there yet. */
interface Kept {
  image: HTMLCanvasElement;
  frame: Frame;
}

export const plotStyles = css`
  .overlay {
    cursor: crosshair;
    touch-action: pan-x pan-y;
  }

  .overlay[data-hand="open"] {
    cursor: grab;
  }

  .overlay[data-hand="closed"] {
    cursor: grabbing;
  }
`;

/** A picture of the objective on which the start can be set and the view moved, by pointer and by keys. */
export abstract class PlotElement extends SessionElement {
  protected readonly box = new SizeController(this, ".plot");
  /** Where the plot rectangle lies on the canvas that takes the pointer, and what the picture there shows. */
  protected frame: Frame | null = null;
  /** What the lower canvas was drawn from. */
  #drawn: readonly unknown[] = [];
  /** Whether that was only a coarse picture. */
  #isCoarse = false;
  /** The last picture that was not, with what it shows; it stands above a coarse one where both show the same function. */
  #kept: Kept | null = null;
  #subject: readonly unknown[] = [];
  /** The canvases as they were drawn, while they show them moved. */
  #still: { base: HTMLCanvasElement | null; overlay: HTMLCanvasElement | null } = { base: null, overlay: null };
  readonly #pointers = new Map<number, Place>();
  #gesture: Gesture | null = null;
  /** Whether the start has moved already in this gesture: the later moves are no steps of the history. */
  #isContinued = false;
  /** The view that a gesture has come to, before the session has it. */
  #sought: View | null = null;
  #frameRequest = 0;
  #timer = 0;
  /** When the picture was last drawn, and how long that took. */
  #drawnAt = 0;
  #cost = 0;

  /** What a point of the plot says about the start; a picture may leave coordinates out. */
  protected abstract thetaAt(x: number, y: number): number[];
  /** Steps of the keys along the picture's axes, in data units. */
  protected abstract keySteps(): number[];
  /** A start moved along the picture's axes. */
  protected abstract moved(start: readonly number[], x: number, y: number): number[];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#cancel();
  }

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
      @pointerleave=${this.pointerLeft}
      @keydown=${this.keyDown}
      @wheel=${this.wheel}
      @touchstart=${this.touchListener}
      @touchmove=${this.touchListener}
    ></canvas>`;
  }

  /** Draws the picture where it has changed, and what moves above it, moved to the view that is wanted. */
  protected drawLayers(
    picture: Landscape | Curve,
    base: HTMLCanvasElement,
    overlay: HTMLCanvasElement,
    size: BoxSize,
  ): void {
    const { session } = this;
    const { sampling } = session;
    const drawn = [picture, session.theme, size];
    const isFinished = this.#kept !== null && !sampling;
    if (isFinished || differ(drawn, this.#drawn)) {
      this.#keep(base, [...drawn.slice(1), ...subjectOf(session)]);
      fitCanvas(base, size);
      this.frame = picture.draw(base, session.theme, size.ratio);
      if (this.#kept !== null) moveImage(base, this.#kept.image, this.#kept.frame, this.frame, this.frame, size.ratio);
      this.#drawn = drawn;
      this.#isCoarse = sampling;
      this.#still.base = null;
      this.#drawnAt = performance.now();
    }
    // The finest picture has come before it was known to be the last.
    if (!sampling) this.#isCoarse = false;
    fitCanvas(overlay, size);
    picture.drawPaths(overlay, session.paths(), session.theme, size.ratio);
    this.#still.overlay = null;
    this.#shift();
  }

  /** Keeps a picture that is about to give way to a coarse one of the same function. */
  #keep(base: HTMLCanvasElement, subject: readonly unknown[]): void {
    const isSame = !differ(subject, this.#subject);
    this.#subject = subject;
    if (!this.session.sampling || !isSame || this.frame === null) this.#kept = null;
    else if (!this.#isCoarse) this.#kept = { image: this.#still.base ?? copyOf(base), frame: this.frame };
  }

  /** Moves what is drawn to the view that is wanted, where the picture is of another one. */
  #shift(): void {
    const { frame, box } = this;
    const { size } = box;
    const [base, overlay] = this.renderRoot.querySelectorAll("canvas");
    const shown = this.#window();
    if (frame === null || size === null || base === undefined || overlay === undefined || shown === null) return;
    const isThere = isAlike(shown, frame);
    if (isThere && this.#still.base === null) return;
    this.#still.base ??= copyOf(base);
    this.#still.overlay ??= copyOf(overlay);
    for (const [canvas, still] of [[base, this.#still.base], [overlay, this.#still.overlay]] as const) {
      const context = canvas.getContext("2d");
      context?.setTransform(1, 0, 0, 1, 0, 0);
      context?.clearRect(0, 0, canvas.width, canvas.height);
      context?.drawImage(still, 0, 0);
      if (isThere) continue;
      const [left, top, width, height] = [frame.left, frame.top, frame.width, frame.height].map((x) => x * size.ratio);
      context?.clearRect(left ?? 0, top ?? 0, width ?? 0, height ?? 0);
      moveImage(canvas, still, frame, shown, frame, size.ratio);
    }
    if (isThere) this.#still = { base: null, overlay: null };
  }

  /** The view that is wanted. */
  get #view(): View {
    return this.#sought ?? this.session.view;
  }

  #window(): Window | null {
    const { x, y = this.frame?.y } = this.#view;
    return y === undefined ? null : { x, y };
  }

  // ---- gestures ----------------------------------------------------------------------------------------------------

  /** One finger scrolls the page, unless it has come down on the start; two fingers are the picture's. */
  protected readonly touchListener = {
    handleEvent: (event: TouchEvent): void => {
      const gesture = this.#gesture;
      const isOnStart = gesture?.kind === "start" || (gesture?.kind === "press" && gesture.isOnStart);
      if ((isOnStart || event.touches.length > 1) && event.cancelable) event.preventDefault();
    },
    passive: false,
  };

  protected pointerDown(event: PointerEvent): void {
    const at = placeOf(event);
    const isTouch = event.pointerType === "touch";
    if (event.button !== 0 || this.frame === null) return;
    this.#pointers.set(event.pointerId, at);
    if (isTouch && this.#pointers.size > 1) this.#pinch();
    else {
      const away = this.#awayFromStart(at);
      const isOnStart = Math.hypot(...away) < near(event, REACH);
      this.#gesture = isOnStart || this.#isInside(at) ? { kind: "press", at, isOnStart } : { kind: "none" };
      this.#isContinued = false;
      if (!isTouch) (event.currentTarget as Element).setPointerCapture(event.pointerId);
    }
  }

  protected pointerMove(event: PointerEvent): void {
    const at = placeOf(event);
    const gesture = this.#gesture;
    if (!this.#pointers.has(event.pointerId)) this.#showHand(event, at);
    else {
      this.#pointers.set(event.pointerId, at);
      if (gesture?.kind === "press" && apart(at, gesture.at) > near(event, SLACK)) this.#begin(event, gesture);
      this.#continue(at);
    }
    this.dispatchEvent(new PointEvent(gesture !== null || this.#isInside(at) ? this.#thetaAt(at) : null));
  }

  protected pointerUp(event: PointerEvent): void {
    const at = placeOf(event);
    if (!this.#pointers.has(event.pointerId)) return;
    if (this.#gesture?.kind === "press") this.#setStart(this.#thetaAt(at));
    this.#end(event.pointerId);
    this.#showHand(event, at);
  }

  protected pointerGone(event: PointerEvent): void {
    this.#end(event.pointerId);
    this.pointerLeft();
  }

  protected pointerLeft(): void {
    this.dispatchEvent(new PointEvent(null));
  }

  /** A press turns out to be a drag. */
  #begin(event: PointerEvent, { at, isOnStart }: Extract<Gesture, { kind: "press" }>): void {
    const [x, y] = this.#awayFromStart(at);
    if (isOnStart) this.#gesture = { kind: "start", away: [x, y] };
    // The browser scrolls with this finger.
    else if (event.pointerType === "touch") this.#gesture = { kind: "none" };
    else this.#gesture = { kind: "pan", view: this.#view, held: this.#pointAt(at) };
    this.#showHand(event, at);
  }

  #continue(at: Place): void {
    const gesture = this.#gesture;
    switch (gesture?.kind) {
      case "start":
        this.#setStart(this.#thetaAt([at[0] + gesture.away[0], at[1] + gesture.away[1]]));
        break;
      case "pan":
        this.#seek(hold(gesture.view, 1, gesture.held, this.#shares(at)));
        break;
      case "pinch": {
        const [first = at, second = at] = this.#pointers.values();
        const factor = gesture.apart / Math.max(1, apart(first, second));
        this.#seek(hold(gesture.view, factor, gesture.held, this.#shares(middle(first, second))));
        break;
      }
    }
  }

  #pinch(): void {
    const [first, second] = this.#pointers.values();
    if (first === undefined || second === undefined) return;
    const held = this.#pointAt(middle(first, second));
    this.#gesture = { kind: "pinch", view: this.#view, held, apart: Math.max(1, apart(first, second)) };
  }

  #end(pointer: number): void {
    this.#pointers.delete(pointer);
    this.#gesture = this.#pointers.size > 0 ? { kind: "none" } : null;
    this.#settle();
  }

  /** Above the start, and while something is dragged, the cursor is a hand. */
  #showHand(event: PointerEvent, at: Place): void {
    const kind = this.#gesture?.kind;
    const isClosed = kind === "start" || kind === "pan";
    const isOpen = kind === undefined && Math.hypot(...this.#awayFromStart(at)) < near(event, REACH);
    (event.currentTarget as HTMLElement).dataset.hand = isClosed ? "closed" : isOpen ? "open" : "";
  }

  protected keyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const [x = 0, y = 0] = this.keySteps();
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-x, 0],
      ArrowRight: [x, 0],
      ArrowUp: [0, y],
      ArrowDown: [0, -y],
    };
    const move = event.shiftKey ? moves[event.key] : undefined;
    const direction = directionOf(event);
    if (move !== undefined) {
      const start = this.session.state.start ?? [];
      this.#isContinued = event.repeat;
      this.#setStart(this.moved(start, ...move));
    } else if (direction !== undefined) {
      this.session.update({ view: NAVIGATION[direction](this.session) });
    } else return;
    event.preventDefault();
  }

  /** The wheel zooms about the pointer once the picture has the focus, or with Ctrl or ⌘, as pinching on a touch pad does. */
  protected wheel(event: WheelEvent): void {
    const hasFocus = this.shadowRoot?.activeElement === event.currentTarget;
    const at = placeOf(event);
    if (!(event.ctrlKey || event.metaKey || hasFocus)) return;
    event.preventDefault();
    if (!this.#isInside(at)) return;
    const turn = event.deltaY * (WHEEL_UNITS[event.deltaMode] ?? 1);
    this.#seek(hold(this.#view, Math.exp(turn * WHEEL_ZOOM), this.#pointAt(at), this.#shares(at)));
  }

  #setStart(start: number[]): void {
    const { session } = this;
    session.update({ start: start.map((value) => Number(value.toPrecision(6))), iteration: 0 }, this.#isContinued);
    this.#isContinued = true;
  }

  // ---- the view ----------------------------------------------------------------------------------------------------

  /** Shows another view: at once by moving what is drawn, and drawn anew as often as there is time for that. */
  #seek(view: View): void {
    this.#sought = view;
    if (this.#frameRequest === 0) this.#frameRequest = requestAnimationFrame(() => this.#advance());
  }

  #advance(): void {
    this.#frameRequest = 0;
    if (this.#sought === null) return;
    const { table } = this.session;
    const isQuick = table === null && this.#cost < QUICK;
    clearTimeout(this.#timer);
    if (isQuick && performance.now() - this.#drawnAt >= PAUSE) this.#settle();
    else {
      this.#shift();
      this.#timer = window.setTimeout(() => this.#settle(), isQuick ? PAUSE : REST);
    }
  }

  /** The session takes the view. */
  #settle(): void {
    const view = this.#sought;
    this.#cancel();
    if (view === null) return;
    this.#sought = null;
    const begin = performance.now();
    this.session.update({ view });
    void this.updateComplete.then(() => (this.#cost = performance.now() - begin));
  }

  #cancel(): void {
    cancelAnimationFrame(this.#frameRequest);
    clearTimeout(this.#timer);
    this.#frameRequest = 0;
  }

  // ---- places ------------------------------------------------------------------------------------------------------

  /** A place as shares of the plot's sides, from its lower left corner. */
  #shares([x, y]: Place): Place {
    const plot = this.renderRoot.querySelector(".plot")?.getBoundingClientRect();
    const { frame } = this;
    if (plot === undefined || frame === null) return [NaN, NaN];
    return [(x - plot.left - frame.left) / frame.width, 1 - (y - plot.top - frame.top) / frame.height];
  }

  #isInside(at: Place): boolean {
    return this.#shares(at).every((share) => share >= 0 && share <= 1);
  }

  /** The point under a place in the picture's coordinates. */
  #pointAt(at: Place): Place {
    const [across, up] = this.#shares(at);
    const shown = this.#window();
    if (shown === null) return [NaN, NaN];
    const { x, y } = shown;
    return [x[0] + across * (x[1] - x[0]), y[0] + up * (y[1] - y[0])];
  }

  /** The point of the function under a place; at the plot's edge for a place outside. */
  #thetaAt(at: Place): number[] {
    const [x, y] = this.#pointAt(at);
    const shown = this.#window();
    const within = (value: number, [low, high]: readonly [number, number]) => Math.min(high, Math.max(low, value));
    return shown === null ? [] : this.thetaAt(within(x, shown.x), within(y, shown.y));
  }

  /** The way from a place to the start on the screen. */
  #awayFromStart(at: Place): Place {
    const { frame, session } = this;
    const shown = this.#window();
    const [x, y] = session.shownStart;
    if (frame === null || shown === null || x === undefined) return [NaN, NaN];
    const height = y ?? session.valueAt([x]) ?? NaN;
    const [across, up] = this.#shares(at);
    return [
      ((x - shown.x[0]) / (shown.x[1] - shown.x[0]) - across) * frame.width,
      (up - (height - shown.y[0]) / (shown.y[1] - shown.y[0])) * frame.height,
    ];
  }
}

function placeOf({ clientX, clientY }: MouseEvent): Place {
  return [clientX, clientY];
}

function apart([x, y]: Place, [u, v]: Place): number {
  return Math.hypot(x - u, y - v);
}

function middle([x, y]: Place, [u, v]: Place): Place {
  return [(x + u) / 2, (y + v) / 2];
}

/** A distance for the kind of pointer. */
function near({ pointerType }: PointerEvent, distance: { mouse: number; other: number }): number {
  return pointerType === "mouse" ? distance.mouse : distance.other;
}

function differ(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length !== others.length || some.some((part, index) => part !== others[index]);
}

/** What a landscape is of, whatever part of it is in view. */
function subjectOf({ state, plane }: SessionElement["session"]): unknown[] {
  const { objective, formula, data, reduce, parameters, levels, colourMap } = state;
  return [objective, formula, data, reduce, parameters, levels, colourMap, plane];
}

/** Whether two windows are the same to rounding. */
function isAlike(a: Window, b: Window): boolean {
  const near = ([low, high]: readonly [number, number], [from, to]: readonly [number, number]) =>
    Math.abs(low - from) + Math.abs(high - to) <= 1e-9 * (high - low);
  return near(a.x, b.x) && near(a.y, b.y);
}
