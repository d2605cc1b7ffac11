/** Calls of the adjustments room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Recheck = Data<"/api/v1/rechecks/{recheck_id}", "get">;
export type RecheckFilters = Query<"/api/v1/rechecks">;
export type CountFilters = Query<"/api/v1/rechecks/counts">;
export type Adjustment = Data<"/api/v1/adjustments/{adjustment_id}", "get">;
export type AdjustmentFilters = Query<"/api/v1/adjustments">;
export type AdjustmentDraft = Body<"/api/v1/adjustments", "post">;
export type Resolution = Body<"/api/v1/rechecks/{recheck_id}/resolution", "post">;
export type Filing = Body<"/api/v1/adjustments/{adjustment_id}/filing", "post">;

export function useRechecks(filters: () => RecheckFilters, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["rechecks", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/rechecks", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
export function useCounts(filters: () => CountFilters) {
  return useQuery({
    queryKey: computed(() => ["rechecks", "counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/rechecks/counts", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useRecheck(id: () => number | null) {
  return useQuery({
    queryKey: computed(() => ["rechecks", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/rechecks/{recheck_id}", { path: { recheck_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== null),
  });
}
export function useAdjustments(filters: () => AdjustmentFilters) {
  return useQuery({
    queryKey: computed(() => ["adjustments", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/adjustments", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useAdjustment(id: () => number | null) {
  return useQuery({
    queryKey: computed(() => ["adjustments", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/adjustments/{adjustment_id}", { path: { adjustment_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== null),
  });
}

function refresh(): void {
  for (const key of ["rechecks", "adjustments", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
export async function resolveRecheck(recheck: Recheck, body: Resolution): Promise<Recheck> {
  const options = { path: { recheck_id: recheck.id }, body, ifMatch: tagOf(recheck) };
  const resolved = await api.post("/api/v1/rechecks/{recheck_id}/resolution", options);
  refresh();
  return resolved;
}
export async function createAdjustment(body: AdjustmentDraft, idempotencyKey: string): Promise<Adjustment> {
  const opened = await api.post("/api/v1/adjustments", { body, idempotencyKey });
  refresh();
  return opened;
}
export async function fileAdjustment(adjustment: Adjustment, body: Filing): Promise<Adjustment> {
  const options = { path: { adjustment_id: adjustment.id }, body, ifMatch: tagOf(adjustment) };
  const filed = await api.post("/api/v1/adjustments/{adjustment_id}/filing", options);
  refresh();
  return filed;
}

export function useDepartment(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["departments", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/departments/{department_id}", { path: { department_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
export async function findPosts(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, size: 30 }, signal });
  return items.map((post) => ({ value: String(post.id), label: post.name, hint: post.department_name }));
}
export async function findPowers(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/powers", { query: { q: text || undefined, size: 30 }, signal });
  return items.map((power) => ({ value: String(power.id), label: power.name, hint: power.department_name }));
}
export async function findRules(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/regulations", { query: { q: text || undefined, size: 30 }, signal });
  return items.map((rule) => ({ value: String(rule.id), label: rule.title, hint: rule.number }));
}
