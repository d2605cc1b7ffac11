/** Calls of the years room. */
import { computed } from "vue";

import { api, download, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type WorkYear = Data<"/api/v1/work-years/{year}", "get">;
export type YearFilters = Query<"/api/v1/work-years">;
export type Readiness = Data<"/api/v1/years/{year}/readiness", "get">;
export type Archive = Data<"/api/v1/years/{year}/archive", "get">;
export type Verification = Data<"/api/v1/years/{year}/verification", "get">;
export type Closure = Body<"/api/v1/years/{year}/closure", "post">;
export type Comparison = Data<"/api/v1/years/{year}/comparison", "get">;
export type Difference = Data<"/api/v1/years/{year}/differences", "get">["items"][number];
export type DifferenceFilters = Query<"/api/v1/years/{year}/differences">;
export type Carrying = Data<"/api/v1/years/{year}/carryings", "get">;
export type CarryingRow = Carrying["rows"][number];
export type CarryingDraft = Body<"/api/v1/years/{year}/carryings", "post">;
/** A post, or a department. */
export type Place = { position_id: number } | { department_id: number };

export function useYears() {
  return useQuery({
    queryKey: ["work-years", "list"],
    queryFn: ({ signal }) => api.get("/api/v1/work-years", { query: { size: 100 }, signal }),
  });
}
export function useYear(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["work-years", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/work-years/{year}", { path: { year: year() }, signal }),
  });
}
export async function openYear(year: number): Promise<WorkYear> {
  const opened = await api.post("/api/v1/work-years", { body: { year } });
  await queryClient.invalidateQueries({ queryKey: ["work-years"] });
  return opened;
}

export function useReadiness(year: () => number, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["years", year(), "readiness"]),
    queryFn: ({ signal }) => api.get("/api/v1/years/{year}/readiness", { path: { year: year() }, signal }),
    enabled: computed(enabled),
  });
}
export function useArchive(year: () => number, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["years", year(), "archive"]),
    queryFn: ({ signal }) => api.get("/api/v1/years/{year}/archive", { path: { year: year() }, signal }),
    enabled: computed(enabled),
  });
}
/** The whole year is written and hashed: that takes its time. */
export async function closeYear(year: WorkYear, body: Closure): Promise<void> {
  await api.post("/api/v1/years/{year}/closure", { path: { year: year.year }, body, ifMatch: tagOf(year), timeout: 0 });
  await queryClient.invalidateQueries();
}
export function verify(year: number): Promise<Verification> {
  return api.get("/api/v1/years/{year}/verification", { path: { year }, timeout: 0 });
}
export function downloadArchive(year: number): Promise<void> {
  return download("/api/v1/years/{year}/archive/file", { path: { year } });
}

export function useComparison(year: () => number, filters: () => Query<"/api/v1/years/{year}/comparison">) {
  return useQuery({
    queryKey: computed(() => ["years", year(), "comparison", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/years/{year}/comparison", { path: { year: year() }, query: filters(), signal }),
    ...listOptions,
  });
}
export function useDifferences(year: () => number, filters: () => DifferenceFilters) {
  return useQuery({
    queryKey: computed(() => ["years", year(), "differences", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/years/{year}/differences", { path: { year: year() }, query: filters(), signal }),
    ...listOptions,
  });
}

export function useCarrying(year: () => number, place: () => Place | null) {
  return useQuery({
    queryKey: computed(() => ["years", year(), "carrying", place()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/years/{year}/carryings", { path: { year: year() }, query: place() ?? {}, signal }),
    enabled: computed(() => place() !== null),
  });
}
export async function carry(year: number, body: CarryingDraft): Promise<Carrying> {
  const stored = await api.post("/api/v1/years/{year}/carryings", { path: { year }, body });
  for (const key of ["years", "sheets", "points", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
  return stored;
}

export function usePostsOfMine() {
  return useQuery({
    queryKey: ["people", "me"],
    queryFn: ({ signal }) => api.get("/api/v1/people/me", { signal }),
  });
}
export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
