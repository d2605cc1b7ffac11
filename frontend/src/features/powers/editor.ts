/**
 * One flow being edited: every change is kept on this device, 保存 sends the whole flow under the version it was read
 * with. A save makes a new version of the flow, so it is the person who decides when.
 */
import { computed, ref, shallowRef } from "vue";

import { Problem } from "@/api/problem";
import { me } from "@/api/session";
import { draftBox } from "@/lib/draft";
import { toast } from "@/lib/toast";
import { useUndo } from "@/lib/undo";

import { editable, type EditStep, errorsByStep, payload, unaimed, unnamed } from "./flow";
import { t } from "./flow-locale";
import { type Flow, readFlow, saveFlow } from "./queries";

export type SaveState = "saved" | "dirty" | "saving" | "failed";

/** What the server would refuse, or silently drop, said with the number of the step. */
function gapsOf(steps: readonly EditStep[]) {
  const ways = unaimed(steps).map(({ step, way }) => {
    const name = steps[step]?.name || t("step.unnamed");
    return { pointer: `/steps/${step}/branches/${way}/to`, code: "required", detail: t("flaws.unaimed", { number: step + 1, name, way: way + 1 }) };
  });
  const names = unnamed(steps).map((step) => ({ pointer: `/steps/${step}/name`, code: "required", detail: t("flaws.unnamed", { number: step + 1 }) }));
  return [...names, ...ways];
}

export function useFlow(id: number) {
  const flow = shallowRef<Flow | null>(null);
  const failure = shallowRef<unknown>(null);
  const problem = shallowRef<Problem | null>(null);
  const steps = ref<EditStep[]>([]);
  const errors = ref(new Map<string, Record<string, string>>());
  const saving = ref(false);
  /** The copy somebody else saved meanwhile. */
  const conflict = shallowRef<Flow | null>(null);
  const undo = useUndo(steps);
  const drafts = draftBox<EditStep[]>(me.value?.id ?? 0, "flow", id);
  const stored = computed(() => JSON.stringify(payload(editable(flow.value?.steps ?? []))));
  const isDirty = computed(() => flow.value !== null && JSON.stringify(payload(steps.value)) !== stored.value);
  const state = computed<SaveState>(() => {
    if (saving.value) return "saving";
    if (problem.value) return "failed";
    return isDirty.value ? "dirty" : "saved";
  });

  function adopt(latest: Flow): void {
    flow.value = latest;
    steps.value = editable(latest.steps);
    errors.value = new Map();
    problem.value = null;
  }
  async function load(mayEdit: boolean): Promise<void> {
    failure.value = null;
    try {
      adopt(await readFlow(id));
    } catch (error) {
      failure.value = error;
      return;
    }
    const draft = mayEdit ? drafts.read() : null;
    if (!draft || JSON.stringify(payload(draft.content)) === stored.value) return;
    undo.record();
    steps.value = draft.content;
    if (draft.version !== flow.value?.version) conflict.value = flow.value;
    else toast(t("draft.restored"), { undo: () => void undoOnce() });
  }

  function keep(): void {
    problem.value = null;
    if (!flow.value) return;
    if (isDirty.value) drafts.write(steps.value, flow.value.version);
    else drafts.clear();
  }
  /** `group` joins the letters of one word into one step of undo. */
  function edit(how: (current: EditStep[]) => EditStep[], group?: string): void {
    undo.record(group);
    steps.value = how([...steps.value]);
    keep();
  }
  function change(key: string, part: Partial<EditStep>): void {
    const group = `${key}.${Object.keys(part).join()}`;
    edit((current) => current.map((step) => (step.key === key ? { ...step, ...part } : step)), group);
    errors.value.delete(key);
  }
  /** Whether there was anything to take back. */
  function undoOnce(): boolean {
    const did = undo.undo();
    if (did) keep();
    return did;
  }
  function redoOnce(): boolean {
    const did = undo.redo();
    if (did) keep();
    return did;
  }

  async function save(): Promise<boolean> {
    const current = flow.value;
    if (!current || saving.value || !isDirty.value) return false;
    const gaps = gapsOf(steps.value);
    if (gaps.length > 0) {
      problem.value = new Problem({ title: t("flaws.title", { count: gaps.length }), errors: gaps }, 422);
      errors.value = errorsByStep(gaps, steps.value);
      return false;
    }
    saving.value = true;
    problem.value = null;
    errors.value = new Map();
    const sent = payload(steps.value);
    try {
      const saved = await saveFlow(id, current.version, sent);
      const unchanged = JSON.stringify(payload(steps.value)) === JSON.stringify(sent);
      flow.value = saved;
      if (unchanged) drafts.clear();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 412 || error.slug === "raced") conflict.value = await readFlow(id);
      else {
        problem.value = error;
        errors.value = errorsByStep(error.errors, steps.value);
      }
      return false;
    } finally {
      saving.value = false;
    }
  }
  async function keepMine(): Promise<void> {
    if (!conflict.value) return;
    flow.value = conflict.value;
    conflict.value = null;
    await save();
  }
  function takeTheirs(): void {
    if (!conflict.value) return;
    undo.record();
    adopt(conflict.value);
    conflict.value = null;
    drafts.clear();
  }

  return { flow, failure, problem, steps, errors, state, isDirty, conflict, undo, load, edit, change, undoOnce, redoOnce, save, keepMine, takeTheirs };
}
