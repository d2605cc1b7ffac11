/** Files on their way: each becomes an import of its own, or says why it is not taken. */
import { computed, reactive, ref } from "vue";

import { asProblem, type Problem } from "@/api/problem";
import { formatNumber } from "@/lib/i18n";

import { t } from "./upload-locale";
import { type Import, type Limits, upload } from "./queries";

export interface Upload {
  key: number;
  file: File;
  state: "waiting" | "reading" | "read" | "refused";
  /** Why it was refused, in words for the person. */
  reason: string;
  stored: Import | null;
}
const ADVICE: Readonly<Record<string, string>> = { doc: "docx", wps: "docx", rtf: "docx", odt: "docx", ods: "xlsx", et: "xlsx", html: "docx" };

export const sizeOf = (bytes: number): string =>
  bytes < 1024 * 1024 ? `${formatNumber(Math.ceil(bytes / 1024))} KB` : `${formatNumber(Math.round(bytes / 104857.6) / 10)} MB`;

/** Why a file need not even be sent; "" when it may. */
export function refusal(file: Pick<File, "name" | "size">, limits: Limits): string {
  const ending = file.name.toLowerCase().split(".").pop() ?? "";
  if (![...limits.accepts, ...limits.converts].includes(`.${ending}`)) {
    const target = ADVICE[ending];
    return target ? t("refuse.old", { target }) : t("refuse.type", { types: limits.accepts.join("、") });
  }
  if (file.size === 0) return t("refuse.empty");
  return file.size > limits.file_bytes ? t("refuse.size", { size: sizeOf(file.size), limit: sizeOf(limits.file_bytes) }) : "";
}

/** The line may be good and the way bad: then it waits for another try. */
const mayTryAgain = (problem: Problem): boolean => problem.status >= 500 || problem.status === 429 || problem.isTransient;

let lastKey = 0;

export function useUploads(limits: () => Limits | undefined) {
  const list = ref<Upload[]>([]);
  const busy = ref(false);
  let stopped = false;
  const waiting = computed(() => list.value.filter((one) => one.state === "waiting").length);
  const done = computed(() => list.value.filter((one) => one.state === "read" || one.state === "refused").length);

  function add(files: readonly File[]): void {
    for (const file of files) {
      const known = limits();
      const reason = known ? refusal(file, known) : "";
      lastKey += 1;
      list.value.push(reactive({ key: lastKey, file, state: reason ? "refused" : "waiting", reason, stored: null }));
    }
  }
  const remove = (key: number): void => void (list.value = list.value.filter((one) => one.key !== key));
  const clear = (): void => void (list.value = []);
  const stop = (): void => void (stopped = true);

  /** One after the other, so that a slow file shows; a refused one does not keep the others back. */
  async function read(departmentId: number | null): Promise<Upload[]> {
    busy.value = true;
    stopped = false;
    const finished: Upload[] = [];
    for (const one of list.value) {
      if (stopped) break;
      if (one.state !== "waiting") continue;
      one.state = "reading";
      try {
        one.stored = await upload(one.file, departmentId);
        one.state = "read";
        finished.push(one);
      } catch (caught) {
        const problem = asProblem(caught);
        const fields = Object.values(problem.fields());
        one.reason = fields[0] ?? problem.detail ?? problem.title;
        one.state = mayTryAgain(problem) ? "waiting" : "refused";
        if (one.state === "waiting" && problem.status === 500) one.reason = t("refuse.server", { title: problem.title, number: problem.requestId ?? "" });
        else if (one.state === "waiting") break;
      }
    }
    busy.value = false;
    return finished;
  }
  return { list, busy, waiting, done, add, remove, clear, read, stop };
}
