/** How the states of rules look. */
import type { RegulationStatus } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const RULE_TONE: Record<RegulationStatus, Tone> = {
  drafting: "neutral",
  in_force: "ok",
  amending: "warn",
  repealed: "neutral",
};
