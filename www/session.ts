import type {
  Choice,
  FallLineError,
  Graph,
  ObjectiveInfo,
  ObjectiveSpec,
  OptimizerInfo,
  RunPath,
  RunPathProbe,
  RunSpec,
  Series,
  Status,
  StepRecord,
  Table,
  ThemeName,
  View,
} from "../crate/web/types.js";
import { AddressBar } from "./address-bar.js";
import type { Curve, Expression, Fallline, Landscape, Run } from "./api.js";
import { asFallLineError, attempt, headline } from "./errors.js";
import { Model, standardValues } from "./model.js";
import {
  decidesItsSteps,
  isDeliberate,
  type Lists,
  MAX_ITERATIONS,
  OWN,
  readAddress,
  standardChoice,
  type State,
  writeAddress,
} from "./state.js";
import { words } from "./words.js";

export interface Problem {
  /** Where on the page it is told. */
  place: "formula" | "run" | "picture";
  message: string;
}

export type Parsed = { tex: string; variables: string[] } | { error: FallLineError };

/** Milliseconds of a frame that may go into steps; the rest is for drawing. */
const STEP_BUDGET = 9;
/** A run stops where the gradient is as short as this: rounding leaves little to gain. */
const GRADIENT_NORM = 1e-10;
/** Steps between two looks at the clock. */
const BATCH = 32;

/**
 * The state of the page and everything of the WebAssembly module that it stands for. All of the module's objects
 * are made and freed here. A change that the module refuses leaves everything as it was, with `problem` telling why.
 * Every change is told by a "change" event.
 */
export class Session extends EventTarget {
  readonly lists: Lists;
  readonly #api: Fallline;
  #state: State;
  #model: Model | null = null;
  #run: Run | null = null;
  /** Tells one run from another. */
  #runKey = "";
  /** The steps to and from an iterate, read from the run once. */
  #steps: { iteration: number; taken: StepRecord | null; next: StepRecord | null } | null = null;
  #picture: { key: string; landscape?: Landscape; curve?: Curve } | null = null;
  #problem: Problem | null = null;
  #ignored: string[] = [];
  #crash: string | null = null;
  #theme: ThemeName = "light";
  #playing = false;
  #frame = 0;
  #frameTime = 0;
  /** Iterations due while playing, with the fraction that is left over from the last frame. */
  #due = 0;
  readonly #addressBar = new AddressBar(() => this.address);

