/** Two copies of a sheet joined against the one both began with, so that only true clashes need a decision. */
import { CELLS, type Cell, editable, type EditRow } from "./rows";
import { mergeTags, sameTags, type Tags, tagsOf } from "./tags";

type Texts = Record<Cell, string>;
/** A row as the server holds it. */
export type StoredTexts = Texts & Partial<Tags> & { id: number };
export interface Clash {
  key: string;
  /** Position in the merged sheet, from 0. */
  index: number;
  cell: Cell;
  mine: string;
  theirs: string;
}
export interface Merged {
  rows: EditRow[];
  /** Row key → id of the point; rows without one are new. */
  ids: Map<string, number>;
  clashes: Clash[];
  /** Whether the other copy brought anything. */
  isChanged: boolean;
}

const same = (one: string, other: string): boolean => one.trim() === other.trim();
const equal = (one: Texts, other: Texts): boolean => CELLS.every((cell) => same(one[cell], other[cell]));

export function storedTexts(rows: readonly StoredTexts[]): StoredTexts[] {
  return rows.map((row) => {
    const { id, duty, name, manifestation, causes, measures, remark } = row;
    return { id, duty, name, manifestation, causes, measures, remark, ...tagsOf(row) };
  });
}

/** A row both copies still have. */
function mergeRow(mine: EditRow, base: StoredTexts | undefined, theirs: StoredTexts, index: number, merged: Merged): void {
  const row = { ...mine };
  const tags = mergeTags(mine.tags, base && tagsOf(base), tagsOf(theirs));
  if (tags) row.tags = tags;
  if (!sameTags(tags, mine.tags)) merged.isChanged = true;
  for (const cell of CELLS) {
    const was = base?.[cell] ?? "";
    if (same(theirs[cell], mine[cell]) || same(theirs[cell], was)) continue;
    if (same(mine[cell], was)) {
      row[cell] = theirs[cell];
      merged.isChanged = true;
    } else merged.clashes.push({ key: mine.key, index, cell, mine: mine[cell], theirs: theirs[cell] });
  }
  merged.rows.push(row);
}

/**
 * `mine` are the rows on screen with `ids` by key. Mine wins provisionally where both changed a cell (`clashes`).
 * Nothing written is lost: a row deleted on one side and changed on the other stays.
 */
export function mergeSheets(
  base: readonly StoredTexts[],
  mine: readonly EditRow[],
  ids: ReadonlyMap<string, number>,
  theirs: readonly StoredTexts[],
): Merged {
  const began = new Map(base.map((row) => [row.id, row]));
  const there = new Map(theirs.map((row) => [row.id, row]));
  const here = new Set(mine.flatMap((row) => ids.get(row.key) ?? []));
  const merged: Merged = { rows: [], ids: new Map(), clashes: [], isChanged: false };
  for (const row of mine) {
    const id = ids.get(row.key);
    const stored = id === undefined ? undefined : there.get(id);
    if (id !== undefined && stored) {
      merged.ids.set(row.key, id);
      mergeRow(row, began.get(id), stored, merged.rows.length, merged);
      continue;
    }
    const was = id === undefined ? undefined : began.get(id);
    if (was && equal(was, row)) merged.isChanged = true;
    else merged.rows.push({ ...row });
  }
  for (const row of theirs) {
    const was = began.get(row.id);
    if (here.has(row.id) || (was && equal(was, row))) continue;
    const added = editable(row);
    merged.rows.push(added);
    merged.ids.set(added.key, row.id);
    merged.isChanged = true;
  }
  return merged;
}
