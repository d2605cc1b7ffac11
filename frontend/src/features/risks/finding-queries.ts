/** Calls of finding risks: prompts, samples, suggestions. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type PromptList = Data<"/api/v1/risk-prompts", "get">[number];
export type Sample = Data<"/api/v1/risk-samples", "get">[number];
export type Suggestion = Data<"/api/v1/risk-suggestions", "get">["items"][number];
export type SuggestionFilters = Query<"/api/v1/risk-suggestions">;
export type SuggestionDraft = Body<"/api/v1/risk-suggestions", "post">;
export type BatchDraft = Body<"/api/v1/risk-suggestions/batches", "post">;

export function usePrompts(id: () => number | undefined) {
  return useQuery({
    queryKey: computed(() => ["risk-prompts", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-prompts", { query: { inventory_id: id() }, signal }),
    enabled: computed(() => id() !== undefined),
    staleTime: Infinity,
  });
}

export function useSamples(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["risk-samples", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-samples", { query: { inventory_id: id() }, signal }),
    staleTime: Infinity,
  });
}

export function useSuggestions(filters: () => SuggestionFilters, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["risk-suggestions", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-suggestions", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}

/** To-dos and counts elsewhere are out of date after this. */
function refresh<T>(answer: T): T {
  for (const key of ["risk-suggestions", "guide", "overview", "points"]) void queryClient.invalidateQueries({ queryKey: [key] });
  return answer;
}

interface Known {
  id: number;
  version: number;
}
type Adoption = Body<"/api/v1/risk-suggestions/{suggestion_id}/adoption", "post">;

export async function adoptSuggestion(one: Known, body: Adoption): Promise<Suggestion> {
  const options = { path: { suggestion_id: one.id }, body, ifMatch: tagOf(one) };
  return refresh(await api.post("/api/v1/risk-suggestions/{suggestion_id}/adoption", options));
}

export async function declineSuggestion(one: Known, reason: string): Promise<Suggestion> {
  const options = { path: { suggestion_id: one.id }, body: { reason }, ifMatch: tagOf(one) };
  return refresh(await api.post("/api/v1/risk-suggestions/{suggestion_id}/refusal", options));
}

export async function withdrawSuggestion(one: Known): Promise<Suggestion> {
  const options = { path: { suggestion_id: one.id }, ifMatch: tagOf(one) };
  return refresh(await api.post("/api/v1/risk-suggestions/{suggestion_id}/withdrawal", options));
}

export async function makeSuggestion(body: SuggestionDraft, key: string): Promise<Suggestion> {
  return refresh(await api.post("/api/v1/risk-suggestions", { body, idempotencyKey: key }));
}

export async function pushSuggestion(body: BatchDraft, key: string) {
  return refresh(await api.post("/api/v1/risk-suggestions/batches", { body, idempotencyKey: key }));
}

export async function findPosts(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((post) => ({ value: String(post.id), label: post.name, hint: post.department_name, department: post.department_id }));
}

export function findPowersOf(department: () => number | undefined) {
  return async (text: string, signal: AbortSignal) => {
    const { items } = await api.get("/api/v1/powers", { query: { q: text || undefined, department_id: department(), size: 20 }, signal });
    return items.map((power) => ({ value: String(power.id), label: power.name, hint: power.department_name }));
  };
}
