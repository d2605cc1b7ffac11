/** Calls of nudges, and where the thing a nudge is about is found. */
import { computed } from "vue";
import type { RouteLocationRaw } from "vue-router";

import { api } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Nudge = Data<"/api/v1/nudges", "get">["items"][number];
export type NudgeBody = Body<"/api/v1/nudges", "post">;
export type NudgeFilters = Query<"/api/v1/nudges">;

export function useNudges(filters: () => NudgeFilters) {
  return useQuery({
    queryKey: computed(() => ["nudges", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/nudges", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useNudgeCounts() {
  return useQuery({
    queryKey: ["nudges", "counts"],
    queryFn: ({ signal }) => api.get("/api/v1/nudges/counts", { signal }),
  });
}
/** Answers how many departments were nudged and how many had been within the last day. */
export async function sendNudges(body: NudgeBody): Promise<{ sent: number; skipped: number }> {
  const { created, skipped } = await api.post("/api/v1/nudges", { body });
  await queryClient.invalidateQueries({ queryKey: ["nudges"] });
  return { sent: created.length, skipped: skipped.length };
}
export async function seeNudge(nudge: Nudge): Promise<void> {
  await api.post("/api/v1/nudges/{nudge_id}/sight", { path: { nudge_id: nudge.id } });
  await queryClient.invalidateQueries({ queryKey: ["nudges"] });
}

/** Materials of running campaigns that still fall due or have just been missed. */
export async function searchDeliverables(_: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/deliverables", { query: { size: 100 }, signal });
  return items.map(({ id, name, campaign_name, year }) => ({ value: String(id), label: name, hint: `${year} ${campaign_name}` }));
}

/** Route names of other rooms' records. What a department hands in is found in its list. */
const PLACES: Readonly<Partial<Record<Nudge["target_kind"], string>>> = {
  deliverable: "submission-list",
  power_catalogue: "power-catalogue",
  risk_inventory: "risk-inventory",
  review: "review",
  measure: "measure",
  recheck: "recheck",
  handover: "handover",
  pledge: "pledge-list",
  notice: "notice",
  question: "question",
};
export function placeOf(nudge: Nudge, has: (name: string) => boolean): RouteLocationRaw | null {
  const name = PLACES[nudge.target_kind];
  if (!name || !nudge.target_id || !has(name)) return null;
  return name.endsWith("-list") ? { name } : { name, params: { id: nudge.target_id } };
}
