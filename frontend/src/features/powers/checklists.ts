/** Calls of checklists, and a checklist while it is edited. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Tone } from "@/ui/StatusTag.vue";

export type Checklist = Data<"/api/v1/flow-checklists/{checklist_id}", "get">;
export type ChecklistItem = Data<"/api/v1/flow-checklists", "get">["items"][number];
export type ChecklistDraft = Body<"/api/v1/flow-checklists", "post">;
export type ChecklistChange = Body<"/api/v1/flow-checklists/{checklist_id}", "patch">;
type Criterion = NonNullable<ChecklistChange["criteria"]>[number];
export type EditCriterion = { key: number; principle: string; aim: string; name: string; look_at: string };

export const CHECKLIST_TONE: Readonly<Record<Checklist["state"], Tone>> = { draft: "warn", adopted: "ok", retired: "neutral" };
const PATH = "/api/v1/flow-checklists/{checklist_id}";
let keys = 0;
export const editable = (list: Checklist): EditCriterion[] => list.criteria.map(({ principle, aim, name, look_at }) => ({ key: ++keys, principle, aim, name, look_at }));
export const blank = (last?: EditCriterion): EditCriterion => ({ key: ++keys, principle: last?.principle ?? "integrity", aim: last?.aim ?? "orderly", name: "", look_at: "" });
export const toSend = (criteria: readonly EditCriterion[]): Criterion[] => criteria.map(({ key: _key, ...one }) => one as Criterion);

export const useChecklists = (filters: () => Query<"/api/v1/flow-checklists">) =>
  useQuery({
    queryKey: computed(() => ["flow-checklists", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/flow-checklists", { query: filters(), signal }),
    ...listOptions,
  });
export const useChecklist = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["flow-checklists", id()]),
    queryFn: ({ signal }) => api.get(PATH, { path: { checklist_id: id() }, signal }),
  });
function kept(list: Checklist): Checklist {
  queryClient.setQueryData(["flow-checklists", list.id], list);
  void queryClient.invalidateQueries({ queryKey: ["flow-checklists"] });
  return list;
}
const at = (list: Checklist) => ({ path: { checklist_id: list.id }, ifMatch: tagOf(list) });

export async function createChecklist(body: ChecklistDraft, idempotencyKey: string): Promise<Checklist> {
  return kept(await api.post("/api/v1/flow-checklists", { body, idempotencyKey }));
}
export async function saveChecklist(list: Checklist, body: ChecklistChange): Promise<Checklist> {
  return kept(await api.patch(PATH, { ...at(list), body }));
}
export async function adoptChecklist(list: Checklist, note: string): Promise<Checklist> {
  return kept(await api.post(`${PATH}/adoption`, { ...at(list), body: { note } }));
}
export async function retireChecklist(list: Checklist, reason: string): Promise<Checklist> {
  return kept(await api.post(`${PATH}/retirement`, { ...at(list), body: { reason } }));
}
