import type { Tone } from "@/ui/StatusTag.vue";

import type { Finding } from "./findings";

export const FINDING_TONE: Readonly<Record<Finding["state"], Tone>> = {
  open: "warn",
  answered: "info",
  closed: "ok",
  withdrawn: "neutral",
};
