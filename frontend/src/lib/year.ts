/** The working year: the calendar year in Shanghai, until the shell offers the years there are. */
import { ref } from "vue";

import { currentYear } from "./dates";

export const year = ref(currentYear());
export const years = ref<readonly number[]>([year.value]);

/** The years that were opened and the present one, newest first; keeps the chosen year when it is still offered. */
export function offerYears(opened: readonly number[]): void {
  years.value = [...new Set([currentYear(), ...opened])].sort((a, b) => b - a);
  if (!years.value.includes(year.value)) year.value = currentYear();
}
