/** Popups inside a modal dialog must be drawn inside it: everything outside a native modal is inert. */
import { computed, type ComputedRef, shallowRef } from "vue";

/** Open modal dialogs, the topmost last. */
export const openDialogs = shallowRef<readonly HTMLElement[]>([]);

/** Where menus, lists, calendars and messages are drawn. */
export const overlayTarget: ComputedRef<HTMLElement | string> = computed(
  () => openDialogs.value[openDialogs.value.length - 1] ?? "body",
);
