/** One review while it is filled in. */
import { computed, reactive } from "vue";

import { useEditing } from "@/lib/editing";

import { type Check, type CheckChange, type Hint, saveCheck } from "./checks";
import type { Said } from "./parts/CriterionRows.vue";
import type { EditDefect } from "./parts/DefectRows.vue";

let keys = 0;

export function useReview(check: () => Check | undefined, nameOf: (remedy: string) => string) {
  const { values, errors, problem, busy, isDirty, save, reload } = useEditing(
    check,
    () => check()?.allowed_actions.includes("edit") ?? false,
    (one) => ({
      opinion: one?.opinion ?? "",
      verdicts: (one?.criteria ?? []).map(
        (row): Said => ({ id: String(row.criterion_id), name: row.name, look: row.look_at, verdict: row.verdict ?? "", note: row.note, step: row.step_key }),
      ),
      remedies: (one?.remedies ?? []).map((row): Said => ({ id: row.remedy, name: nameOf(row.remedy), look: row.reason, verdict: row.verdict ?? "", note: row.note, step: null })),
      defects: (one?.defects ?? []).map(({ id: _id, ...row }): EditDefect => ({ ...row, key: ++keys })),
      redesign: null,
    }),
    (one) => saveCheck(one, body()),
  );
  const done = computed(() => [...values.verdicts, ...values.remedies].filter((row) => row.verdict).length);
  const total = computed(() => values.verdicts.length + values.remedies.length);

  function body(): CheckChange {
    return {
      opinion: values.opinion,
      verdicts: values.verdicts
        .filter((row) => row.verdict)
        .map((row) => ({ criterion_id: Number(row.id), verdict: row.verdict as "met", note: row.note, step_key: row.step })),
      remedies: values.remedies.filter((row) => row.verdict).map((row) => ({ remedy: row.id as "publish", verdict: row.verdict as "met", note: row.note })),
      defects: values.defects.map(({ kind, step_key, description, suggestion, hint }) => ({ kind, step_key, description, suggestion, hint })),
    };
  }
  function addDefect(part: Partial<EditDefect> = {}): void {
    values.defects.push({ kind: "unscientific", step_key: null, description: "", suggestion: "", hint: null, ...part, key: ++keys });
  }
  function take(hint: Hint): void {
    addDefect({ kind: hint.kind, step_key: hint.step_key, description: hint.reason, suggestion: hint.suggestion, hint: hint.code });
  }
  const taken = computed(() => values.defects.flatMap((row) => (row.hint ? [`${row.hint}:${row.step_key ?? ""}`] : [])));
  /** `verdicts.3.note` → `3.note` of the verdicts. */
  const errorsOf = (name: "verdicts" | "remedies" | "defects"): Record<string, string> => {
    const found: Record<string, string> = {};
    for (const [key, text] of Object.entries(errors)) {
      if (key === name) found.all = text;
      else if (key.startsWith(`${name}.`)) found[key.slice(name.length + 1)] = text;
    }
    return found;
  };
  return reactive({ values, errors, problem, busy, isDirty, reload, done, total, save, addDefect, take, taken, errorsOf });
}
