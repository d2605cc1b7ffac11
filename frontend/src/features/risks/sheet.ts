/**
 * One sheet being edited: saved by itself a second after the last change, kept on this device until the server has it,
 * flushed when the page closes. The version guards against a second window.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { api } from "@/api/client";
import { Problem } from "@/api/problem";
import { me } from "@/api/session";
import { draftBox } from "@/lib/draft";
import { toast } from "@/lib/toast";
import { useUndo } from "@/lib/undo";

import { t } from "./locale";
import { readSheet, saveRows, type Sheet } from "./queries";
import { CELLS, type Cell, editable, type EditRow, emptyRow, levelInfo, type LevelInfo, payload } from "./rows";

export type SaveState = "saved" | "dirty" | "saving" | "offline" | "failed";
const PAUSE_MS = 1000;
const textsOf = (row: EditRow): string[] => CELLS.map((cell) => row[cell]);

export function useSheet(id: number) {
  const sheet = shallowRef<Sheet | null>(null);
  const failure = shallowRef<unknown>(null);
  const rows = ref<EditRow[]>([]);
  const levels = ref(new Map<string, LevelInfo>());
  const errors = ref(new Map<string, string>());
  const state = ref<SaveState>("saved");
  const conflict = shallowRef<Sheet | null>(null);
  const undo = useUndo(rows);
  const drafts = draftBox<EditRow[]>(me.value?.id ?? 0, "risk-inventory", id);
  const ids = new Map<string, number>();
  const mayEdit = computed(() => sheet.value?.allowed_actions.includes("edit") ?? false);
  let timer = 0;
  let running: Promise<void> | null = null;

  function adopt(stored: Sheet): void {
    sheet.value = stored;
    rows.value = stored.rows.map(editable);
    ids.clear();
    levels.value = new Map(stored.rows.map((row) => [`row-${row.id}`, levelInfo(row)]));
    for (const row of stored.rows) ids.set(`row-${row.id}`, row.id);
    if (mayEdit.value && rows.value.length === 0) rows.value = [emptyRow()];
    errors.value = new Map();
    state.value = "saved";
  }

  /** After a save: ids of new rows by their place; what was typed meanwhile stays. */
  function accept(stored: Sheet, sent: readonly EditRow[]): void {
    sheet.value = stored;
    const live = new Map<string, number>();
    const fresh = new Map<string, LevelInfo>();
    sent.forEach((row, index) => {
      const kept = stored.rows[index];
      if (!kept) return;
      live.set(row.key, kept.id);
      fresh.set(row.key, levelInfo(kept));
    });
    ids.clear();
    for (const [key, value] of live) ids.set(key, value);
    levels.value = fresh;
  }

  async function load(): Promise<void> {
    failure.value = null;
    try {
      adopt(await readSheet(id));
    } catch (error) {
      failure.value = error;
      return;
    }
    restore();
  }

  /** What this device still holds from a page that closed too soon. */
  function restore(): void {
    const draft = drafts.read();
    if (!draft || !mayEdit.value || !sheet.value) return drafts.clear();
    const same = JSON.stringify(draft.content.map(textsOf)) === JSON.stringify(rows.value.map(textsOf));
    if (same) return drafts.clear();
    if (draft.version !== sheet.value.version) {
      conflict.value = sheet.value;
      rows.value = draft.content;
      state.value = "dirty";
      return;
    }
    undo.record();
    rows.value = draft.content;
    toast(t("draft.restored"), { undo: () => void undoOnce() });
    schedule();
  }

  function schedule(): void {
    if (!mayEdit.value || !sheet.value) return;
    drafts.write(rows.value, sheet.value.version);
    state.value = "dirty";
    clearTimeout(timer);
    timer = window.setTimeout(() => void save(), PAUSE_MS);
  }

  function change(row: EditRow, cell: Cell, text: string): void {
    undo.record(`${row.key}.${cell}`);
    row[cell] = text;
    errors.value.delete(`${row.key}.${cell}`);
    schedule();
  }
  function edit(how: (current: EditRow[]) => EditRow[]): void {
    undo.record();
    rows.value = how([...rows.value]);
    schedule();
  }
  function undoOnce(): void {
    if (undo.undo()) schedule();
  }
  function redoOnce(): void {
    if (undo.redo()) schedule();
  }

  /** One save at a time; a change during a save is saved by the next. */
  async function save(): Promise<void> {
    clearTimeout(timer);
    if (running) await running;
    if (state.value === "saved" || !sheet.value || conflict.value) return;
    running = send().finally(() => (running = null));
    await running;
    if (state.value === "dirty") schedule();
  }

  async function send(): Promise<void> {
    const current = sheet.value;
    if (!current) return;
    const sent = rows.value.map((row) => ({ ...row }));
    state.value = "saving";
    try {
      accept(await saveRows(id, current.version, payload(sent, ids)), sent);
      const unchanged = JSON.stringify(sent) === JSON.stringify(rows.value);
      state.value = unchanged ? "saved" : "dirty";
      if (unchanged) drafts.clear();
    } catch (error) {
      await refused(error, sent);
    }
  }

  async function refused(error: unknown, sent: readonly EditRow[]): Promise<void> {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 412 || error.slug === "raced") {
      conflict.value = await readSheet(id);
      state.value = "dirty";
      return;
    }
    mark(error, sent);
    state.value = error.isTransient ? "offline" : "failed";
    if (error.isTransient) timer = window.setTimeout(() => ((state.value = "dirty"), void save()), 5000);
  }

  /** `/rows/3/name` → the cell it speaks of. */
  function mark(problem: Problem, sent: readonly EditRow[]): string | null {
    const found = new Map<string, string>();
    for (const error of problem.errors) {
      const [, index = "", cell = ""] = /^\/rows\/(\d+)\/(\w+)/.exec(error.pointer) ?? [];
      const row = sent[Number(index)];
      if (index !== "" && row) found.set(`${row.key}.${cell}`, error.detail);
    }
    errors.value = found;
    return found.keys().next().value ?? null;
  }

  function keepMine(): void {
    if (!conflict.value) return;
    const alive = new Set(conflict.value.rows.map((row) => row.id));
    for (const [key, value] of ids) if (!alive.has(value)) ids.delete(key);
    sheet.value = conflict.value;
    conflict.value = null;
    state.value = "dirty";
    void save();
  }
  function takeTheirs(): void {
    if (!conflict.value) return;
    undo.reset();
    adopt(conflict.value);
    conflict.value = null;
    drafts.clear();
  }

  /** Both factors chosen: the row is saved first, because only a stored row can be assessed. */
  async function assessRow(row: EditRow, info: Pick<LevelInfo, "likelihood" | "consequence">): Promise<void> {
    const before = levels.value.get(row.key);
    const blank: LevelInfo = { likelihood: null, consequence: null, level: null, declared: null, explanation: "" };
    levels.value.set(row.key, { ...(before ?? blank), ...info });
    if (!info.likelihood || !info.consequence) return;
    if (!ids.has(row.key)) state.value = "dirty";
    await save();
    const point = ids.get(row.key);
    if (point === undefined || !sheet.value) return;
    const { likelihood, consequence } = info;
    const body = { items: [{ risk_point_id: point, step: "self_check" as const, likelihood, consequence }] };
    const { items } = await api.post("/api/v1/assessments/batch", { body });
    const [result] = items;
    if (!result) return;
    levels.value.set(row.key, { ...(before ?? blank), ...info, level: result.level, explanation: result.explanation });
    sheet.value = { ...sheet.value, version: result.inventory_version };
  }

  /** The page is going away: the last second of typing must not be lost. */
  function flush(): void {
    if (state.value !== "dirty" || !sheet.value || conflict.value) return;
    clearTimeout(timer);
    void saveRows(id, sheet.value.version, payload(rows.value, ids), true).then(drafts.clear, () => undefined);
  }
  onMounted(() => addEventListener("pagehide", flush));
  onBeforeUnmount(() => {
    removeEventListener("pagehide", flush);
    flush();
  });

  return {
    sheet, failure, rows, levels, errors, state, conflict, undo, mayEdit, ids,
    load, adopt, change, edit, undoOnce, redoOnce, save, mark, keepMine, takeTheirs, assessRow,
  };
}
