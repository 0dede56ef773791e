// Splits the page's WebAssembly module in two: what the first view runs, and the rest, which is loaded when it is first needed.
//
// A function of the rest that the first file mentions is there as a stub, which loads the rest where that has not happened and
// calls the function through the table. The rest shares memory, table and globals with the first file, imports the functions of
// it that it calls, and puts its own into the table. So every function is in one of the two, and does what it did.
import { arity, FUNC, GLOBAL, grownTable, MEMORY, mentioned, number, readModule, renumberedBody, signed, TABLE, writeModule } from "./wasm.mjs";

/** @typedef {import("./wasm.mjs").Module} Module */

/** Bytes between two parts of the first file's data for which it is not worth while to begin another. */
const SHORTEST = 8;

/** Where the first file finds the function that loads the rest, and the rest the exports of the first file. */
export const LOADER = { module: "rest", name: "load" };
export const FIRST = "first";
/** The first file's global that tells its stubs that the rest is there. */
export const LOADED = "rest loaded";

/**
 * A function's name without what changes from one build to the next.
 * @param {string | undefined} name
 */
export function plainName(name) {
  return (name ?? "").replace(/(?<=\w)\[[0-9a-f]{6,16}\]|_[0-9a-f]{16}\b/g, "");
}

/** Numbers things in the order in which they are first asked for.
 * @template T
 */
class Numbering {
  /** @type {Map<T, number>} */
  #numbers = new Map();

  /** @param {Iterable<T>} [things] */
  constructor(things = []) {
    for (const thing of things) this.of(thing);
  }

  /** @param {T} thing */
  of(thing) {
    const found = this.#numbers.get(thing) ?? this.#numbers.size;
    this.#numbers.set(thing, found);
    return found;
  }

