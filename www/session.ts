import type {
  Choice,
  Counts,
  CurvatureReport,
  FallLineError,
  Graph,
  LinearizedNode,
  OptimizerInfo,
  Plane,
  RunPath,
  RunSpec,
  RunStyle,
  Series,
  Status,
  StepRecord,
  Table,
  TableInfo,
  ThemeName,
  UnfoldedLine,
  View,
} from "../crate/web/types.js";
import { AddressBar } from "./address-bar.js";
import type { Curve, Expression, Fallline, Landscape, Objective } from "./api.js";
import type { Background } from "./background.js";
import { type Changeable, fittingChanges, methodAt, setFrom, setFromStart } from "./changes.js";
import { asFallLineError, attempt, headline } from "./errors.js";
import { Edits, withProblemOf } from "./edits.js";
import { find, type ListedObjective, type Lists, standardChoice } from "./fields.js";
import { MapMaker } from "./map-maker.js";
import { MAX_RUNS, type Method, runNames, specOf, standardRuns, usualSearch } from "./method.js";
import { dataOf, dataSpec, Model, standardValues } from "./model.js";
import { lacksForNetwork, standardNetworkRuns } from "./network/choice.js";
import { type ConvergenceLabels, Pictures } from "./pictures.js";
import { ownEntry } from "./rule.js";
import { isDeliberate, MAX_ITERATIONS, OWN, type PlaneChoice, readAddress, type State, writeAddress } from "./state.js";
import type { DataChoice } from "./tables.js";
import { type Motion, Player } from "./player.js";
import type { Measure, Race, Weights } from "./race.js";
import { Track, type Which } from "./track.js";
import { words } from "./words.js";

export interface Problem {
  /** Where on the page it is told. */
  place: "formula" | "data" | "run" | "picture";
  message: string;
}

export type Parsed = { tex: string; variables: string[]; outputs: number } | { error: FallLineError };


/**
 * The state of the page and everything of the WebAssembly module that it stands for. All of the module's objects
 * are made and freed here. A change that the module refuses leaves everything as it was, with `problem` telling why.
 * Every change is told by a "change" event; "progress" tells that runs on their way to the end have got further, and
 * "ended" that they are there.
 */
