/** How phases and states look. */
import type { Tone } from "@/ui/StatusTag.vue";

import type { Announcement, Objection } from "../queries";

export const PHASE_TONE: Record<Announcement["phase"], Tone> = {
  upcoming: "neutral",
  running: "info",
  over: "warn",
  ended: "ok",
  reported: "ok",
  withdrawn: "neutral",
};
export const OBJECTION_TONE: Record<Objection["state"], Tone> = {
  open: "warn",
  upheld: "ok",
  rejected: "neutral",
  withdrawn: "neutral",
  lapsed: "neutral",
};
