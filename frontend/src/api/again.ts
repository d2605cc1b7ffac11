/** Some calls want the password typed again. It is asked for once, however many calls wait; App.vue shows the question. */
import { shallowRef } from "vue";

export interface Question {
  /** True: it was typed and the server took it. False: nobody wanted to. */
  answer: (typed: boolean) => void;
}

export const question = shallowRef<Question | null>(null);
let waiting: Promise<boolean> | null = null;

export function askForPassword(): Promise<boolean> {
  waiting ??= new Promise<boolean>((answer) => (question.value = { answer })).finally(() => {
    question.value = null;
    waiting = null;
  });
  return waiting;
}
