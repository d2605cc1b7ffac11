/** One form: its values, the server's errors beside the fields, everything else above the buttons. */
import { nextTick, reactive, ref, type Ref, shallowRef, type UnwrapNestedRefs } from "vue";

import { asProblem, type Problem } from "@/api/problem";

export interface Form<T extends object> {
  values: UnwrapNestedRefs<T>;
  /** Field name → sentence, from our own checks and from the server. */
  errors: Record<string, string>;
  /** What no field could show. */
  problem: Ref<Problem | null>;
  busy: Ref<boolean>;
  /** Runs once at a time; undefined when it failed (the form then shows why). */
  submit: <R>(send: () => Promise<R>) => Promise<R | undefined>;
  /** Our own check before sending; shows the sentence and returns false when `ok` is not true. */
  demand: (field: string, ok: unknown, sentence: string) => boolean;
  reset: () => void;
}

/** The first field that is wrong gets the focus: the eye and the screen reader go where the work is. */
function focusFirstError(): void {
  void nextTick(() => {
    const scope = document.querySelector("dialog[open]") ?? document;
    scope.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  });
}

/** `const form = useForm(() => ({ name: "" })); await form.submit(() => api.post(..., { body: form.values }))` */
export function useForm<T extends object>(initial: () => T): Form<T> {
  const values = reactive(initial());
  const errors = reactive<Record<string, string>>({});
  const problem = shallowRef<Problem | null>(null);
  const busy = ref(false);

  function clear(): void {
    for (const key of Object.keys(errors)) delete errors[key];
    problem.value = null;
  }

  function demand(field: string, ok: unknown, sentence: string): boolean {
    if (ok) delete errors[field];
    else errors[field] = sentence;
    if (!ok) focusFirstError();
    return Boolean(ok);
  }

  async function submit<R>(send: () => Promise<R>): Promise<R | undefined> {
    if (busy.value) return undefined;
    clear();
    busy.value = true;
    try {
      return await send();
    } catch (error) {
      const found = asProblem(error);
      const fields = found.fields();
      Object.assign(errors, fields);
      const known = Object.keys(fields).every((name) => (name.split(".")[0] ?? "") in values);
      problem.value = known && Object.keys(fields).length > 0 ? null : found;
      if (Object.keys(fields).length > 0) focusFirstError();
      return undefined;
    } finally {
      busy.value = false;
    }
  }

  function reset(): void {
    clear();
    Object.assign(values, initial());
  }

  return { values, errors, problem, busy, submit, demand, reset };
}
