import type { Counts } from "../crate/web/types.js";
import { type Fields, option, readInteger, readNumber } from "./fields.js";
import type { Track } from "./track.js";

/** What must get as small as the target: C − its smallest known value, C itself, or the gradient's norm. */
export const GOALS = ["gap", "value", "gradient"] as const;
export type Goal = (typeof GOALS)[number];
/** What a race, or a plot, counts. */
export const MEASURES = ["iterations", "gradients", "cost"] as const;
export type Measure = (typeof MEASURES)[number];

export interface RaceChoice {
  goal: Goal;
  target: number;
  measure: Measure;
  /** How much of the measure every run has. */
  budget: number;
  /** How much of it the runs have had; null where they are not in a race. */
  raced: number | null;
}

export const STANDARD_RACE: RaceChoice = { goal: "gap", target: 1e-3, measure: "gradients", budget: 1000, raced: null };
export const MOST_BUDGET = 10_000_000;

export const RACE: Fields<RaceChoice> = {
  goal: option("goal", GOALS),
  target: { key: "target", write: String, read: readNumber },
  measure: option("measure", MEASURES),
  budget: { key: "budget", write: String, read: (text) => readInteger(text, MOST_BUDGET) || undefined },
  raced: {
    key: "raced",
    write: (raced) => (raced === null ? "" : String(raced)),
    read: (text) => {
      const raced = readNumber(text);
      return raced !== undefined && raced >= 0 ? raced : undefined;
    },
  },
};

/** How much an evaluation of each kind counts; null where iterations count. */
export type Weights = Readonly<Record<keyof Counts, number>> | null;

/** A race of runs to a target. */
export interface Race {
  /** The iterate at which a run is at the target; null where it is not there. */
  arrived(track: Track): number | null;
  weights: Weights;
  budget: number;
}

/** How a run does in a race. */
export interface Standing {
  /** Its place among the runs, from 0. */
  index: number;
  /** From 1, the same for runs that needed the same; null where it is not at the target. */
  rank: number | null;
  /** The iterate at the target, and how much of the measure it took. */
  arrived: { iterate: number; amount: number } | null;
  /** How much of the measure it has used. */
  used: number;
}

/** The runs, first those at the target by what they needed, then the others. */
export function standings(tracks: readonly Track[], race: Race): Standing[] {
  const found = tracks.map((track, index) => {
    const iterate = race.arrived(track);
    const used = spent(track, race.weights, track.iteration);
    return { index, used, arrived: iterate === null ? null : { iterate, amount: spent(track, race.weights, iterate) } };
  });
  const amount = ({ arrived }: { arrived: Standing["arrived"] }): number => arrived?.amount ?? Infinity;
  const ranked = found.map((standing) => ({
    ...standing,
    rank: standing.arrived === null ? null : 1 + found.filter((other) => amount(other) < amount(standing)).length,
  }));
  return ranked.sort((a, b) => (amount(a) === amount(b) ? a.index - b.index : amount(a) - amount(b)));
}

/** What a run has used of a measure up to an iterate. */
export function spent(track: Track, weights: Weights, iterate: number): number {
  return weights === null ? iterate : track.costAt(iterate, weights);
}
