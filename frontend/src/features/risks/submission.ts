/** Handing in and taking back. A sheet without risk points asks for its reason first. */
import { ref } from "vue";

import { Problem } from "@/api/problem";
import { toast, toastProblem } from "@/lib/toast";

import type { Place } from "./notes";
import { type Sheet, submitSheet, withdrawSheet } from "./queries";
import type { useSheet } from "./sheet";
import { t } from "./sheet-locale";

export function useSubmission(editor: ReturnType<typeof useSheet>, goTo: (place: Place) => void) {
  const { sheet, state, rows, errors } = editor;
  const busy = ref(false);
  /** The question why there is no risk point. */
  const isAsking = ref(false);

  function accept(stored: Sheet): Sheet {
    editor.adopt(stored);
    toast(t("sheet.submitted"), { undo: () => void withdraw() });
    return stored;
  }
  async function submit(): Promise<void> {
    busy.value = true;
    try {
      if (editor.mayEdit.value) editor.dropBlank();
      await editor.save();
      if (!sheet.value || state.value !== "saved") return;
      if (rows.value.length === 0) isAsking.value = true;
      else accept(await submitSheet(sheet.value));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const first = editor.mark(error, rows.value);
      if (first === null) return toastProblem(error);
      toast(t("sheet.gaps", { count: errors.value.size }), { tone: "danger" });
      const [key = "", cell = ""] = first.split(".");
      goTo({ key, index: rows.value.findIndex((row) => row.key === key), cell });
    } finally {
      busy.value = false;
    }
  }
  async function submitEmpty(reason: string): Promise<Sheet | null> {
    return sheet.value && accept(await submitSheet(sheet.value, reason));
  }
  async function withdraw(): Promise<void> {
    if (!sheet.value) return;
    try {
      editor.adopt(await withdrawSheet(sheet.value));
      toast(t("sheet.withdrawn"));
    } catch (error) {
      toastProblem(error);
    }
  }
  return { busy, isAsking, submit, submitEmpty, withdraw };
}
