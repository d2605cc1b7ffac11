/** How states look, and sizes in words. */
import type { PackageState } from "@/api/labels";
import { formatNumber } from "@/lib/i18n";
import type { Tone } from "@/ui/StatusTag.vue";

export const STATE_TONE: Record<PackageState, Tone> = {
  queued: "neutral",
  running: "info",
  ready: "ok",
  failed: "danger",
  cancelled: "neutral",
  expired: "neutral",
};
const MB = 1024 * 1024;

/** `820 KB`, `5.8 MB`. */
export function formatSize(bytes: number | null): string {
  if (bytes === null) return "";
  return bytes < MB ? `${formatNumber(Math.ceil(bytes / 1024))} KB` : `${formatNumber(Math.round((bytes / MB) * 10) / 10)} MB`;
}
