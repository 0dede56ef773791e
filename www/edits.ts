import type { State } from "./state.js";

/** How many edits can be taken back. */
const MOST = 200;

/** The states from before the last edits, and those that were undone. */
export class Edits {
  #past: State[] = [];
  #future: State[] = [];

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** An edit has led away from a state. */
  add(before: State): void {
    this.#past = [...this.#past.slice(1 - MOST), before];
    this.#future = [];
  }

  /** The state before the last edit, which leads there from `now`; null where there is none. */
  undo(now: State): State | null {
    const state = this.#past.pop();
    if (state === undefined) return null;
    this.#future.push(now);
    return state;
  }

  redo(now: State): State | null {
    const state = this.#future.pop();
    if (state === undefined) return null;
    this.#past.push(now);
    return state;
  }
}

/** The state `now` with what another one has of the problem, the runs and the place where they are looked at. */
export function withProblemOf(now: State, then: State): State {
  const { bench, objective, formula, data, reduce, parameters, start, stop, runs, network } = then;
  const { selected, iteration, raced, view, plane, sample, seed } = then;
  const problem = { bench, objective, formula, data, reduce, parameters, start, stop, runs, network };
  return { ...now, ...problem, selected, iteration, raced, view, plane, sample, seed };
}
