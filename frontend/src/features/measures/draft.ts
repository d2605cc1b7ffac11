/** A measure as its form holds it, and as the server takes it. */
import type { LineOfDefence, MeasureKind, RuleAction, Treatment } from "@/api/labels";
import type { Choice } from "@/ui/choices";

import type { Gap, Measure, MeasureChange } from "./queries";

export interface Draft {
  kind: string;
  title: string;
  content: string;
  risk_point_ids: Choice[];
  position_id: string;
  due_on: string;
  line_of_defence: string;
  treatment: string;
  basis: Choice[];
  /** Clauses by the id of the rule. */
  clauses: Record<string, string>;
  evidence: string;
  indicator: string;
  power_id: string;
  rule_action: string;
  regulation_id: string;
  rule_title: string;
}
/** From where a new measure starts: a risk point and the kind that answers it. */
export interface Start {
  gap: Gap;
  kind: MeasureKind;
}

export function emptyDraft(): Draft {
  const texts = { kind: "post", title: "", content: "", position_id: "", due_on: "", line_of_defence: "", treatment: "" };
  const rest = { evidence: "", indicator: "", power_id: "", rule_action: "", regulation_id: "", rule_title: "" };
  return { ...texts, ...rest, risk_point_ids: [], basis: [], clauses: {} };
}
/** What the sheet says of the risk already is the first draft of its measure. */
export function draftFrom({ gap, kind }: Start): Draft {
  return {
    ...emptyDraft(),
    kind,
    content: gap.measures,
    risk_point_ids: [{ value: String(gap.risk_point_id), label: gap.name }],
    position_id: gap.position_id === null ? "" : String(gap.position_id),
  };
}
const text = (value: string | number | null): string => (value === null ? "" : String(value));
export function draftOf(measure: Measure): Draft {
  // Risk points one may not see stay linked, under their number.
  const names = new Map(measure.risk_points.map((point) => [point.id, point.name]));
  return {
    kind: measure.kind,
    title: measure.title,
    content: measure.content,
    risk_point_ids: measure.risk_point_ids.map((id) => ({ value: String(id), label: names.get(id) ?? `#${id}` })),
    position_id: text(measure.position_id),
    due_on: text(measure.due_on),
    line_of_defence: text(measure.line_of_defence),
    treatment: text(measure.treatment),
    basis: measure.basis.map((one) => ({ value: String(one.regulation_id), label: one.title })),
    clauses: Object.fromEntries(measure.basis.map((one) => [String(one.regulation_id), one.clause])),
    evidence: measure.evidence,
    indicator: measure.indicator,
    power_id: text(measure.power_id),
    rule_action: text(measure.rule_action),
    regulation_id: text(measure.regulation_id),
    rule_title: measure.rule_title,
  };
}

const number = (value: string): number | null => (value ? Number(value) : null);
/** Fields of other kinds are emptied, so that nothing unseen is signed. */
export function bodyOf(draft: Draft) {
  const isRule = draft.kind === "rule";
  const isNew = isRule && draft.rule_action === "new";
  return {
    kind: draft.kind as MeasureKind,
    title: draft.title,
    content: draft.content,
    risk_point_ids: draft.risk_point_ids.map((one) => Number(one.value)),
    position_id: number(draft.position_id),
    due_on: draft.due_on || null,
    line_of_defence: (draft.line_of_defence || null) as LineOfDefence | null,
    treatment: (draft.treatment || null) as Treatment | null,
    basis: draft.basis.map((one) => ({ regulation_id: Number(one.value), clause: draft.clauses[one.value] ?? "" })),
    evidence: draft.evidence,
    indicator: draft.indicator,
    power_id: draft.kind === "flow_redesign" ? number(draft.power_id) : null,
    rule_action: isRule ? ((draft.rule_action || null) as RuleAction | null) : null,
    regulation_id: isRule && !isNew ? number(draft.regulation_id) : null,
    rule_title: isNew ? draft.rule_title : "",
  } satisfies MeasureChange;
}
