import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Frame, View } from "../crate/web/types.js";

/** The size of a box on the page in CSS pixels, and how many of the screen's pixels one of them has. */
export interface BoxSize {
  width: number;
  height: number;
  ratio: number;
}

/** Watches an element of a component and asks for an update when its size or the screen's resolution changes. */
export class SizeController implements ReactiveController {
  size: BoxSize | null = null;
  readonly #host: ReactiveControllerHost & { renderRoot: HTMLElement | DocumentFragment };
  readonly #selector: string;
  readonly #observer = new ResizeObserver(() => this.#measure());
  #observed: Element | null = null;
  #resolution: MediaQueryList | null = null;

  constructor(host: ReactiveControllerHost & { renderRoot: HTMLElement | DocumentFragment }, selector: string) {
    this.#host = host;
    this.#selector = selector;
    host.addController(this);
  }

  hostConnected(): void {
    this.#watchResolution();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
    this.#observed = null;
    this.#resolution?.removeEventListener("change", this.#watchResolution);
  }

  hostUpdated(): void {
    const element = this.#host.renderRoot.querySelector(this.#selector);
    if (element === this.#observed) return;
    this.#observer.disconnect();
    this.#observed = element;
    if (element !== null) this.#observer.observe(element);
  }

  readonly #watchResolution = (): void => {
    this.#resolution?.removeEventListener("change", this.#watchResolution);
    this.#resolution = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    this.#resolution.addEventListener("change", this.#watchResolution);
    if (this.#observed !== null) this.#measure();
  };

  #measure(): void {
    if (this.#observed === null) return;
    const { clientWidth: width, clientHeight: height } = this.#observed;
    const ratio = devicePixelRatio;
    if (width === this.size?.width && height === this.size.height && ratio === this.size.ratio) return;
    this.size = width > 0 && height > 0 ? { width, height, ratio } : null;
    this.#host.requestUpdate();
  }
}

/** Gives a canvas the backing pixels of its box; setting them clears it, so only a changed size is set. */
export function fitCanvas(canvas: HTMLCanvasElement, { width, height, ratio }: BoxSize): void {
  const pixels = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
}

/** A canvas with the same pixels. */
export function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0);
  return copy;
}

/**
 * Draws what an image shows of the ranges `from` to where it belongs in a picture of the ranges `to`. Both have their plot
 * where `plot` says, in CSS pixels; nothing outside it changes.
 */
export function moveImage(
  canvas: HTMLCanvasElement,
  image: HTMLCanvasElement,
  from: Required<View>,
  to: Required<View>,
  plot: Pick<Frame, "left" | "top" | "width" | "height">,
  ratio: number,
): void {
  const context = canvas.getContext("2d");
  const [left, top, width, height] = [plot.left * ratio, plot.top * ratio, plot.width * ratio, plot.height * ratio];
  const [across, up] = [width / (to.x[1] - to.x[0]), height / (to.y[1] - to.y[0])];
  if (context === null) return;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.drawImage(
    image,
    left,
    top,
    width,
    height,
    left + (from.x[0] - to.x[0]) * across,
    top + (to.y[1] - from.y[1]) * up,
    (from.x[1] - from.x[0]) * across,
    (from.y[1] - from.y[0]) * up,
  );
  context.restore();
}
