/** How states look. */
import type { CampaignState, Standing, SubmissionState, VersionOutcome } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const CAMPAIGN_TONE: Record<CampaignState, Tone> = { draft: "neutral", running: "info", ended: "ok" };
export const SUBMISSION_TONE: Record<SubmissionState, Tone> = {
  draft: "neutral",
  submitted: "info",
  received: "ok",
  returned: "danger",
};
export const STANDING_TONE: Record<Standing, Tone> = { due: "neutral", missing: "danger", submitted: "info", received: "ok" };
export const OUTCOME_TONE: Record<VersionOutcome, Tone> = {
  waiting: "info",
  received: "ok",
  returned: "danger",
  withdrawn: "neutral",
};
