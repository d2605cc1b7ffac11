/** What changed: a sheet's rows beside the last submission or last year's, and 附件一 and measures beside last year's. */
import { CategoryScheme, CauseKind, FindingSource, LineOfDefence, RiskCategory, RiskLevel, Treatment } from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";

import type { Catalogue, Comparison, Lists, PlannedMeasure, Review } from "./queries";

export type Compare = "none" | "last_submission" | "last_year";

export type ComparedRow = Comparison["rows"][number];
type Side = NonNullable<ComparedRow["before"]>;
/** The columns of the form, always shown; then what is only shown where it changed. */
const MAIN = ["duty", "name", "manifestation", "causes", "level", "measures"] as const;
const MORE = ["link", "categories", "found_by", "location", "remark", "public_wording"] as const;
export type Column = (typeof MAIN)[number] | (typeof MORE)[number];
/** The server's fields behind a column. */
const FIELDS: Partial<Record<Column, readonly string[]>> = {
  causes: ["causes", "cause_kinds"],
  link: ["power_id", "step_id"],
  categories: ["categories", "subcategories"],
};
export interface ComparedCell {
  column: Column;
  before: string;
  after: string;
  isChanged: boolean;
}
/** A column of one side as people read it; the office's lists name ways and categories. */
function said(side: Side | null, column: Column, lists: Lists | undefined): string {
  if (!side) return "";
  if (column === "level") return label(RiskLevel, side.level);
  if (column === "link") return [side.power_name, side.step_name].filter(Boolean).join(" · ");
  if (column === "causes") {
    const kinds = side.cause_kinds.map((kind) => label(CauseKind, kind)).join("、");
    return [kinds, side.causes].filter(Boolean).join("：");
  }
  if (column === "found_by") {
    return side.found_by.map((key) => lists?.ways.find((way) => way.key === key)?.label ?? label(FindingSource, key)).join("、");
  }
  return column === "categories" ? categoriesOf(side, lists) : side[column];
}
function categoriesOf(side: Side, lists: Lists | undefined): string {
  const named = Object.entries(side.categories).map(([scheme, key]) => {
    const known = lists?.schemes.find((one) => one.key === scheme);
    const category = known?.categories.find((one) => one.key === key);
    const particulars = (side.subcategories[scheme] ?? []).map((part) => category?.subcategories.find((one) => one.key === part)?.label ?? part);
    const text = category?.label ?? label(RiskCategory, key);
    return `${known?.label ?? label(CategoryScheme, scheme)}：${text}${particulars.length ? `（${particulars.join("、")}）` : ""}`;
  });
  return named.join("；");
}
/** The cells of a row: those of the form, and of the others those that changed. */
export function cellsOf(row: ComparedRow, lists?: Lists): ComparedCell[] {
  const changed = new Set(row.cells);
  const isChanged = (column: Column): boolean => (FIELDS[column] ?? [column]).some((field) => changed.has(field));
  return [...MAIN, ...MORE.filter(isChanged)].map((column) => ({
    column,
    before: said(row.before, column, lists),
    after: said(row.after, column, lists),
    isChanged: isChanged(column),
  }));
}
/** How many rows became what. */
export function countsOf(rows: readonly ComparedRow[]): Record<ComparedRow["change"], number> {
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  for (const row of rows) counts[row.change] += 1;
  return counts;
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

/** The cells of a measure that are compared, as they read. */
export const MEASURE_CELLS = ["title", "content", "position", "due", "proof", "defence"] as const;
export type MeasureCell = (typeof MEASURE_CELLS)[number];
export interface MeasureChanges {
  year: number;
  /** Measure → last year's; without one it is new. */
  before: ReadonlyMap<number, PlannedMeasure>;
  changed: ReadonlySet<number>;
  removed: readonly PlannedMeasure[];
}
export function measureCell(row: PlannedMeasure, cell: MeasureCell): string {
  if (cell === "position") return row.position_name ?? "";
  if (cell === "due") return row.due_on ? formatDay(row.due_on) : "";
  if (cell === "proof") return [row.evidence, row.indicator].filter(Boolean).join("；");
  if (cell === "defence") return [label(LineOfDefence, row.line_of_defence), label(Treatment, row.treatment)].filter(Boolean).join("；");
  return row[cell];
}
/** Two plans of one department: by what was carried on, then by title. A new year has other due dates: these alone are no change. */
export function measureChanges(now: readonly PlannedMeasure[], former: readonly PlannedMeasure[], year: number): MeasureChanges {
  const left = new Map(former.map((row) => [row.id, row]));
  const before = new Map<number, PlannedMeasure>();
  const take = (row: PlannedMeasure, old: PlannedMeasure | undefined): void => {
    if (!old || before.has(row.id)) return;
    before.set(row.id, old);
    left.delete(old.id);
  };
  for (const row of now) take(row, left.get(row.carried_from_id ?? 0));
  for (const row of now) take(row, [...left.values()].find((old) => old.title === row.title));
  const cells = MEASURE_CELLS.filter((cell) => cell !== "due");
  const isChanged = (row: PlannedMeasure): boolean => {
    const old = before.get(row.id);
    return old !== undefined && cells.some((cell) => measureCell(old, cell) !== measureCell(row, cell));
  };
  return { year, before, changed: new Set(now.filter(isChanged).map((row) => row.id)), removed: [...left.values()] };
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
