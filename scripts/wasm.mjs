// Reads and writes WebAssembly modules: as much of the binary format as the compiler's output uses. What is not known here
// is refused, never passed on.

/** A place in bytes that are read from front to back. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  byte() {
    const byte = this.bytes[this.at++];
    if (byte === undefined) throw new Error("a WebAssembly module ends too early");
    return byte;
  }

  /** An unsigned number of up to 32 bits. */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  /** A number in LEB128, of any size, that nobody asks for. */
  skipNumber() {
    while (this.byte() >= 0x80);
  }

  /** @param {number} count */
  take(count) {
    this.at += count;
    if (this.at > this.bytes.length) throw new Error("a WebAssembly module ends too early");
    return this.bytes.subarray(this.at - count, this.at);
  }

  name() {
    return new TextDecoder().decode(this.take(this.number()));
  }

  /**
   * @template T
   * @param {() => T} read
   * @returns {T[]}
   */
  list(read) {
    return Array.from({ length: this.number() }, read);
  }

  /** The bytes over which a function reads.
   * @param {() => void} read
   */
  span(read) {
    const begin = this.at;
    read();
    return this.bytes.subarray(begin, this.at);
  }
}

/** @typedef {{ func: (index: number) => number, type: (index: number) => number, global: (index: number) => number }} Maps new indices for old ones */
/** @typedef {{ module: string, name: string, kind: number, type: number, description: Uint8Array }} Import `type` is a function's, `description` anything else's */
/** @typedef {{ type: number, body: Uint8Array }} Func its body begins with its locals */
/** @typedef {{ type: Uint8Array, value: Uint8Array }} Global */
/** @typedef {{ name: string, kind: number, index: number }} Export */
/** @typedef {{ table: number, at: number, funcs: number[] }} Slots functions in a table from a place on */
/** @typedef {{ at: number, bytes: Uint8Array }} Data bytes in memory from an address on */
/**
 * @typedef {object} Module
 * @property {Uint8Array[]} types
 * @property {Import[]} imports
 * @property {Func[]} funcs
 * @property {Uint8Array[]} tables
 * @property {Uint8Array[]} memories
 * @property {Global[]} globals
 * @property {Export[]} exports
 * @property {Slots[]} slots
 * @property {Data[]} data
 * @property {Map<number, string>} names of functions
 * @property {Map<string, Uint8Array>} custom sections by their names
 * @property {Map<number, number>} begins where the content of a section begins
 */

export const FUNC = 0;
export const TABLE = 1;
export const MEMORY = 2;
export const GLOBAL = 3;

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const END = 0x0b;
const FEATURES = "target_features";

/**
 * @param {Uint8Array} bytes
 * @returns {Module}
 */
export function readModule(bytes) {
  const reader = new Reader(bytes);
  if (!HEADER.every((byte) => reader.byte() === byte)) throw new Error("not a WebAssembly module");
  /** @type {Module} */
  const module = {
    types: [],
    imports: [],
    funcs: [],
    tables: [],
    memories: [],
    globals: [],
    exports: [],
    slots: [],
    data: [],
    names: new Map(),
    custom: new Map(),
    begins: new Map(),
  };
  /** @type {number[]} */
  let declared = [];
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const length = reader.number();
    module.begins.set(id, reader.at);
    const section = new Reader(reader.take(length));
    switch (id) {
      case 0:
        module.custom.set(section.name(), section.bytes.subarray(section.at));
        break;
      case 1:
        module.types = section.list(() => section.span(() => skipType(section)));
        break;
      case 2:
        module.imports = section.list(() => readImport(section));
        break;
      case 3:
        declared = section.list(() => section.number());
        break;
      case 4:
        module.tables = section.list(() => section.span(() => skipTable(section)));
        break;
      case 5:
        module.memories = section.list(() => section.span(() => skipLimits(section)));
        break;
      case 6:
        module.globals = section.list(() => ({ type: section.take(2), value: section.span(() => skipExpression(section)) }));
        break;
      case 7:
        module.exports = section.list(() => ({ name: section.name(), kind: section.byte(), index: section.number() }));
        break;
      case 9:
        module.slots = section.list(() => readSlots(section));
        break;
      case 10:
        module.funcs = section.list(() => section.take(section.number())).map((body, index) => ({ type: declared[index] ?? NaN, body }));
        break;
      case 11:
        module.data = section.list(() => readData(section));
        break;
      case 12:
        // The number of data segments, which is told again before them.
        break;
      default:
        throw new Error(`section ${id} of a WebAssembly module is not known here`);
    }
  }
  if (declared.length !== module.funcs.length) throw new Error("a WebAssembly module declares other functions than it has");
  module.names = readNames(new Reader(module.custom.get("name") ?? new Uint8Array()));
  return module;
}

