import type { FallLineError, LandscapeOptions, Plane, RunPath, Series, View } from "../crate/web/types.js";
import type { Curve, Landscape } from "./api.js";
import { detailed } from "./detail.js";
import { asFallLineError, attempt } from "./errors.js";
import type { Model } from "./model.js";
import type { Session } from "./session.js";
import type { PlaneChoice } from "./state.js";
import type { Track } from "./track.js";
import { fit } from "./view.js";

/** What the axes of a convergence plot show. */
export interface ConvergenceLabels {
  quantity: string;
  against: string;
}

/** The pictures of what a session is about: the landscape or the curve, and the runs' paths on it. */
export class Pictures {
  readonly #session: Session;
  readonly #changed: () => void;
  readonly #refuse: (error: Pick<FallLineError, "kind" | "message">) => void;
  #plane: { key: string; plane: Plane | null } | null = null;
  /** The landscape that a worker samples, or has sampled. */
  #sampling: { key: string; stop?: () => void } | null = null;
  #picture: { key: string; landscape?: Landscape; curve?: Curve } | null = null;

  /** `changed` is called when there is more to see, and `refuse` where a picture cannot be made. */
  constructor(session: Session, changed: () => void, refuse: (error: Pick<FallLineError, "kind" | "message">) => void) {
    this.#session = session;
    this.#changed = changed;
    this.#refuse = refuse;
  }

  /** After a panic: what lives in the module's memory is lost. */
  forget(): void {
    this.#sampling?.stop?.();
    this.#picture = this.#plane = this.#sampling = null;
  }

  get view(): View {
    const { state, objective, dimension } = this.#session;
    if (state.view !== null) return state.view;
    const plane = this.plane;
    const isOwn = state.plane === null && objective !== null;
    if (plane !== null && !isOwn) {
      const seen = attempt(() => this.#session.api.projectOntoPlane(plane, this.#session.trajectories()));
      return (seen && fit(seen, 2)) ?? { x: [-1, 1], y: [-1, 1] };
    }
    const { x = [-1, 1], y } = objective?.view ?? {};
    return y === undefined && dimension > 1 ? { x, y: x } : { x, ...(y === undefined ? {} : { y }) };
  }

  /** What the landscape shows of a function of more than two variables. */
  get planeChoice(): PlaneChoice {
    const { plane } = this.#session.state;
    if (plane !== null) return plane;
    const [i, j] = this.#session.objective?.view.coordinates ?? [0, 1];
    return { kind: "coordinates", of: [i, j] };
  }

  /** That plane; null where the function has no more than two variables. */
  get plane(): Plane | null {
    const { planeChoice: choice } = this;
    const { run, dimension: n } = this.#session;
    if (n < 3 || run === null) return null;
    const key = JSON.stringify([run.key, run.iteration, choice]);
    if (this.#plane?.key !== key) this.#plane = { key, plane: attempt(() => this.#planeOf(choice, run, n)) };
    return this.#plane.plane;
  }

  #planeOf(choice: PlaneChoice, run: Track, n: number): Plane {
    switch (choice.kind) {
      case "coordinates":
        return this.#session.api.coordinatePlane(run.theta, ...choice.of);
      case "components":
        return this.#session.api.principalPlane(run.trajectory(), n);
      case "directions":
        return { origin: [...(this.#session.state.start ?? [])], u: [...choice.u], v: [...choice.v] };
    }
  }

  /** Where the runs' iterates are seen on the landscape. */
  shownTrajectories(): Float64Array {
    return this.#shown(this.#session.trajectories());
  }

  /** The current point as it is seen on the landscape. */
  get shownTheta(): Float64Array {
    return this.#shown(this.#session.theta);
  }

  get shownStart(): Float64Array {
    return this.#shown(Float64Array.from(this.#session.state.start ?? []));
  }

  #shown(points: Float64Array): Float64Array {
    const { plane } = this;
    return plane === null ? points : this.#session.api.projectOntoPlane(plane, points);
  }

  /** The picture of an objective of two variables, or of a plane of one of more. */
  landscape(): Landscape | null {
    const { x, y } = this.view;
    const { plane } = this;
    const { dimension, model, state } = this.#session;
    if (model === null || y === undefined || dimension < 2 || (plane === null && dimension > 2)) return null;
    const { levels, colourMap } = state;
    const options = { view: { x, y }, levels: { kind: levels }, colourMap, ...(plane === null ? {} : { plane }) };
    const key = JSON.stringify([model.id, options]);
    if (model.table === null) {
      this.#draw(key, () => ({ landscape: new this.#session.api.Landscape(model.spec, options) }));
    } else if (this.#sampling?.key !== key) this.#sample(key, model, options);
    return this.#picture?.landscape ?? null;
  }

  /** Whether the landscape is still getting finer. */
  get sampling(): boolean {
    return this.#sampling?.stop !== undefined;
  }

  /** Has a sum over samples sampled by a worker; the old picture stays until there is a coarse one of the new. */
  #sample(key: string, model: Model, options: LandscapeOptions): void {
    this.#sampling?.stop?.();
    const { terms } = model;
    const finished = (): void => {
      this.#sampling = { key };
      this.#changed();
    };
    const stop = this.#session.background.begin(
      { kind: "landscape", objective: model.spec, terms, options: { view: options.view, ...(options.plane && { plane: options.plane }) } },
      {
        part: (grid) => {
          this.#draw(`${key} ${grid.side}`, () => ({
            landscape: new this.#session.api.Landscape(model.spec, { ...options, grid }),
          }));
          this.#changed();
        },
        done: finished,
        failed: (error) => {
          this.#refuse(error);
          finished();
        },
      },
    );
    this.#sampling = { key, stop };
  }

  /** The picture of an objective of one variable. */
  curve(): Curve | null {
    const { dimension, model } = this.#session;
    if (model === null || dimension !== 1) return null;
    const view: View = { x: this.view.x };
    this.#draw(JSON.stringify([model.id, view]), () => ({ curve: new this.#session.api.Curve(model.spec, view) }));
    return this.#picture?.curve ?? null;
  }

  drawConvergence(canvas: HTMLCanvasElement, series: Series[], labels: ConvergenceLabels, pixelRatio: number): void {
    const { state, theme } = this.#session;
    const logarithmic = state.axis === "logarithmic";
    this.#session.api.drawConvergence(canvas, series, { ...labels, logarithmic }, theme, pixelRatio);
  }

  /** The runs as paths, the selected one on top and with its coming step. */
  paths(): RunPath[] {
    const { names, runs: tracks, state } = this.#session;
    const { runs, selected, localModel } = state;
    const paths = tracks.map((track, index) =>
      track.path(runs[index]?.slot ?? 0, names[index] ?? "", index === selected, localModel === "shown"),
    );
    const own = paths.slice(selected, selected + 1).map((path) => detailed(path, this.#session));
    return [...paths.filter((_, index) => index !== selected), ...own];
  }

  #draw(key: string, make: () => { landscape?: Landscape; curve?: Curve }): void {
    if (this.#picture?.key === key) return;
    const old = this.#picture;
    try {
      this.#picture = { key, ...make() };
    } catch (error) {
      this.#picture = { key };
      this.#refuse(asFallLineError(error));
      // Pictures are made while components update: the message follows in an update of its own.
      queueMicrotask(() => this.#changed());
    }
    old?.landscape?.free();
    old?.curve?.free();
  }
}
