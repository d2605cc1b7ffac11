/** What changed: a sheet's rows beside last year's, and beside the moment it was sent back. */
import type { Difference, Review, Sheet } from "./queries";

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
