import type { Tone } from "@/ui/StatusTag.vue";

import type { Finding } from "./findings";
import type { Inspection } from "./scores";
import type { Standard } from "./standards";

export const FINDING_TONE: Readonly<Record<Finding["state"], Tone>> = {
  open: "warn",
  answered: "info",
  closed: "ok",
  withdrawn: "neutral",
};
export const STANDARD_TONE: Readonly<Record<Standard["state"], Tone>> = { draft: "warn", adopted: "ok", retired: "neutral" };
export const INSPECTION_TONE: Readonly<Record<Inspection["state"], Tone>> = {
  open: "neutral",
  self_scored: "info",
  scored: "warn",
  objected: "danger",
  confirmed: "ok",
};
export const GRADE_TONE: Readonly<Record<NonNullable<Inspection["grade"]>, Tone>> = { excellent: "ok", good: "info", passed: "neutral", failed: "danger" };
