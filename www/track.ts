import type {
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

  constructor(
    api: Fallline,
    spec: RunSpec,
    /** Tells one run from another. */
    readonly key: string,
  ) {
    this.#run = new api.Run(spec);
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
      which === "taken" ? this.#run.unfolded() : (ahead(this.#run, () => this.#run.unfolded()) ?? []));
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
    return this.#run.record.counts;
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
    if (this.isEnded) return;
    this.#run.stepMany(count);
    this.#forget();
  }

  /** Goes back to an iterate where the run has passed it. */
  rewind(target: number): void {
    if (target >= this.iteration) return;
    this.#run.goTo(target);
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
    this.#steps ??= { taken, next: run.isEnded ? null : ahead(run, (record) => record) };
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

/** What is to be seen after the coming step; the run is left as it was. */
function ahead<T>(run: Run, read: (record: StepRecord) => T): T | null {
  const { iteration } = run;
  const record = run.step();
  if (run.iteration > iteration) {
    const seen = read(record);
    run.back();
    return seen;
  }
  // The step failed, which ended the run: undo that, so that the failure is told when the step is asked for.
  if (iteration === 0) run.reset();
  else {
    run.goTo(iteration - 1);
    run.step();
  }
  return null;
}
