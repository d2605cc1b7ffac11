/** Calls of the measures room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { asProblem } from "@/api/problem";
import { can } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Plan = Data<"/api/v1/measure-plans/{plan_id}", "get">;
export type PlanItem = Data<"/api/v1/measure-plans", "get">["items"][number];
export type PlanFilters = Query<"/api/v1/measure-plans">;
export type Gap = Data<"/api/v1/measure-plans/{plan_id}/gaps", "get">["items"][number];
export type Measure = Data<"/api/v1/measures/{measure_id}", "get">;
export type MeasureItem = Data<"/api/v1/measures", "get">["items"][number];
export type MeasureFilters = Query<"/api/v1/measures">;
export type MeasureDraft = Body<"/api/v1/measures", "post">;
export type MeasureChange = Body<"/api/v1/measures/{measure_id}", "patch">;
export type Report = Body<"/api/v1/measures/{measure_id}/progress", "post">;
export type Completion = Body<"/api/v1/measures/{measure_id}/completion", "post">;
export type Comment = Data<"/api/v1/reviews/{review_id}/comments", "get">["items"][number];
export type Check = Body<"/api/v1/measures/{measure_id}/checks", "post">;

export function usePlans(filters: () => PlanFilters) {
  return useQuery({
    queryKey: computed(() => ["measure-plans", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/measure-plans", { query: filters(), signal }),
    ...listOptions,
  });
}
export function usePlan(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["measure-plans", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/measure-plans/{plan_id}", { path: { plan_id: id() }, signal }),
  });
}
/** Doubts of the quality checks about the plan's measures as they stand now. */
export function useDoubts(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["measure-plans", id(), "doubts"]),
    queryFn: ({ signal }) => api.get("/api/v1/quality/measure-plans/{plan_id}", { path: { plan_id: id() }, signal }),
    select: (report) => report.findings,
    enabled: computed(() => can("quality:read")),
    ...listOptions,
  });
}
export function useGaps(id: () => number, query: () => Query<"/api/v1/measure-plans/{plan_id}/gaps">) {
  return useQuery({
    queryKey: computed(() => ["measure-plans", id(), "gaps", query()]),
    queryFn: ({ signal }) => api.get("/api/v1/measure-plans/{plan_id}/gaps", { path: { plan_id: id() }, query: query(), signal }),
    ...listOptions,
  });
}
/** Who signed the plan, for its chain. */
export function useSignatures(review: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["reviews", review()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: review() ?? 0 }, signal }),
    select: (found) => found.decisions,
    enabled: computed(() => review() !== undefined && can("reviews:read")),
    retry: false,
  });
}
/** Whether the caller may order the signed plan to be made anew; that is done where it is read and judged. */
export function useReopening(review: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["reviews", review()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: review() ?? 0 }, signal }),
    select: (found) => found.state === "approved" && found.allowed_actions.includes("send_back"),
    enabled: computed(() => review() !== undefined && can("reviews:decide")),
    retry: false,
  });
}
export function useComments(review: () => number) {
  return useQuery({
    queryKey: computed(() => ["reviews", review(), "comments"]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}/comments", { path: { review_id: review() }, query: { size: 200 }, signal }),
    select: (page) => page.items,
    enabled: computed(() => can("reviews:read")),
  });
}
export async function resolveComment(comment: Comment): Promise<void> {
  await api.post("/api/v1/review-comments/{comment_id}/resolution", { path: { comment_id: comment.id }, ifMatch: tagOf(comment) });
  await queryClient.invalidateQueries({ queryKey: ["reviews", comment.review_id] });
}
/** Adjustments that began with this measure. */
export function useRechecksOf(measure: () => number) {
  return useQuery({
    queryKey: computed(() => ["adjustments", "of-measure", measure()]),
    queryFn: ({ signal }) => api.get("/api/v1/adjustments", { query: { source_kind: "measure", source_id: measure() }, signal }),
    select: (page) => page.items,
    enabled: computed(() => can("rechecks:read")),
  });
}
export function useMeasures(filters: () => MeasureFilters) {
  return useQuery({
    queryKey: computed(() => ["measures", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/measures", { query: filters(), signal }),
    ...listOptions,
  });
}
export function readMeasure(id: number, signal?: AbortSignal): Promise<Measure> {
  return api.get("/api/v1/measures/{measure_id}", { path: { measure_id: id }, signal });
}
export function useMeasure(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["measure", id()]),
    queryFn: ({ signal }) => readMeasure(id(), signal),
  });
}

