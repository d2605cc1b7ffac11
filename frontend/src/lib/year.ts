/** The working year: the calendar year in Shanghai, until the shell offers the years there are. */
import { ref, watch } from "vue";

import { currentYear } from "./dates";

const KEY = "lf.year";

/** A page loaded again stays in the year it showed; another tab may show another year. */
function kept(): number | undefined {
  try {
    const stored = Number(sessionStorage.getItem(KEY));
    return Number.isInteger(stored) && stored > 1900 && stored < 3000 ? stored : undefined;
  } catch {
    return undefined;
  }
}

export const year = ref(kept() ?? currentYear());
export const years = ref<readonly number[]>([...new Set([year.value, currentYear()])].sort((a, b) => b - a));

watch(year, (chosen) => {
  try {
    sessionStorage.setItem(KEY, String(chosen));
  } catch {
    // A browser that forbids it forgets the year with the page.
  }
});

/** The years that were opened and the present one, newest first; keeps the chosen year when it is still offered. */
export function offerYears(opened: readonly number[]): void {
  years.value = [...new Set([currentYear(), ...opened])].sort((a, b) => b - a);
  if (!years.value.includes(year.value)) year.value = currentYear();
}
