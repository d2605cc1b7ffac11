/** Document titles: 风险点库 · 廉政风险防控. A page with a record's name sets its own. */
import { onBeforeUnmount, shallowRef, watchEffect } from "vue";

import { say } from "./i18n";

export const PRODUCT = { zh: "廉政风险防控", en: "Integrity risk control" } as const;

type Getter = () => string | null | undefined;

/** The route's title. */
export const pageTitle = shallowRef<Getter>(() => "");
const recordTitle = shallowRef<Getter | null>(null);

export function resetTitle(): void {
  recordTitle.value = null;
}

/** `useTitle(() => power.data.value?.name)` */
export function useTitle(getter: Getter): void {
  recordTitle.value = getter;
  onBeforeUnmount(() => {
    if (recordTitle.value === getter) recordTitle.value = null;
  });
}

export function installTitle(): void {
  watchEffect(() => {
    const title = recordTitle.value?.() || pageTitle.value();
    document.title = [title, say(PRODUCT)].filter(Boolean).join(" · ");
  });
}