function refresh(): void {
  for (const key of ["measures", "measure-plans", "reviews", "adjustments", "rechecks", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
function keep(measure: Measure): Measure {
  queryClient.setQueryData(["measure", measure.id], measure);
  refresh();
  return measure;
}
function keepPlan(plan: Plan): Plan {
  refresh();
  queryClient.setQueryData(["measure-plans", plan.id], plan);
  return plan;
}

/** Begins a department's plan; answers with the one there is when somebody was faster. */
export async function beginPlan(department_id: number, year: number): Promise<Pick<Plan, "id">> {
  try {
    return keepPlan(await api.post("/api/v1/measure-plans", { body: { department_id, year } }));
  } catch (failure) {
    if (asProblem(failure).status !== 409) throw failure;
    const { items } = await api.get("/api/v1/measure-plans", { query: { department_id, year, size: 200 } });
    const found = items.find((plan) => plan.department_id === department_id);
    if (!found) throw failure;
    return found;
  }
}
export async function movePlan(plan: Plan, step: "submission" | "withdrawal"): Promise<Plan> {
  const options = { path: { plan_id: plan.id }, ifMatch: tagOf(plan) };
  return keepPlan(
    step === "submission"
      ? await api.post("/api/v1/measure-plans/{plan_id}/submission", options)
      : await api.post("/api/v1/measure-plans/{plan_id}/withdrawal", options),
  );
}
/** Unfinished measures of the plan before go on in this one. */
export async function carryMeasures(plan: Plan, measure_ids: number[]): Promise<Plan> {
  return keepPlan(await api.post("/api/v1/measure-plans/{plan_id}/carryings", { path: { plan_id: plan.id }, body: { measure_ids } }));
}

export async function createMeasure(body: MeasureDraft, idempotencyKey: string): Promise<Measure> {
  return keep(await api.post("/api/v1/measures", { body, idempotencyKey }));
}
export async function updateMeasure(measure: Measure, body: MeasureChange): Promise<Measure> {
  return keep(await api.patch("/api/v1/measures/{measure_id}", { path: { measure_id: measure.id }, body, ifMatch: tagOf(measure) }));
}
export async function retireMeasure(measure: Measure, reason: string): Promise<Measure> {
  const options = { path: { measure_id: measure.id }, body: { reason }, ifMatch: tagOf(measure) };
  return keep(await api.post("/api/v1/measures/{measure_id}/retirement", options));
}
export async function reportProgress(measure: Measure, body: Report): Promise<Measure> {
  return keep(await api.post("/api/v1/measures/{measure_id}/progress", { path: { measure_id: measure.id }, body, ifMatch: tagOf(measure) }));
}
export async function addEvidence(entry: number, file: File): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  await api.post("/api/v1/measure-progress/{progress_id}/evidence", { path: { progress_id: entry }, body, timeout: 0 });
}
/** Evidence stands in the measure: it is read anew. */
export async function rereadMeasure(id: number): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ["measure", id] });
}
export async function finishMeasure(measure: Measure, body: Completion): Promise<Measure> {
  return keep(await api.post("/api/v1/measures/{measure_id}/completion", { path: { measure_id: measure.id }, body, ifMatch: tagOf(measure) }));
}
export async function returnMeasure(measure: Measure, reason: string): Promise<Measure> {
  const options = { path: { measure_id: measure.id }, body: { reason }, ifMatch: tagOf(measure) };
  return keep(await api.post("/api/v1/measures/{measure_id}/return", options));
}
export async function checkMeasure(measure: Measure, body: Check): Promise<Measure> {
  return keep(await api.post("/api/v1/measures/{measure_id}/checks", { path: { measure_id: measure.id }, body, ifMatch: tagOf(measure) }));
}

/** Flows of a power saved since the measure was approved: only those can be its result. One carried on may have been redesigned before. */
export async function flowsSince(measure: Measure, signal?: AbortSignal) {
  const path = { power_id: measure.power_id ?? 0 };
  const { items } = await api.get("/api/v1/powers/{power_id}/flow/revisions", { path, signal });
  return items.filter((one) => !measure.approved_at || measure.carried_from_id !== null || one.saved_at >= measure.approved_at);
}

export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
export async function findPosts(department_id: number, text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, department_id, size: 50 }, signal });
  return items.map((post) => ({ value: String(post.id), label: post.name, hint: post.department_name }));
}
export async function findPowers(department_id: number, text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/powers", { query: { q: text || undefined, department_id, size: 50 }, signal });
  const own = items.filter((power) => power.department_id === department_id);
  return own.map((power) => ({ value: String(power.id), label: power.name, hint: power.code }));
}
export async function findPoints(department_id: number, year: number, text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/risk-points", { query: { q: text || undefined, department_id, year, size: 50 }, signal });
  return items.map((point) => ({ value: String(point.id), label: point.name, hint: point.position_name ?? point.department_name }));
}
export async function findRules(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/regulations", { query: { q: text || undefined, size: 50 }, signal });
  return items
    .filter((rule) => rule.status === "in_force" || rule.status === "amending")
    .map((rule) => ({ value: String(rule.id), label: rule.title, hint: rule.number }));
}