/** @param {Reader} reader */
function readNames(reader) {
  while (reader.at < reader.bytes.length) {
    const id = reader.byte();
    const part = new Reader(reader.take(reader.number()));
    if (id === 1) return new Map(part.list(() => /** @type {[number, string]} */ ([part.number(), part.name()])));
  }
  return new Map();
}

/** @param {Reader} reader */
function skipType(reader) {
  if (reader.byte() !== 0x60) throw new Error("a WebAssembly module has types other than functions'");
  for (let list = 0; list < 2; list += 1) reader.take(reader.number());
}

/** @param {Reader} reader */
function skipLimits(reader) {
  const flags = reader.byte();
  reader.skipNumber();
  if (flags & 1) reader.skipNumber();
}

/** @param {Reader} reader */
function skipTable(reader) {
  reader.byte();
  skipLimits(reader);
}

/** @param {Reader} reader */
function skipExpression(reader) {
  while (reader.bytes[reader.at] !== END) instruction(reader);
  reader.byte();
}

/**
 * @param {Reader} reader
 * @returns {Import}
 */
function readImport(reader) {
  const [module, name, kind] = [reader.name(), reader.name(), reader.byte()];
  if (kind === FUNC) return { module, name, kind, type: reader.number(), description: new Uint8Array() };
  throw new Error(`import ${module}.${name} is not a function`);
}

/**
 * @param {Reader} reader
 * @returns {Slots}
 */
function readSlots(reader) {
  const flags = reader.number();
  if (flags !== 0 && flags !== 2) throw new Error(`element segments of kind ${flags} are not known here`);
  const table = flags === 2 ? reader.number() : 0;
  const at = readPlace(reader);
  if (flags === 2 && reader.byte() !== 0) throw new Error("an element segment has elements other than functions");
  return { table, at, funcs: reader.list(() => reader.number()) };
}

/** Where a segment goes: a constant, and so small that it is not a negative one.
 * @param {Reader} reader */
function readPlace(reader) {
  const code = reader.byte();
  const at = reader.number();
  if (code !== 0x41 || at >= 2 ** 31 || reader.byte() !== END) throw new Error("a segment's place is not a constant");
  return at;
}

/**
 * @param {Reader} reader
 * @returns {Data}
 */
function readData(reader) {
  const flags = reader.number();
  if (flags !== 0) throw new Error(`data segments of kind ${flags} are not known here`);
  return { at: readPlace(reader), bytes: reader.take(reader.number()) };
}

/** @typedef {"func" | "type" | "global"} Kind of an index */

/**
 * Reads an instruction and tells of the indices in it that may change.
 * @param {Reader} reader
 * @param {(kind: Kind, begin: number, index: number) => void} [see] the kind of an index, where it begins and what it is
 */
