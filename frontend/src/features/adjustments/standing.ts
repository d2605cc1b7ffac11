/** Where a change stands: still looked at, all looked at, on file. */
import type { Tone } from "@/ui/StatusTag.vue";

import { t } from "./locale";
import type { Adjustment } from "./queries";

export function standing(one: Pick<Adjustment, "filed_on" | "open_count">): { label: string; tone: Tone } {
  if (one.filed_on) return { label: t("changes.filed"), tone: "ok" };
  return one.open_count ? { label: t("changes.waiting", { count: one.open_count }), tone: "warn" } : { label: t("changes.unfiled"), tone: "info" };
}
