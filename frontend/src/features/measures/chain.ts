/** The plan's way through its four signatures, as steps to show. */
import { ReviewState } from "@/api/labels";
import { formatDay } from "@/lib/dates";
import { label } from "@/lib/terms";
import type { Step } from "@/ui/Stepper.vue";

import { t } from "./locale";
import type { Plan } from "./queries";

type Signature = NonNullable<Plan["latest_decision"]>;
const STAGES = ["department_review", "supervising_review", "office_review", "leadership_review"] as const;

/** Signatures of the present round; a stage that was passed shows who signed it and when. */
export function stepsOf(plan: Pick<Plan, "state" | "round">, signatures: readonly Signature[]): Step[] {
  const isOpen = plan.state === "draft" || plan.state === "sent_back";
  const current = STAGES.findIndex((stage) => stage === plan.state);
  const place = plan.state === "approved" ? STAGES.length : current;
  const first: Step = {
    id: "draft",
    title: t("plan.fill"),
    state: isOpen ? "current" : "done",
    ...(plan.state === "sent_back" ? { alert: t("plan.sentBack") } : {}),
  };
  const stages = STAGES.map((stage, index): Step => {
    const state = isOpen || index > place ? "todo" : index === place ? "current" : "done";
    const signed = signatures.find((one) => one.round === plan.round && one.state === stage && one.decision !== "send_back");
    const note = state === "done" && signed ? t("plan.signed", { name: signed.decided_by_name, day: formatDay(signed.decided_at) }) : "";
    return { id: stage, title: label(ReviewState, stage), state, note };
  });
  return [first, ...stages];
}
