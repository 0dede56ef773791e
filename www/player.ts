import { MAX_ITERATIONS } from "./stop.js";
import { type Race, spent } from "./race.js";
import type { Track } from "./track.js";

/** Milliseconds of a frame that may go into steps; the rest is for drawing. */
const STEP_BUDGET = 9;
/** Steps between two looks at the clock, at first and at most. */
const [FIRST_BATCH, LARGEST_BATCH] = [8, 512];
/** Milliseconds of a batch after which a larger one is tried. */
const SHORT = 2;
/** Milliseconds at least between two pictures of runs on their way to the end, */
const PICTURE_EVERY = 500;
/** and times that the last picture took: drawing takes time from the steps. */
const PICTURE_SHARE = 6;

export type Motion = "rest" | "settling" | "playing" | "ending" | "racing";

/** What a player tells about itself. */
interface Listener {
  /** The runs have come to rest, or to another frame of play. */
  iterated(): void;
  /** There is more to see of runs that are on the way. */
  changed(): void;
  /** The runs have got further, of which there is no picture yet. */
  progressed(): void;
  /** The runs have been taken to the end. */
  ended(): void;
}

/** Takes runs through their iterations, as far at a time as a frame allows. */
export class Player {
  tracks: readonly Track[] = [];
  readonly #speed: () => number;
  readonly #listener: Listener;
  #frame = 0;
  #motion: Motion = "rest";
  #frameTime = 0;
  /** Iterations due while playing, with the fraction that is left over from the last frame. */
  #due = 0;
  #batch = FIRST_BATCH;
  /** How much of a race's measure the runs have had; null where they are not in a race. */
  #raced: number | null = null;

  constructor(speed: () => number, listener: Listener) {
    this.#speed = speed;
    this.#listener = listener;
  }

  get motion(): Motion {
    return this.#motion;
  }

  get raced(): number | null {
    return this.#raced;
  }

  /** How far the runs are; one that has ended stays behind. */
  get iteration(): number {
    return Math.max(0, ...this.tracks.map(({ iteration }) => iteration));
  }

  /** How far any run has been. */
  get furthest(): number {
    return Math.max(0, ...this.tracks.map(({ reached }) => reached));
  }

  /** Whether no run can make another step. */
  get isFinished(): boolean {
    return this.tracks.every(({ isEnded }) => isEnded);
  }

  /** Takes the runs to an iteration as far as a frame allows; the rest follows over the next frames. */
  settle(target: number): void {
    this.stop();
    this.#raced = null;
    for (const track of this.tracks) track.revisit(target);
    this.#work("settling", () => this.#advance((track) => target - track.iteration));
  }

  /** Takes the runs as far as a race's budget lets them come by now. */
  settleRace(race: Race, raced: number): void {
    this.stop();
    for (const track of this.tracks) track.revisit(0);
    this.#raced = raced;
    this.#work("settling", () => this.#advanceRace(race));
  }

  /** Takes the runs on until each stops; `stop` leaves them where they are by then. */
  toEnd(): void {
    this.stop();
    this.#raced = null;
    this.#motion = "ending";
    let pictured = performance.now();
    let wait = PICTURE_EVERY;
    let isPicture = false;
    const frame = (): void => {
      // The last frame has drawn a picture.
      if (isPicture) wait = Math.max(PICTURE_EVERY, PICTURE_SHARE * (performance.now() - pictured));
      if (this.#advance((track) => MAX_ITERATIONS - track.iteration)) {
        this.stop();
        this.#listener.iterated();
        this.#listener.ended();
        return;
      }
      this.#frame = requestAnimationFrame(frame);
      isPicture = performance.now() - pictured > wait;
      if (isPicture) {
        pictured = performance.now();
        this.#listener.changed();
      } else this.#listener.progressed();
    };
    this.#frame = requestAnimationFrame(frame);
  }

  play(): void {
    this.stop();
    this.#raced = null;
    this.#begin("playing", this.#playFrame);
    // The first step comes at once.
    this.#due = 1;
  }

