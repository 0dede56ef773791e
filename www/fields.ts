import type {
  Choice,
  DataInfo,
  GradientInfo,
  ModelInfo,
  ObjectiveInfo,
  OptimizerInfo,
  ParameterInfo,
  ScheduleInfo,
  SearchInfo,
} from "../crate/web/types.js";
import { inDomain } from "./slider.js";

/** An objective of the list; one that is a sum over a data set names it. */
export type ListedObjective = ObjectiveInfo | ModelInfo;

/** The lists of the WebAssembly module that menus are built from and addresses are checked against. */
export interface Lists {
  objectives: readonly ListedObjective[];
  dataSets: readonly DataInfo[];
  optimizers: readonly OptimizerInfo[];
  searches: readonly SearchInfo[];
  schedules: readonly ScheduleInfo[];
  gradients: readonly GradientInfo[];
  /** What can be done to a gradient before an optimizer gets it. */
  chain: readonly ParameterInfo[];
  colourMaps: readonly { id: string; name: string }[];
}

/** How one field of a structure stands in the address. */
export interface Field<T> {
  /** The key in the address. */
  key: string;
  write(value: T, lists: Lists): string;
  /** The value that a text stands for; undefined where it stands for none. */
  read(text: string, lists: Lists): T | undefined;
}

/** Every field of a structure, in the order in which the address has them. */
export type Fields<T> = { readonly [K in keyof T]: Field<T[K]> };

/** The fields that differ from their standard values, and those that are `always` there, as parts of an address. */
export function writeFields<T>(
  fields: Fields<T>,
  value: T,
  standard: T,
  lists: Lists,
  always: (key: keyof T) => boolean,
): string[] {
  return keysOf(fields)
    .filter((key) => always(key) || !isAlike(fields, key, value, standard, lists))
    .map((key) => `${fields[key].key}=${encode(fields[key].write(value[key], lists))}`);
}

/** Whether a field is the same in two structures. */
export function isAlike<T>(fields: Fields<T>, key: keyof T, a: T, b: T, lists: Lists): boolean {
  return fields[key].write(a[key], lists) === fields[key].write(b[key], lists);
}

/** Sets the field with this key in the address; false where there is none, and where the text stands for nothing. */
export function assign<T>(fields: Fields<T>, into: T, name: string, text: string, lists: Lists): boolean {
  const key = keysOf(fields).find((candidate) => fields[candidate].key === name);
  return key !== undefined && assignTo(fields, into, key, text, lists);
}

function assignTo<T, K extends keyof T>(fields: Fields<T>, into: T, key: K, text: string, lists: Lists): boolean {
  const value = fields[key].read(text, lists);
  if (value === undefined) return false;
  into[key] = value;
  return true;
}

function keysOf<T>(fields: Fields<T>): (keyof T)[] {
  return Object.keys(fields) as (keyof T)[];
}

// ---- kinds of fields -----------------------------------------------------------------------------------------------

/** One of a few words. */
export function option<T extends string>(key: string, options: readonly T[]): Field<T> {
  return {
    key,
    write: (value) => value,
    read: (text) => options.find((candidate) => candidate === text),
  };
}

type Entry = { id: string; parameters: readonly ParameterInfo[] };

/** The choice of an entry with its parameters' defaults. */
export function standardChoice(entry: Entry): Choice {
  const choice: Choice = { id: entry.id };
  for (const parameter of entry.parameters) if (parameter.default !== null) choice[parameter.id] = parameter.default;
  return choice;
}

/** An entry of a list with values for its parameters: "adam,learningRate:0.1" has what differs from the defaults. */
export function choice(key: string, list: (lists: Lists) => readonly Entry[]): Field<Choice> {
  return {
    key,
    write: ({ id, ...settings }, lists) => {
      const pairs = differing(settings, find(list(lists), id)?.parameters ?? []);
      return pairs.length === 0 ? id : `${id},${writePairs(pairs)}`;
    },
    read: (text, lists) => {
      const [id = "", ...pairs] = text.split(",");
      const entry = find(list(lists), id);
      const settings = entry && readSettings(pairs, entry.parameters);
      return settings && { ...standardChoice(entry), ...settings };
    },
  };
}

export type Settings = Readonly<Record<string, Choice[string]>>;

/** Values by name of parameters that a list gives; the text has what differs from the defaults. */
export function settings(key: string, list: (lists: Lists) => readonly ParameterInfo[]): Field<Settings> {
  return {
    key,
    write: (value, lists) => writePairs(differing(value, list(lists))),
    read: (text, lists) => (text === "" ? {} : readSettings(text.split(","), list(lists))),
  };
}

function differing(values: Settings, parameters: readonly ParameterInfo[]): [string, Choice[string]][] {
  return Object.entries(values).filter(([id, value]) => find(parameters, id)?.default !== value);
}

function readSettings(pairs: readonly string[], parameters: readonly ParameterInfo[]): Settings | undefined {
  const values: Record<string, Choice[string]> = {};
  for (const pair of pairs) {
    const [name = "", text = ""] = pair.split(":");
    const parameter = find(parameters, name);
    const value = parameter === undefined ? undefined : readSetting(text, parameter);
    if (value === undefined) return undefined;
    values[name] = value;
  }
  return values;
}

function readSetting(text: string, { domain }: ParameterInfo): Choice[string] | undefined {
  const value =
    domain.kind === "bool" ? { true: true, false: false }[text] : domain.kind === "choice" ? text : readNumber(text);
  return inDomain(domain, value) ? value : undefined;
}

// ---- texts ---------------------------------------------------------------------------------------------------------

/** The most numbers that a part of an address may have. */
export const MAX_NUMBERS = 64;

export function writePairs(pairs: readonly (readonly [string, unknown])[]): string {
  return pairs.map(([name, value]) => `${name}:${String(value)}`).join(",");
}

export function readNumbersByName(text: string): Record<string, number> | undefined {
  const values = new Map<string, number>();
  for (const pair of text.split(",")) {
    const [name = "", number = ""] = pair.split(":");
    const value = readNumber(number);
    if (name === "" || value === undefined || values.size === MAX_NUMBERS) return undefined;
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

export function readNumbers(text: string): number[] | undefined {
  const numbers = text.split(",").map(readNumber);
  return numbers.length <= MAX_NUMBERS && numbers.every((value) => value !== undefined) ? numbers : undefined;
}

export function readNumber(text: string): number | undefined {
  const value = text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A whole number from 0; larger ones are `max`. */
export function readInteger(text: string, max: number): number | undefined {
  const value = readNumber(text);
  return value !== undefined && Number.isInteger(value) && value >= 0 ? Math.min(value, max) : undefined;
}

/** A place of a list, from 0; the address counts from 1. */
export function ordinal(key: string, count: number): Field<number> {
  return { key, write: (index) => String(index + 1), read: (text) => readOrdinal(text, count) };
}

export function readOrdinal(text: string, count: number): number | undefined {
  const number = readNumber(text);
  return number !== undefined && Number.isInteger(number) && number >= 1 && number <= count ? number - 1 : undefined;
}

export function find<T extends { id: string }>(list: readonly T[], id: string): T | undefined {
  return list.find((entry) => entry.id === id);
}

/** Percent-encoding that leaves the commas, colons and semicolons of the values above readable. */
function encode(text: string): string {
  return encodeURIComponent(text).replaceAll("%2C", ",").replaceAll("%3A", ":").replaceAll("%3B", ";");
}

export function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null; // a stray "%"
  }
}
