/** Undo for edited content: whole snapshots, so that an undo can never half-apply. */
import { computed, type ComputedRef, type Ref, shallowRef } from "vue";

export interface UndoStack {
  /** Call before a change. Changes with the same `group` within a second are one step (typing a word). */
  record: (group?: string) => void;
  undo: () => boolean;
  redo: () => boolean;
  reset: () => void;
  canUndo: ComputedRef<boolean>;
  canRedo: ComputedRef<boolean>;
}

/**
 * Snapshots of `state` as JSON, `limit` steps deep.
 * `now` is a millisecond clock, replaceable in tests.
 */
export function useUndo<T>(state: Ref<T>, limit = 100, now: () => number = Date.now): UndoStack {
  const past = shallowRef<readonly string[]>([]);
  const future = shallowRef<readonly string[]>([]);
  let lastGroup: string | undefined;
  let lastAt = 0;

  const snapshot = (): string => JSON.stringify(state.value);

  function record(group?: string): void {
    const at = now();
    const joins = group !== undefined && group === lastGroup && at - lastAt < 1000;
    lastGroup = group;
    lastAt = at;
    if (joins) return;
    past.value = [...past.value, snapshot()].slice(-limit);
    future.value = [];
  }

  function move(from: typeof past, to: typeof future): boolean {
    const target = from.value[from.value.length - 1];
    if (target === undefined) return false;
    to.value = [...to.value, snapshot()];
    from.value = from.value.slice(0, -1);
    state.value = JSON.parse(target) as T;
    lastGroup = undefined;
    return true;
  }

  return {
    record,
    undo: () => move(past, future),
    redo: () => move(future, past),
    reset() {
      past.value = [];
      future.value = [];
      lastGroup = undefined;
    },
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
  };
}
