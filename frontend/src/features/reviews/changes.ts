/** What reviewers are shown of rows, when a sheet was sent back, and which words of a cell are new. */
import { LineOfDefence, Treatment } from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";

import type { Catalogue, PlannedMeasure, Review } from "./queries";

export type Compare = "none" | "last_submission" | "last_year";

type Power = Catalogue["rows"][number];
/** The cells of 附件一 as its page of signing shows them. */
export const POWER_CELLS = ["name", "content", "handling_body", "basis", "boundary"] as const;
export type PowerCell = (typeof POWER_CELLS)[number];
/** The column 制度依据: what is written, then the rules of the library. */
export function basisOf(row: Pick<Power, "basis" | "bases">): string {
  const rules = row.bases.map((rule) => `《${rule.title}》${rule.number ? `（${rule.number}）` : ""}${rule.clause}`);
  return [row.basis, ...rules].filter(Boolean).join("；");
}
export function powerCell(row: Power, cell: PowerCell): string {
  return cell === "basis" ? basisOf(row) : row[cell];
}

/** The cells of a measure, as they read. */
export const MEASURE_CELLS = ["title", "content", "position", "due", "proof", "defence"] as const;
export type MeasureCell = (typeof MEASURE_CELLS)[number];
export function measureCell(row: PlannedMeasure, cell: MeasureCell): string {
  if (cell === "position") return row.position_name ?? "";
  if (cell === "due") return row.due_on ? formatDay(row.due_on) : "";
  if (cell === "proof") return [row.evidence, row.indicator].filter(Boolean).join("；");
  if (cell === "defence") return [label(LineOfDefence, row.line_of_defence), label(Treatment, row.treatment)].filter(Boolean).join("；");
  return row[cell];
}

/** When the sheet was last sent back. */
export function lastReturn(review: Review): Review["decisions"][number] | undefined {
  return [...review.decisions].reverse().find((one) => one.decision === "send_back");
}

export interface Piece {
  text: string;
  isNew: boolean;
}
/** Beyond so many comparisons the changed stretch is marked as one. */
const WORK = 250_000;
/** Fewer common characters in a row are chance, not what was kept. */
const RUN = 2;
/** `after` with what `before` does not have marked; what both have stays plain. */
export function marked(before: string, after: string): Piece[] {
  const limit = Math.min(before.length, after.length);
  let head = 0;
  while (head < limit && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < limit - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  const [was, is] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  return [
    { text: after.slice(0, head), isNew: false },
    ...(was.length * is.length <= WORK ? pieces(is, kept(was, is)) : [{ text: is, isNew: true }]),
    { text: after.slice(after.length - tail), isNew: false },
  ].filter((piece) => piece.text !== "");
}
/** Which characters of `after` stand, in this order, in `before` as well: a longest common subsequence. */
function kept(before: string, after: string): boolean[] {
  const width = after.length + 1;
  const common = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1) {
    for (let j = after.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const found = Array.from({ length: after.length }, () => false);
  let [i, j] = [0, 0];
  while (i < before.length && j < after.length) {
    if (before[i] === after[j]) {
      found[j] = true;
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}
function pieces(text: string, isKept: readonly boolean[]): Piece[] {
  const found: Piece[] = [];
  const add = (part: string, isNew: boolean): void => {
    const last = found.at(-1);
    if (last?.isNew === isNew) last.text += part;
    else found.push({ text: part, isNew });
  };
  for (let from = 0, to = 0; from < text.length; from = to) {
    while (to < text.length && isKept[to] === isKept[from]) to += 1;
    add(text.slice(from, to), !isKept[from] || to - from < RUN);
  }
  return found;
}