function instruction(reader, see = () => {}) {
  /** @param {Kind} kind */
  const index = (kind) => {
    const begin = reader.at;
    see(kind, begin, reader.number());
  };
  const memory = () => {
    // Bit 6 would be for a second memory.
    if (reader.number() >= 0x40) throw new Error("a WebAssembly module has several memories");
    reader.skipNumber();
  };
  const code = reader.byte();
  if (code >= 0x02 && code <= 0x04) {
    // A block's type: none, a value's, which are negative numbers of one byte, or an index.
    const next = reader.bytes[reader.at] ?? 0;
    if (next >= 0x40 && next < 0x80) reader.byte();
    else index("type");
  } else if (code === 0x0c || code === 0x0d || (code >= 0x20 && code <= 0x22)) reader.skipNumber();
  else if (code === 0x0e) reader.list(() => reader.number()).push(reader.number());
  else if (code === 0x10 || code === 0xd2) index("func");
  else if (code === 0x11) {
    index("type");
    reader.skipNumber();
  } else if (code === 0x1c) reader.take(reader.number());
  else if (code === 0x23 || code === 0x24) index("global");
  else if (code === 0x25 || code === 0x26 || code === 0x3f || code === 0x40 || code === 0xd0) reader.skipNumber();
  else if (code >= 0x28 && code <= 0x3e) memory();
  else if (code === 0x41 || code === 0x42) reader.skipNumber();
  else if (code === 0x43) reader.take(4);
  else if (code === 0x44) reader.take(8);
  else if (code === 0xfc) {
    // Conversions, then what copies and fills memory and tables; segments are placed at the start, so none is mentioned.
    const operands = [0, 0, 0, 0, 0, 0, 0, 0, NaN, NaN, 2, 1, NaN, NaN, 2, 1, 1, 1][reader.number()] ?? NaN;
    if (Number.isNaN(operands)) throw new Error("an instruction of a WebAssembly module is not known here");
    for (let count = 0; count < operands; count += 1) reader.skipNumber();
  } else if (code === 0xfd) {
    const vector = reader.number();
    if (vector <= 11 || vector === 92 || vector === 93) memory();
    else if (vector === 12 || vector === 13) reader.take(16);
    else if (vector >= 21 && vector <= 34) reader.byte();
    else if (vector >= 84 && vector <= 91) {
      memory();
      reader.byte();
    } else if (vector > 275) throw new Error("an instruction of a WebAssembly module is not known here");
  } else if (!(code <= 0x01 || code === 0x05 || code === 0x0b || code === 0x0f || code === 0x1a || code === 0x1b || (code >= 0x45 && code <= 0xc4) || code === 0xd1)) {
    throw new Error(`instruction 0x${code.toString(16)} of a WebAssembly module is not known here`);
  }
}

/**
 * A body or an expression whose indices are looked at.
 * @param {Uint8Array} code
 * @param {boolean} hasLocals
 * @param {(kind: Kind, begin: number, end: number, index: number) => void} see
 */
function walk(code, hasLocals, see) {
  const reader = new Reader(code);
  if (hasLocals) reader.list(() => [reader.number(), reader.byte()]);
  while (reader.at < code.length) {
    instruction(reader, (kind, begin, index) => see(kind, begin, reader.at, index));
  }
}

/**
 * What a function's body mentions.
 * @param {Uint8Array} body
 */
export function mentioned(body) {
  const found = { func: new Set(), type: new Set(), global: new Set() };
  walk(body, true, (kind, _begin, _end, index) => found[kind].add(index));
  return /** @type {Record<Kind, Set<number>>} */ (found);
}

/**
 * The same code with other indices.
 * @param {Uint8Array} code
 * @param {Maps} maps
 * @param {boolean} hasLocals
 */
function renumbered(code, maps, hasLocals) {
  /** @type {number[]} */
  const bytes = [];
  let copied = 0;
  walk(code, hasLocals, (kind, begin, end, index) => {
    for (let at = copied; at < begin; at += 1) bytes.push(code[at] ?? 0);
    bytes.push(...(kind === "type" ? signed(maps.type(index)) : number(maps[kind](index))));
    copied = end;
  });
  for (let at = copied; at < code.length; at += 1) bytes.push(code[at] ?? 0);
  return Uint8Array.from(bytes);
}

