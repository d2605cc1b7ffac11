/** Calls about decisions of the leadership and the levels they set. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Decision = Data<"/api/v1/leadership-decisions/{decision_id}", "get">;
export type DecisionItem = Data<"/api/v1/leadership-decisions", "get">["items"][number];
export type DecisionDraft = Body<"/api/v1/leadership-decisions", "post">;
export type DecisionFilters = Query<"/api/v1/leadership-decisions">;
export type Override = Data<"/api/v1/level-overrides", "get">["items"][number];
export type OverrideFilters = Query<"/api/v1/level-overrides">;
export type Point = Data<"/api/v1/risk-points", "get">["items"][number];

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
export function useOverrides(filters: () => OverrideFilters) {
  return useQuery({
    queryKey: computed(() => ["level-overrides", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/level-overrides", { query: filters(), signal }),
    ...listOptions,
  });
}
const TOUCHED = ["leadership-decisions", "level-overrides", "points", "point", "sheets", "overview", "positions", "position", "assessment-progress"];

export async function recordDecision(body: DecisionDraft, idempotencyKey: string): Promise<Decision> {
  const made = await api.post("/api/v1/leadership-decisions", { body, idempotencyKey });
  for (const key of TOUCHED) void queryClient.invalidateQueries({ queryKey: [key] });
  return made;
}
/** Meetings of the college's leadership that took place; only these can decide, not those of a unit's own leaders. */
export function useMeetings() {
  return useQuery({
    queryKey: ["meetings", "leadership_team"],
    queryFn: async ({ signal }) => {
      const [meetings, colleges] = await Promise.all([
        api.get("/api/v1/meetings", { query: { kind: "leadership_team", size: 100 }, signal }),
        api.get("/api/v1/departments", { query: { kind: "college", size: 100 }, signal }),
      ]);
      const whole = new Set(colleges.items.filter((unit) => unit.parent_id === null).map((unit) => unit.id));
      return meetings.items.filter((meeting) => whole.has(meeting.department_id) && (meeting.state === "held" || meeting.state === "filed"));
    },
  });
}
export function useMeeting(id: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["meeting", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/meetings/{meeting_id}", { path: { meeting_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== undefined),
    // Without the right to read meetings the decision still shows.
    retry: false,
  });
}
/** The rule as the server applies it, so that a level is seen before it is recorded. */
export function useLevelRule() {
  return useQuery({
    queryKey: ["level-rule"],
    queryFn: ({ signal }) => api.get("/api/v1/assessments/rule", { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
/** The points of a sheet or of a department in a year, at most 200, and how many there are. */
export async function pointsOf(filters: Query<"/api/v1/risk-points">): Promise<{ items: Point[]; total: number }> {
  return api.get("/api/v1/risk-points", { query: { ...filters, size: 200 } });
}
export async function readPoint(id: number): Promise<Point> {
  return api.get("/api/v1/risk-points/{point_id}", { path: { point_id: id } });
}
