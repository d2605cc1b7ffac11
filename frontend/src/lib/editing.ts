/** A document that is edited as a whole on a page of its own. */
import { computed, type ComputedRef, ref, type ShallowRef, shallowRef, type UnwrapNestedRefs, watch } from "vue";
import { onBeforeRouteLeave } from "vue-router";

import { type Form, useForm } from "./form";
import { useShortcuts } from "./shortcuts";

export interface Editing<T, V extends object> extends Form<V> {
  /** The copy that what is typed is based on. */
  base: Readonly<ShallowRef<T | null>>;
  isDirty: ComputedRef<boolean>;
  /** True when nothing is left to be saved. */
  save: () => Promise<boolean>;
  /** Gives up what was typed for the newest copy. */
  reload: () => void;
}

/**
 * `read` makes the values of a copy, of null those of an empty form; `send` saves what was typed about the copy it is
 * based on. A newer copy of somebody else never takes the place of what is typed: saving then says 412.
 */
export function useEditing<T extends { id: number; version: number }, V extends object>(
  newest: () => T | undefined,
  mayEdit: () => boolean,
  read: (one: T | null) => V,
  send: (one: T, values: UnwrapNestedRefs<V>) => Promise<T>,
): Editing<T, V> {
  const base: ShallowRef<T | null> = shallowRef(null);
  const form = useForm(() => read(base.value));
  const before = ref("");
  const typed = (): string => JSON.stringify(form.values);
  const isDirty = computed(() => mayEdit() && base.value !== null && typed() !== before.value);

  function take(one: T): void {
    base.value = one;
    form.reset();
    before.value = typed();
  }
  function reload(): void {
    const one = newest();
    if (one) take(one);
  }
  watch(
    newest,
    (one) => {
      if (one && (one.id !== base.value?.id || (one.version !== base.value.version && !isDirty.value))) take(one);
    },
    { immediate: true },
  );

  async function save(): Promise<boolean> {
    const one = base.value;
    if (!one || !isDirty.value) return true;
    const sent = typed();
    const saved = await form.submit(() => send(one, form.values));
    if (!saved) return false;
    if (typed() === sent) take(saved);
    // Typing went on meanwhile: that is left to be saved.
    else [base.value, before.value] = [saved, sent];
    return true;
  }
  return { ...form, base, isDirty, save, reload };
}

/** Ctrl+S saves; nothing is lost on the way out: it is saved, or the page says once why not. */
export function useSaving(save: () => Promise<boolean>): void {
  useShortcuts({ "mod+s": () => void save() });
  let hasWarned = false;
  onBeforeRouteLeave(async () => {
    const mayLeave = (await save()) || hasWarned;
    hasWarned = true;
    return mayLeave;
  });
}
