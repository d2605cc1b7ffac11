/** The rows of what is reviewed beside what they were, cell by cell as people read them: sheets, 附件一 and measures. */
import {
  CategoryScheme,
  CauseKind,
  Discretion,
  FindingSource,
  KeyArea,
  LineOfDefence,
  MajorMatter,
  MeasureKind,
  PowerKind,
  RiskCategory,
  RiskLevel,
  RuleAction,
  Treatment,
} from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";

import { basisOf } from "./changes";
import { t } from "./compare-locale";
import type { Comparison, Comparisons, Lists } from "./queries";

type Kind = keyof Comparisons;
export type ComparedRow<K extends Kind = Kind> = Comparisons[K]["rows"][number];
export type Side<K extends Kind> = NonNullable<ComparedRow<K>["before"]>;
export interface ComparedCell {
  column: string;
  before: string;
  after: string;
  isChanged: boolean;
}
/** How one kind of row reads: what is always shown, what only where it changed, and the server's fields behind a column. */
interface Reader<K extends Kind> {
  main: readonly string[];
  more: readonly string[];
  fields: Readonly<Record<string, readonly string[]>>;
  said: (side: Side<K>, column: string, lists?: Lists) => string;
}

/** Fields that are texts as they stand. */
const plain = (side: object, column: string): string => String((side as Record<string, unknown>)[column] ?? "");
const joined = (parts: readonly (string | null)[], by: string): string => parts.filter(Boolean).join(by);

const sheets: Reader<"risk_inventory"> = {
  main: ["duty", "name", "manifestation", "causes", "level", "measures"],
  more: ["link", "categories", "found_by", "location", "remark", "public_wording"],
  fields: { causes: ["causes", "cause_kinds"], link: ["power_id", "step_id"], categories: ["categories", "subcategories"] },
  said(side, column, lists) {
    if (column === "level") return label(RiskLevel, side.level);
    if (column === "link") return joined([side.power_name, side.step_name], " · ");
    if (column === "causes") return joined([side.cause_kinds.map((kind) => label(CauseKind, kind)).join("、"), side.causes], "：");
    if (column === "found_by") {
      return side.found_by.map((key) => lists?.ways.find((way) => way.key === key)?.label ?? label(FindingSource, key)).join("、");
    }
    return column === "categories" ? categoriesOf(side, lists) : plain(side, column);
  },
};
/** The office's lists name ways and categories. */
function categoriesOf(side: Side<"risk_inventory">, lists: Lists | undefined): string {
  const named = Object.entries(side.categories).map(([scheme, key]) => {
    const known = lists?.schemes.find((one) => one.key === scheme);
    const category = known?.categories.find((one) => one.key === key);
    const particulars = (side.subcategories[scheme] ?? []).map((part) => category?.subcategories.find((one) => one.key === part)?.label ?? part);
    const text = category?.label ?? label(RiskCategory, key);
    return `${known?.label ?? label(CategoryScheme, scheme)}：${text}${particulars.length ? `（${particulars.join("、")}）` : ""}`;
  });
  return named.join("；");
}

const catalogues: Reader<"power_catalogue"> = {
  main: ["name", "content", "handling_body", "basis", "boundary"],
  more: ["kind", "key_area", "major_matters", "discretion", "must_publish", "is_concentrated", "position_id"],
  fields: { basis: ["basis", "bases"] },
  said(side, column) {
    if (column === "basis") return basisOf(side);
    if (column === "kind") return label(PowerKind, side.kind);
    if (column === "key_area") return label(KeyArea, side.key_area);
    if (column === "major_matters") return side.major_matters.map((one) => label(MajorMatter, one)).join("、");
    if (column === "discretion") return label(Discretion, side.discretion);
    if (column === "must_publish" || column === "is_concentrated") return t(side[column] ? "yes" : "no");
    return column === "position_id" ? (side.position_name ?? "") : plain(side, column);
  },
};

const plans: Reader<"measure_plan"> = {
  main: ["title", "content", "position_id", "due_on", "evidence", "indicator"],
  more: ["kind", "line_of_defence", "treatment", "risk_points", "basis", "power_id", "rule_action", "regulation_id"],
  fields: { regulation_id: ["regulation_id", "rule_title"] },
  said(side, column) {
    if (column === "kind") return label(MeasureKind, side.kind);
    if (column === "line_of_defence") return label(LineOfDefence, side.line_of_defence);
    if (column === "treatment") return label(Treatment, side.treatment);
    if (column === "rule_action") return label(RuleAction, side.rule_action);
    if (column === "position_id") return side.position_name ?? "";
    if (column === "power_id") return side.power_name ?? "";
    if (column === "regulation_id") return joined([side.regulation_title, side.rule_title], "；");
    if (column === "due_on") return side.due_on ? formatDay(side.due_on) : "";
    if (column === "risk_points") return side.risk_points.map((one) => one.name).join("；");
    if (column === "basis") return side.basis.map((one) => `《${one.title}》${one.clause}`).join("；");
    return plain(side, column);
  },
};

const READERS: { [K in Kind]: Reader<K> } = { risk_inventory: sheets, power_catalogue: catalogues, measure_plan: plans };

/** The cells of a row: those of the form, and of the others those that changed. */
export function cellsOf<K extends Kind>(kind: K, row: ComparedRow<K>, lists?: Lists): ComparedCell[] {
  const { main, more, fields, said } = READERS[kind];
  const changed = new Set(row.cells);
  const isChanged = (column: string): boolean => (fields[column] ?? [column]).some((field) => changed.has(field));
  return [...main, ...more.filter(isChanged)].map((column) => ({
    column,
    before: row.before ? said(row.before, column, lists) : "",
    after: row.after ? said(row.after, column, lists) : "",
    isChanged: isChanged(column),
  }));
}
/** How many rows became what. */
export function countsOf(rows: Comparison["rows"]): Record<ComparedRow["change"], number> {
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  for (const row of rows) counts[row.change] += 1;
  return counts;
}
