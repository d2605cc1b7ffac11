/** Calls of discipline inspections. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Visit = Data<"/api/v1/discipline-inspections", "get">["items"][number];
export type VisitFilters = Query<"/api/v1/discipline-inspections">;
export type VisitDraft = Body<"/api/v1/discipline-inspections", "post">;

export function useVisits(filters: () => VisitFilters) {
  return useQuery({
    queryKey: computed(() => ["discipline-inspections", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/discipline-inspections", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useVisit(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["discipline-inspections", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/discipline-inspections/{visit_id}", { path: { visit_id: id() }, signal }),
  });
}
function kept(visit: Visit): Visit {
  void queryClient.invalidateQueries({ queryKey: ["discipline-inspections"] });
  return visit;
}
export async function createVisit(body: VisitDraft, idempotencyKey: string): Promise<Visit> {
  return kept(await api.post("/api/v1/discipline-inspections", { body, idempotencyKey }));
}
export async function changeVisit(visit: Visit, body: VisitDraft): Promise<Visit> {
  const options = { path: { visit_id: visit.id }, body, ifMatch: tagOf(visit) };
  return kept(await api.patch("/api/v1/discipline-inspections/{visit_id}", options));
}
