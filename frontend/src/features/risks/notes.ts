/** What others and the checks say about a sheet: open comments, and doubts that follow every save. */
import { computed, type Ref, type ShallowRef } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Data } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

import type { Sheet } from "./queries";
import { CELLS, type EditRow } from "./rows";

export type Finding = Data<"/api/v1/quality/risk-inventories/{inventory_id}", "get">["findings"][number];
export type Comment = Data<"/api/v1/reviews/{review_id}/comments", "get">["items"][number];
/** What stands at a cell. */
export interface Mark {
  kind: "comment" | "doubt";
  text: string;
}
export interface Place {
  key: string;
  /** From 0. */
  index: number;
  cell: string;
}

export function useNotes(sheet: ShallowRef<Sheet | null>, rows: Ref<EditRow[]>, ids: ReadonlyMap<string, number>, mayEdit: Ref<boolean>) {
  const { data: report } = useQuery({
    // The version grows with every save, so the doubts follow the typing at the pace of the saves.
    queryKey: computed(() => ["quality", sheet.value?.id, sheet.value?.version]),
    queryFn: ({ signal }) => api.get("/api/v1/quality/risk-inventories/{inventory_id}", { path: { inventory_id: sheet.value?.id ?? 0 }, signal }),
    enabled: computed(() => sheet.value !== null && mayEdit.value && can("quality:read")),
    ...listOptions,
  });
  const review = computed(() => sheet.value?.review_id ?? null);
  const { data: page } = useQuery({
    queryKey: computed(() => ["reviews", review.value, "comments", "open"]),
    queryFn: ({ signal }) => {
      const options = { path: { review_id: review.value ?? 0 }, query: { is_open: true, size: 200 }, signal };
      return api.get("/api/v1/reviews/{review_id}/comments", options);
    },
    enabled: computed(() => review.value !== null && can("reviews:read")),
  });
  const findings = computed(() => (mayEdit.value ? (report.value?.findings ?? []) : []));
  const comments = computed(() => page.value?.items ?? []);

  /** Where on the screen; null for the whole sheet and for rows that are gone. What is no text cell stands at the name. */
  function place(note: { row_id: number | null; cell: string }): Place | null {
    if (note.row_id === null) return null;
    const index = rows.value.findIndex((row) => ids.get(row.key) === note.row_id);
    const key = rows.value[index]?.key;
    if (key === undefined) return null;
    const isCell = note.cell === "level" || CELLS.some((cell) => cell === note.cell);
    return { key, index, cell: isCell ? note.cell : "name" };
  }
  const marks = computed(() => {
    const found = new Map<string, Mark[]>();
    const add = (at: Place | null, mark: Mark): void => {
      if (!at) return;
      const name = `${at.key}.${at.cell}`;
      found.set(name, [...(found.get(name) ?? []), mark]);
    };
    // The ids of new rows arrive with the sheet they were saved in.
    if (!sheet.value) return found;
    for (const one of comments.value) {
      add(place({ row_id: one.row_id, cell: one.field }), { kind: "comment", text: `${one.author_name}：${one.text}` });
    }
    for (const one of findings.value) add(place(one), { kind: "doubt", text: one.message });
    return found;
  });
  return { findings, comments, marks, place };
}

export async function resolveComment(comment: Comment): Promise<void> {
  await api.post("/api/v1/review-comments/{comment_id}/resolution", { path: { comment_id: comment.id }, ifMatch: tagOf(comment) });
  await queryClient.invalidateQueries({ queryKey: ["reviews"] });
}
