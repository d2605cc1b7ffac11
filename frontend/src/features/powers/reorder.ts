/** Moving rows of a list: by drag on desktops, by Alt+↑ Alt+↓ everywhere; buttons are the caller's. */
import { ref } from "vue";

/** A copy with the element `from` standing at `to`; places outside of the list change nothing. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const copy = [...list];
  if (from === to || !(from in copy) || to < 0 || to >= copy.length) return copy;
  const [element] = copy.splice(from, 1);
  copy.splice(to, 0, element as T);
  return copy;
}

/** `v-bind="handlers(index)"` on each row; `over` is the row something is held above. */
export function useReorder(move: (from: number, to: number) => void) {
  const held = ref<number | null>(null);
  const over = ref<number | null>(null);

  function drop(): void {
    held.value = null;
    over.value = null;
  }
  const handlers = (index: number) => ({
    onDragstart: (event: DragEvent) => {
      held.value = index;
      if (event.dataTransfer) event.dataTransfer.effectAllowed = "move";
      // Firefox starts no drag without data.
      event.dataTransfer?.setData("text/plain", String(index));
    },
    onDragover: (event: DragEvent) => {
      if (held.value === null) return;
      event.preventDefault();
      over.value = index;
    },
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      if (held.value !== null && held.value !== index) move(held.value, index);
      drop();
    },
    onDragend: drop,
    onKeydown: (event: KeyboardEvent) => {
      if (!event.altKey || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
      event.preventDefault();
      event.stopPropagation();
      move(index, index + (event.key === "ArrowUp" ? -1 : 1));
    },
  });
  return { held, over, handlers };
}
