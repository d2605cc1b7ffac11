/** What has just happened to the steps, for those who do not see the picture; read out politely by the page. */
import { nextTick, ref } from "vue";

export const said = ref("");

/** The same sentence twice is read twice. */
export function say(sentence: string): void {
  said.value = "";
  void nextTick(() => {
    said.value = sentence;
  });
}
