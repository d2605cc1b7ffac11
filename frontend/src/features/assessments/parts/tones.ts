/** How states look. */
import type { Tone } from "@/ui/StatusTag.vue";

import type { Scale } from "../level-queries";
import type { DriveItem, OpinionItem } from "../queries";

export const DRIVE_TONE: Record<DriveItem["state"], Tone> = { draft: "neutral", open: "info", closed: "ok", cancelled: "neutral" };
export const OPINION_TONE: Record<OpinionItem["state"], Tone> = { pending: "warn", adopted: "ok", not_adopted: "neutral" };
export const SCALE_TONE: Record<Scale["state"], Tone> = { draft: "info", adopted: "neutral", retired: "neutral" };
