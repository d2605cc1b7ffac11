/** What a catalogue says of itself: its way through the signatures, its story, its rows as 附件一 shows them. */
import { Decision, RedoReason, ReviewState } from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";
import type { Tone } from "@/ui/StatusTag.vue";
import type { Step } from "@/ui/Stepper.vue";
import type { TimelineItem } from "@/ui/Timeline.vue";

import { t } from "./catalogue-locale";
import type { Catalogue, CatalogueRow, Signature } from "./catalogue-queries";

const STAGES = ["department_review", "supervising_review"] as const;
export const STATE_TONE: Record<ReviewState, Tone> = {
  draft: "neutral",
  department_review: "info",
  supervising_review: "info",
  office_review: "info",
  leadership_review: "info",
  sent_back: "danger",
  approved: "ok",
};

/** Signatures of the present round; a stage that was passed shows who signed it and when. */
export function stepsOf(catalogue: Pick<Catalogue, "state" | "round">, signatures: readonly Signature[]): Step[] {
  const isOpen = catalogue.state === "draft" || catalogue.state === "sent_back";
  const place = catalogue.state === "approved" ? STAGES.length : STAGES.findIndex((stage) => stage === catalogue.state);
  const first: Step = {
    id: "draft",
    title: t("step.fill"),
    state: isOpen ? "current" : "done",
    ...(catalogue.state === "sent_back" ? { alert: t("step.sentBack") } : {}),
  };
  const stages = STAGES.map((stage, index): Step => {
    const state = isOpen || index > place ? "todo" : index === place ? "current" : "done";
    const signed = signatures.find((one) => one.round === catalogue.round && one.state === stage && one.decision !== "send_back");
    const note = state === "done" && signed ? t("step.signed", { name: signed.decided_by_name, day: formatDay(signed.decided_at) }) : "";
    return { id: stage, title: label(ReviewState, stage), state, note };
  });
  return [first, ...stages];
}

/** Signatures, the newest first. */
export function storyOf(signatures: readonly Signature[]): TimelineItem[] {
  return signatures
    .map((one) => {
      const reasons = one.reasons.map((reason) => label(RedoReason, reason)).join("、");
      return {
        id: one.id,
        at: one.decided_at,
        title: `${label(ReviewState, one.state)}：${label(Decision, one.decision)}`,
        by: one.decided_by_name,
        detail: [t("story.round", { count: one.round }), reasons, one.opinion].filter(Boolean).join(" · "),
        tone: one.decision === "send_back" ? ("danger" as const) : ("ok" as const),
      };
    })
    .reverse();
}

/** The column 制度依据: what is written, then the rules of the library. */
export function basisOf(row: Pick<CatalogueRow, "basis" | "bases">): string {
  const rules = row.bases.map((rule) => `《${rule.title}》${rule.number ? `（${rule.number}）` : ""}${rule.clause}`);
  return [row.basis, ...rules].filter(Boolean).join("；");
}
