/** Calls of flow reviews: the checklist, the review of one version, hints, and what follows from it. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Tone } from "@/ui/StatusTag.vue";

export type Check = Data<"/api/v1/flow-checks/{check_id}", "get">;
export type CheckItem = Data<"/api/v1/flow-checks", "get">["items"][number];
export type CheckFilters = Query<"/api/v1/flow-checks">;
export type CheckChange = Body<"/api/v1/flow-checks/{check_id}", "patch">;
export type Conclusion = Body<"/api/v1/flow-checks/{check_id}/conclusion", "post">;
export type Defect = Check["defects"][number];
export type Hint = Check["hints"][number];
export type Redesign = Data<"/api/v1/flow-redesigns/{redesign_id}", "get">;
export type RedesignItem = Data<"/api/v1/flow-redesigns", "get">["items"][number];
export type RedesignFilters = Query<"/api/v1/flow-redesigns">;
export type RedesignNarrowed = Query<"/api/v1/flow-redesigns/counts">;
export type RedesignChange = Body<"/api/v1/flow-redesigns/{redesign_id}", "patch">;
export type RedesignAnswer = Body<"/api/v1/flow-redesigns/{redesign_id}/answers", "post">;

export const CHECK_TONE: Readonly<Record<Check["state"], Tone>> = { draft: "warn", concluded: "ok", discarded: "neutral" };
export const REDESIGN_TONE: Readonly<Record<Redesign["state"], Tone>> = { open: "warn", redesigned: "info", returned: "danger", accepted: "ok", withdrawn: "neutral" };
const PATH = "/api/v1/flow-checks/{check_id}";
const TASK = "/api/v1/flow-redesigns/{redesign_id}";

export const useChecks = (filters: () => CheckFilters, enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => ["flow-checks", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/flow-checks", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
export const useCheck = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["flow-checks", id()]),
    queryFn: ({ signal }) => api.get(PATH, { path: { check_id: id() }, signal }),
  });
export const useHints = (powerId: () => number, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => ["powers", "hints", powerId()]),
    queryFn: ({ signal }) => api.get("/api/v1/powers/{power_id}/flow/hints", { path: { power_id: powerId() }, signal }),
    enabled: computed(enabled),
  });
export const useRedesigns = (filters: () => RedesignFilters, enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => ["flow-redesigns", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/flow-redesigns", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
export const useRedesignCounts = (filters: () => RedesignNarrowed) =>
  useQuery({
    queryKey: computed(() => ["flow-redesigns", "counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/flow-redesigns/counts", { query: filters(), signal }),
    ...listOptions,
  });
export const useRedesign = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["flow-redesigns", id()]),
    queryFn: ({ signal }) => api.get(TASK, { path: { redesign_id: id() }, signal }),
  });
/** Measures that redesign the same flow, where they can be read. */
export const useMeasures = (powerId: () => number, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => ["measures", "redesign", powerId()]),
    queryFn: async ({ signal }) => (await api.get("/api/v1/measures", { query: { power_id: powerId(), kind: "flow_redesign", size: 20 }, signal })).items,
    enabled: computed(enabled),
  });

function refresh(): void {
  for (const key of ["flow-checks", "flow-redesigns", "overview", "todos"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
function keptCheck(check: Check): Check {
  queryClient.setQueryData(["flow-checks", check.id], check);
  refresh();
  return check;
}
function keptTask(task: Redesign): Redesign {
  queryClient.setQueryData(["flow-redesigns", task.id], task);
  refresh();
  return task;
}
const at = (check: Check) => ({ path: { check_id: check.id }, ifMatch: tagOf(check) });
const of = (task: Redesign) => ({ path: { redesign_id: task.id }, ifMatch: tagOf(task) });

export async function beginCheck(powerId: number): Promise<Check> {
  return keptCheck(await api.post("/api/v1/flow-checks", { body: { power_id: powerId } }));
}
export async function saveCheck(check: Check, body: CheckChange): Promise<Check> {
  return keptCheck(await api.patch(PATH, { ...at(check), body }));
}
export async function renewCheck(check: Check): Promise<Check> {
  return keptCheck(await api.post(`${PATH}/renewal`, at(check)));
}
export async function concludeCheck(check: Check, body: Conclusion): Promise<Check> {
  return keptCheck(await api.post(`${PATH}/conclusion`, { ...at(check), body }));
}
export async function discardCheck(check: Check, reason: string): Promise<Check> {
  return keptCheck(await api.post(`${PATH}/discard`, { ...at(check), body: { reason } }));
}
export async function changeRedesign(task: Redesign, body: RedesignChange): Promise<Redesign> {
  return keptTask(await api.patch(TASK, { ...of(task), body }));
}
export async function answerRedesign(task: Redesign, body: RedesignAnswer): Promise<Redesign> {
  return keptTask(await api.post(`${TASK}/answers`, { ...of(task), body }));
}
export async function acceptRedesign(task: Redesign, note: string): Promise<Redesign> {
  return keptTask(await api.post(`${TASK}/acceptance`, { ...of(task), body: { note } }));
}
export async function returnRedesign(task: Redesign, reason: string, due_on: string): Promise<Redesign> {
  return keptTask(await api.post(`${TASK}/return`, { ...of(task), body: { reason, due_on } }));
}
export async function withdrawRedesign(task: Redesign, reason: string): Promise<Redesign> {
  return keptTask(await api.post(`${TASK}/withdrawal`, { ...of(task), body: { reason } }));
}
