/** Page-wide keys while a component is mounted, e.g. `useShortcuts({ "mod+s": save, "alt+arrowdown": next })`. */
import { onBeforeUnmount, onMounted } from "vue";

export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>;

/** `mod` is Ctrl, or ⌘ on Apple machines. */
export function comboOf(event: KeyboardEvent): string {
  const parts = [
    event.ctrlKey || event.metaKey ? "mod" : "",
    event.altKey ? "alt" : "",
    event.shiftKey ? "shift" : "",
    event.key.toLowerCase(),
  ];
  return parts.filter(Boolean).join("+");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

export function useShortcuts(shortcuts: Shortcuts): void {
  function onKey(event: KeyboardEvent): void {
    // An input method composing Chinese uses the same keys.
    if (event.isComposing || event.defaultPrevented) return;
    const combo = comboOf(event);
    const run = shortcuts[combo];
    const isChord = combo.startsWith("mod+") || combo.startsWith("alt+");
    if (!run || (!isChord && isTyping(event.target))) return;
    event.preventDefault();
    run(event);
  }
  onMounted(() => addEventListener("keydown", onKey));
  onBeforeUnmount(() => removeEventListener("keydown", onKey));
}
