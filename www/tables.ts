/** The samples that an own function is summed over: a built-in set, or a typed table. */
export type DataChoice = { readonly id: string } | TypedTable;

/** A typed table. A long one has a key by which the browser's tab keeps it; a short one stands in the address. */
export interface TypedTable {
  readonly csv: string;
  readonly key: string | null;
}

/** Texts up to this length stand in the address, in UTF-16 code units. */
export const LONGEST_IN_ADDRESS = 2000;
const PREFIX = "fall-line-table-";
const IN_ADDRESS = "csv:";
const KEPT = "kept:";

/** Tables that were too long for the browser to keep. */
const unkept = new Map<string, string>();

/** Whether a reload of the page will find the table again. */
export function isSafe({ csv, key }: TypedTable): boolean {
  return key === null || stored(key) === csv;
}

export function typedTable(csv: string): TypedTable {
  if (csv.length <= LONGEST_IN_ADDRESS) return { csv, key: null };
  const key = keyOf(csv);
  try {
    sessionStorage.setItem(PREFIX + key, csv);
  } catch {
    unkept.set(key, csv); // full, or not allowed
  }
  return { csv, key };
}

function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(PREFIX + key);
  } catch {
    return null; // not allowed
  }
}

/** How the address names the samples. */
export function writeData(data: DataChoice | null): string {
  if (data === null) return "";
  if ("id" in data) return data.id;
  return data.key === null ? IN_ADDRESS + data.csv : KEPT + data.key;
}

/** The samples that a text of the address names; undefined where a kept table is not there any more. */
export function readData(text: string, ids: readonly string[]): DataChoice | null | undefined {
  if (text === "") return null;
  if (ids.includes(text)) return { id: text };
  if (text.startsWith(IN_ADDRESS)) return typedTable(text.slice(IN_ADDRESS.length));
  if (!text.startsWith(KEPT)) return undefined;
  const key = text.slice(KEPT.length);
  const csv = unkept.get(key) ?? stored(key);
  return csv === null ? undefined : { csv, key };
}

/** A short name for a long text: its length and FNV-1a's hash of it. */
function keyOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
