/** Rows as they are edited: texts under a key of their own, because a new row has no id yet. */
import type { Problem } from "@/api/problem";

import type { Sheet, SheetRow } from "./queries";
import { isTagged, TAG_FIELDS, type Tags, tagsOf } from "./tags";

export const CELLS = ["duty", "name", "manifestation", "causes", "measures", "remark"] as const;
export type Cell = (typeof CELLS)[number];
/** Cells that count for progress; the remark may stay empty. */
export const NEEDED = ["duty", "name", "manifestation", "causes", "measures"] as const;

/** Without `tags` the server's stay as they are. */
export type EditRow = Record<Cell, string> & { key: string; tags?: Tags };
export interface LevelInfo {
  likelihood: Sheet["rows"][number]["likelihood"];
  consequence: Sheet["rows"][number]["consequence"];
  level: Sheet["rows"][number]["level"];
  declared: Sheet["rows"][number]["declared_level"];
  explanation: string;
}

export const UNJUDGED: LevelInfo = { likelihood: null, consequence: null, level: null, declared: null, explanation: "" };

/** A row before anything is typed. */
export const NO_TEXTS: Readonly<Record<Cell, string>> = { duty: "", name: "", manifestation: "", causes: "", measures: "", remark: "" };

let counter = 0;
/** A new row; `begun` is what it starts with. */
export function emptyRow(begun: Partial<Omit<EditRow, "key">> = {}): EditRow {
  counter += 1;
  return { ...NO_TEXTS, ...begun, key: `new-${Date.now()}-${counter}` };
}

export function editable(row: Record<Cell, string> & Partial<Tags> & { id: number }): EditRow {
  const { duty, name, manifestation, causes, measures, remark } = row;
  const tags = tagsOf(row);
  return { key: `row-${row.id}`, duty, name, manifestation, causes, measures, remark, ...(tags ? { tags } : {}) };
}

/** All that is typed and chosen of a row, to be compared. */
export const contentOf = (row: EditRow): unknown[] => [...CELLS.map((cell) => row[cell]), row.tags ?? null];

/** Nothing was written, chosen or judged yet; the way of finding a new row begins with does not count. */
export function isBlank(row: EditRow, levels: ReadonlyMap<string, LevelInfo>): boolean {
  const info = levels.get(row.key);
  return CELLS.every((cell) => row[cell].trim() === "") && !isTagged(row.tags) && !info?.likelihood && !info?.consequence;
}

/** `/rows/3/name` → the cell it speaks of; what is chosen shows under `tags`. */
export function cellErrors(problem: Problem, sent: readonly EditRow[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const error of problem.errors) {
    const [, index = "", cell = ""] = /^\/rows\/(\d+)\/(\w+)/.exec(error.pointer) ?? [];
    const row = sent[Number(index)];
    const name = TAG_FIELDS.some((field) => field === cell) ? "tags" : cell;
    if (index !== "" && row) found.set(`${row.key}.${name}`, error.detail);
  }
  return found;
}

export function levelInfo(row: Sheet["rows"][number]): LevelInfo {
  const { likelihood, consequence, level, declared_level, level_explanation } = row;
  return { likelihood, consequence, level, declared: declared_level, explanation: level_explanation };
}

export function payload(rows: readonly EditRow[], ids: ReadonlyMap<string, number>): SheetRow[] {
  return rows.map(({ key, tags, ...texts }) => {
    const id = ids.get(key);
    return { ...texts, ...tags, ...(id === undefined ? {} : { id }) };
  });
}

/** Filled cells of the rows, levels included; an untouched last row does not count against anybody. */
export function progressOf(rows: readonly EditRow[], levels: ReadonlyMap<string, LevelInfo>): { done: number; total: number } {
  const begun = rows.filter((row, index) => index === 0 || CELLS.some((cell) => row[cell].trim() !== ""));
  const done = begun.reduce(
    (sum, row) => sum + NEEDED.filter((cell) => row[cell].trim() !== "").length + (levels.get(row.key)?.level ? 1 : 0),
    0,
  );
  return { done, total: begun.length * (NEEDED.length + 1) };
}

/** Text from a spreadsheet: rows by line, cells by tab; quoted cells may hold line breaks. Null when it is plain text. */
export function spreadsheet(text: string): string[][] | null {
  if (!text.includes("\t")) return null;
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^\t\r\n]*)(\t|\r?\n|$)/g;
  for (const [whole, cell = "", end = ""] of text.matchAll(pattern)) {
    if (whole === "") break;
    const row = rows[rows.length - 1];
    row?.push(cell.startsWith('"') && cell.endsWith('"') && cell.length > 1 ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end.includes("\n")) rows.push([]);
  }
  return rows.filter((row) => row.some((cell) => cell.trim() !== ""));
}
