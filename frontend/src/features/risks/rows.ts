/** Rows as they are edited: texts under a key of their own, because a new row has no id yet. */
import type { Sheet, SheetRow } from "./queries";

export const CELLS = ["duty", "name", "manifestation", "causes", "measures", "remark"] as const;
export type Cell = (typeof CELLS)[number];
/** Cells that count for progress; the remark may stay empty. */
export const NEEDED = ["duty", "name", "manifestation", "causes", "measures"] as const;

export type EditRow = Record<Cell, string> & { key: string };
export interface LevelInfo {
  likelihood: Sheet["rows"][number]["likelihood"];
  consequence: Sheet["rows"][number]["consequence"];
  level: Sheet["rows"][number]["level"];
  declared: Sheet["rows"][number]["declared_level"];
  explanation: string;
}

let counter = 0;
export function emptyRow(): EditRow {
  counter += 1;
  return { key: `new-${Date.now()}-${counter}`, duty: "", name: "", manifestation: "", causes: "", measures: "", remark: "" };
}

export function editable(row: Record<Cell, string> & { id: number }): EditRow {
  const { duty, name, manifestation, causes, measures, remark } = row;
  return { key: `row-${row.id}`, duty, name, manifestation, causes, measures, remark };
}

export function levelInfo(row: Sheet["rows"][number]): LevelInfo {
  const { likelihood, consequence, level, declared_level, level_explanation } = row;
  return { likelihood, consequence, level, declared: declared_level, explanation: level_explanation };
}

export function payload(rows: readonly EditRow[], ids: ReadonlyMap<string, number>): SheetRow[] {
  return rows.map(({ key, ...texts }) => {
    const id = ids.get(key);
    return id === undefined ? texts : { ...texts, id };
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
