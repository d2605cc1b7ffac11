/** How states look. */
import type { Tone } from "@/ui/StatusTag.vue";

import type { Import } from "./queries";

export const STATE_TONE: Record<Import["state"], Tone> = { ready: "warn", applied: "ok", reversed: "neutral", partly_reversed: "info" };
