import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../process.mjs";
import { readReferences } from "../references.mjs";
import { FIRST, instrument, LOADED, plainName, split } from "../split.mjs";
import { number, readModule, writeModule } from "../wasm.mjs";

/** @param {string} text */
function assembled(text) {
  const folder = mkdtempSync(join(tmpdir(), "fall-line-"));
  try {
    writeFileSync(join(folder, "a.wat"), text);
    execFileSync(join(root, "node_modules/.bin/wasm-as"), ["--enable-simd", "--enable-reference-types", "--enable-multivalue", "--enable-bulk-memory", "--enable-mutable-globals", "-g", join(folder, "a.wat"), "-o", join(folder, "a.wasm")]);
    return readFileSync(join(folder, "a.wasm"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const bytes = assembled(`(module
  (import "host" "log" (func $log (param i32)))
  (import "host" "unused" (func $unused (param f64)))
  (memory (export "memory") 1)
  (table $t 4 4 funcref)
  (table $other 1 externref)
  (global $count (mut i32) (i32.const 0))
  (elem (i32.const 1) $rare $often)
  (data (i32.const 16) "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef")
  (func $often (param i32) (result i32)
    (global.set $count (i32.add (global.get $count) (i32.const 1)))
    (i32.load8_u (i32.add (i32.const 16) (local.get 0))))
  (func $rare (param i32) (result i32)
    (call $log (i32.const 7))
    (i32.add (call $often (local.get 0)) (i32.load8_u offset=32 (local.get 0))))
  (func $pair (param i32) (result i32 f64)
    (global.set $count (i32.add (global.get $count) (i32.const 10)))
    (local.get 0) (f64.const 2.5))
  (func $alone (param v128) (result v128) (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 (local.get 0) (table.set $other (i32.const 0) (ref.null extern)) (local.get 0)))
  (func $do_often (export "often") (param i32) (result i32) (call $often (local.get 0)))
  (func $do_indirect (export "indirect") (param i32 i32) (result i32) (call_indirect (param i32) (result i32) (local.get 0) (local.get 1)))
  (func $do_pair (export "pair") (param i32) (result i32 f64) (call $pair (local.get 0)))
  (func $do_count (export "count") (result i32) (global.get $count))
  (func $do_deep (export "deep") (param i32) (result i32)
    (block $out (loop $again (br_table $out $again $out (local.get 0))))
    (if (result i32) (local.get 0) (then (call $rare (local.get 0))) (else (i32.const -1)))))`);

/** No function mentions data, and so all of it stays in the first file; or the one symbol, which is of one function. */
const references = (/** @type {string[]} */ ...owners) => ({
  functions: new Set(readModule(bytes).names.values()),
  symbols: new Map([[5, { begin: 32, end: 48 }]]),
  reached: (/** @type {Set<string>} */ functions) => new Set(owners.some((name) => functions.has(name)) ? [5] : []),
});

/** @param {string[]} firstView @param {string[]} owners */
function start(firstView, owners) {
  const linkerNames = readModule(bytes).names;
  const { first, rest } = split(bytes, { firstView: new Set(firstView), linkerNames, references: references(...owners) });
  /** @type {number[]} */
  const logged = [];
  let loads = 0;
  const host = { log: (/** @type {number} */ value) => logged.push(value), unused() {} };
  const load = () => {
    loads += 1;
    new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(rest)), { host, [FIRST]: exports });
    /** @type {WebAssembly.Global} */ (exports[LOADED]).value = 1;
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(first)), { host, rest: { load } });
  const { often, indirect, pair, count, deep, memory } = /** @type {Record<string, any>} */ (exports);
  return { often, indirect, pair, count, deep, memory: () => new TextDecoder().decode(new Uint8Array(memory.buffer, 32, 16)), logged, loads: () => loads };
}

const EXPORTED = ["often", "indirect", "pair", "count", "deep"].map((name) => readModule(bytes).exports.find((one) => one.name === name)?.index ?? 0);
const FIRST_VIEW = ["often", ...EXPORTED.map((index) => readModule(bytes).names.get(index) ?? "")];

test("what is in the first file runs without the rest", () => {
  const { often, indirect, count, loads } = start(FIRST_VIEW, ["rare"]);
  assert.equal(often(2), "C".charCodeAt(0));
  assert.equal(indirect(3, 2), "D".charCodeAt(0));
  assert.equal(count(), 2);
  assert.equal(loads(), 0);
});

test("the rest is loaded once, at the first call of any of its functions, and shares everything", () => {
  const { pair, indirect, deep, count, memory, logged, loads } = start(FIRST_VIEW, ["rare"]);
  assert.notEqual(memory(), "QRSTUVWXYZabcdef");
  assert.deepEqual(pair(4), [4, 2.5]);
  assert.equal(loads(), 1);
  assert.equal(memory(), "QRSTUVWXYZabcdef");
  assert.equal(indirect(1, 1), "B".charCodeAt(0) + "R".charCodeAt(0));
  assert.equal(deep(2), "C".charCodeAt(0) + "S".charCodeAt(0));
  assert.equal(deep(0), -1);
  assert.deepEqual(logged, [7, 7]);
  assert.equal(count(), 12);
  assert.equal(loads(), 1);
});

test("a function of the rest can be the first that is called through the table", () => {
  const { indirect, loads } = start(FIRST_VIEW, ["rare"]);
  assert.equal(indirect(1, 1), "B".charCodeAt(0) + "R".charCodeAt(0));
  assert.equal(loads(), 1);
});

test("data that a function of the first file reaches stay there", () => {
  assert.equal(start(FIRST_VIEW, ["often"]).memory(), "QRSTUVWXYZabcdef");
});

test("everything may be in the rest, and everything in the first file", () => {
  assert.equal(start([], []).deep(2), "C".charCodeAt(0) + "S".charCodeAt(0));
  const all = start([...readModule(bytes).names.values()], ["rare"]);
  assert.equal(all.deep(2), "C".charCodeAt(0) + "S".charCodeAt(0));
  assert.equal(all.loads(), 0);
});

test("a function that the linker does not know is not taken for one without data", () => {
  const linkerNames = new Map([...readModule(bytes).names].map(([index, name]) => [index, `${name}2`]));
  assert.throws(() => split(bytes, { firstView: new Set(FIRST_VIEW), linkerNames, references: references() }), /the linker knows no function/);
});

test("a module that is read and written does the same", () => {
  const module = writeModule(readModule(bytes));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(module)), { host: { log() {}, unused() {} } });
  assert.equal(/** @type {Record<string, any>} */ (exports).deep(2), "C".charCodeAt(0) + "S".charCodeAt(0));
  assert.throws(() => readModule(bytes.subarray(0, bytes.length - 3)), /ends too early/);
  assert.throws(() => readModule(Buffer.from("no module at all")), /not a WebAssembly module/);
});

