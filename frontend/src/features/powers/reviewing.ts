/** One review while it is filled in. */
import { computed, reactive, ref, watch } from "vue";

import { useForm } from "@/lib/form";

import { type Check, type CheckChange, type Hint, saveCheck } from "./checks";
import type { Said } from "./parts/CriterionRows.vue";
import type { EditDefect } from "./parts/DefectRows.vue";

let keys = 0;

export function useReview(check: () => Check | undefined, nameOf: (remedy: string) => string) {
  const form = useForm(() => ({ opinion: "", verdicts: [] as Said[], remedies: [] as Said[], defects: [] as EditDefect[], redesign: null }));
  const { values, errors } = form;
  const before = ref("");
  const isDirty = computed(() => JSON.stringify(values) !== before.value);

  watch(
    () => [check()?.version, check()?.id],
    () => {
      const one = check();
      if (!one) return;
      values.opinion = one.opinion;
      values.verdicts = one.criteria.map((row) => ({ id: String(row.criterion_id), name: row.name, look: row.look_at, verdict: row.verdict ?? "", note: row.note, step: row.step_key }));
      values.remedies = one.remedies.map((row) => ({ id: row.remedy, name: nameOf(row.remedy), look: row.reason, verdict: row.verdict ?? "", note: row.note, step: null }));
      values.defects = one.defects.map(({ id: _id, ...row }) => ({ ...row, key: ++keys }));
      before.value = JSON.stringify(values);
    },
    { immediate: true },
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
  async function save(): Promise<boolean> {
    const one = check();
    if (!one || !isDirty.value) return true;
    return Boolean(await form.submit(() => saveCheck(one, body())));
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
  return reactive({ form, values, errors, isDirty, done, total, save, addDefect, take, taken, errorsOf });
}
