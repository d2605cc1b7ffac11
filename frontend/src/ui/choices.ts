/** One choice of Select, Combobox and filters. */
export interface Choice {
  value: string;
  label: string;
  /** Second line in lists, e.g. the department of a person. */
  hint?: string;
  disabled?: boolean;
}
