/** Calls of the reviews room, and what is read of the things reviewed. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Review = Data<"/api/v1/reviews/{review_id}", "get">;
export type ReviewItem = Data<"/api/v1/reviews", "get">["items"][number];
export type Filters = Query<"/api/v1/reviews">;
export type Sheet = Data<"/api/v1/risk-inventories/{inventory_id}", "get">;
export type PlannedMeasure = Data<"/api/v1/measures", "get">["items"][number];
export type Catalogue = Data<"/api/v1/power-catalogues/{catalogue_id}", "get">;
export type DecisionBody = Body<"/api/v1/reviews/{review_id}/decisions", "post">;
export type BatchBody = Body<"/api/v1/reviews/decisions", "post">;
export type BatchResult = Data<"/api/v1/reviews/decisions", "post">["results"][number];
export type Comment = Data<"/api/v1/reviews/{review_id}/comments", "get">["items"][number];
export type CommentBody = Body<"/api/v1/reviews/{review_id}/comments", "post">;
type SheetFinding = Data<"/api/v1/quality/risk-inventories/{inventory_id}", "get">["findings"][number];
type PlanFinding = Data<"/api/v1/quality/measure-plans/{plan_id}", "get">["findings"][number];
export type Finding = SheetFinding | PlanFinding;
export interface Comparisons {
  risk_inventory: Data<"/api/v1/risk-inventories/{inventory_id}/comparison", "get">;
  power_catalogue: Data<"/api/v1/power-catalogues/{catalogue_id}/comparison", "get">;
  measure_plan: Data<"/api/v1/measure-plans/{plan_id}/comparison", "get">;
}
export type Comparison = Comparisons[keyof Comparisons];
export type Against = "last_submission" | "last_year";
export type Lists = Data<"/api/v1/risk-lists", "get">;

export function useReviews(filters: () => Filters, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["reviews", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
export function useCounts() {
  return useQuery({
    queryKey: ["reviews", "counts"],
    queryFn: ({ signal }) => api.get("/api/v1/reviews/counts", { signal }),
  });
}
export function useReview(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["reviews", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: id() }, signal }),
  });
}
export function useSheet(id: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["sheets", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories/{inventory_id}", { path: { inventory_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== undefined),
  });
}
export function usePlannedMeasures(plan: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["measures", "of-plan", plan()]),
    queryFn: ({ signal }) => api.get("/api/v1/measures", { query: { plan_id: plan(), sort: "plan", size: 200 }, signal }),
    select: (page) => page.items,
    enabled: computed(() => plan() !== undefined),
  });
}
export function useCatalogue(id: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["powers", "catalogue", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/power-catalogues/{catalogue_id}", { path: { catalogue_id: id() ?? 0 }, signal }),
    enabled: computed(() => Boolean(id())),
  });
}
/** Doubts of the quality checks about the sheet, or the plan, as it stands now. */
export function useFindings(sheet: () => number | undefined, plan: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["quality", sheet(), plan()]),
    queryFn: async ({ signal }): Promise<readonly Finding[]> => {
      const inventory_id = sheet();
      if (inventory_id !== undefined) {
        return (await api.get("/api/v1/quality/risk-inventories/{inventory_id}", { path: { inventory_id }, signal })).findings;
      }
      return (await api.get("/api/v1/quality/measure-plans/{plan_id}", { path: { plan_id: plan() ?? 0 }, signal })).findings;
    },
    enabled: computed(() => (sheet() ?? plan()) !== undefined && can("quality:read")),
  });
}

/** Under the first word of the key they are read anew when something of that kind changes. */
const COMPARED = { risk_inventory: "sheets", power_catalogue: "powers", measure_plan: "measures" } as const;
/** What is reviewed beside what was handed in before, or beside the year before. */
export function useComparison(subject: () => Pick<Review, "subject_kind" | "subject_id" | "version">, against: () => Against) {
  return useQuery({
    queryKey: computed(() => [COMPARED[subject().subject_kind], subject().subject_id, "comparison", against(), subject().version]),
    queryFn: ({ signal }): Promise<Comparison> => {
      const { subject_kind: kind, subject_id: id } = subject();
      const query = { against: against() };
      if (kind === "power_catalogue") return api.get("/api/v1/power-catalogues/{catalogue_id}/comparison", { path: { catalogue_id: id }, query, signal });
      if (kind === "measure_plan") return api.get("/api/v1/measure-plans/{plan_id}/comparison", { path: { plan_id: id }, query, signal });
      return api.get("/api/v1/risk-inventories/{inventory_id}/comparison", { path: { inventory_id: id }, query, signal });
    },
  });
}
/** Levels that are others now than when the sheet was approved. */
export function useLevelChanges(sheet: () => Sheet | undefined) {
  return useQuery({
    queryKey: computed(() => ["sheets", sheet()?.id, "level-changes"]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories/{inventory_id}/level-changes", { path: { inventory_id: sheet()?.id ?? 0 }, signal }),
    select: (found) => found.items,
    enabled: computed(() => sheet()?.state === "approved" && can("assessments:read")),
  });
}
/** How the office calls ways of finding and categories. */
export function useLists(enabled: () => boolean = () => true) {
  return useQuery({
    enabled: computed(enabled),
    queryKey: ["risk-lists"],
    queryFn: ({ signal }) => api.get("/api/v1/risk-lists", { query: { include_inactive: true }, signal }),
    staleTime: 5 * 60_000,
  });
}

function refresh(): void {
  for (const key of ["reviews", "sheets", "overview", "points", "point", "measures", "measure-plans", "powers"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
}
export async function decide(review: Review, body: DecisionBody): Promise<void> {
  await api.post("/api/v1/reviews/{review_id}/decisions", { path: { review_id: review.id }, body, ifMatch: tagOf(review) });
  refresh();
}
export async function decideMany(body: BatchBody, idempotencyKey: string) {
  const answer = await api.post("/api/v1/reviews/decisions", { body, idempotencyKey });
  refresh();
  return answer;
}
/** The sheet that waits longest, other than this one. */
export async function nextWaiting(current: number): Promise<number | null> {
  const { items } = await api.get("/api/v1/reviews", { query: { mine: true, sort: "oldest", size: 2 } });
  return items.find((item) => item.id !== current)?.id ?? null;
}

export function useComments(review: () => number) {
  return useQuery({
    queryKey: computed(() => ["reviews", review(), "comments"]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}/comments", { path: { review_id: review() }, query: { size: 200 }, signal }),
    select: (page) => page.items,
  });
}
export async function addComment(review: number, body: CommentBody): Promise<void> {
  await api.post("/api/v1/reviews/{review_id}/comments", { path: { review_id: review }, body });
  await queryClient.invalidateQueries({ queryKey: ["reviews", review] });
}
export async function resolveComment(comment: Comment): Promise<void> {
  await api.post("/api/v1/review-comments/{comment_id}/resolution", { path: { comment_id: comment.id }, ifMatch: tagOf(comment) });
  await queryClient.invalidateQueries({ queryKey: ["reviews", comment.review_id] });
}

/** Meetings of the leadership that took place: only those decide. */
export async function findMeetings(text: string, signal: AbortSignal) {
  const query = { q: text || undefined, kind: "leadership_team" as const, size: 50 };
  const { items } = await api.get("/api/v1/meetings", { query, signal });
  return items.filter((meeting) => meeting.state === "held" || meeting.state === "filed");
}
