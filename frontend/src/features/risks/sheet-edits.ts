/** What people do to the rows of a sheet: each is one step to undo and starts the clock of the next save. */
import type { Ref } from "vue";

import type { UndoStack } from "@/lib/undo";

import { type Cell, type EditRow, isBlank, type LevelInfo } from "./rows";
import { NO_TAGS, type Tags } from "./tags";

interface Desk {
  rows: Ref<EditRow[]>;
  levels: Ref<Map<string, LevelInfo>>;
  errors: Ref<Map<string, string>>;
  undo: UndoStack;
  schedule: () => void;
}

export function useEdits({ rows, levels, errors, undo, schedule }: Desk) {
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
  function tag(row: EditRow, chosen: Partial<Tags>): void {
    undo.record("location" in chosen ? `${row.key}.location` : undefined);
    row.tags = { ...NO_TAGS, ...row.tags, ...chosen };
    errors.value.delete(`${row.key}.tags`);
    schedule();
  }
  /** A row more; rows nothing was written into make room. */
  function add(row: EditRow): void {
    edit((current) => [...current.filter((one) => !isBlank(one, levels.value)), row]);
  }
  function dropBlank(): void {
    const kept = rows.value.filter((row) => !isBlank(row, levels.value));
    if (kept.length < rows.value.length) edit(() => kept);
  }
  function undoOnce(): void {
    if (undo.undo()) schedule();
  }
  function redoOnce(): void {
    if (undo.redo()) schedule();
  }
  return { change, edit, tag, add, dropBlank, undoOnce, redoOnce };
}
