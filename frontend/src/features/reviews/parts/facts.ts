/** What a review says of itself: its story, where its subject opens, what its cells are called. */
import type { RouteLocationRaw } from "vue-router";

import { Decision, RedoReason, ReviewState, type ReviewSubject } from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";
import type { TimelineItem } from "@/ui/Timeline.vue";

import { lastReturn } from "../changes";
import { t } from "../locale";
import { t as power } from "../powers-locale";
import type { Review } from "../queries";

/** Cells one can write about, by the server's field names. */
export const FIELDS: Readonly<Record<ReviewSubject, readonly string[]>> = {
  risk_inventory: ["duty", "name", "manifestation", "causes", "level", "measures"],
  measure_plan: ["title", "content", "position_id", "due_on", "evidence", "indicator"],
  power_catalogue: ["name", "content", "handling_body", "basis", "boundary"],
};
const HEADINGS = {
  duty: "col.duty",
  name: "col.name",
  manifestation: "col.manifestation",
  causes: "col.causes",
  level: "col.level",
  measures: "col.measures",
  title: "col.title",
  content: "col.content",
  position_id: "col.position",
  due_on: "col.due",
  evidence: "col.evidence",
  indicator: "col.indicator",
  power_id: "col.power",
} as const;
/** Cells of a catalogue of powers, and what else of a power can change. */
const POWER_FIELDS = [
  "name",
  "content",
  "handling_body",
  "basis",
  "bases",
  "boundary",
  "kind",
  "key_area",
  "major_matters",
  "discretion",
  "must_publish",
  "is_concentrated",
  "position_id",
] as const;
type PowerField = (typeof POWER_FIELDS)[number];
/** The heading of a field of such a sheet; "" for a whole row. */
export function heading(field: string, kind?: ReviewSubject): string {
  if (kind === "power_catalogue" && POWER_FIELDS.includes(field as PowerField)) return power(field as PowerField);
  return field in HEADINGS ? t(HEADINGS[field as keyof typeof HEADINGS]) : field;
}

export function subjectRoute(review: Review): RouteLocationRaw {
  if (review.subject_kind === "measure_plan") return { name: "measure-plan", params: { id: review.subject_id } };
  if (review.subject_kind === "risk_inventory") return { name: "risk-inventory", params: { id: review.subject_id } };
  return { name: "power-catalogue", params: { id: review.subject_id } };
}

/** What the last sending back said of each row. */
export function remarksOf(review: Review): ReadonlyMap<number, string> {
  const words = lastReturn(review)?.rows.map((row) => {
    const reasons = row.reasons.map((reason) => label(RedoReason, reason)).join("、");
    return [row.row_id, [reasons, row.comment].filter(Boolean).join("：")] as const;
  });
  return new Map(words);
}

/** Signatures, the newest first. */
export function storyOf(review: Review): TimelineItem[] {
  return review.decisions
    .map((one) => {
      const parts = [
        one.reasons.map((reason) => label(RedoReason, reason)).join("、"),
        one.opinion,
        one.meeting_title ? t("review.meeting", { title: one.meeting_title }) : "",
        one.redo_due_on ? t("review.redoDueOn", { day: formatDay(one.redo_due_on) }) : "",
      ];
      return {
        id: one.id,
        at: one.decided_at,
        title: `${label(ReviewState, one.state)}：${label(Decision, one.decision)}`,
        by: one.decided_by_name,
        detail: parts.filter(Boolean).map((part) => part.replace(/。$/, "")).join("。"),
        tone: one.decision === "send_back" ? ("danger" as const) : ("ok" as const),
      };
    })
    .reverse();
}
