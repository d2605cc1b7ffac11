/** How the states of measures and of their plans look. */
import type { MeasureState, ReviewState } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const MEASURE_TONE: Record<MeasureState, Tone> = {
  planned: "neutral",
  approved: "info",
  in_progress: "info",
  done: "warn",
  effective: "ok",
  ineffective: "danger",
};
export const PLAN_TONE: Record<ReviewState, Tone> = {
  draft: "neutral",
  department_review: "info",
  supervising_review: "info",
  office_review: "info",
  leadership_review: "info",
  sent_back: "danger",
  approved: "ok",
};
