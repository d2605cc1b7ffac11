/** Calls of the reviews room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Review = Data<"/api/v1/reviews/{review_id}", "get">;
export type ReviewItem = Data<"/api/v1/reviews", "get">["items"][number];
export type Filters = Query<"/api/v1/reviews">;
export type Sheet = Data<"/api/v1/risk-inventories/{inventory_id}", "get">;
export type DecisionBody = Body<"/api/v1/reviews/{review_id}/decisions", "post">;

export function useReviews(filters: () => Filters) {
  return useQuery({
    queryKey: computed(() => ["reviews", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews", { query: filters(), signal }),
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
export async function decide(review: Review, body: DecisionBody): Promise<void> {
  await api.post("/api/v1/reviews/{review_id}/decisions", { path: { review_id: review.id }, body, ifMatch: tagOf(review) });
  for (const key of ["reviews", "sheets", "overview", "points", "point"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
/** The sheet that waits longest, other than this one. */
export async function nextWaiting(current: number): Promise<number | null> {
  const { items } = await api.get("/api/v1/reviews", { query: { mine: true, sort: "oldest", size: 2 } });
  return items.find((item) => item.id !== current)?.id ?? null;
}