test("an instrumented module tells of every function once", () => {
  const { instrumented, names } = instrument(bytes);
  /** @type {(string | undefined)[]} */
  const entered = [];
  const imports = { host: { log() {}, unused() {} }, profile: { enter: (/** @type {number} */ index) => entered.push(names[index]) } };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(instrumented)), imports);
  const { deep, often } = /** @type {Record<string, any>} */ (exports);
  for (const _ of [1, 2]) assert.equal(deep(2), "C".charCodeAt(0) + "S".charCodeAt(0));
  assert.deepEqual(entered.slice(1), ["rare", "often"]);
  often(0);
  assert.equal(entered.length, 4);
});

test("names are the same in every build", () => {
  assert.equal(plainName("<a[3b31c52ec72d9c]::B as c[fb161468cfefd38]::D>::run"), "<a::B as c::D>::run");
  assert.equal(plainName("f::<[u8; 3], [f64]>[1]"), "f::<[u8; 3], [f64]>[1]");
  assert.equal(plainName(undefined), "");
});

test("the linker's table tells which data a function reaches", () => {
  const text = `(module (memory 1) (data (i32.const 64) "0123456789abcdef")
    (func $a (result i32) (i32.load (i32.const 64))) (func $b (result i32) (i32.const 72)) (func $c))`;
  const plain = assembled(text);
  const module = readModule(plain);
  /** @param {string} name @param {number[]} content */
  const custom = (name, content) => {
    const body = [...number(name.length), ...Buffer.from(name), ...content];
    return [0, ...number(body.length), ...body];
  };
  const inCode = (/** @type {number} */ func, /** @type {number} */ from) => (module.funcs[func]?.body.byteOffset ?? 0) - plain.byteOffset - (module.begins.get(10) ?? 0) + from;
  const segment = (module.data[0]?.bytes.byteOffset ?? 0) - plain.byteOffset - (module.begins.get(11) ?? 0);
  const symbol = (/** @type {string} */ name, /** @type {number} */ offset) => [1, 0, name.length, ...Buffer.from(name), 0, offset, 8];
  const symbols = [3, 0, 0x10, 0, ...symbol("x", 0), ...symbol("y", 8)];
  const linked = Buffer.concat([
    plain,
    Buffer.from(custom("linking", [2, 8, ...number(symbols.length), ...symbols])),
    // $a mentions x at an offset; x holds the address of y; $b mentions nothing that is data.
    Buffer.from(custom("reloc.CODE", [3, 2, 4, ...number(inCode(0, 2)), 1, 4, 0, ...number(inCode(1, 2)), 0])),
    Buffer.from(custom("reloc.DATA", [4, 1, 5, ...number(segment + 4), 2, 0])),
  ]);
  const { reached, functions, symbols: found } = readReferences(linked);
  assert.deepEqual([...functions], ["a", "b", "c"]);
  assert.deepEqual([...found], [[1, { begin: 64, end: 72 }], [2, { begin: 72, end: 80 }]]);
  assert.deepEqual([...reached(new Set(["a"]))], [1, 2]);
  assert.deepEqual([...reached(new Set(["b", "c"]))], []);
  assert.throws(() => readReferences(plain), /--emit-relocs/);
});
