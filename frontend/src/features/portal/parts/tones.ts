/** The tone of a standing. */
import type { PublicationStanding } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const TONE: Readonly<Record<PublicationStanding, Tone>> = {
  unpublished: "neutral",
  draft: "info",
  current: "ok",
  changed: "warn",
  expired: "neutral",
  withdrawn: "neutral",
};
