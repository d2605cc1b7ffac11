/** Words of the server's Terms. Chinese comes from the OpenAPI `x-labels` (src/api/labels.ts), never typed here. */
import { prefs } from "./prefs";

export type Labels = Readonly<Record<string, string>>;

/** `label(RiskLevel, "high")` → 高; in English the identifier itself, spelled out: `key_area` → Key area. */
export function label(terms: Labels, value: string | null | undefined): string {
  if (value === null || value === undefined || value === "") return "";
  if (prefs.locale === "zh-CN") return terms[value] ?? value;
  const words = value.replace(/[_:-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Choices for Select and Combobox, in the server's order. */
export function options(terms: Labels): { value: string; label: string }[] {
  return Object.keys(terms).map((value) => ({ value, label: label(terms, value) }));
}
