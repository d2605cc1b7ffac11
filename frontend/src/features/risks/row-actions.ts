/** Rows of a sheet as a whole: add, move, take out, paste, begin from a sample, fill in from a suggestion. */
import { nextTick, type Ref, ref, watch } from "vue";

import { toast, toastProblem } from "@/lib/toast";

import { f } from "./finding-locale";
import type { RiskLists } from "./lists";
import { CELLS, type Cell, type EditRow, emptyRow } from "./rows";
import type { useSheet } from "./sheet";
import { t } from "./sheet-locale";
import { NO_TAGS } from "./tags";

export function useRowActions(editor: ReturnType<typeof useSheet>, lists: RiskLists, goTo: (index: number, cell: Cell) => void) {
  const { rows, sheet } = editor;
  /** What a sample will begin with; null while no samples are looked at. */
  const wanted: Ref<Partial<EditRow> | null> = ref(null);
  const adopting = ref(0);
  const found = () => (lists.ownWay.value ? { tags: { ...NO_TAGS, found_by: [lists.ownWay.value] } } : {});
  const fresh = (): EditRow => emptyRow(found());
  // What people write themselves they found themselves; the list may arrive after the first row.
  watch(
    [lists.ownWay, sheet],
    () => rows.value.forEach((row) => (!row.tags && !editor.ids.has(row.key) ? Object.assign(row, found()) : row)),
    { immediate: true },
  );

  function removeRow(index: number): void {
    editor.edit((current) => {
      current.splice(index, 1);
      return current.length ? current : [fresh()];
    });
    toast(t("sheet.removed", { row: index + 1 }), { undo: () => editor.undoOnce() });
  }
  function moveRow(index: number, by: -1 | 1): void {
    editor.edit((current) => {
      const [row] = current.splice(index, 1);
      if (row) current.splice(index + by, 0, row);
      return current;
    });
  }
  async function addRow(): Promise<void> {
    editor.edit((current) => [...current, fresh()]);
    await nextTick();
    goTo(rows.value.length - 1, "duty");
  }
  function pasteRows(index: number, cell: Cell, table: string[][]): void {
    const first = CELLS.indexOf(cell);
    editor.edit((current) => {
      table.forEach((line, offset) => {
        const row = { ...(current[index + offset] ?? fresh()) };
        line.forEach((text, column) => {
          const target = CELLS[first + column];
          if (target) row[target] = text.trim();
        });
        current[index + offset] = row;
      });
      return current;
    });
  }
  async function takeSample(row: EditRow): Promise<void> {
    editor.add(row);
    wanted.value = null;
    toast(f("samples.adopted"), { undo: () => editor.undoOnce() });
    await nextTick();
    goTo(rows.value.length - 1, "manifestation");
  }
  /** `write` lets the server make a row of a suggestion. */
  async function adopt(id: number, write: () => Promise<unknown>): Promise<void> {
    adopting.value = id;
    try {
      if (!editor.mayEdit.value) {
        // A signed sheet is amended by the server alone; nothing typed here waits to be saved.
        await write();
        await editor.load();
        return void toast(t("sheet.amended"));
      }
      const isDone = await editor.join(write);
      if (!isDone) return void toast(f("suggest.notSaved"), { tone: "danger" });
      toast(f("suggest.adopted", { row: rows.value.length }));
    } catch (error) {
      toastProblem(error);
    } finally {
      adopting.value = 0;
      refill();
    }
  }
  /** An empty sheet shows a row to begin with. */
  function refill(): void {
    if (editor.mayEdit.value && rows.value.length === 0) rows.value = [fresh()];
  }
  return { wanted, adopting, removeRow, moveRow, addRow, pasteRows, takeSample, adopt, refill };
}