/**
 * A body with other indices.
 * @param {Uint8Array} body
 * @param {Maps} maps
 */
export const renumberedBody = (body, maps) => renumbered(body, maps, true);

/**
 * @param {number} value not negative
 * @returns {number[]}
 */
export function number(value) {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 128)) bytes.push((value % 128) | 0x80);
  return [...bytes, value];
}

/**
 * A number that is not negative as the format writes those that may be.
 * @param {number} value
 * @returns {number[]}
 */
export function signed(value) {
  const bytes = number(value);
  const last = bytes.length - 1;
  if ((bytes[last] ?? 0) < 0x40) return bytes;
  return [...bytes.slice(0, last), (bytes[last] ?? 0) | 0x80, 0];
}

/**
 * The numbers of a type's parameters and results.
 * @param {Uint8Array} type
 */
export function arity(type) {
  const reader = new Reader(type);
  reader.byte();
  return { parameters: reader.take(reader.number()).length, results: reader.take(reader.number()).length };
}

/**
 * The table with room for more.
 * @param {Uint8Array} table
 * @param {number} more
 */
export function grownTable(table, more) {
  const reader = new Reader(table);
  const [type, flags, least] = [reader.byte(), reader.byte(), reader.number()];
  const most = flags & 1 ? number(reader.number() + more) : [];
  return { size: least, table: Uint8Array.from([type, flags, ...number(least + more), ...most]) };
}

/** @param {string} text */
function name(text) {
  const bytes = new TextEncoder().encode(text);
  return [...number(bytes.length), ...bytes];
}

/**
 * @param {number} id
 * @param {Iterable<Iterable<number>>} entries
 * @param {number} count
 */
function section(id, entries, count) {
  if (count === 0) return new Uint8Array();
  const parts = [Uint8Array.from(number(count)), ...Array.from(entries, (entry) => (entry instanceof Uint8Array ? entry : Uint8Array.from(entry)))];
  return whole(id, Buffer.concat(parts));
}

/** @param {number} id @param {Uint8Array} content */
function whole(id, content) {
  return content.length === 0 ? content : Buffer.concat([Uint8Array.from([id, ...number(content.length)]), content]);
}

/** @param {Module} module */
export function writeModule({ types, imports, funcs, tables, memories, globals, exports, slots, data, custom }) {
  /** @param {Import} one */
  const importBytes = ({ module, name: item, kind, type, description }) => [
    ...name(module),
    ...name(item),
    kind,
    ...(kind === FUNC ? number(type) : description),
  ];
  /** @param {Slots} one */
  const slotBytes = ({ table, at, funcs: list }) => [
    ...(table === 0 ? [0] : [2, ...number(table)]),
    0x41,
    ...signed(at),
    END,
    ...(table === 0 ? [] : [0]),
    ...number(list.length),
    ...list.flatMap(number),
  ];
  return Buffer.concat([
    Uint8Array.from(HEADER),
    section(1, types, types.length),
    section(2, imports.map(importBytes), imports.length),
    section(3, funcs.map(({ type }) => number(type)), funcs.length),
    section(4, tables, tables.length),
    section(5, memories, memories.length),
    section(6, globals.map(({ type, value }) => [...type, ...value]), globals.length),
    section(7, exports.map(({ name: item, kind, index }) => [...name(item), kind, ...number(index)]), exports.length),
    section(9, slots.map(slotBytes), slots.length),
    section(10, funcs.map(({ body }) => Buffer.concat([Uint8Array.from(number(body.length)), body])), funcs.length),
    section(11, data.map(({ at, bytes }) => Buffer.concat([Uint8Array.from([0, 0x41, ...signed(at), END, ...number(bytes.length)]), bytes])), data.length),
    // Tools ask this one which extensions of WebAssembly the module uses.
    whole(0, custom.has(FEATURES) ? Buffer.concat([Uint8Array.from(name(FEATURES)), custom.get(FEATURES) ?? new Uint8Array()]) : new Uint8Array()),
  ]);
}