export class Session extends EventTarget {
  readonly lists: Lists;
  readonly #api: Fallline;
  readonly #background: Background;
  #state: State;
  #model: Model | null = null;
  #term: { key: string; expression: Expression | null } | null = null;
  readonly #pictures = new Pictures(
    this,
    () => this.#changed(),
    (error) => (this.#problem = { place: "picture", message: headline(error) }),
  );
  /** The runs of what is not minimized just now, for the way back. */
  #otherRuns: readonly Method[] | null = null;
  #problem: Problem | null = null;
  #ignored: string[] = [];
  #crash: string | null = null;
  #theme: ThemeName = "light";
  #styles: readonly RunStyle[] = [];
  #maps: MapMaker | null = null;
  readonly #player = new Player(() => this.#state.speed, {
    iterated: () => this.#iterated(),
    changed: () => this.#changed(),
    progressed: () => this.dispatchEvent(new Event("progress")),
    ended: () => this.dispatchEvent(new Event("ended")),
  });
  #names: { runs: readonly Method[]; names: readonly string[] } | null = null;
  /** The smallest value at a listed minimum, evaluated once. */
  #listed: { model: Model | null; smallest: number } | null = null;
  /** The place in a race where the runs are, empty where they may be elsewhere. */
  #place = "";
  readonly #edits = new Edits();
  /** Whether the last step of the browser's history is an undo or a redo. */
  #isTravelling = false;
  readonly #addressBar = new AddressBar(() => this.address);

  constructor(api: Fallline, background: Background, fragment: string) {
    super();
    this.#api = api;
    this.#background = background;
    let dataSets: Lists["dataSets"] | undefined;
    this.lists = {
      objectives: [...api.objectives(), ...api.models()],
      // When they are first asked for: what reads tables is not in the page's first load.
      get dataSets() {
        return (dataSets ??= api.dataSets());
      },
      optimizers: [...api.optimizers(), ownEntry],
      searches: api.searches(),
      schedules: api.schedules(),
      gradients: api.gradients(),
      chain: api.gradientChain(),
      colourMaps: api.colourMaps(),
    };
    this.#state = readAddress("", this.lists).state;
    this.restore(fragment);
  }

  get state(): Readonly<State> {
    return this.#state;
  }

  /** The WebAssembly module. */
  get api(): Fallline {
    return this.#api;
  }

  get background(): Background {
    return this.#background;
  }

  /** The map of the runs; it stays where the page shows something else meanwhile. */
  get maps(): MapMaker {
    return (this.#maps ??= new MapMaker(this));
  }

  /** The specification of the selected run, without stop rules; null where there is no function. */
  get runSpec(): RunSpec | null {
    const start = [...(this.#state.start ?? [])];
    return this.#model && { objective: this.#model.spec, ...specOf(this.method, this.lists), start };
  }

  /** Tells one function at work from another. */
  get modelId(): number | null {
    return this.#model?.id ?? null;
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
    if (this.#crash === null) this.#styles = this.#api.runStyles(theme);
    this.#changed();
  }

  get playing(): boolean {
    return this.#player.motion === "playing" || this.#player.motion === "racing";
  }

  /** Whether iterations that the state asks for are still being computed. */
  get computing(): boolean {
    return this.#player.motion === "settling";
  }

  /** What the runs are about. */
  get motion(): Motion {
    return this.#player.motion;
  }

  /** The function at work. */
  get model(): Model | null {
    return this.#model;
  }

  get variables(): readonly string[] {
    return this.#model?.expression.variables ?? [];
  }

  get dimension(): number {
    return this.variables.length;
  }

  /** What the function lacks that a method, or a kind of gradient, needs; nothing where they fit. */
  lacks({ needs }: { needs: readonly string[] }): string | undefined {
    if (this.#state.bench === "network") return lacksForNetwork(needs, this.#state.network);
    return needs.find((need) => this.#model?.has(need) === false);
  }

  /** The samples that the function is summed over. */
  get table(): TableInfo | null {
    return this.#model?.table ?? null;
  }

  get objective(): ListedObjective | null {
    return this.#model?.info ?? null;
  }

  /** What is minimized. It is the module's: it is freed when another function takes its place. */
  get minimized(): Objective | null {
    return this.#model?.objective ?? null;
  }

  get formula(): string {
    return this.#model?.info?.formula ?? this.#state.formula;
  }

  /** The values of the function's parameters. */
  get parameters(): Record<string, number> {
    const { objective } = this;
    return { ...(objective === null ? {} : standardValues(objective)), ...this.#state.parameters };
  }

  /** Whether what is minimized is a sum, so that a gradient can be that of some of its terms. */
  get isSum(): boolean {
    return this.#state.bench === "network" || this.reduce !== null;
  }

  /** What is made of the function's outputs; null where it has but one. */
  get reduce(): Model["reduce"] {
    return this.#model?.reduce ?? null;
  }

  // ---- the runs ------------------------------------------------------------------------------------------------

  /** One for each of the state's runs. */
  get runs(): readonly Track[] {
    return this.#player.tracks;
  }

  /** The names of the runs, all different where their methods are. */
  get names(): readonly string[] {
    const { runs } = this.#state;
    if (this.#names?.runs !== runs) this.#names = { runs, names: runNames(runs, this.lists) };
    return this.#names.names;
  }

  /** How the runs look in the pictures, by slot. */
  get styles(): readonly RunStyle[] {
    return this.#styles;
  }

  /** The run that the page is about. */
  get run(): Track | null {
    return this.runs[this.#state.selected] ?? null;
  }

  get method(): Method {
    const { runs, selected } = this.#state;
    return runs[selected] ?? standardRuns(this.lists)[0]!;
  }

  get optimizer(): OptimizerInfo | undefined {
    return find(this.lists.optimizers, this.method.optimizer.id);
  }

  /** Turns to functions or to networks; each has methods of its own. */
  setBench(bench: State["bench"]): boolean {
    const { bench: before, runs } = this.#state;
    if (bench === before) return true;
    const others = this.#otherRuns ?? (bench === "network" ? standardNetworkRuns(this.lists) : standardRuns(this.lists));
    const isTaken = this.update({ bench, runs: others, selected: 0 });
    if (isTaken) this.#otherRuns = runs;
    return isTaken;
  }

  /** Where the selected run starts. */
  get start(): readonly number[] {
    return this.method.start ?? this.#state.start ?? [];
  }

  /** Moves the start: the selected run's own, or the one of all runs that have none. */
  setStart(start: readonly number[], continued = false): boolean {
    if (this.method.start === null) return this.update({ start, iteration: 0, raced: null }, continued);
    return this.setMethod({ start }, { iteration: 0, raced: null }, continued);
  }

  /** The selected run's method with the values that hold in its next iteration. */
  get currentMethod(): Method {
    return methodAt(this.method, this.run?.iteration ?? 0);
  }

  /** Gives a parameter of the selected run another value, from the start on or from here, as the state says. */
  setParameter(part: Changeable, id: string, value: Choice[string] | null, continued = false): boolean {
    const { method } = this;
    const changed =
      this.#state.applies === "here"
        ? setFrom(method, this.run?.iteration ?? 0, part, id, value)
        : setFromStart(method, part, id, value);
    return this.setMethod(changed, {}, continued);
  }

  /** Changes the method of the selected run. */
  setMethod(patch: Partial<Method>, more: Partial<State> = {}, continued = false): boolean {
    const { runs, selected } = this.#state;
    const changed = runs.map((method, index) => (index === selected ? { ...method, ...patch } : method));
    return this.update({ ...more, runs: changed }, continued);
  }

  get canAddRun(): boolean {
    return this.#state.bench === "function" && this.#state.runs.length < MAX_RUNS;
  }

  /** Adds a run like the selected one, for a change of its method, and selects it. */
  addRun(): boolean {
    const { runs } = this.#state;
    const slot = Array.from({ length: MAX_RUNS }, (_, i) => i).find((i) => runs.every((run) => run.slot !== i));
    return slot !== undefined && this.update({ runs: [...runs, { ...this.method, slot }], selected: runs.length });
  }

  removeRun(index: number): boolean {
    const { runs, selected } = this.#state;
    if (runs.length === 1) return false;
    const remaining = runs.filter((_, i) => i !== index);
    return this.update({ runs: remaining, selected: Math.min(selected > index ? selected - 1 : selected, remaining.length - 1) });
  }

  /** How far any run has been. */
  get furthest(): number {
    return this.#player.furthest;
  }

  /** How far the runs are; one that has ended stays behind. */
  get iteration(): number {
    return this.#player.iteration;
  }

  get theta(): Float64Array {
    return this.run?.theta ?? new Float64Array();
  }

  get value(): number {
    return this.run?.value ?? NaN;
  }

  get status(): Status {
    return this.run?.status ?? { kind: "none", message: words.status.none };
  }

  /** How much of a whole gradient an evaluation of each kind is. */
  get gradientShares(): Record<keyof Counts, number> | null {
    return this.#model?.gradientShares() ?? null;
  }

  /** Of drawn gradients, the epoch that the next step belongs to, from 1; null where the gradient is whole. */
  get epoch(): number | null {
    const { id, batch } = this.method.gradient;
    const terms = this.#model?.terms ?? 1;
    if (id === this.lists.gradients[0]?.id) return null;
    const steps = Math.ceil(terms / (typeof batch === "number" ? batch : 1));
    return Math.floor((this.run?.iteration ?? 0) / steps) + 1;
  }

  /** Whether no run can make another step. */
  get finished(): boolean {
    return this.#player.isFinished;
  }

  get taken(): StepRecord | null {
    return this.run?.taken ?? null;
  }

  get next(): StepRecord | null {
    return this.run?.next ?? null;
  }

  /** The step that is shown line by line; null where there is none. */
  get shownStep(): { which: Which; record: StepRecord; lines: readonly UnfoldedLine[] } | null {
    const which = this.#state.shownStep === "taken" && this.taken !== null ? "taken" : "next";
    const record = this[which];
    return record && { which, record, lines: this.run?.unfolded(which) ?? [] };
  }

  /** The line of that step which is explained, from 0; null for the whole step. */
  get line(): number | null {
    const { line } = this.#state;
    if (line === null) return null;
    const count = this.shownStep?.lines.length ?? 0;
    return count === 0 ? null : Math.min(line, count - 1);
  }

  /** Goes to the next line of the shown step, or to the one before; past the ends is the whole step. */
  moveLine(by: 1 | -1): void {
    const count = this.shownStep?.lines.length ?? 0;
    const line = (this.line ?? (by > 0 ? -1 : count)) + by;
    this.update({ line: line < 0 || line >= count ? null : line, tab: "step" });
  }

  /** How the objective is curved at the current point. */
  curvature(): CurvatureReport | null {
    const { run } = this;
    return run === null ? null : attempt(() => run.curvature());
  }

  /** What an evaluation of each kind costs: what the state says, else its usual multiple of a value's cost. */
  get weights(): Record<keyof Counts, number> | null {
    const usual = this.#model?.costs() ?? null;
    return usual && { ...usual, ...this.#state.weights };
  }

  /** The iterates of all runs, one after the other. */
  trajectories(): Float64Array {
    return Float64Array.from(this.runs.flatMap((track) => Array.from(track.trajectory())));
  }

  /** The smallest value known of the objective: at a listed minimum or among the values seen. */
  smallestValue(): number {
    return Math.min(this.smallestListed, ...this.runs.map(({ least }) => least));
  }

  /** The minima that the list knows of; none where the function's parameters are not its defaults. */
  get minima(): readonly (readonly number[])[] {
    const { objective } = this;
    const standard = objective === null ? {} : standardValues(objective);
    const isChanged = Object.entries(this.#state.parameters).some(([id, value]) => standard[id] !== value);
    const points = isChanged ? [] : (objective?.criticalPoints ?? []);
    return points.filter(({ kind }) => kind === "minimum").map(({ theta }) => theta);
  }

  /** The smallest value at a listed minimum; infinite where there is none. */
  get smallestListed(): number {
    const model = this.#model;
    if (this.#listed?.model !== model) {
      const values = this.minima.map((theta) => this.valueAt(theta) ?? Infinity);
      this.#listed = { model, smallest: Math.min(...values) };
    }
    return this.#listed.smallest;
  }

  /** The objective's value at a point; null where it has none. */
  valueAt(theta: readonly number[]): number | null {
    const model = this.#model;
    return model === null ? null : attempt(() => model.objective.value(Float64Array.from(theta)));
  }

  /** Of a sum over data, the sample whose term the tables are of, from 0. */
  get sample(): number {
    const rows = this.table?.rows ?? 1;
    const step = this.#state.tablePoint === "step" ? this.shownStep?.record : (this.next ?? this.taken);
    return Math.min(this.#state.sample ?? step?.terms?.[0] ?? 0, rows - 1);
  }

  /** Where the tables are: at the current point, or where the shown step asked for its gradient. */
  get tablePoint(): Float64Array {
    const { shownStep } = this;
    if (this.#state.tablePoint === "current" || shownStep === null) return this.theta;
    return Float64Array.from(shownStep.lines.find(({ at }) => at !== null)?.at ?? shownStep.record.theta);
  }

  graph(): Graph | null {
    return this.#evaluate((expression) => expression.graph());
  }

  primalTable(): Table | FallLineError {
    return this.#table((expression) => expression.primalTable(this.tablePoint));
  }

  /** The direction of forward mode: a variable's, unless another one has been given. */
  get direction(): Float64Array {
    const { direction, seed } = this.#state;
    return Float64Array.from(direction ?? this.variables.map((_, index) => (index === seed ? 1 : 0)));
  }

  /** The weights of the outputs that backward mode begins with. */
  get outputWeights(): Float64Array {
    const { outputs } = this;
    const { outputWeights } = this.#state;
    return Float64Array.from(outputWeights?.length === outputs ? outputWeights : new Array<number>(outputs).fill(1));
  }

  /** The outputs of what the tables and the graph are of. */
  get outputs(): number {
    return this.#evaluate((expression) => expression.outputs) ?? 1;
  }

  forwardTable(): Table | FallLineError {
    return this.#table((expression) => expression.forwardTable(this.tablePoint, this.direction));
  }

  backwardTable(): Table | FallLineError {
    return this.#table((expression) => expression.backwardTable(this.tablePoint, this.outputWeights));
  }

  linearize(): readonly LinearizedNode[] {
    return this.#evaluate((expression) => expression.linearize(this.tablePoint)) ?? [];
  }

  /** What the function that the tables are of says, or why it does not; null where there is none. */
  ask<T>(question: (expression: Expression) => T): T | FallLineError | null {
    const expression = this.#shownExpression();
    if (expression === null) return null;
    try {
      return question(expression);
    } catch (error) {
      return asFallLineError(error);
    }
  }

  /** Changes with the function that the tables are of. */
  get functionKey(): string {
    return `${this.#model?.id} ${this.#part ?? ""}`;
  }

  /** What a text would be as a function, without taking it. */
  parse(formula: string): Parsed {
    try {
      return this.#inspect(formula, (expression) => ({
        tex: expression.tex(),
        variables: expression.variables,
        outputs: expression.outputs,
      }));
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
      this.table !== null ||
      attempt(() => this.#inspect(formula, (expression) => expression.value(Float64Array.from(start)))) !== null;
    return this.update(
      {
        objective: OWN,
        formula,
        data: this.#dataOf(),
        parameters: this.#parametersOf(formula),
        iteration: 0,
        view: alike ? this.view : null,
        plane: alike ? this.#state.plane : null,
        start: alike && hasValue() ? start : null,
      },
      continued,
    );
  }

  /** The samples that an own function in place of the current one is summed over. */
  #dataOf(): State["data"] {
    const { objective } = this;
    return objective === null ? this.#state.data : dataOf(objective);
  }

  /** Makes the current function one to edit. */
  setOwn(): boolean {
    const { formula, parameters, variables, view } = this;
    const parsed = this.parse(formula);
    // Variables that the list has in an order of its own come in the natural one.
    const order = "error" in parsed ? [] : parsed.variables.map((name) => variables.indexOf(name));
    const start = order.map((index) => this.#state.start?.[index] ?? 0);
    const turned = order[0] === 1 && view.y !== undefined ? { x: view.y, y: view.x } : view;
    return this.update({
      objective: OWN,
      formula,
      parameters,
      data: this.#dataOf(),
      reduce: this.reduce ?? this.#state.reduce,
      start: order.length === variables.length ? start : null,
      view: this.dimension > 2 ? null : turned,
      plane: null,
    });
  }

  /** A table of samples, or what is wrong with it. */
  readData(data: DataChoice): TableInfo | FallLineError {
    try {
      return this.#api.readData(dataSpec(data));
    } catch (error) {
      return asFallLineError(error);
    }
  }

  /** Sums an own function over samples. One that makes no sense with them makes room for a line through them. */
  setData(data: State["data"]): boolean {
    if (data === null) return this.update({ data, iteration: 0, start: null, view: null });
    const table = this.readData(data);
    if (!("rows" in table)) return this.#refuse("data", table);
    const columns = new Set([...table.names, ...table.columns.map(({ name }) => name)]);
    const isUsed = namesIn(this.formula).some((name) => columns.has(name));
    const isFunction = isUsed && this.variables.some((name) => !columns.has(name));
    const fresh = { formula: line(table), parameters: {}, start: null, view: null, plane: null };
    if (this.update({ data, iteration: 0, ...(isFunction ? {} : fresh) })) return true;
    if (this.#problem !== null) this.#problem = { ...this.#problem, place: "data" };
    this.#changed();
    return false;
  }

  #inspect<T>(formula: string, ask: (expression: Expression) => T): T {
    // A sample's columns have some value or other; here only the names count.
    const columns = Object.fromEntries((this.table?.names ?? []).map((name) => [name, 1]));
    const known = { ...columns, ...this.#parametersOf(formula) };
    const expression = new this.#api.Expression(formula, undefined, known);
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
    else {
      this.#edits.add(before);
      this.#isTravelling = false;
      this.#addressBar.push(address);
    }
    return true;
  }

  get canUndo(): boolean {
    return this.#edits.canUndo;
  }

  get canRedo(): boolean {
    return this.#edits.canRedo;
  }

  /** Takes back the last change of the problem or of the runs. */
  undo(): void {
    this.#travel(this.#edits.undo(this.#state));
  }

  /** Makes the change again that was taken back last. */
  redo(): void {
    this.#travel(this.#edits.redo(this.#state));
  }

  /** All that is undone and redone in a row is one step of the browser's history. */
  #travel(then: State | null): void {
    const address = this.address;
    if (this.#crash !== null || then === null || !this.#adopt(withProblemOf(this.#state, then))) return;
    if (this.#isTravelling) this.#addressBar.replace();
    else this.#addressBar.push(address);
    this.#isTravelling = true;
  }

  /** Takes the state of an address, as far as it is valid. */
  restore(fragment: string): void {
    if (this.#crash !== null) return;
    const { state, ignored } = readAddress(fragment, this.lists);
    this.#ignored = ignored;
    this.pause();
    // Going to another address is an edit like any other; there is none before the first.
    if (this.#model !== null && isDeliberate(this.#state, state, this.lists)) this.#edits.add(this.#state);
    this.#isTravelling = false;
    if (!this.#adopt(state)) {
      const { problem } = this;
      // Settings that the module refuses must not leave the page without a function.
      this.#adopt(this.#model === null ? readAddress("", this.lists).state : this.#state);
      this.#ignored = [...ignored, problem?.message ?? ""];
      this.#changed();
    } else {
      const unfit = state.runs.filter(({ optimizer }, index) => this.#state.runs[index]?.optimizer.id !== optimizer.id);
      this.#ignored = [...ignored, ...unfit.map(({ optimizer }) => `optimizer=${optimizer.id}`)];
      this.#changed();
    }
    this.#addressBar.replace();
  }

  /** The browser has come to another address. */
  arrive(fragment: string): void {
    this.#addressBar.arrive();
    if (fragment !== this.address) this.restore(fragment);
  }

  dismissIgnored(): void {
    this.#ignored = [];
    this.#changed();
  }

  step(): void {
    this.goTo(this.iteration + 1);
  }

  back(): void {
    this.goTo(this.iteration - 1);
  }

  reset(): void {
    this.goTo(0);
  }

  /** Takes all runs to an iteration; what has not been computed yet follows over the next frames. */
  goTo(iteration: number): void {
    if (this.runs.length === 0) return;
    this.pause();
    const target = Math.min(Math.max(0, iteration), MAX_ITERATIONS);
    this.#state = { ...this.#state, iteration: target, raced: null };
    // A reset also undoes a first step that failed.
    if (target === 0) for (const track of this.runs) track.reset();
    this.#player.settle(target);
    this.#iterated();
  }

  play(): void {
    if (this.finished) return;
    this.#state = { ...this.#state, raced: null };
    this.#player.play();
    this.#changed();
  }

  /** Runs all runs until each stops. */
  runToEnd(): void {
    if (this.finished) return;
    this.#state = { ...this.#state, raced: null };
    this.#player.toEnd();
    this.#changed();
  }

  // ---- the race ------------------------------------------------------------------------------------------------

  /** The race that the state says. */
  get race(): Race {
    const { budget, goal, measure, target } = this.#state;
    const bound = goal === "gap" ? this.smallestListed + target : target;
    return {
      arrived: (track) =>
        goal === "gap" && !Number.isFinite(bound) ? null : track.firstWith(goal === "gradient" ? "gradient" : "value", bound),
      weights: this.#weightsOf(measure),
      budget,
    };
  }

  /** What an evaluation of each kind counts in a measure; null where iterations count. */
  #weightsOf(measure: Measure): Weights {
    return measure === "iterations" ? null : measure === "gradients" ? this.gradientShares : this.weights;
  }

  /** Starts a race, or goes on with the one that was stopped. */
  startRace(isInstant: boolean): void {
    if (this.runs.length === 0) return;
    this.pause();
    const { budget, raced } = this.#state;
    const from = raced === null || this.isRaceOver ? 0 : raced;
    this.#state = { ...this.#state, raced: isInstant ? budget : from };
    this.#player.settleRace(this.race, isInstant ? budget : from);
    if (isInstant) this.#iterated();
    else {
      this.#player.race(this.race);
      this.#changed();
    }
  }

  /** Whether there is a race in which no run can get further. */
  get isRaceOver(): boolean {
    const { race } = this;
    const { raced } = this.#state;
    if (raced === null || this.motion !== "rest") return false;
    return raced >= race.budget || this.runs.every((track) => track.isEnded || race.arrived(track) !== null);
  }

  pause(): void {
    if (this.#player.stop()) this.#iterated();
  }

  /** Called when the module has panicked: nothing of it may be called any more. */
  fail(message: string): void {
    if (this.#crash !== null) return;
    this.#player.stop();
    // A restart goes on from here.
    this.flush();
    this.#crash = message;
    // What lives in the module's memory is lost with it.
    this.#pictures.forget();
    this.#model = this.#term = null;
    this.#player.tracks = [];
    this.#changed();
  }

  // ---- pictures ------------------------------------------------------------------------------------------------

  get view(): View {
    return this.#pictures.view;
  }

  get planeChoice(): PlaneChoice {
    return this.#pictures.planeChoice;
  }

  get plane(): Plane | null {
    return this.#pictures.plane;
  }

  shownTrajectories(): Float64Array {
    return this.#pictures.shownTrajectories();
  }

  get shownTheta(): Float64Array {
    return this.#pictures.shownTheta;
  }

  get shownStart(): Float64Array {
    return this.#pictures.shownStart;
  }

  landscape(): Landscape | null {
    return this.#pictures.landscape();
  }

  get sampling(): boolean {
    return this.#pictures.sampling;
  }

  curve(): Curve | null {
    return this.#pictures.curve();
  }

  drawConvergence(canvas: HTMLCanvasElement, series: Series[], labels: ConvergenceLabels, pixelRatio: number): void {
    this.#pictures.drawConvergence(canvas, series, labels, pixelRatio);
  }

  paths(): RunPath[] {
    return this.#pictures.paths();
  }

  // ---- the module's objects --------------------------------------------------------------------------------------

  /** Makes the state and the objects that it stands for the current ones; on an error nothing changes. */
  #adopt(next: State): boolean {
    let model: Model | null = null;
    const tracks: Track[] = [];
    const settled = { ...next };
    try {
      const fitted = this.#modelOf(next) ?? Model.of(next, this.#api, this.lists);
      model = fitted;
      settled.start = model.start(next.start);
      settled.view = model.view(settled.start, next.view);
      settled.seed = Math.min(next.seed, Math.max(0, model.dimension - 1));
      if (next.direction?.length !== model.dimension) settled.direction = null;
      if (next.subject === "objective") settled.outputWeights = null;
      settled.selected = Math.min(next.selected, next.runs.length - 1);
      const isAtWork = next.bench === "function";
      if (isAtWork) settled.runs = next.runs.map((method) => fitting(method, fitted, this.lists));
      for (const method of isAtWork ? settled.runs : []) tracks.push(this.#trackOf(fitted, method, settled));
    } catch (error) {
      if (model !== this.#model) model?.free();
      for (const track of tracks) if (!this.runs.includes(track)) track.free();
      this.#takeBackChanges();
      return this.#refuse(model === null ? "formula" : "run", asFallLineError(error));
    }
    if (model !== this.#model) this.#model?.free();
    this.#model = model;
    const isSame = tracks.length === this.runs.length && tracks.every((track) => this.runs.includes(track));
    if (!isSame) {
      this.#player.stop();
      for (const track of this.runs) if (!tracks.includes(track)) track.free();
    }
    this.#player.tracks = tracks;
    this.#state = settled;
    this.#problem = null;
    if (!this.playing && tracks.length > 0) this.#settle();
    this.#changed();
    return true;
  }

  /** Takes the runs to where the state has them, unless they are there. */
  #settle(): void {
    const { budget, goal, iteration, measure, raced, target, weights } = this.#state;
    if (raced === null) this.#player.settle(iteration);
    else {
      // A race is run anew from the start, which takes its time.
      const key = JSON.stringify([this.runs.map(({ key }) => key), budget, goal, measure, raced, target, weights]);
      if (key === this.#place && this.motion === "rest") return;
      this.#player.settleRace(this.race, raced);
      this.#place = key;
    }
    if (!this.computing) this.#state = { ...this.#state, iteration: this.iteration };
  }

  /** The run of a method: the one at work where it is the same, else a new one. */
  #trackOf(model: Model, method: Method, state: State): Track {
    const { changes = [], ...spec } = specOf(method, this.lists);
    const start = [...(method.start ?? state.start ?? [])];
    const stop = { ...state.stop, maxIterations: Math.min(state.stop.maxIterations ?? Infinity, MAX_ITERATIONS) };
    const origin = JSON.stringify([model.id, method.slot, spec, start, stop]);
    const track = this.runs.find((candidate) => candidate.origin === origin);
    if (track === undefined) return new Track(this.#api, { objective: model.spec, ...spec, start, stop, changes }, origin);
    track.change(changes);
    return track;
  }

  /** The runs with the changes that the state has: some may have got those of a state that was refused. */
  #takeBackChanges(): void {
    this.runs.forEach((track, index) => {
      const method = this.#state.runs[index];
      if (method !== undefined) track.change(specOf(method, this.lists).changes ?? []);
    });
    if (this.runs.length > 0 && !this.playing) this.#settle();
  }

  /** The function at work where it is the one that a state asks for. */
  #modelOf(state: State): Model | null {
    const { data, objective, formula, parameters, reduce } = this.#state;
    const isSame =
      state.objective === objective &&
      (objective !== OWN || (state.formula === formula && state.reduce === reduce && state.data === data)) &&
      JSON.stringify(state.parameters) === JSON.stringify(parameters);
    return isSame ? this.#model : null;
  }

  #refuse(place: Problem["place"], error: FallLineError): false {
    this.#problem = { place, message: headline(error) };
    this.#changed();
    return false;
  }

  /** Names of the current function's parameters that stand in a text, with their values. */
  #parametersOf(formula: string): Record<string, number> {
    const values = Object.entries(this.parameters);
    const names = new Set(namesIn(formula));
    return Object.fromEntries(values.filter(([name]) => names.has(name)));
  }

  #evaluate<T>(ask: (expression: Expression) => T): T | null {
    const expression = this.#shownExpression();
    return expression === null ? null : attempt(() => ask(expression));
  }

  /** Whether the function has several outputs that the tables can be of. */
  get isTuple(): boolean {
    return this.reduce !== null && this.table === null;
  }

  /** What part of the function the tables and the graph are of; null for all of it. */
  get #part(): number | "outputs" | null {
    if (this.table !== null) return this.sample;
    return this.isTuple && this.#state.subject === "outputs" ? "outputs" : null;
  }

  /** What the tables and the graph are of: the function, its outputs, or one sample's term of a sum over data. */
  #shownExpression(): Expression | null {
    const model = this.#model;
    const part = this.#part;
    if (model === null || part === null) return model?.expression ?? null;
    const key = `${model.id} ${part}`;
    if (this.#term?.key !== key) {
      this.#term?.expression?.free();
      const { Expression } = this.#api;
      const make = (): Expression =>
        part === "outputs"
          ? new Expression(this.formula, [...this.variables], this.parameters)
          : Expression.ofObjective(model.spec, part);
      this.#term = { key, expression: attempt(make) };
    }
    return this.#term.expression;
  }

  #table(ask: (expression: Expression) => Table): Table | FallLineError {
    try {
      const expression = this.#shownExpression();
      if (expression !== null) return ask(expression);
    } catch (error) {
      return asFallLineError(error);
    }
    return { iterations: [], result: [] };
  }

  // ---- iterations ------------------------------------------------------------------------------------------------

  #iterated(): void {
    this.#place = "";
    if (!this.computing) this.#state = { ...this.#state, iteration: this.iteration, raced: this.#player.raced };
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

/** The names in a formula. */
function namesIn(formula: string): readonly string[] {
  return formula.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
}

/** The squared error of a line through two columns, to begin with. */
function line({ columns, names }: TableInfo): string {
  const numbers = columns.filter(({ kind }) => kind === "numbers").map(({ name }) => name);
  const [x = names[0] ?? "x", y = x] = numbers;
  return `(${y} - (w*${x} + b))^2`;
}

/** A method as the function allows it: where it lacks what the method needs, the first of the list takes its place. */
function fitting(method: Method, model: Model, lists: Lists): Method {
  const fits = <T extends { id: string; needs: readonly string[] }>(list: readonly T[], id: string): T | undefined => {
    const info = find(list, id);
    return info === undefined || info.needs.every((need) => model.has(need))
      ? info
      : list.find(({ needs }) => needs.every((need) => model.has(need)));
  };
  const optimizer = fits(lists.optimizers, method.optimizer.id);
  const gradient = fits(lists.gradients, method.gradient.id);
  const replaced = { ...method };
  if (optimizer !== undefined && optimizer.id !== method.optimizer.id) {
    Object.assign(replaced, { optimizer: standardChoice(optimizer), search: usualSearch(optimizer.id, lists) });
  }
  if (method.start !== null && method.start.length !== model.dimension) replaced.start = null;
  replaced.changes = fittingChanges(replaced, lists);
  if (gradient !== undefined && gradient.id !== method.gradient.id) replaced.gradient = standardChoice(gradient);
  const { batch } = replaced.gradient;
  if (typeof batch === "number") replaced.gradient = { ...replaced.gradient, batch: Math.min(batch, model.terms) };
  return replaced;
}