  constructor(api: Fallline, fragment: string) {
    super();
    this.#api = api;
    this.lists = {
      objectives: api.objectives(),
      optimizers: api.optimizers(),
      searches: api.searches(),
      schedules: api.schedules(),
      colourMaps: api.colourMaps(),
    };
    this.#state = readAddress("", this.lists).state;
    this.restore(fragment);
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  get problem(): Problem | null {
    return this.#problem;
  }

  /** Parts of the address that stood for nothing. */
  get ignored(): readonly string[] {
    return this.#ignored;
  }

  /** The message of a panic, after which the module must not be called any more. */
  get crash(): string | null {
    return this.#crash;
  }

  get theme(): ThemeName {
    return this.#theme;
  }

  set theme(theme: ThemeName) {
    this.#theme = theme;
    this.#changed();
  }

  get playing(): boolean {
    return this.#playing;
  }

  /** Whether iterations that the state asks for are still being computed. */
  get computing(): boolean {
    return !this.#playing && this.#frame !== 0;
  }

  get variables(): readonly string[] {
    return this.#model?.expression.variables ?? [];
  }

  get dimension(): number {
    return this.variables.length;
  }

  /** What the function lacks that a method needs; nothing where they fit. */
  lacks({ needs }: OptimizerInfo): string | undefined {
    return needs.find((need) => this.#model?.has(need) === false);
  }

  get objective(): ObjectiveInfo | null {
    return this.#model?.info ?? null;
  }

  get formula(): string {
    return this.#model?.info?.formula ?? this.#state.formula;
  }

  /** The values of the function's parameters. */
  get parameters(): Record<string, number> {
    const { objective } = this;
    return { ...(objective === null ? {} : standardValues(objective)), ...this.#state.parameters };
  }

  get optimizer(): OptimizerInfo | undefined {
    return this.lists.optimizers.find(({ id }) => id === this.#state.optimizer.id);
  }

  get iteration(): number {
    return this.#run?.iteration ?? 0;
  }

  get theta(): Float64Array {
    return this.#run?.theta ?? new Float64Array();
  }

  get value(): number {
    return this.#run?.value ?? NaN;
  }

  get status(): Status {
    return this.#run?.status ?? { kind: "none", message: words.status.none };
  }

  get finished(): boolean {
    return this.#run === null || this.#run.isEnded;
  }

  /** The step that led to the current iterate; null at the start. */
  get taken(): StepRecord | null {
    return this.#stepsHere()?.taken ?? null;
  }

  /** The step that the current iterate leads to; null where the run has ended. */
  get next(): StepRecord | null {
    return this.#stepsHere()?.next ?? null;
  }

  /** Values of the objective at every iterate so far. */
  get values(): Float64Array {
    return this.#run?.values() ?? new Float64Array();
  }

  get gradientNorms(): Float64Array {
    return this.#run?.gradientNorms() ?? new Float64Array();
  }

  trajectory(): Float64Array {
    return this.#run?.trajectory() ?? new Float64Array();
  }

  csv(): string {
    return this.#run?.toCsv() ?? "";
  }

  /** The smallest value known of the objective: at a listed minimum or among the values seen. */
  smallestValue(): number {
    const known = (this.objective?.criticalPoints ?? [])
      .filter(({ kind }) => kind === "minimum")
      .map(({ theta }) => this.valueAt(theta) ?? Infinity);
    // Comparisons leave out values that are not numbers.
    return this.values.reduce((least, value) => (value < least ? value : least), Math.min(...known));
  }

  /** The objective's value at a point; null where it has none. */
  valueAt(theta: readonly number[]): number | null {
    return this.#evaluate((expression) => expression.value(Float64Array.from(theta))[0] ?? null);
  }

  graph(): Graph | null {
    return this.#evaluate((expression) => expression.graph());
  }

  primalTable(): Table | FallLineError {
    return this.#table((expression) => expression.primalTable(this.theta));
  }

  /** The table of the derivative by one variable. */
  forwardTable(variable: number): Table | FallLineError {
    const direction = Float64Array.from(this.variables, (_, index) => (index === variable ? 1 : 0));
    return this.#table((expression) => expression.forwardTable(this.theta, direction));
  }

  backwardTable(): Table | FallLineError {
    return this.#table((expression) => expression.backwardTable(this.theta, Float64Array.of(1)));
  }

  /** What a text would be as a function, without taking it. */
  parse(formula: string): Parsed {
    try {
      return this.#inspect(formula, (expression) => ({ tex: expression.tex(), variables: expression.variables }));
    } catch (error) {
      return { error: asFallLineError(error) };
    }
  }

  /** Takes a typed function; names that had a value as parameters keep it. */
  setFormula(formula: string, continued = false): boolean {
    if (formula === this.formula) return true;
    const parsed = this.parse(formula);
    if ("error" in parsed) return this.#refuse("formula", parsed.error);
    const alike = parsed.variables.length === this.dimension;
    const start = this.#state.start ?? [];
    const hasValue = (): boolean =>
      attempt(() => this.#inspect(formula, (expression) => expression.value(Float64Array.from(start)))) !== null;
    return this.update(
      {
        objective: OWN,
        formula,
        parameters: this.#parametersOf(formula),
        iteration: 0,
        view: alike ? this.view : null,
        start: alike && hasValue() ? start : null,
      },
      continued,
    );
  }

  #inspect<T>(formula: string, ask: (expression: Expression) => T): T {
    const expression = new this.#api.Expression(formula, undefined, this.#parametersOf(formula));
    try {
      return ask(expression);
    } finally {
      expression.free();
    }
  }

  /**
   * Changes the state; false, and nothing is changed, where the module refuses it. A deliberate choice becomes a step
   * of the browser's history, unless it continues the last one, as the later events of a drag do.
   */
  update(patch: Partial<State>, continued = false): boolean {
    if (this.#crash !== null) return false;
    const before = this.#state;
    const address = this.address;
    if (!this.#adopt({ ...before, ...patch })) return false;
    if (continued || !isDeliberate(before, this.#state, this.lists)) this.#addressBar.replace();
    else this.#addressBar.push(address);
    return true;
  }

  /** Takes the state of an address, as far as it is valid. */
  restore(fragment: string): void {
    if (this.#crash !== null) return;
    const { state, ignored } = readAddress(fragment, this.lists);
    this.#ignored = ignored;
    this.pause();
    if (!this.#adopt(state)) {
      const { problem } = this;
      // Settings that the module refuses must not leave the page without a function.
      this.#adopt(this.#model === null ? readAddress("", this.lists).state : this.#state);
      this.#ignored = [...ignored, problem?.message ?? ""];
      this.#changed();
    } else if (this.#state.optimizer.id !== state.optimizer.id) {
      this.#ignored = [...ignored, `optimizer=${state.optimizer.id}`];
      this.#changed();
    }
    this.#addressBar.replace();
  }

  dismissIgnored(): void {
    this.#ignored = [];
    this.#changed();
  }

  step(): void {
    if (this.#run === null) return;
    this.pause();
    this.#advance(1);
    this.#iterated();
  }

  back(): void {
    this.goTo(this.iteration - 1);
  }

  reset(): void {
    this.goTo(0);
  }

  /** Goes to an iteration; what has not been computed yet follows over the next frames. */
  goTo(iteration: number): void {
    if (this.#run === null) return;
    this.pause();
    const target = Math.min(Math.max(0, iteration), MAX_ITERATIONS);
    this.#state = { ...this.#state, iteration: target };
    if (target <= this.#run.iteration) this.#rewind(target);
    else this.#computeUpTo(target);
    this.#iterated();
  }

  play(): void {
    if (this.finished) return;
    this.#stopFrames();
    this.#playing = true;
    this.#frameTime = performance.now();
    // The first step comes at once.
    this.#due = 1;
    this.#frame = requestAnimationFrame(this.#playFrame);
    this.#changed();
  }

  pause(): void {
    if (this.#frame === 0) return;
    this.#stopFrames();
    this.#iterated();
  }

  /** Called when the module has panicked: nothing of it may be called any more. */
  fail(message: string): void {
    if (this.#crash !== null) return;
    this.#stopFrames();
    // A restart goes on from here.
    this.flush();
    this.#crash = message;
    // What lives in the module's memory is lost with it.
    this.#model = this.#run = this.#picture = null;
    this.#changed();
  }

  // ---- pictures ------------------------------------------------------------------------------------------------

  get view(): View {
    return this.#state.view ?? this.objective?.view ?? { x: [-1, 1], y: [-1, 1] };
  }

  /** The picture of an objective of two variables. */
  landscape(): Landscape | null {
    const { x, y } = this.view;
    const model = this.#model;
    if (model === null || y === undefined || this.dimension !== 2) return null;
    const { levels, colourMap } = this.#state;
    const key = JSON.stringify([model.spec, x, y, levels, colourMap]);
    this.#draw(key, () => ({
      landscape: new this.#api.Landscape(model.spec, { view: { x, y }, levels: { kind: levels }, colourMap }),
    }));
    return this.#picture?.landscape ?? null;
  }

  /** The picture of an objective of one variable. */
  curve(): Curve | null {
    const model = this.#model;
    if (model === null || this.dimension !== 1) return null;
    const view: View = { x: this.view.x };
    this.#draw(JSON.stringify([model.spec, view]), () => ({ curve: new this.#api.Curve(model.spec, view) }));
    return this.#picture?.curve ?? null;
  }

  drawConvergence(canvas: HTMLCanvasElement, series: Series[], quantity: string, pixelRatio: number): void {
    const logarithmic = this.#state.axis === "logarithmic";
    this.#api.drawConvergence(canvas, series, { quantity, logarithmic }, this.#theme, pixelRatio);
  }

  /** The runs as paths, with the coming step. */
  paths(): RunPath[] {
    const { next } = this;
    return [
      {
        slot: 0,
        label: this.optimizer?.name ?? "",
        points: this.trajectory(),
        ...(next === null
          ? {}
          : { next: next.nextTheta, gradient: next.gradient, probes: probePoints(next), model: next.model }),
      },
    ];
  }

  #draw(key: string, make: () => { landscape?: Landscape; curve?: Curve }): void {
    if (this.#picture?.key === key) return;
    const old = this.#picture;
    try {
      this.#picture = { key, ...make() };
    } catch (error) {
      this.#picture = { key };
      this.#problem = { place: "picture", message: headline(asFallLineError(error)) };
      // Pictures are made while components update: the message follows in an update of its own.
      queueMicrotask(() => this.#changed());
    }
    old?.landscape?.free();
    old?.curve?.free();
  }

  // ---- the module's objects --------------------------------------------------------------------------------------

  /** Makes the state and the objects that it stands for the current ones; on an error nothing changes. */
  #adopt(next: State): boolean {
    let model: Model | null = null;
    let run: Run | null = null;
    const settled = { ...next };
    let runKey = "";
    try {
      model = this.#isModelOf(next) ? this.#model : Model.of(next, this.#api, this.lists);
      if (model === null) return false;
      settled.start = model.start(next.start);
      settled.view = model.view(settled.start, next.view);
      settled.seed = Math.min(next.seed, Math.max(0, model.dimension - 1));
      settled.optimizer = this.#optimizerFor(model, next.optimizer);
      const spec = runSpecOf(model.spec, settled, this.lists);
      runKey = JSON.stringify(spec);
      run = runKey === this.#runKey ? this.#run : new this.#api.Run(spec);
    } catch (error) {
      if (model !== this.#model) model?.expression.free();
      return this.#refuse(model === null ? "formula" : "run", asFallLineError(error));
    }
    if (model !== this.#model) this.#model?.expression.free();
    this.#model = model;
    if (run !== this.#run) {
      this.#stopFrames();
      this.#run?.free();
      this.#run = run;
      this.#runKey = runKey;
      this.#steps = null;
    }
    this.#state = settled;
    this.#problem = null;
    if (settled.iteration < this.iteration) this.#rewind(settled.iteration);
    else if (settled.iteration > this.iteration && !this.#playing) this.#computeUpTo(settled.iteration);
    this.#changed();
    return true;
  }

  #isModelOf(state: State): boolean {
    const { objective, formula, parameters } = this.#state;
    const same = (other: State): boolean =>
      other.objective === objective &&
      (objective !== OWN || other.formula === formula) &&
      JSON.stringify(other.parameters) === JSON.stringify(parameters);
    return this.#model !== null && same(state);
  }

  /** The wanted optimizer, or the first of the list where the function lacks what the wanted one needs. */
  #optimizerFor(model: Model, wanted: Choice): Choice {
    const fits = ({ needs }: OptimizerInfo): boolean => needs.every((need) => model.has(need));
    const { optimizers } = this.lists;
    const info = optimizers.find(({ id }) => id === wanted.id);
    const other = info === undefined || fits(info) ? undefined : optimizers.find(fits);
    return other === undefined ? wanted : standardChoice(other);
  }

  #refuse(place: Problem["place"], error: FallLineError): false {
    this.#problem = { place, message: headline(error) };
    this.#changed();
    return false;
  }

  /** Names of the current function's parameters that stand in a text, with their values. */
  #parametersOf(formula: string): Record<string, number> {
    const values = Object.entries(this.parameters);
    const names = new Set(formula.match(/[\p{L}_][\p{L}\p{N}_]*/gu));
    return Object.fromEntries(values.filter(([name]) => names.has(name)));
  }

  #evaluate<T>(ask: (expression: Expression) => T): T | null {
    const model = this.#model;
    return model === null ? null : attempt(() => ask(model.expression));
  }

  #table(ask: (expression: Expression) => Table): Table | FallLineError {
    try {
      if (this.#model !== null) return ask(this.#model.expression);
    } catch (error) {
      return asFallLineError(error);
    }
    return { iterations: [], result: [] };
  }

  // ---- iterations ------------------------------------------------------------------------------------------------

  /** Up to `count` steps; false where the run has come to its end. */
  #advance(count: number): boolean {
    const run = this.#run;
    if (run === null || run.isEnded) return false;
    run.stepMany(count);
    this.#steps = null;
    return !run.isEnded;
  }

  #rewind(target: number): void {
    // A reset also undoes a first step that failed.
    if (target === 0) this.#run?.reset();
    else this.#run?.goTo(target);
    this.#steps = null;
  }

  #stepsHere(): { taken: StepRecord | null; next: StepRecord | null } | null {
    const run = this.#run;
    if (run === null) return null;
    const { iteration } = run;
    if (this.#steps?.iteration !== iteration) {
      const taken = iteration === 0 && !run.isEnded ? null : run.record;
      this.#steps = { iteration, taken, next: run.isEnded ? null : peek(run) };
    }
    return this.#steps;
  }

  #computeUpTo(target: number): void {
    this.#stopFrames();
    const work = (): void => {
      const deadline = performance.now() + STEP_BUDGET;
      let going = true;
      while (going && this.iteration < target && performance.now() < deadline) {
        going = this.#advance(Math.min(BATCH, target - this.iteration));
      }
      this.#frame = going && this.iteration < target ? requestAnimationFrame(frame) : 0;
    };
    const frame = (): void => {
      work();
      if (this.#frame === 0) this.#iterated();
      else this.#changed();
    };
    work();
    if (this.#frame === 0) this.#state = { ...this.#state, iteration: this.iteration };
  }

  readonly #playFrame = (now: number): void => {
    this.#due += (Math.max(0, now - this.#frameTime) / 1000) * this.#state.speed;
    this.#frameTime = now;
    const deadline = performance.now() + STEP_BUDGET;
    let going = true;
    const before = this.iteration;
    while (going && this.#due >= 1 && performance.now() < deadline) {
      const count = Math.min(BATCH, Math.floor(this.#due));
      going = this.#advance(count);
      this.#due -= count;
    }
    // What a frame could not do is not made up for later.
    this.#due = Math.min(this.#due, 1);
    if (!going) {
      this.pause();
      return;
    }
    this.#frame = requestAnimationFrame(this.#playFrame);
    if (this.iteration !== before) this.#iterated();
  };

  #stopFrames(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#playing = false;
  }

  #iterated(): void {
    if (!this.computing) this.#state = { ...this.#state, iteration: this.iteration };
    this.#changed();
    this.#addressBar.replace();
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }

  // ---- the address -----------------------------------------------------------------------------------------------

  get address(): string {
    return `#${writeAddress(this.#state, this.lists)}`;
  }

  /** Brings the address up to date at once. */
  flush(): void {
    this.#addressBar.flush();
  }
}

function runSpecOf(objective: ObjectiveSpec, { optimizer, search, schedule, start }: State, lists: Lists): RunSpec {
  const pace = decidesItsSteps(optimizer, lists) ? {} : { search, schedule };
  return {
    objective,
    optimizer,
    ...pace,
    start: [...(start ?? [])],
    stop: { gradientNorm: GRADIENT_NORM, maxIterations: MAX_ITERATIONS },
  };
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

/** The record of the coming step; the run is left as it was. */
function peek(run: Run): StepRecord | null {
  const { iteration } = run;
  const record = run.step();
  if (run.iteration > iteration) {
    run.back();
    return record;
  }
  // The step failed, which ended the run: undo that, so that the failure is told when the step is asked for.
  if (iteration === 0) run.reset();
  else {
    run.goTo(iteration - 1);
    run.step();
  }
  return null;
}
