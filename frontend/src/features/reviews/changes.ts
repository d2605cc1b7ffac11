/** What changed: a sheet's rows beside last year's, and beside the moment it was sent back. */
import type { Catalogue, Difference, Review, Sheet } from "./queries";

export type Compare = "none" | "round" | "year";
export interface YearChanges {
  /** Row id → its difference; rows that are not in it did not change. */
  rows: ReadonlyMap<number, Difference>;
  /** Points of last year that are gone. */
  removed: readonly Difference[];
}

/** The part of a department's differences that speaks of this sheet. */
export function changesOf(sheet: Sheet, differences: readonly Difference[]): YearChanges {
  const own = new Set(sheet.rows.map((row) => row.id));
  const rows = new Map<number, Difference>();
  for (const one of differences) if (one.after && own.has(one.after.risk_point_id)) rows.set(one.after.risk_point_id, one);
  const removed = differences.filter(
    (one) => !one.after && one.department_id === sheet.department_id && one.position_name === sheet.position_name,
  );
  return { rows, removed };
}

type Power = Catalogue["rows"][number];
/** The cells of 附件一 that are compared; what rests on rules is compared as it reads. */
export const POWER_CELLS = ["name", "content", "handling_body", "basis", "boundary"] as const;
export type PowerCell = (typeof POWER_CELLS)[number];
export interface PowerChanges {
  /** Power → last year's row; without one it is new. */
  before: ReadonlyMap<number, Power>;
  added: ReadonlySet<number>;
  changed: ReadonlySet<number>;
  removed: readonly Power[];
}
/** The column 制度依据: what is written, then the rules of the library. */
export function basisOf(row: Pick<Power, "basis" | "bases">): string {
  const rules = row.bases.map((rule) => `《${rule.title}》${rule.number ? `（${rule.number}）` : ""}${rule.clause}`);
  return [row.basis, ...rules].filter(Boolean).join("；");
}
export function powerCell(row: Power, cell: PowerCell): string {
  return cell === "basis" ? basisOf(row) : row[cell];
}
/** Two catalogues of one department: a power keeps its number over the years. */
export function powerChanges(now: readonly Power[], former: readonly Power[]): PowerChanges {
  const before = new Map(former.map((row) => [row.id, row]));
  const known = new Set(now.map((row) => row.id));
  const isChanged = (row: Power): boolean => {
    const old = before.get(row.id);
    return old !== undefined && POWER_CELLS.some((cell) => powerCell(old, cell) !== powerCell(row, cell));
  };
  return {
    before,
    added: new Set(now.filter((row) => !before.has(row.id)).map((row) => row.id)),
    changed: new Set(now.filter(isChanged).map((row) => row.id)),
    removed: former.filter((row) => !known.has(row.id)),
  };
}

/** When the sheet was last sent back. */
export function lastReturn(review: Review): Review["decisions"][number] | undefined {
  return [...review.decisions].reverse().find((one) => one.decision === "send_back");
}

/** Rows edited since it was sent back; undefined when it never was. */
export function editedSince(review: Review, sheet: Sheet): ReadonlySet<number> | undefined {
  const back = lastReturn(review);
  if (!back) return undefined;
  const since = Date.parse(back.decided_at);
  return new Set(sheet.rows.filter((row) => Date.parse(row.updated_at) > since).map((row) => row.id));
}

export interface Piece {
  text: string;
  isNew: boolean;
}
/** `after` with the stretch that `before` does not have marked; long common beginnings and ends stay plain. */
export function marked(before: string, after: string): Piece[] {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return [
    { text: after.slice(0, head), isNew: false },
    { text: after.slice(head, after.length - tail), isNew: true },
    { text: after.slice(after.length - tail), isNew: false },
  ].filter((piece) => piece.text !== "");
}
