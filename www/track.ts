import type {
  Change,
  Counts,
  CurvatureReport,
  RunPath,
  RunPathProbe,
  RunSpec,
  Status,
  StepRecord,
  UnfoldedLine,
} from "../crate/web/types.js";
import type { Fallline, Run } from "./api.js";

/** The kinds of evaluations that a run counts, in the order of `Run.counts()`. */
export const COUNTED = ["value", "gradient", "hessian", "hessianVector", "term", "jacobian"] as const satisfies
  readonly (keyof Counts)[];

/** The step that led to an iterate, or the one that leads on. */
export type Which = "taken" | "next";

/** A run at work: the module's run, and the steps to and from its iterate, read from it once. */
export class Track {
  readonly #run: Run;
  #steps: { taken: StepRecord | null; next: StepRecord | null } | null = null;
  /** The lines of those steps, and the curvature between them, where they have been asked for. */
  #details: { taken?: UnfoldedLine[]; next?: UnfoldedLine[]; curvature?: CurvatureReport } = {};

  #changes: string;

  constructor(
    api: Fallline,
    spec: RunSpec,
    /** Tells runs apart that differ from their first iteration on. */
    readonly origin: string,
  ) {
    this.#run = new api.Run(spec);
    this.#changes = JSON.stringify(spec.changes ?? []);
  }

  /** Tells one run from another. */
  get key(): string {
    return this.origin + this.#changes;
  }

  /** Gives parameters other values within the run; the iterations before stay as they are. */
  change(changes: Change[]): void {
    const text = JSON.stringify(changes);
    if (text === this.#changes) return;
    this.#run.setChanges(changes);
    this.#changes = text;
    this.#forget();
  }

  get iteration(): number {
    return this.#run.iteration;
  }

  get theta(): Float64Array {
    return this.#run.theta;
  }

  get value(): number {
    return this.#run.value;
  }

  get status(): Status {
    return this.#run.status;
  }

  get isEnded(): boolean {
    return this.#run.isEnded;
  }

  /** The furthest iterate that the run has been at. */
  get reached(): number {
    return this.#run.reached;
  }

  /** The iterate at which the run ends; undefined until it has got there. */
  get end(): number | undefined {
    return this.#run.end;
  }

  /** The smallest value so far. */
  get least(): number {
    return this.#run.least;
  }

  get gradientNorm(): number {
    return this.#run.gradientNorm;
  }

  /** The first iterate so far with a value, or with a gradient's norm, of at most this; null where there is none. */
  firstWith(quantity: "value" | "gradient", bound: number): number | null {
    const run = this.#run;
    return (quantity === "value" ? run.firstValue(bound) : run.firstGradientNorm(bound)) ?? null;
  }

  /** The step that led to the current iterate; null at the start. */
  get taken(): StepRecord | null {
    return this.#stepsHere().taken;
  }

  /** The step that the current iterate leads to; null where the run has ended. */
  get next(): StepRecord | null {
    return this.#stepsHere().next;
  }

  /** The lines of a step with its numbers; none where there is no such step. */
  unfolded(which: Which): readonly UnfoldedLine[] {
    if (this[which] === null) return [];
    return (this.#details[which] ??=
      which === "taken" ? this.#run.unfolded() : this.#run.unfoldedNext());
  }

  /** How the objective is curved at the iterate, beside what the optimizer takes its Hessian for. */
  curvature(): CurvatureReport {
    return (this.#details.curvature ??= this.#run.curvature(ownMatrix(this.next ?? this.taken)));
  }

  /** Values of the objective at every iterate so far. */
  values(): Float64Array {
    return this.#run.values();
  }

  gradientNorms(): Float64Array {
    return this.#run.gradientNorms();
  }

  /** The evaluations so far. */
  counts(): Counts {
    const counts = this.#run.countsAt(this.iteration);
    return Object.fromEntries(COUNTED.map((kind, index) => [kind, counts[index] ?? 0])) as unknown as Counts;
  }

  /** What the evaluations up to an iterate have cost. */
  costAt(iterate: number, weights: Readonly<Record<keyof Counts, number>>): number {
    const counts = this.#run.countsAt(iterate);
    return COUNTED.reduce((sum, kind, index) => sum + weights[kind] * (counts[index] ?? 0), 0);
  }

  /** What the evaluations up to every iterate have cost, where one of a kind costs so much. */
  costs(weights: Readonly<Record<keyof Counts, number>>): Float64Array {
    const counts = this.#run.counts();
    return Float64Array.from({ length: counts.length / COUNTED.length }, (_, k) =>
      COUNTED.reduce((sum, kind, index) => sum + weights[kind] * (counts[k * COUNTED.length + index] ?? 0), 0),
    );
  }

  trajectory(): Float64Array {
    return this.#run.trajectory();
  }

  csv(): string {
    return this.#run.toCsv();
  }

  /** The run's specification. */
  json(): string {
    return this.#run.toJson();
  }

  /** The first iterations as a program. */
  python(library: "numpy" | "pytorch", steps: number): string {
    return this.#run.toPython(library, steps);
  }

  /** The same in Rust. */
  rust(steps: number): string {
    return this.#run.toRust(steps);
  }

  /** The run as a path; the one that the page is about has its coming step with it. */
  path(slot: number, label: string, isSelected: boolean, hasModel: boolean): RunPath {
    const next = isSelected ? this.next : null;
    const path = { slot, label, points: this.trajectory() };
    if (next === null) return path;
    const { nextTheta, gradient, model } = next;
    return { ...path, next: nextTheta, gradient, probes: probePoints(next), ...(hasModel ? { model } : {}) };
  }

  /** Up to `count` steps; fewer where the run ends. */
  advance(count: number): void {
    this.advanceWithin(count, Infinity, null);
  }

  /** Up to `count` steps, those after which all evaluations so far have cost no more than the budget. */
  advanceWithin(count: number, budget: number, weights: Readonly<Record<keyof Counts, number>> | null): void {
    if (this.isEnded) return;
    this.#run.stepWithin(count, budget, Float64Array.from(weights === null ? [] : COUNTED.map((kind) => weights[kind])));
    this.#forget();
  }

  /** Goes to an iterate as far as the run knows the way. */
  revisit(target: number): void {
    const known = Math.min(target, this.reached);
    if (known === this.iteration) return;
    this.#run.goTo(known);
    this.#forget();
  }

  reset(): void {
    this.#run.reset();
    this.#forget();
  }

  free(): void {
    this.#run.free();
  }

  #forget(): void {
    this.#steps = null;
    this.#details = {};
  }

  #stepsHere(): { taken: StepRecord | null; next: StepRecord | null } {
    const run = this.#run;
    const taken = run.iteration === 0 && !run.isEnded ? null : run.record;
    this.#steps ??= { taken, next: run.peek() };
    return this.#steps;
  }
}

/** Where the step's search has looked, and what came of it. */
function probePoints({ theta, direction, probes }: StepRecord): RunPathProbe[] {
  return probes.map(({ stepSize, accepted, armijo, curvature }) => ({
    at: theta.map((x, i) => x + stepSize * (direction[i] ?? 0)),
    accepted,
    armijo,
    curvature,
  }));
}

/** What stands for the Hessian in a step: its model's matrix, or on the diagonal what its direction is divided by. */
function ownMatrix(step: StepRecord | null): Float64Array | undefined {
  if (step?.model?.kind === "quadratic") return Float64Array.from(step.model.matrix.flat());
  const divisors = step?.preconditioner;
  return divisors && Float64Array.from(divisors.flatMap((x, i) => divisors.map((_, j) => (i === j ? x : 0))));
}
