import type { EpochRecord, FallLineError, Frame, RunPath, ThemeName } from "../../crate/web/types.js";
import type { Landscape } from "../api.js";
import { headline } from "../errors.js";
import type { Session } from "../session.js";
import { MOST_EPOCHS, type NetworkChoice, networkSpec } from "./choice.js";
import type { Progress, Section } from "./jobs.js";

/** Milliseconds after which it is told that epochs are being computed: a shorter notice would but flicker. */
const LONG = 200;

/**
 * The training that the session's state asks for, as a worker reports it. It follows the session: another network or
 * method is trained anew, to the epoch of the state. Every change is told by a "change" event.
 */
export class Trainer extends EventTarget {
  readonly session: Session;
  /** One for each epoch, from the start on. */
  records: readonly EpochRecord[] = [];
  /** The last report; null before there is one. */
  progress: Progress | null = null;
  /** Why there is no training. */
  problem = "";
  /** The last landscape that came, until there is a coarse one of the next. */
  section: Section | null = null;
  sectionProblem = "";
  #landscape: { of: Section; theme: string; landscape: Landscape } | null = null;
  #playing = false;
  /** Whether epochs that the state asks for have taken a while already. */
  #isLong = false;
  /** What is being trained, or was. */
  #key = "";
  #stopTraining: (() => void) | null = null;
  /** What the landscape is of, and how to give it up while it is getting finer. */
  #sectionKey = "";
  #stopSection: (() => void) | null = null;
  readonly #follow = (): void => this.#settle();

