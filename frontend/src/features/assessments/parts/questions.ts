/** Questions as they are edited: options are lines of text. */
import type { Question } from "../queries";

export interface EditQuestion {
  key: number;
  kind: string;
  text: string;
  options: string;
  isRequired: boolean;
}
let last = 0;

export function blankQuestion(): EditQuestion {
  last += 1;
  return { key: last, kind: "single", text: "", options: "", isRequired: true };
}
export function toEdit(questions: readonly Question[]): EditQuestion[] {
  return questions.map(({ kind, text, options, is_required }) => ({
    ...blankQuestion(), kind, text, options: (options ?? []).join("\n"), isRequired: is_required ?? false,
  }));
}
export function fromEdit(questions: readonly EditQuestion[]): Question[] {
  return questions.map(({ kind, text, options, isRequired }) => ({
    kind: kind as Question["kind"],
    text: text.trim(),
    options: kind === "text" ? [] : options.split("\n").map((line) => line.trim()).filter(Boolean),
    is_required: isRequired,
  }));
}
