/** How review states look. */
import type { ReviewState } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const STATE_TONE: Record<ReviewState, Tone> = {
  draft: "neutral",
  department_review: "info",
  supervising_review: "info",
  office_review: "info",
  leadership_review: "info",
  sent_back: "danger",
  approved: "ok",
};