  constructor(session: Session) {
    super();
    this.session = session;
    session.addEventListener("change", this.#follow);
    this.#settle();
  }

  /** Leaves the worker alone; the network stays there for another trainer. */
  leave(): void {
    this.session.removeEventListener("change", this.#follow);
    this.#stop();
    this.#landscape?.landscape.free();
    this.#landscape = null;
  }

  get choice(): NetworkChoice {
    return this.session.state.network;
  }

  get epoch(): number {
    return Math.max(0, this.records.length - 1);
  }

  get record(): EpochRecord | null {
    return this.records.at(-1) ?? null;
  }

  get best(): EpochRecord | null {
    return this.records[this.record?.bestEpoch ?? -1] ?? null;
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Whether epochs that the state asks for take so long that it should be told. */
  get computing(): boolean {
    return !this.#playing && this.#stopTraining !== null && this.#isLong;
  }

  /** Whether no further epoch comes. */
  get finished(): boolean {
    return this.problem !== "" || (this.progress?.isEnded ?? false) || this.epoch >= MOST_EPOCHS;
  }

  /** Whether the landscape is still getting finer. */
  get sampling(): boolean {
    return this.#stopSection !== null;
  }

  play(): void {
    if (this.finished || this.#playing) return;
    this.#begin(MOST_EPOCHS, true);
  }

  pause(): void {
    if (this.#stopTraining === null) return;
    // The worker is some epochs further than its last report.
    this.#begin(null, false);
  }

  step(): void {
    this.goTo(this.epoch + 1);
  }

  back(): void {
    this.goTo(this.epoch - 1);
  }

  reset(): void {
    this.goTo(0);
  }

  /** Trains to an epoch, from the start where that lies behind. */
  goTo(epoch: number): void {
    const target = Math.min(Math.max(0, epoch), MOST_EPOCHS);
    if (target > this.epoch && this.finished) return;
    this.#begin(target, false);
    this.#keep(target);
  }

  update(patch: Partial<NetworkChoice>, continued = false): boolean {
    return this.session.update({ network: { ...this.choice, ...patch } }, continued);
  }

  /** The picture of the loss, drawn again where it has changed. */
  landscape(): Landscape | null {
    const { section, session } = this;
    if (section === null || session.crash !== null) return null;
    const { levels, colourMap } = session.state;
    const theme = `${levels} ${colourMap}`;
    if (this.#landscape?.of !== section || this.#landscape.theme !== theme) {
      const { view, side, values } = section;
      const landscape = session.api.Landscape.ofGrid({
        view,
        side,
        values,
        labels: ["s", "t"],
        name: "Loss on a plane of the weights",
        levels: { kind: levels },
        colourMap,
      });
      this.#landscape?.landscape.free();
      this.#landscape = { of: section, theme, landscape };
    }
    return this.#landscape.landscape;
  }

  /** The path of the weights on the landscape. */
  paths(label: string): RunPath[] {
    return this.section === null ? [] : [{ slot: this.session.method.slot, label, points: this.section.path }];
  }

  /** The loss, or the share of wrong answers, against epochs. */
  drawCourses(
    canvas: HTMLCanvasElement,
    courses: readonly { label: string; values: Float64Array }[],
    options: { quantity: string; against: string; logarithmic: boolean },
    theme: ThemeName,
    pixelRatio: number,
  ): Frame {
    const series = courses.map(({ label, values }, slot) => ({ slot, label, values }));
    return this.session.api.drawConvergence(canvas, series, options, theme, pixelRatio);
  }

  // ---- the worker's jobs -----------------------------------------------------------------------------------------

  /** Does what the state asks for and is not there yet. */
  #settle(): void {
    const { session } = this;
    if (session.crash !== null || session.state.bench !== "network") return;
    const spec = networkSpec(this.choice, session.method, session.lists);
    const key = JSON.stringify([spec, this.choice.trainingSamples]);
    if (key !== this.#key) {
      this.#key = key;
      this.#stop();
      this.problem = "";
      this.#begin(this.choice.epochs, false);
    } else if (this.#stopTraining === null && this.problem === "" && this.choice.epochs !== this.epoch) {
      if (this.choice.epochs < this.epoch || !this.finished) this.#begin(this.choice.epochs, false);
    } else if (this.#stopTraining === null) this.#look();
  }

  /** Trains to an epoch; null stays where training is. */
  #begin(epochs: number | null, playing: boolean): void {
    this.#stop();
    this.#playing = playing;
    this.#isLong = false;
    const { session } = this;
    const spec = networkSpec(this.choice, session.method, session.lists);
    this.#stopTraining = session.background.begin(
      { kind: "train", spec, samples: this.choice.trainingSamples, epochs },
      {
        part: (progress) => {
          this.progress = progress;
          this.records = [...this.records.slice(0, progress.first), ...progress.records];
          this.problem = "";
          if (this.#playing) this.#keep(this.epoch);
          this.#changed();
        },
        done: () => {
          this.#stopTraining = null;
          this.#playing = false;
          this.#arrived();
        },
        failed: (error) => {
          this.#stopTraining = null;
          this.#playing = false;
          this.#fail(error);
        },
      },
    );
    const stop = this.#stopTraining;
    setTimeout(() => {
      if (this.#stopTraining !== stop) return;
      this.#isLong = true;
      this.#changed();
    }, LONG);
    this.#changed();
  }

  #fail(error: Pick<FallLineError, "message">): void {
    this.problem = headline(error);
    this.records = [];
    this.progress = this.section = null;
    this.#sectionKey = "";
    this.#changed();
  }

  /** Training is where it should be, or as far as it gets. */
  #arrived(): void {
    this.#keep(this.epoch);
    this.#look();
    this.#changed();
  }

  /** Keeps in the address how far training is. */
  #keep(epochs: number): void {
    if (epochs !== this.choice.epochs) this.update({ epochs }, true);
  }

  /** Has the landscape of where training is made. */
  #look(): void {
    const { section: of, sectionSeed: seed } = this.choice;
    const key = JSON.stringify([this.#key, this.epoch, of, of === "random" ? seed : 0]);
    if (key === this.#sectionKey || this.records.length === 0) return;
    this.#stopSection?.();
    this.#sectionKey = key;
    const finished = (): void => {
      this.#stopSection = null;
      this.#changed();
    };
    this.sectionProblem = "";
    // The path has a plane of its own from three points on.
    if (of === "components" && this.epoch < 2) {
      this.section = null;
      this.#stopSection = null;
      this.#changed();
      return;
    }
    this.#stopSection = this.session.background.begin(
      { kind: "section", of, seed },
      {
        part: (section) => {
          this.section = section;
          this.#changed();
        },
        done: finished,
        failed: (error) => {
          this.sectionProblem = headline(error);
          finished();
        },
      },
    );
    this.#changed();
  }

  #stop(): void {
    this.#stopTraining?.();
    this.#stopTraining = null;
    this.#playing = false;
    if (this.#stopSection !== null) {
      this.#stopSection();
      this.#stopSection = null;
      this.#sectionKey = "";
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
