/** How states look. */
import type { Tone } from "@/ui/StatusTag.vue";

import type { Warning } from "../queries";

export const STATE_TONE: Record<Warning["state"], Tone> = {
  draft: "neutral",
  issued: "warn",
  rectifying: "info",
  closed: "ok",
  cancelled: "neutral",
};
