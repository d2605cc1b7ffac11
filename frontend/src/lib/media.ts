/** Facts about the screen, as refs. Styling belongs in CSS; use these only where the markup differs. */
import { type Ref, ref } from "vue";

function matches(query: string): Ref<boolean> {
  const list = matchMedia(query);
  const value = ref(list.matches);
  list.addEventListener("change", (event) => (value.value = event.matches));
  return value;
}

/** Below the width where the sidebar appears. */
export const isPhone = matches("screen and (max-width: 47.99em)");
export const isTouch = matches("(pointer: coarse)");
/** The reader wants no motion. */
export const isStill = matches("(prefers-reduced-motion: reduce)");
