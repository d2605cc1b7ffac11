/** How the states of tasks look. */
import type { RecheckState } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const TONE: Record<RecheckState, Tone> = { open: "warn", unchanged: "ok", adjusted: "info" };
