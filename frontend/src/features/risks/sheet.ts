/**
 * One sheet being edited: saved by itself a second after the last change, kept on this device until the server has it,
 * flushed when the page closes. What was saved elsewhere meanwhile is merged; only true clashes are asked about.
 */
import { computed, onBeforeUnmount, onMounted, ref, shallowRef } from "vue";

import { api } from "@/api/client";
import { ReviewState } from "@/api/labels";
import { Problem } from "@/api/problem";
import { me } from "@/api/session";
import { draftBox } from "@/lib/draft";
import { label } from "@/lib/terms";
import { toast, toastProblem } from "@/lib/toast";
import { useUndo } from "@/lib/undo";

import { t } from "./sheet-locale";
import { type Clash, mergeSheets, type StoredTexts, storedTexts } from "./merge";
import { type Judgement, readSheet, saveRows, type Sheet } from "./queries";
import { cellErrors, contentOf, editable, type EditRow, emptyRow, levelInfo, type LevelInfo, payload, UNJUDGED } from "./rows";
import { useEdits } from "./sheet-edits";

export type SaveState = "saved" | "dirty" | "saving" | "offline" | "failed";
type Factors = Pick<LevelInfo, "likelihood" | "consequence">;
/** What this device keeps: the rows, which points they are, their judgements, and what the server had by then. */
interface Kept {
  rows: EditRow[];
  ids: [string, number][];
  picks: [string, Factors][];
  base: StoredTexts[];
}
const PAUSE_MS = 1000;