  get things() {
    return [...this.#numbers.keys()];
  }
}

/**
 * @typedef {object} Knowledge of what is in a module
 * @property {Set<string>} firstView plain names of the functions that the first view runs
 * @property {Map<number, string>} linkerNames of functions
 * @property {import("./references.mjs").References} references of functions by their linker's names
 */

/**
 * @param {Uint8Array} bytes a module with the names of its functions
 * @param {Knowledge} knowledge
 * @returns {{ first: Uint8Array, rest: Uint8Array }}
 */
export function split(bytes, { firstView, linkerNames, references }) {
  const module = readModule(bytes);
  const imported = module.imports.length;
  const total = imported + module.funcs.length;
  /** @param {number} index */
  const typeOf = (index) => /** @type {number} */ (module.imports[index]?.type ?? module.funcs[index - imported]?.type);
  const mentions = module.funcs.map(({ body }) => mentioned(body));
  const isKept = Array.from({ length: total }, (_, index) => index < imported || firstView.has(plainName(module.names.get(index))));
  const all = [...isKept.keys()].slice(imported);
  const kept = all.filter((index) => isKept[index]);
  const deferred = all.filter((index) => !isKept[index]);
  const keptNames = new Set(kept.map((index) => linkerName(linkerNames.get(index) ?? "", references)));
  const data = splitData(module.data, references, references.reached(keptNames));

  /** @param {number[]} funcs @param {"func" | "global"} kind */
  const mentionedIn = (funcs, kind) => new Set(funcs.flatMap((index) => [...(mentions[index - imported]?.[kind] ?? [])]));
  const fromFirst = new Set([
    ...mentionedIn(kept, "func"),
    ...module.exports.filter(({ kind }) => kind === FUNC).map(({ index }) => index),
    ...module.slots.flatMap(({ funcs }) => funcs),
  ]);
  const stubs = deferred.filter((index) => fromFirst.has(index));

  // Every stub's function has a place in the table, the one that it had or a new one.
  const [table = new Uint8Array()] = module.tables;
  /** @type {Map<number, number>} */
  const slotOf = new Map();
  for (const { table: number, at, funcs } of module.slots) {
    if (number === 0) funcs.forEach((index, offset) => slotOf.set(index, at + offset));
  }
  const homeless = stubs.filter((index) => !slotOf.has(index));
  const grown = grownTable(table, homeless.length);
  const tables = [grown.table, ...module.tables.slice(1)];
  homeless.forEach((index, offset) => slotOf.set(index, grown.size + offset));

  const shared = [...mentionedIn(deferred, "func")].filter((index) => isKept[index] && index >= imported);
  const sharedGlobals = [...mentionedIn(deferred, "global")];
  const first = firstFile();
  const rest = restFile();
  return { first: writeModule(first), rest: writeModule(rest) };

  /** @returns {Module} */
  function firstFile() {
    const types = new Numbering();
    const imports = [...fromFirst].filter((index) => index < imported).sort((a, b) => a - b);
    // The loader's place is after the other imports.
    const LOAD = -1;
    const funcs = new Numbering([...imports, LOAD, ...kept, ...stubs]);
    const maps = { func: (/** @type {number} */ index) => funcs.of(index), type: (/** @type {number} */ index) => types.of(index), global: (/** @type {number} */ index) => index };
    const loaded = module.globals.length;
    const nothing = addedType(0);
    /** @param {number} index */
    const stub = (index) => {
      const type = typeOf(index);
      const { parameters } = arity(module.types[type] ?? new Uint8Array());
      const operands = Array.from({ length: parameters }, (_, operand) => [0x20, ...number(operand)]).flat();
      // if (!loaded) load(); return table[slot](...operands)
      const load = [0x23, ...number(loaded), 0x45, 0x04, 0x40, 0x10, ...number(funcs.of(LOAD)), 0x0b];
      const call = [0x41, ...signed(slotOf.get(index) ?? 0), 0x11, ...number(types.of(type)), 0];
      return { type: types.of(type), body: Uint8Array.from([0, ...load, ...operands, ...call, 0x0b]) };
    };
    /** @param {number} index */
    const importOf = (index) => {
      const one = /** @type {import("./wasm.mjs").Import} */ (module.imports[index]);
      return { ...one, type: types.of(one.type) };
    };
    const own = kept.map((index) => {
      const { type, body } = /** @type {import("./wasm.mjs").Func} */ (module.funcs[index - imported]);
      return { type: types.of(type), body: renumberedBody(body, maps) };
    });
    const result = {
      ...module,
      imports: [...imports.map(importOf), { ...LOADER, kind: FUNC, type: types.of(nothing), description: new Uint8Array() }],
      funcs: [...own, ...stubs.map(stub)],
      tables,
      // One more: i32, mutable, 0.
      globals: [...module.globals, { type: Uint8Array.of(0x7f, 1), value: Uint8Array.of(0x41, 0, 0x0b) }],
      exports: [
        ...module.exports.map((one) => (one.kind === FUNC ? { ...one, index: funcs.of(one.index) } : one)),
        { name: LOADED, kind: GLOBAL, index: loaded },
        ...module.tables.map((_, index) => ({ name: `t${index}`, kind: TABLE, index })),
        { name: "m", kind: MEMORY, index: 0 },
        ...sharedGlobals.map((index) => ({ name: `g${index}`, kind: GLOBAL, index })),
        ...shared.map((index, order) => ({ name: shortName(order), kind: FUNC, index: funcs.of(index) })),
      ],
      slots: module.slots.map((one) => ({ ...one, funcs: one.funcs.map((index) => funcs.of(index)) })),
      data: data.first,
    };
    return { ...result, types: types.things.map((type) => module.types[type] ?? new Uint8Array()) };
  }

  /** @returns {Module} */
  function restFile() {
    const types = new Numbering();
    const imports = [...mentionedIn(deferred, "func")].filter((index) => index < imported);
    const globals = new Numbering(sharedGlobals);
    const funcs = new Numbering([...imports, ...shared, ...deferred]);
    const maps = { func: (/** @type {number} */ index) => funcs.of(index), type: (/** @type {number} */ index) => types.of(index), global: (/** @type {number} */ index) => globals.of(index) };
    /** @param {string} name @param {number} kind @param {Uint8Array} description */
    const fromFirstFile = (name, kind, description) => ({ module: FIRST, name, kind, type: 0, description });
    /** @param {number} index */
    const importOf = (index) => {
      const one = /** @type {import("./wasm.mjs").Import} */ (module.imports[index]);
      return { ...one, type: types.of(one.type) };
    };
    const own = deferred.map((index) => {
      const { type, body } = /** @type {import("./wasm.mjs").Func} */ (module.funcs[index - imported]);
      return { type: types.of(type), body: renumberedBody(body, maps) };
    });
    const result = {
      ...module,
      imports: [
        ...imports.map(importOf),
        ...shared.map((index, order) => ({ ...fromFirstFile(shortName(order), FUNC, new Uint8Array()), type: types.of(typeOf(index)) })),
        ...tables.map((one, index) => fromFirstFile(`t${index}`, TABLE, one)),
        fromFirstFile("m", MEMORY, module.memories[0] ?? new Uint8Array()),
        ...sharedGlobals.map((index) => fromFirstFile(`g${index}`, GLOBAL, module.globals[index]?.type ?? new Uint8Array())),
      ],
      funcs: own,
      tables: [],
      memories: [],
      globals: [],
      exports: [],
      slots: runs(deferred.filter((index) => slotOf.has(index)).map((index) => ({ at: slotOf.get(index) ?? 0, func: funcs.of(index) }))),
      data: data.rest,
    };
    return { ...result, types: types.things.map((type) => module.types[type] ?? new Uint8Array()) };
  }

  /** The index of a type with so many integers and no result, which is added where it is not there.
   * @param {number} parameters */
  function addedType(parameters) {
    const wanted = Uint8Array.from([0x60, parameters, ...Array(parameters).fill(0x7f), 0]);
    const found = module.types.findIndex((type) => Buffer.compare(type, wanted) === 0);
    return found >= 0 ? found : module.types.push(wanted) - 1;
  }
}

/**
 * The linker's name of a function, of which wasm-bindgen has shortened those that it exports.
 * @param {string} name
 * @param {import("./references.mjs").References} references
 */
function linkerName(name, { functions }) {
  if (functions.has(name) || name === "") return name;
  const long = [...functions].find((one) => one.startsWith(name) && /^_[0-9a-f]{16}$/.test(one.slice(name.length)));
  // What wasm-bindgen has written itself mentions no data, and often has no name.
  if (long === undefined && !/ shim$|^__wbindgen_/.test(name)) {
    throw new Error(`the linker knows no function ${name}`);
  }
  return long ?? name;
}

/**
 * Splits data: the first file has what its functions can reach and what is nobody's.
 * @param {import("./wasm.mjs").Data[]} segments
 * @param {import("./references.mjs").References} references
 * @param {Set<number>} reached
 */
function splitData(segments, { symbols }, reached) {
  /** @type {{ first: import("./wasm.mjs").Data[], rest: import("./wasm.mjs").Data[] }} */
  const parts = { first: [], rest: [] };
  for (const { at, bytes } of segments) {
    const isRest = new Uint8Array(bytes.length);
    /** @param {boolean} wanted @param {number} value */
    const mark = (wanted, value) => {
      for (const [number, { begin, end }] of symbols) if (reached.has(number) === wanted) isRest.fill(value, Math.max(begin - at, 0), Math.max(end - at, 0));
    };
    mark(false, 1);
    mark(true, 0);
    for (let begin = 0, end = 0; begin < bytes.length; begin = end) {
      // A gap that is shorter than a segment's own description is no gap.
      const limit = isRest[begin] === 1 ? 0 : SHORTEST;
      for (let gap = 0; end < bytes.length && gap <= limit; end += 1) gap = isRest[end] === isRest[begin] ? 0 : gap + 1;
      if (end < bytes.length) while (isRest[end - 1] !== isRest[begin]) end -= 1;
      parts[isRest[begin] === 1 ? "rest" : "first"].push({ at: at + begin, bytes: bytes.subarray(begin, end) });
    }
  }
  return parts;
}

/** A name of a shared function, which no export of wasm-bindgen has.
 * @param {number} order */
const shortName = (order) => `-${order.toString(36)}`;

/**
 * Neighbours in the table together.
 * @param {{ at: number, func: number }[]} places
 * @returns {import("./wasm.mjs").Slots[]}
 */
function runs(places) {
  /** @type {import("./wasm.mjs").Slots[]} */
  const found = [];
  for (const { at, func } of places.sort((a, b) => a.at - b.at)) {
    const last = found.at(-1);
    if (last !== undefined && last.at + last.funcs.length === at) last.funcs.push(func);
    else found.push({ table: 0, at, funcs: [func] });
  }
  return found;
}

/** Where an instrumented module finds the function that hears of every function that is entered, by its index among all. */
export const PROFILER = { module: "profile", name: "enter" };

/**
 * The module with a call in front of every function, at its first time.
 * @param {Uint8Array} bytes
 * @returns {{ instrumented: Uint8Array, names: string[] }} names by the index that is told
 */
export function instrument(bytes) {
  const module = readModule(bytes);
  const imported = module.imports.length;
  const wanted = Uint8Array.from([0x60, 1, 0x7f, 0]);
  const type = module.types.push(wanted) - 1;
  /** @param {number} index */
  const func = (index) => (index < imported ? index : index + 1);
  const maps = { func, type: (/** @type {number} */ index) => index, global: (/** @type {number} */ index) => index };
  const flags = module.globals.length;
  const funcs = module.funcs.map(({ type: own, body }, index) => {
    const moved = renumberedBody(body, maps);
    const locals = localsLength(moved);
    const flag = number(flags + index);
    const tell = [0x23, ...flag, 0x45, 0x04, 0x40, 0x41, 1, 0x24, ...flag, 0x41, ...signed(index), 0x10, ...number(imported), 0x0b];
    return { type: own, body: Buffer.concat([moved.subarray(0, locals), Uint8Array.from(tell), moved.subarray(locals)]) };
  });
  const instrumented = writeModule({
    ...module,
    imports: [...module.imports, { ...PROFILER, kind: FUNC, type, description: new Uint8Array() }],
    funcs,
    globals: [...module.globals, ...funcs.map(() => ({ type: Uint8Array.of(0x7f, 1), value: Uint8Array.of(0x41, 0, 0x0b) }))],
    exports: module.exports.map((one) => (one.kind === FUNC ? { ...one, index: func(one.index) } : one)),
    slots: module.slots.map((one) => ({ ...one, funcs: one.funcs.map(func) })),
  });
  return { instrumented, names: module.funcs.map((_, index) => plainName(module.names.get(imported + index))) };
}

/** @param {Uint8Array} body */
function localsLength(body) {
  let at = 0;
  const leb = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = body[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  for (let groups = leb(); groups > 0; groups -= 1) {
    leb();
    at += 1;
  }
  return at;
}
