/** What the pages before signing in show: name of the college, password rules. Fetched once, never in the way. */
import { computed, shallowRef } from "vue";

import { api } from "@/api/client";
import type { Data } from "@/api/types";

import { t } from "./locale";

export const site = shallowRef<Data<"/api/v1/site", "get"> | null>(null);
let asked: Promise<void> | null = null;

export function loadSite(): void {
  asked ??= api.get("/api/v1/site").then(
    (found) => void (site.value = found),
    // Only an ornament is missing; the next page may try again.
    () => void (asked = null),
  );
}

export const passwordRules = computed(() => {
  const rules = site.value?.password_policy;
  if (!rules) return undefined;
  return rules.classes > 1
    ? t("password.classes", { length: rules.min_length, classes: rules.classes })
    : t("password.rules", { length: rules.min_length });
});
