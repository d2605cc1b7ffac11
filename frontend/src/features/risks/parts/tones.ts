/** How the states of reviews and suggestions look. */
import type { ReviewState, SuggestionState } from "@/api/labels";
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

export const SUGGESTION_TONE: Record<SuggestionState, Tone> = {
  open: "info",
  adopted: "ok",
  declined: "warn",
  withdrawn: "neutral",
};
