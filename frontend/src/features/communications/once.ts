/** Dialogs are fetched when they are first wanted, and stay: only so does the focus return to where it came from. */
import { type Ref, ref, watch } from "vue";

/** `<Form v-if="wanted" v-model:open="open" />` with `const wanted = once(open)`. */
export function once(open: Readonly<Ref<boolean>>): Ref<boolean> {
  const wanted = ref(open.value);
  watch(open, (now) => {
    if (now) wanted.value = true;
  });
  return wanted;
}
