import { MAX_ITERATIONS } from "./state.js";
import type { Track } from "./track.js";

/** Milliseconds of a frame that may go into steps; the rest is for drawing. */
const STEP_BUDGET = 9;
/** Steps between two looks at the clock. */
const BATCH = 32;

/** Takes runs through their iterations, as far at a time as a frame allows. */
export class Player {
  tracks: readonly Track[] = [];
  readonly #speed: () => number;
  readonly #iterated: () => void;
  readonly #changed: () => void;
  #frame = 0;
  #isPlaying = false;
  #frameTime = 0;
  /** Iterations due while playing, with the fraction that is left over from the last frame. */
  #due = 0;

  /** `iterated` is called where the runs have come to rest or play, `changed` while they are on the way. */
  constructor(speed: () => number, iterated: () => void, changed: () => void) {
    this.#speed = speed;
    this.#iterated = iterated;
    this.#changed = changed;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Whether iterations that were asked for are still being computed. */
  get isSettling(): boolean {
    return !this.#isPlaying && this.#frame !== 0;
  }

  /** How far the runs are; one that has ended stays behind. */
  get iteration(): number {
    return Math.max(0, ...this.tracks.map(({ iteration }) => iteration));
  }

  /** Whether no run can make another step. */
  get isFinished(): boolean {
    return this.tracks.every(({ isEnded }) => isEnded);
  }

  /** Takes the runs back, and on as far as a frame allows; the rest follows over the next frames. */
  settle(target: number): void {
    this.stop();
    for (const track of this.tracks) track.rewind(target);
    const work = (): void => {
      this.#frame = this.#advanceTo(target) ? 0 : requestAnimationFrame(frame);
    };
    const frame = (): void => {
      work();
      if (this.#frame === 0) this.#iterated();
      else this.#changed();
    };
    work();
  }

  play(): void {
    this.stop();
    this.#isPlaying = true;
    this.#frameTime = performance.now();
    // The first step comes at once.
    this.#due = 1;
    this.#frame = requestAnimationFrame(this.#playFrame);
  }

  /** Leaves the runs where they are; whether they were on the way. */
  stop(): boolean {
    const wasMoving = this.#frame !== 0;
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#isPlaying = false;
    return wasMoving;
  }

  /** Steps the runs that are behind an iteration for the time that a frame has; whether none is behind any more. */
  #advanceTo(target: number): boolean {
    const deadline = performance.now() + STEP_BUDGET;
    for (;;) {
      const behind = this.tracks.filter(({ isEnded, iteration }) => !isEnded && iteration < target);
      if (behind.length === 0) return true;
      for (const track of behind) track.advance(Math.min(BATCH, target - track.iteration));
      if (performance.now() >= deadline) return false;
    }
  }

  readonly #playFrame = (now: number): void => {
    this.#due += (Math.max(0, now - this.#frameTime) / 1000) * this.#speed();
    this.#frameTime = now;
    const before = this.iteration;
    const count = Math.floor(this.#due);
    // What a frame could not do is not made up for later.
    const isDone = this.#advanceTo(Math.min(before + count, MAX_ITERATIONS));
    this.#due = isDone ? this.#due - count : 0;
    if (this.isFinished) {
      this.stop();
      this.#iterated();
      return;
    }
    this.#frame = requestAnimationFrame(this.#playFrame);
    if (this.iteration !== before) this.#iterated();
  };
}
