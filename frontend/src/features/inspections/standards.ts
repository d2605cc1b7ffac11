/** Calls of check standards, and a standard while it is edited. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Standard = Data<"/api/v1/check-standards/{standard_id}", "get">;
export type StandardItem = Data<"/api/v1/check-standards", "get">["items"][number];
export type StandardFilters = Query<"/api/v1/check-standards">;
export type StandardDraft = Body<"/api/v1/check-standards", "post">;
export type StandardChange = Body<"/api/v1/check-standards/{standard_id}", "patch">;
export type CheckItem = NonNullable<StandardChange["items"]>[number];

/** An item while it is edited; numbers are texts until they are saved. */
export interface EditItem {
  key: number;
  section: string;
  name: string;
  points: string;
  way: string;
  look_at: string;
  source: string;
  evidence: string;
  goal: string;
}
let keys = 0;
export function editable(standard: Standard): EditItem[] {
  return standard.items.map((item) => ({ ...item, key: ++keys, points: String(item.points), evidence: item.evidence ?? "", goal: item.goal ?? "" }));
}
export const blankItem = (section: string): EditItem => ({ key: ++keys, section, name: "", points: "5", way: "annual", look_at: "", source: "", evidence: "", goal: "" });
export const toSend = (items: readonly EditItem[]): CheckItem[] =>
  items.map(({ section, name, points, way, look_at, source, evidence, goal }) => ({
    section,
    name,
    points: Number(points),
    way: way as CheckItem["way"],
    look_at,
    source,
    evidence: (evidence || null) as CheckItem["evidence"],
    goal: (goal || null) as CheckItem["goal"],
  }));
export const totalOf = (items: readonly EditItem[]): number => items.reduce((sum, item) => sum + (Number(item.points) || 0), 0);

export function useStandards(filters: () => StandardFilters) {
  return useQuery({
    queryKey: computed(() => ["check-standards", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/check-standards", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useStandard(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["check-standards", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/check-standards/{standard_id}", { path: { standard_id: id() }, signal }),
  });
}
function kept(standard: Standard): Standard {
  queryClient.setQueryData(["check-standards", standard.id], standard);
  void queryClient.invalidateQueries({ queryKey: ["check-standards"] });
  return standard;
}
const at = (standard: Standard) => ({ path: { standard_id: standard.id }, ifMatch: tagOf(standard) });

export async function createStandard(body: StandardDraft, idempotencyKey: string): Promise<Standard> {
  return kept(await api.post("/api/v1/check-standards", { body, idempotencyKey }));
}
export async function saveStandard(standard: Standard, body: StandardChange): Promise<Standard> {
  return kept(await api.patch("/api/v1/check-standards/{standard_id}", { ...at(standard), body }));
}
export async function adoptStandard(standard: Standard, note: string, isTotalConfirmed: boolean): Promise<Standard> {
  const body = { note, is_total_confirmed: isTotalConfirmed };
  return kept(await api.post("/api/v1/check-standards/{standard_id}/adoption", { ...at(standard), body }));
}
export async function retireStandard(standard: Standard, reason: string): Promise<Standard> {
  return kept(await api.post("/api/v1/check-standards/{standard_id}/retirement", { ...at(standard), body: { reason } }));
}
