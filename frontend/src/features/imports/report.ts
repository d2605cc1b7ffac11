/** What was found in a file, put beside the entry it speaks of, and as a list to mend the file with. */
import { Column, ItemStatus, Severity } from "@/api/labels";
import { label } from "@/lib/terms";
import type { Tone } from "@/ui/StatusTag.vue";

import { t } from "./report-locale";
import type { Finding, Import, ImportForm, ImportItem } from "./queries";

export const STATUS_TONE: Record<ImportItem["status"], Tone> = {
  new: "ok",
  changed: "info",
  unchanged: "neutral",
  excluded: "neutral",
  refused: "danger",
};
export const SEVERITY_TONE: Record<Finding["severity"], Tone> = { error: "danger", warning: "warn", note: "neutral" };

/** The kind of entry a column becomes; every other column belongs to a risk point or, in 附件一, to a power. */
const KIND_OF: Partial<Record<Finding["field"], ImportItem["kind"]>> = {
  duties: "duty",
  powers: "power",
  power_name: "power",
  content: "power",
  handling_body: "power",
  basis: "power",
};

/** Findings by the key of their entry; "" holds those of the form as a whole. */
export function findingsByItem(form: ImportForm): Map<string, Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of form.findings) {
    // In a sideways table, and in 附件四, an entry is spread over several rows; both sides say which one it is.
    const entry = finding.entry ?? finding.row;
    const here = form.items.filter((item) => item.table === finding.table && (item.entry ?? item.row) === entry);
    const kind = KIND_OF[finding.field];
    const fitting = kind ? here.filter((item) => item.kind === kind) : here;
    const quoted = fitting.find((item) => finding.raw && textOf(item.values.name).includes(finding.raw));
    const key = (quoted ?? fitting[0] ?? here[0])?.key ?? "";
    found.set(key, [...(found.get(key) ?? []), finding]);
  }
  return found;
}

/** What is worth a second look: not taken at all, or something about it has to be checked. */
export const isDoubtful = (item: ImportItem, found: readonly Finding[]): boolean =>
  item.would_be === "refused" || item.reason !== "" || found.some((finding) => finding.severity !== "note");

/** `doubtful`, or a result an entry has or would have; "" shows all. */
export function isShown(view: string, item: ImportItem, found: readonly Finding[]): boolean {
  if (!view) return true;
  if (view === "doubtful") return isDoubtful(item, found);
  return view === "excluded" ? item.status === "excluded" : item.would_be === view;
}
export interface View {
  value: string;
  count: number;
}
/** The views of an import that show something, with how many entries. */
export function viewsOf(one: Import): View[] {
  const counts = new Map<string, number>();
  const names = ["doubtful", "new", "changed", "unchanged", "refused", "excluded"];
  for (const form of one.forms) {
    const findings = findingsByItem(form);
    for (const item of form.items) {
      const found = findings.get(item.key) ?? [];
      for (const name of names) if (isShown(name, item, found)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return names.flatMap((value) => (counts.has(value) ? [{ value, count: counts.get(value) ?? 0 }] : []));
}
/** Where each doubt stands, in reading order; the key "" is the head of a form: open choices, rows that made no entry. */
export function doubtsOf(one: Import): { form: number; key: string }[] {
  return one.forms.flatMap((form) => {
    const findings = findingsByItem(form);
    const doubtful = form.items.filter((item) => isDoubtful(item, findings.get(item.key) ?? []));
    const heads = form.blockers.length > 0 || (findings.get("") ?? []).some((finding) => finding.severity !== "note");
    return [...(heads ? [""] : []), ...doubtful.map((item) => item.key)].map((key) => ({ form: form.index, key }));
  });
}
export const rowId = (form: number, key: string): string => `entry-${form}-${key}`;

/** A reason that keeps several entries of a form out, said once at its head: a sheet that may not be changed. */
export function sharedRefusal(form: ImportForm): { count: number; reason: string } | null {
  const counts = new Map<string, number>();
  for (const { would_be, reason } of form.items) if (would_be === "refused") counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [reason, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? ["", 0];
  return count > 1 ? { count, reason } : null;
}
/** Whether a finding beside an entry says already why it is refused. */
export const isSaid = (item: ImportItem, found: readonly Finding[]): boolean => found.some((finding) => finding.message === item.reason);

/** Which entries stay when only some results are wanted; the others are left out. */
export type Wish = "all" | "none" | "new" | "changed";
export function leftOut(form: ImportForm, wish: Wish): string[] {
  const stays = (item: ImportItem): boolean => wish === "all" || (wish !== "none" && item.would_be === wish);
  return form.items.filter((item) => item.would_be !== "refused" && !stays(item)).map((item) => item.key);
}

/** File inside a zip and sheet of a workbook, as far as there are any. */
export const sourceOf = ({ source, sheet }: { source: string; sheet: string }): string => [source, sheet].filter(Boolean).join(" · ");

/** Any stored or read value as text. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return Array.isArray(value) ? value.map(textOf).join("、") : String(value);
}

/** Field names of entries are those of their tables; most are columns of the forms. */
export function fieldName(field: string): string {
  const column = { duty: "duties", declared_level: "level", name: "risk_point" }[field] ?? field;
  return label(Column, column);
}

export function placeOf(finding: Finding): string {
  const { table, row, column } = finding;
  const where = sourceOf(finding);
  if (table === null || row === null) return where || label(Column, finding.field);
  const place = column === null ? t("item.at", { table, row }) : t("finding.at", { table, row, column });
  return [where, place].filter(Boolean).join(" · ");
}

/** Where an entry stands; one of a sideways table begins in a column. */
export function itemPlace({ table, row, column }: ImportItem): string {
  return column ? t("finding.at", { table, row, column }) : t("item.at", { table, row });
}

/** How many entries applying would write. */
export function pending(one: Pick<Import, "counts">): number {
  return (one.counts.new ?? 0) + (one.counts.changed ?? 0);
}

/** A cell of CSV; a leading = + - @ would run as a formula in a spreadsheet. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** Errors, doubts and refused entries as CSV with a BOM, for Excel. Empty when all is well. */
export function problemList(one: Import): string {
  const lines: string[][] = [];
  const add = (finding: Finding): void => {
    if (finding.severity === "note") return;
    lines.push([placeOf(finding), label(Severity, finding.severity), label(Column, finding.field), finding.message, finding.raw]);
  };
  one.findings.forEach(add);
  for (const form of one.forms) {
    form.findings.forEach(add);
    for (const item of form.items) {
      const found = form.findings.filter((finding) => finding.table === item.table && finding.row === item.row);
      if (item.status !== "refused" || isSaid(item, found)) continue;
      const where = [sourceOf(form), itemPlace(item)].filter(Boolean).join(" · ");
      lines.push([where, label(ItemStatus, item.status), "", item.reason, textOf(item.values.name)]);
    }
  }
  if (lines.length === 0) return "";
  const head = [t("csv.where"), t("csv.severity"), t("csv.field"), t("csv.message"), t("csv.raw")];
  return `\ufeff${[head, ...lines].map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
}

export function saveText(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
