/** Calls about decisions of the leadership, position level rules and progress. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Decision = Data<"/api/v1/leadership-decisions/{decision_id}", "get">;
export type DecisionItem = Data<"/api/v1/leadership-decisions", "get">["items"][number];
export type DecisionDraft = Body<"/api/v1/leadership-decisions", "post">;
export type DecisionFilters = Query<"/api/v1/leadership-decisions">;
export type Override = Data<"/api/v1/level-overrides", "get">["items"][number];
export type Rules = Data<"/api/v1/position-level-rules", "get">;
export type RulesChoice = Body<"/api/v1/position-level-rules", "put">;
export type Scale = Data<"/api/v1/level-scales/{scale_id}", "get">;
export type ScaleDraft = Body<"/api/v1/level-scales", "post">;
export type Scores = Scale["scores"];
export type SheetProgress = Data<"/api/v1/assessment-progress/sheets", "get">["items"][number];
export type DepartmentProgress = Data<"/api/v1/assessment-progress/departments", "get">["items"][number];

export function useDecisions(filters: () => DecisionFilters) {
  return useQuery({
    queryKey: computed(() => ["leadership-decisions", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/leadership-decisions", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useDecision(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["leadership-decisions", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/leadership-decisions/{decision_id}", { path: { decision_id: id() }, signal }),
  });
}
export function useOverrides() {
  return useQuery({
    queryKey: ["level-overrides", "open"],
    queryFn: ({ signal }) => api.get("/api/v1/level-overrides", { query: { is_open: true, size: 100 }, signal }),
  });
}
export async function recordDecision(body: DecisionDraft, idempotencyKey: string): Promise<Decision> {
  const made = await api.post("/api/v1/leadership-decisions", { body, idempotencyKey });
  for (const key of ["leadership-decisions", "level-overrides", "points", "point", "sheets", "overview", "positions", "assessment-progress"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return made;
}
/** Meetings of the college's leadership that were held; only these can decide. */
export function useMeetings() {
  return useQuery({
    queryKey: ["meetings", "leadership_team"],
    queryFn: ({ signal }) => api.get("/api/v1/meetings", { query: { kind: "leadership_team", size: 100 }, signal }),
    select: (page) => page.items.filter((meeting) => meeting.state === "held" || meeting.state === "filed"),
  });
}
export function usePointName(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["point", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-points/{point_id}", { path: { point_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
export function useLevelRule() {
  return useQuery({
    queryKey: ["level-rule"],
    queryFn: ({ signal }) => api.get("/api/v1/assessments/rule", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

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
export type Trial = { pack: RulesChoice["pack"]; scale_id: number | null; page: number };
export function useSimulation(trial: () => Trial | null) {
  return useQuery({
    queryKey: computed(() => ["position-level-rules", "simulation", trial()]),
    queryFn: ({ signal }) => {
      const { pack = "count", scale_id = null, page = 1 } = trial() ?? {};
      return api.get("/api/v1/position-level-rules/{pack}/simulation", { path: { pack }, query: { scale_id, page, size: 20 }, signal });
    },
    enabled: computed(() => trial() !== null),
    // Computed from what stands now, never from an older trial.
    staleTime: 0,
    ...listOptions,
  });
}
function refreshRules(): void {
  for (const key of ["position-level-rules", "level-scales", "positions", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
export async function adoptRule(body: RulesChoice): Promise<void> {
  await api.put("/api/v1/position-level-rules", { body });
  refreshRules();
}
export async function saveScale(body: ScaleDraft, scale?: Scale): Promise<Scale> {
  const made = scale
    ? await api.patch("/api/v1/level-scales/{scale_id}", { path: { scale_id: scale.id }, body, ifMatch: tagOf(scale) })
    : await api.post("/api/v1/level-scales", { body });
  refreshRules();
  return made;
}
export async function retireScale(scale: Scale): Promise<void> {
  await api.post("/api/v1/level-scales/{scale_id}/retirement", { path: { scale_id: scale.id }, ifMatch: tagOf(scale) });
  refreshRules();
}

export function useSheetProgress(filters: () => Query<"/api/v1/assessment-progress/sheets"> | null) {
  return useQuery({
    queryKey: computed(() => ["assessment-progress", "sheets", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/assessment-progress/sheets", { query: filters() ?? { year: 0 }, signal }),
    enabled: computed(() => filters() !== null),
    ...listOptions,
  });
}
export function useDepartmentProgress(filters: () => Query<"/api/v1/assessment-progress/departments"> | null) {
  return useQuery({
    queryKey: computed(() => ["assessment-progress", "departments", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/assessment-progress/departments", { query: filters() ?? { year: 0 }, signal }),
    enabled: computed(() => filters() !== null),
    ...listOptions,
  });
}
