/** As what official forms are downloaded: the last choice is remembered on this computer. */
import { ref } from "vue";

import type { DocumentFormat } from "@/api/labels";
import { readStorage, writeStorage } from "@/lib/prefs";

const KEY = "lf.format";

/** Names of programs, the same in every language. */
export const FORMATS: readonly { value: DocumentFormat; label: string }[] = [
  { value: "docx", label: "Word" },
  { value: "xlsx", label: "Excel" },
  { value: "pdf", label: "PDF" },
];

function known(value: unknown): value is DocumentFormat {
  return FORMATS.some((one) => one.value === value);
}

const stored = readStorage(KEY);
export const fileFormat = ref<DocumentFormat>(known(stored) ? stored : "docx");

/** Takes what a menu or a row of choices sent; anything else is not a format. */
export function chooseFormat(value: string): void {
  if (!known(value)) return;
  fileFormat.value = value;
  writeStorage(KEY, value);
}