export function useSheet(id: number) {
  const sheet = shallowRef<Sheet | null>(null);
  const failure = shallowRef<unknown>(null);
  const rows = ref<EditRow[]>([]);
  const levels = ref(new Map<string, LevelInfo>());
  const errors = ref(new Map<string, string>());
  const state = ref<SaveState>("saved");
  const clashes = shallowRef<readonly Clash[]>([]);
  const undo = useUndo(rows);
  const drafts = draftBox<Kept>(me.value?.id ?? 0, "sheet", id);
  const ids = new Map<string, number>();
  /** Rows whose level is to be judged as soon as the server has them. */
  const unjudged = new Set<string>();
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
    const known = new Map(ids);
    ids.clear();
    sent.forEach((row, index) => {
      const kept = stored.rows[index];
      if (!kept) return;
      ids.set(row.key, kept.id);
      const seen = levels.value.get(row.key);
      // A row that was deleted and brought back is a new one to the server; its judgement comes back with it.
      if (!known.has(row.key) && seen?.likelihood && seen.consequence) unjudged.add(row.key);
      if (!unjudged.has(row.key)) levels.value.set(row.key, levelInfo(kept));
    });
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
    const stored = sheet.value;
    if (!draft || !mayEdit.value || !stored) return drafts.clear();
    const { base } = draft.content;
    const picks = new Map(draft.content.picks);
    // The keys of stored rows, so that undoing leads back to them.
    const points = new Map(draft.content.ids.map(([key, point]) => [key, { key: `row-${point}`, point }]));
    const typed = draft.content.rows.map((row) => ({ ...row, key: points.get(row.key)?.key ?? row.key }));
    if (JSON.stringify(typed.map(contentOf)) === JSON.stringify(rows.value.map(contentOf))) {
      // The words arrived while the page was closing; the judgements may not have.
      draft.content.rows.forEach(({ key }, index) => remember(rows.value[index]?.key, picks.get(key)));
      drafts.clear();
      void judge();
      return;
    }
    undo.record();
    rows.value = typed;
    merge(base, new Map([...points.values()].map(({ key, point }) => [key, point])), stored);
    draft.content.rows.forEach(({ key }, index) => remember(typed[index]?.key, picks.get(key)));
    toast(t("draft.restored"), { undo: () => edits.undoOnce() });
    if (clashes.value.length === 0) schedule();
  }

  function remember(key: string | undefined, pick: Factors | undefined): void {
    if (key === undefined || !pick || levels.value.get(key)?.level) return;
    levels.value.set(key, { ...UNJUDGED, ...pick });
    if (ids.has(key)) unjudged.add(key);
  }

  /** Joins the rows on screen, which began as `base`, with the server's newer copy. */
  function merge(base: readonly StoredTexts[], mine: ReadonlyMap<string, number>, stored: Sheet): boolean {
    const merged = mergeSheets(base, rows.value, mine, stored.rows);
    const points = new Map(stored.rows.map((row) => [row.id, row]));
    sheet.value = stored;
    rows.value = merged.rows;
    clashes.value = merged.clashes;
    ids.clear();
    for (const [key, point] of merged.ids) {
      const row = points.get(point);
      ids.set(key, point);
      if (row) levels.value.set(key, levelInfo(row));
    }
    return merged.isChanged;
  }

  function schedule(): void {
    if (!mayEdit.value || !sheet.value) return;
    keep(sheet.value);
    state.value = "dirty";
    clearTimeout(timer);
    timer = window.setTimeout(() => void save(), PAUSE_MS);
  }

  function keep(current: Sheet): void {
    const picks = [...levels.value].flatMap(([key, { likelihood, consequence }]): [string, Factors][] =>
      likelihood && consequence ? [[key, { likelihood, consequence }]] : [],
    );
    drafts.write({ rows: rows.value, ids: [...ids], picks, base: storedTexts(current.rows) }, current.version);
  }

  const edits = useEdits({ rows, levels, errors, undo, schedule });

  /** One save at a time; a change during a save is saved by the next. */
  async function save(): Promise<void> {
    clearTimeout(timer);
    if (running) await running;
    if (state.value === "saved" || !sheet.value || clashes.value.length) return;
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
      await judge();
      const unchanged = JSON.stringify(sent) === JSON.stringify(rows.value);
      state.value = unchanged ? "saved" : "dirty";
      if (unchanged) drafts.clear();
    } catch (error) {
      await refused(error, sent);
    }
  }

  async function refused(error: unknown, sent: readonly EditRow[]): Promise<void> {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 412 || error.slug === "raced") return catchUp(sent);
    mark(error, sent);
    state.value = error.isTransient ? "offline" : "failed";
    if (error.isTransient) timer = window.setTimeout(() => ((state.value = "dirty"), void save()), 5000);
    else if (error.errors.length === 0) toastProblem(error);
  }

  /** Somebody saved in between: join both, or show the sheet as it is when it may no longer be edited. */
  async function catchUp(sent: readonly EditRow[]): Promise<void> {
    const base = storedTexts(sheet.value?.rows ?? []);
    try {
      const stored = await readSheet(id);
      undo.record();
      if (!stored.allowed_actions.includes("edit")) {
        adopt(stored);
        toast(t("conflict.locked", { state: label(ReviewState, stored.state) }), { tone: "danger" });
        return;
      }
      if (merge(base, new Map(ids), stored)) toast(t("conflict.merged"));
      state.value = "dirty";
    } catch (error) {
      await refused(error, sent);
    }
  }

  /** Shows what the server says about cells; the first of them, if any. */
  function mark(problem: Problem, sent: readonly EditRow[]): string | null {
    errors.value = cellErrors(problem, sent);
    return errors.value.keys().next().value ?? null;
  }

  /** Lets the server write into the sheet by itself: ours is saved before, and its rows are merged in afterwards. */
  async function join(write: () => Promise<unknown>): Promise<boolean> {
    edits.dropBlank();
    await save();
    if (state.value !== "saved") return false;
    await write();
    const base = storedTexts(sheet.value?.rows ?? []);
    const stored = await readSheet(id);
    undo.record();
    merge(base, new Map(ids), stored);
    return true;
  }
  /** The clashes are decided: keys `row.cell` in `theirs` take the saved text, the others keep what stands here. */
  function settle(theirs: ReadonlySet<string>): void {
    for (const clash of clashes.value) {
      const row = rows.value.find((one) => one.key === clash.key);
      if (row && theirs.has(`${clash.key}.${clash.cell}`)) row[clash.cell] = clash.theirs;
    }
    clashes.value = [];
    state.value = "dirty";
    void save();
  }

  /** Both factors chosen: the row is saved first, because only a stored row can be assessed. */
  async function assessRow(row: EditRow, info: Factors): Promise<void> {
    levels.value.set(row.key, { ...(levels.value.get(row.key) ?? UNJUDGED), ...info });
    if (!info.likelihood || !info.consequence) return;
    unjudged.add(row.key);
    if (sheet.value) keep(sheet.value);
    if (!ids.has(row.key)) state.value = "dirty";
    await save();
    await judge();
    if (state.value === "saved") drafts.clear();
  }

  async function judge(): Promise<void> {
    const keys = [...unjudged].filter((key) => ids.has(key));
    keys.forEach((key) => unjudged.delete(key));
    const items = keys.map((key) => {
      const { likelihood, consequence } = levels.value.get(key) ?? UNJUDGED;
      return { risk_point_id: ids.get(key), step: "self_check", likelihood, consequence } as Judgement;
    });
    if (items.length === 0) return;
    try {
      const results = (await api.post("/api/v1/assessments/batch", { body: { items } })).items;
      keys.forEach((key, index) => {
        const result = results[index];
        if (!result || !sheet.value) return;
        const { level, explanation } = result;
        levels.value.set(key, { ...(levels.value.get(key) ?? UNJUDGED), level, explanation });
        sheet.value = { ...sheet.value, version: result.inventory_version };
      });
    } catch (error) {
      keys.forEach((key) => levels.value.delete(key));
      toastProblem(error);
    }
  }

  /** The page is going away: the last second of typing must not be lost. */
  function flush(): void {
    if (state.value !== "dirty" || !sheet.value || clashes.value.length) return;
    clearTimeout(timer);
    void saveRows(id, sheet.value.version, payload(rows.value, ids), true).then(drafts.clear, () => undefined);
  }
  onMounted(() => addEventListener("pagehide", flush));
  onBeforeUnmount(() => {
    removeEventListener("pagehide", flush);
    flush();
  });

  return {
    sheet, failure, rows, levels, errors, state, clashes, undo, mayEdit, ids,
    load, adopt, ...edits, join, save, mark, settle, assessRow,
  };
}
