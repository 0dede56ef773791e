import type { MapClass, RunSpec, View } from "../crate/web/types.js";
import type { BasinMap, MapPicture, ParameterMap } from "./api.js";
import { asFallLineError, headline } from "./errors.js";
import { axesOf, type Candidate, candidates, nameOf } from "./map-axes.js";
import { Pool } from "./map-pool.js";
import { makeMap, type MapPart, type MapSubject } from "./map-work.js";
import type { Session } from "./session.js";
import { words } from "./words.js";

/** An axis of a map over parameters as it was asked for. */
export interface UsedAxis {
  candidate: Candidate;
  range: [number, number];
}

/** A map at work, or made. */
export interface MapInWork {
  /** What it depends on: as long as that is the same, so is the map. */
  readonly key: string;
  readonly subject: MapSubject;
  readonly modelId: number | null;
  /** Of a map over parameters. */
  readonly axes: readonly UsedAxis[];
  /** 1 or 2. */
  readonly dimensions: number;
  readonly side: number;
  readonly total: number;
  readonly known: number;
  readonly milliseconds: number;
  readonly workers: number;
  readonly isStopped: boolean;
  /** Whether it is being computed. */
  readonly isComputing: boolean;
}

interface Work extends MapInWork {
  known: number;
  milliseconds: number;
  isStopped: boolean;
  isComputing: boolean;
  readonly began: number;
  readonly probe: BasinMap | ParameterMap;
  /** n + 2 numbers a cell. */
  readonly ends: Float64Array;
  readonly width: number;
  stop: () => void;
  picture: { known: number; picture: MapPicture } | null;
}

/** The most numbers that the ends of a map are kept in. */
const MOST_NUMBERS = 1 << 23;
/** Milliseconds between two looks of a map that is being computed. */
const REPORT = 250;

/** Makes maps of the selected run in workers, one at a time. Every change is told by a "change" event. */
export class MapMaker extends EventTarget {
  readonly #session: Session;
  #pool: Pool | null = null;
  #work: Work | null = null;
  #problem = "";
  #reported = 0;

  constructor(session: Session) {
    super();
    this.#session = session;
    session.addEventListener("change", () => {
      // What is not wanted any more is not waited for.
      if (this.#work?.isComputing === true && (session.crash !== null || this.#key() !== this.#work.key)) this.stop();
    });
  }

  get map(): MapInWork | null {
    return this.#work;
  }

  get problem(): string {
    return this.#problem;
  }

  /** Whether the map is of what the page is about now. */
  get isCurrent(): boolean {
    return this.#work !== null && this.#work.key === this.#key();
  }

  /** The numbers that a map can be over. */
  get candidates(): Candidate[] {
    const { method, lists, variables, state, view } = this.#session;
    return candidates(method, lists, variables, state.start ?? [], view);
  }

  /** The axes of the map over parameters that would be made now. */
  get axes(): UsedAxis[] {
    return axesOf(this.#session.state.map, this.candidates);
  }

  /** Begins the map that the state asks for. */
  compute(): void {
    this.stop();
    const session = this.#session;
    const key = this.#key();
    const subject = this.#subject();
    if (subject === null) return;
    try {
      const probe = makeMap(session.api, subject);
      const width = session.dimension + 2;
      const { side } = subject.options;
      const dimensions = probe.cells === side ? 1 : 2;
      this.#pool ??= new Pool(session.background);
      this.#discard();
      const ends = new Float64Array(probe.cells * width).fill(NaN);
      const work: Work = {
        key,
        subject,
        modelId: session.modelId,
        axes: this.axes,
        dimensions,
        side,
        total: probe.cells,
        known: 0,
        began: performance.now(),
        milliseconds: 0,
        workers: this.#pool.size,
        isStopped: false,
        isComputing: true,
        probe,
        ends,
        width,
        stop: () => undefined,
        picture: null,
      };
      this.#work = work;
      this.#problem = "";
      this.#reported = 0;
      work.stop = this.#pool.begin(subject, session.api.mapPasses(side, dimensions), {
        part: (part) => this.#take(work, part),
        done: () => this.#finish(work, ""),
        failed: (error) => this.#finish(work, headline(error) || words.maps.lost),
      });
    } catch (error) {
      this.#problem = headline(asFallLineError(error));
    }
    this.#changed();
  }

  /** Gives up what is being computed; what there is stays. */
  stop(): void {
    const work = this.#work;
    if (work === null || !work.isComputing) return;
    work.stop();
    work.isStopped = true;
    this.#finish(work, "");
  }

