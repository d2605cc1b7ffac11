/** Calls of the yearly inspection. */
import { computed } from "vue";

import { api, download, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Inspection = Data<"/api/v1/inspections/{inspection_id}", "get">;
export type InspectionItem = Data<"/api/v1/inspections", "get">["items"][number];
export type Score = Inspection["scores"][number];
export type InspectionFilters = Query<"/api/v1/inspections">;
export type CountFilters = Query<"/api/v1/inspections/counts">;
export type Opening = Body<"/api/v1/inspection-openings", "post">;
export type Appraisal = Body<"/api/v1/inspections/{inspection_id}/public-appraisal", "put">;
export type Scorecard = Data<"/api/v1/inspections/scorecard", "get">;
export type ScorecardRow = Scorecard["items"][number];
export type GoalResult = Inspection["goals"][number];
export type ScorecardFilters = Query<"/api/v1/inspections/scorecard">;
export type ResultQuery = Query<"/api/v1/inspection-results">;

export function useInspections(filters: () => InspectionFilters) {
  return useQuery({
    queryKey: computed(() => ["inspections", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/inspections", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useCounts(filters: () => CountFilters) {
  return useQuery({
    queryKey: computed(() => ["inspections", "counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/inspections/counts", { query: filters(), signal }),
    ...listOptions,
  });
}
/** A key of its own below the list's, so that a published score refreshes it too. */
export function useScorecard(filters: () => ScorecardFilters) {
  return useQuery({
    queryKey: computed(() => ["inspections", "scorecard", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/inspections/scorecard", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useInspection(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["inspections", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/inspections/{inspection_id}", { path: { inspection_id: id() }, signal }),
  });
}
function refresh(): void {
  for (const key of ["inspections", "check-standards", "overview", "todos"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
function kept(inspection: Inspection): Inspection {
  queryClient.setQueryData(["inspections", inspection.id], inspection);
  refresh();
  return inspection;
}
const at = (one: Inspection) => ({ path: { inspection_id: one.id }, ifMatch: tagOf(one) });

export async function openYear(body: Opening, idempotencyKey: string) {
  const opened = await api.post("/api/v1/inspection-openings", { body, idempotencyKey });
  refresh();
  return opened;
}
/** What is typed is kept, without handing anything in. */
export async function saveSelf(one: Inspection, scores: readonly Score[], note: string): Promise<Inspection> {
  const body = { scores: scores.map(({ item_id, self_score, self_note }) => ({ item_id, self_score, self_note })), self_note: note };
  return kept(await api.put("/api/v1/inspections/{inspection_id}/self-scores", { ...at(one), body }));
}
export async function saveScores(one: Inspection, scores: readonly Score[]): Promise<Inspection> {
  const body = { scores: scores.map(({ item_id, score, remark }) => ({ item_id, score, remark })) };
  return kept(await api.put("/api/v1/inspections/{inspection_id}/scores", { ...at(one), body }));
}
export async function submitSelf(one: Inspection): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/self-submission", at(one)));
}
export async function publish(one: Inspection): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/publication", at(one)));
}
export async function waive(one: Inspection, reason: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/waiver", { ...at(one), body: { reason } }));
}
export async function sendBack(one: Inspection, reason: string, self_due_on: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/return", { ...at(one), body: { reason, self_due_on } }));
}
export async function appraise(one: Inspection, body: Appraisal): Promise<Inspection> {
  return kept(await api.put("/api/v1/inspections/{inspection_id}/public-appraisal", { ...at(one), body }));
}
export async function objectTo(one: Inspection, objection: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/objections", { ...at(one), body: { objection } }));
}
export async function replyTo(one: Inspection, reply: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/objection-replies", { ...at(one), body: { reply } }));
}
export async function reopen(one: Inspection, reason: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/reopening", { ...at(one), body: { reason } }));
}
export async function confirmResult(one: Inspection, decision: string, meeting_id: number | null): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/confirmation", { ...at(one), body: { decision, meeting_id } }));
}
export async function revoke(one: Inspection, reason: string): Promise<Inspection> {
  return kept(await api.post("/api/v1/inspections/{inspection_id}/revocation", { ...at(one), body: { reason } }));
}
export async function saveResult(query: ResultQuery): Promise<void> {
  await download("/api/v1/inspection-results", { query });
}
/** Meetings of the college's leadership that took place: a result may rest on one. */
export async function findMeetings(text: string, signal: AbortSignal) {
  const query = { q: text || undefined, kind: "leadership_team", size: 20 } as const;
  const { items } = await api.get("/api/v1/meetings", { query, signal });
  const held = items.filter((meeting) => meeting.state === "held" || meeting.state === "filed");
  return held.map((meeting) => ({ value: String(meeting.id), label: meeting.title, hint: meeting.department_name }));
}
