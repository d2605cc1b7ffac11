/** How standings look. */
import type { PledgeStanding } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const TONE: Record<PledgeStanding, Tone> = { missing: "warn", renewal: "info", signed: "ok" };
