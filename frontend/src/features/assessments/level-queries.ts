/** Calls about the rules for position levels, the own scale, and what a change would bring. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Rules = Data<"/api/v1/position-level-rules", "get">;
export type Pack = Rules["packs"][number];
export type RulesChoice = Body<"/api/v1/position-level-rules", "put">;
export type Scale = Data<"/api/v1/level-scales/{scale_id}", "get">;
export type ScaleDraft = Body<"/api/v1/level-scales", "post">;
export type Scores = Required<ScaleDraft["scores"]>;
export type Grade = ScaleDraft["grades"][number];
export type Change = Data<"/api/v1/position-level-rules/{pack}/simulation", "get">["items"][number];
export type TrialFilters = Query<"/api/v1/position-level-rules/{pack}/simulation">;

export function useRules() {
  return useQuery({ queryKey: ["position-level-rules"], queryFn: ({ signal }) => api.get("/api/v1/position-level-rules", { signal }) });
}
export function useChoices() {
  return useQuery({
    queryKey: ["position-level-rules", "choices"],
    queryFn: ({ signal }) => api.get("/api/v1/position-level-rules/choices", { query: { size: 20 }, signal }),
  });
}
export function useScales() {
  return useQuery({
    queryKey: ["level-scales"],
    queryFn: ({ signal }) => api.get("/api/v1/level-scales", { query: { size: 50 }, signal }),
  });
}
export function useScale(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["level-scales", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/level-scales/{scale_id}", { path: { scale_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
export function useSimulation(pack: () => RulesChoice["pack"], filters: () => TrialFilters) {
  return useQuery({
    queryKey: computed(() => ["position-level-rules", "simulation", pack(), filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/position-level-rules/{pack}/simulation", { path: { pack: pack() }, query: filters(), signal }),
    // Computed from what stands now, never from an older trial.
    staleTime: 0,
    ...listOptions,
  });
}
function refresh(): void {
  for (const key of ["position-level-rules", "level-scales", "positions", "position", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
export async function adoptRule(body: RulesChoice): Promise<void> {
  await api.put("/api/v1/position-level-rules", { body });
  refresh();
}
export async function saveScale(body: ScaleDraft, scale?: Scale): Promise<Scale> {
  const made = scale
    ? await api.patch("/api/v1/level-scales/{scale_id}", { path: { scale_id: scale.id }, body, ifMatch: tagOf(scale) })
    : await api.post("/api/v1/level-scales", { body });
  refresh();
  return made;
}
export async function retireScale(scale: Scale): Promise<void> {
  await api.post("/api/v1/level-scales/{scale_id}/retirement", { path: { scale_id: scale.id }, ifMatch: tagOf(scale) });
  refresh();
}
