/** How states look. */
import type { HandoverState } from "@/api/labels";
import type { Tone } from "@/ui/StatusTag.vue";

export const STATE_TONE: Record<HandoverState, Tone> = { waiting: "warn", acknowledged: "ok", void: "neutral" };
