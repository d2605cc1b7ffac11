/** How Field talks to the control inside it: ids for label, hint and error. */
import { computed, type ComputedRef, inject, type InjectionKey, useId } from "vue";

export interface FieldContext {
  id: string;
  describedBy: ComputedRef<string | undefined>;
  invalid: ComputedRef<boolean>;
  required: ComputedRef<boolean>;
}

export const fieldKey: InjectionKey<FieldContext> = Symbol("field");

/** In a control: the attributes that tie it to its label. Works without a Field too (then give an aria-label). */
export function useField() {
  const field = inject(fieldKey, null);
  const ownId = useId();
  return computed(() => ({
    id: field?.id ?? ownId,
    "aria-describedby": field?.describedBy.value,
    "aria-invalid": field?.invalid.value ? (true as const) : undefined,
    "aria-required": field?.required.value ? (true as const) : undefined,
  }));
}