  /** Lets the runs use a race's measure at the same pace until each has arrived, has ended or has used the budget. */
  race(race: Race): void {
    this.stop();
    this.#raced ??= 0;
    const frame = (now: number): void => {
      const elapsed = Math.max(0, now - this.#frameTime) / 1000;
      this.#frameTime = now;
      const due = Math.min((this.#raced ?? 0) + elapsed * this.#speed(), race.budget);
      this.#raced = due;
      const isDone = this.#advanceRace(race);
      if (isDone && (due >= race.budget || this.#isDecided(race))) {
        this.stop();
        this.#listener.iterated();
        return;
      }
      this.#frame = requestAnimationFrame(frame);
      this.#listener.iterated();
    };
    this.#begin("racing", frame);
  }

  /** Leaves the runs where they are; whether they were on the way. */
  stop(): boolean {
    const wasMoving = this.#motion !== "rest";
    cancelAnimationFrame(this.#frame);
    this.#motion = "rest";
    return wasMoving;
  }

  #begin(motion: Motion, frame: (now: number) => void): void {
    this.#motion = motion;
    this.#frameTime = performance.now();
    this.#frame = requestAnimationFrame(frame);
  }

  /** Works at once for as long as a frame allows, and goes on over the next ones until it is done. */
  #work(motion: Motion, work: () => boolean): void {
    const frame = (): void => {
      const isDone = work();
      this.#motion = isDone ? "rest" : motion;
      if (isDone) this.#listener.iterated();
      else {
        this.#frame = requestAnimationFrame(frame);
        this.#listener.changed();
      }
    };
    if (work()) return;
    this.#begin(motion, frame);
  }

  /** Makes the steps that runs are due for the time that a frame has; whether none is due any more. */
  #advance(due: (track: Track) => number): boolean {
    return this.#timed(() => {
      const behind = this.tracks.filter((track) => !track.isEnded && due(track) > 0);
      for (const track of behind) track.advance(Math.min(this.#batch, due(track)));
      return behind.length > 0;
    });
  }

  /** The same for a race: runs that have not arrived go as far as the budget lets them by now. */
  #advanceRace(race: Race): boolean {
    const { weights } = race;
    const raced = this.#raced ?? 0;
    return this.#timed(() => {
      let hasMoved = false;
      for (const track of this.tracks) {
        if (track.isEnded || race.arrived(track) !== null) continue;
        const { iteration } = track;
        const count = weights === null ? Math.max(0, Math.floor(raced) - iteration) : this.#batch;
        if (count > 0) track.advanceWithin(Math.min(count, this.#batch), raced, weights);
        const arrived = race.arrived(track);
        // A run that arrives stays there, so that all pictures are of the same race.
        if (arrived !== null) track.revisit(arrived);
        if (track.iteration !== iteration) hasMoved = true;
      }
      return hasMoved;
    });
  }

  #isDecided(race: Race): boolean {
    return this.tracks.every((track) => track.isEnded || race.arrived(track) !== null || spent(track, race.weights, track.iteration) >= race.budget);
  }

  /** Repeats batches while there is something to do and the frame has time; whether nothing is left to do. */
  #timed(batch: () => boolean): boolean {
    const begin = performance.now();
    for (let last = begin; ; ) {
      if (!batch()) return true;
      const now = performance.now();
      if (now - last < SHORT) this.#batch = Math.min(LARGEST_BATCH, 2 * this.#batch);
      else if (now - last > 2 * SHORT) this.#batch = Math.max(1, Math.floor(this.#batch / 2));
      if (now - begin >= STEP_BUDGET) return false;
      last = now;
    }
  }

  readonly #playFrame = (now: number): void => {
    this.#due += (Math.max(0, now - this.#frameTime) / 1000) * this.#speed();
    this.#frameTime = now;
    const before = this.iteration;
    const count = Math.floor(this.#due);
    const target = Math.min(before + count, MAX_ITERATIONS);
    // What a frame could not do is not made up for later.
    const isDone = this.#advance((track) => target - track.iteration);
    this.#due = isDone ? this.#due - count : 0;
    if (this.isFinished) {
      this.stop();
      this.#listener.iterated();
      return;
    }
    this.#frame = requestAnimationFrame(this.#playFrame);
    if (this.iteration !== before) this.#listener.iterated();
  };
}
