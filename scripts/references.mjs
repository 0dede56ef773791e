// Which data functions refer to: what the linker, asked with `--emit-relocs`, says of the module that it made.
import { Reader, readModule } from "./wasm.mjs";

/** Of the kinds of relocation those of addresses, which a number follows, and those without one. */
const ADDRESSES = new Set([3, 4, 5]);
const OTHERS = new Set([0, 1, 2, 6, 7, 10, 13, 20]);
const SYMBOL_TABLE = 8;
const DATA = 1;
const SECTION = 3;
const UNDEFINED = 0x10;
const EXPLICIT_NAME = 0x40;

/** @typedef {{ begin: number, end: number }} Range addresses, or places in the file */
/** @typedef {{ place: number, symbol: number }} Mention of the address of a symbol */

/**
 * @typedef {object} References
 * @property {Set<string>} functions the linker's names of all functions
 * @property {Map<number, Range>} symbols all data, by the linker's numbers
 * @property {(functions: Set<string>) => Set<number>} reached by these functions: the data that they mention, that those mention, and so on
 */

/**
 * @param {Uint8Array} linked
 * @returns {References}
 */
export function readReferences(linked) {
  const module = readModule(linked);
  const symbols = readSymbols(part(module, "linking"), module.data);
  const imported = module.imports.length;
  /** @param {Uint8Array} bytes */
  const rangeOf = (bytes) => ({ begin: bytes.byteOffset - linked.byteOffset, end: bytes.byteOffset - linked.byteOffset + bytes.length });

  const bodies = module.funcs.map(({ body }, index) => ({ ...rangeOf(body), name: module.names.get(imported + index) ?? "" }));
  /** @type {Map<string, Set<number>>} */
  const byFunction = new Map(bodies.map(({ name }) => [name, new Set()]));
  within(bodies, readMentions(part(module, "reloc.CODE"), module.begins.get(10) ?? NaN), (body, symbol) => byFunction.get(body.name)?.add(symbol));

  // Where in the file a symbol's bytes are.
  const places = [...symbols].map(([number, { begin, end }]) => {
    const segment = module.data.find(({ at, bytes }) => at <= begin && end <= at + bytes.length);
    if (segment === undefined) return { begin: 0, end: 0, number };
    const offset = rangeOf(segment.bytes).begin - segment.at;
    return { begin: begin + offset, end: end + offset, number };
  });
  /** @type {Map<number, Set<number>>} */
  const bySymbol = new Map([...symbols.keys()].map((number) => [number, new Set()]));
  within(places, readMentions(part(module, "reloc.DATA"), module.begins.get(11) ?? NaN), ({ number }, symbol) => bySymbol.get(number)?.add(symbol));

  return {
    functions: new Set(byFunction.keys()),
    symbols,
    reached(functions) {
      const found = new Set([...functions].flatMap((name) => [...(byFunction.get(name) ?? [])]));
      // A set goes on to what is added while it is read.
      for (const symbol of found) for (const next of bySymbol.get(symbol) ?? []) found.add(next);
      return found;
    },
  };
}

/** @param {import("./wasm.mjs").Module} module @param {string} name */
function part(module, name) {
  const content = module.custom.get(name);
  if (content === undefined) throw new Error(`the linked module has no section ${name}: it is to be linked with --emit-relocs`);
  return new Reader(content);
}

/**
 * @param {Reader} reader
 * @param {import("./wasm.mjs").Data[]} segments
 * @returns {Map<number, Range>}
 */
function readSymbols(reader, segments) {
  reader.number();
  while (reader.at < reader.bytes.length) {
    const kind = reader.byte();
    const content = new Reader(reader.take(reader.number()));
    if (kind === SYMBOL_TABLE) return new Map(content.list(() => readSymbol(content, segments)).flatMap((range, number) => (range === undefined ? [] : [[number, range]])));
  }
  throw new Error("the linked module has no table of symbols");
}

/**
 * @param {Reader} reader
 * @param {import("./wasm.mjs").Data[]} segments
 * @returns {Range | undefined} nothing for what is no data
 */
function readSymbol(reader, segments) {
  const [kind, flags] = [reader.byte(), reader.number()];
  if (kind === SECTION) {
    reader.number();
    return undefined;
  }
  if (kind !== DATA) {
    reader.number();
    if ((flags & UNDEFINED) === 0 || (flags & EXPLICIT_NAME) !== 0) reader.name();
    return undefined;
  }
  reader.name();
  if ((flags & UNDEFINED) !== 0) return { begin: 0, end: 0 };
  const [segment, offset, size] = [reader.number(), reader.number(), reader.number()];
  // What is all zeros has addresses but no segment.
  const begin = (segments[segment]?.at ?? NaN) + offset;
  return Number.isNaN(begin) ? { begin: 0, end: 0 } : { begin, end: begin + size };
}

/**
 * The addresses that a section mentions.
 * @param {Reader} reader
 * @param {number} begin of the section's content
 * @returns {Mention[]}
 */
function readMentions(reader, begin) {
  reader.number();
  return reader
    .list(() => {
      const [kind, offset, symbol] = [reader.byte(), reader.number(), reader.number()];
      if (ADDRESSES.has(kind)) reader.skipNumber();
      else if (!OTHERS.has(kind)) throw new Error(`relocations of kind ${kind} are not known here`);
      return { kind, place: begin + offset, symbol };
    })
    .filter(({ kind }) => ADDRESSES.has(kind));
}

/**
 * Tells which range a mention lies in; of ranges that overlap, each.
 * @template {Range} R
 * @param {R[]} ranges
 * @param {Mention[]} mentions
 * @param {(range: R, symbol: number) => void} tell
 */
function within(ranges, mentions, tell) {
  const sorted = mentions.toSorted((a, b) => a.place - b.place);
  for (const range of ranges) {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle]?.place ?? Infinity) < range.begin) low = middle + 1;
      else high = middle;
    }
    for (let mention = sorted[low]; mention !== undefined && mention.place < range.end; mention = sorted[++low]) tell(range, mention.symbol);
  }
}