  /** The picture of the map so far. */
  picture(): MapPicture | null {
    const work = this.#work;
    if (work === null || work.known === 0 || this.#session.crash !== null) return null;
    if (work.picture?.known !== work.known) {
      const { subject, ends } = work;
      const { MapPicture } = this.#session.api;
      const picture =
        subject.kind === "basins"
          ? MapPicture.ofBasins(subject.spec, subject.options, ends, this.#look())
          : MapPicture.ofParameters(subject.spec, subject.options, ends, {
              labels: work.axes.map(({ candidate }) => nameOf(candidate)),
            });
      work.picture?.picture.free();
      work.picture = { known: work.known, picture };
    }
    return work.picture.picture;
  }

  classes(): MapClass[] {
    return this.picture()?.classes(this.#session.theme) ?? [];
  }

  /** The start of a cell, or the values of its parameters. */
  valuesOf(cell: number): number[] {
    const probe = this.#work?.probe;
    if (probe === undefined) return [];
    return [..."start" in probe ? probe.start(cell) : probe.values(cell)];
  }

  /** How a cell ends; null where that is not known yet. */
  endOf(cell: number): { status: string; iterations: number; theta: number[] } | null {
    const work = this.#work;
    if (work === null) return null;
    const [code = NaN, iterations = NaN, ...theta] = work.ends.subarray(cell * work.width, (cell + 1) * work.width);
    const status = this.#session.api.statusKinds()[code];
    return status === undefined ? null : { status, iterations, theta };
  }

  /** Sets the run's start, or its parameters, to those of a cell. */
  take(cell: number): void {
    const session = this.#session;
    const work = this.#work;
    if (work === null || work.modelId !== session.modelId) return;
    const values = this.valuesOf(cell);
    if (work.subject.kind === "basins") {
      session.update({ start: values, iteration: 0 });
      return;
    }
    const { optimizer, search, schedule } = session.method;
    const method = { optimizer: { ...optimizer }, search: { ...search }, schedule: { ...schedule } };
    const start = [...(session.state.start ?? [])];
    work.axes.forEach(({ candidate: { of, id } }, index) => {
      const value = values[index];
      if (value === undefined) return;
      if (of === "start") start[session.variables.indexOf(id)] = value;
      else method[of][id] = value;
    });
    session.setMethod(method, { start, iteration: 0 });
  }

  #take(work: Work, { cells, ends }: MapPart): void {
    const { width } = work;
    cells.forEach((cell, index) => work.ends.set(ends.subarray(index * width, (index + 1) * width), cell * width));
    work.known += cells.length;
    work.milliseconds = performance.now() - work.began;
    if (work.milliseconds - this.#reported < REPORT) return;
    this.#changed();
    // A look may itself take time, which must not take all of it.
    this.#reported = performance.now() - work.began;
  }

  #finish(work: Work, problem: string): void {
    work.milliseconds = performance.now() - work.began;
    work.isComputing = false;
    this.#problem = problem;
    this.#changed();
  }

  #discard(): void {
    this.#work?.probe.free();
    this.#work?.picture?.picture.free();
    this.#work = null;
  }

  /** Ends are the same within a thousandth of what the function's own view shows. */
  #look(): { tolerance: number } | Record<string, never> {
    const view = this.#session.objective?.view;
    return view === undefined ? {} : { tolerance: 1e-3 * longerSide(view) };
  }

  #subject(): MapSubject | null {
    const session = this.#session;
    const { map } = session.state;
    const run = session.runSpec;
    if (run === null || session.dimension === 0) return null;
    // Many variables take many numbers a cell.
    const most = Math.sqrt(MOST_NUMBERS / (session.dimension + 2));
    const side = Math.min(map.side, Math.floor(most));
    const maxIterations = map.limit;
    if (map.kind === "basins") {
      const spec: RunSpec = { ...run, stop: { gradientNorm: map.tolerance } };
      const { x, y } = session.view;
      const { plane } = session;
      if (y === undefined) return { kind: "basins", spec, options: { view: { x }, side: 4 * side, maxIterations } };
      return { kind: "basins", spec, options: { view: { x, y }, ...(plane && { plane }), side, maxIterations } };
    }
    const axes = this.axes.map(({ candidate: { of, id, log }, range }) => ({ of, id, range, log }));
    const isGap = map.target === "gap";
    const spec: RunSpec = isGap ? run : { ...run, stop: { gradientNorm: map.tolerance } };
    const value = session.smallestValue() + map.tolerance;
    const options = { axes, side: axes.length === 1 ? 4 * side : side, maxIterations, ...(isGap && { value }) };
    return { kind: "parameters", spec, options };
  }

  /** Of a sum over data, the function's number stands for all its numbers. */
  #key(): string {
    const session = this.#session;
    const { map, start, view } = session.state;
    const method: Record<string, unknown> = { ...session.method, slot: 0 };
    const common = [session.modelId, map];
    if (map.kind === "basins") return JSON.stringify([...common, method, view ?? session.view, session.plane]);
    // The values of the axes' own numbers make no difference.
    const axes = this.axes.map(({ candidate: { of, id, log }, range }) => ({ of, id, log, range }));
    const rest = [...(start ?? [])];
    for (const { of, id } of axes) {
      if (of === "start") rest[session.variables.indexOf(id)] = 0;
      else method[of] = { ...(method[of] as object), [id]: 0 };
    }
    return JSON.stringify([...common, method, axes, rest]);
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

function longerSide({ x, y = x }: View): number {
  return Math.max(x[1] - x[0], y[1] - y[0]);
}
