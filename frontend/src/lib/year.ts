/** The working year. The campaigns room may offer more years; until then it is the calendar year in Shanghai. */
import { ref } from "vue";

import { currentYear } from "./dates";

export const year = ref(currentYear());
export const years = ref<readonly number[]>([year.value]);

/** Newest first; keeps the chosen year when it is still offered. */
export function offerYears(offered: readonly number[]): void {
  if (offered.length === 0) return;
  years.value = [...offered].sort((a, b) => b - a);
  if (!years.value.includes(year.value)) year.value = years.value[0] ?? year.value;
}
