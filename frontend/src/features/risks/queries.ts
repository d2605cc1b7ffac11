/** Calls of the risks and assessments rooms. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Sheet = Data<"/api/v1/risk-inventories/{inventory_id}", "get">;
export type SheetItem = Data<"/api/v1/risk-inventories", "get">["items"][number];
export type SheetRow = Body<"/api/v1/risk-inventories/{inventory_id}/rows", "put">["rows"][number];
export type SheetDraft = Body<"/api/v1/risk-inventories", "post">;
export type SheetFilters = Query<"/api/v1/risk-inventories">;
export type Point = Data<"/api/v1/risk-points/{point_id}", "get">;
export type PointItem = Data<"/api/v1/risk-points", "get">["items"][number];
export type PointDraft = Body<"/api/v1/risk-points", "post">;
export type PointChange = Body<"/api/v1/risk-points/{point_id}", "patch">;
export type PointFilters = Query<"/api/v1/risk-points">;
export type Guide = Data<"/api/v1/risk-inventories/{inventory_id}/guide", "get">;
export type GuidePower = Guide["powers"][number];
export type GuideStep = GuidePower["steps"][number];
export type Gap = Guide["gaps"][number];
export type Judgement = Body<"/api/v1/assessments", "post">;
export type Result = Data<"/api/v1/assessments", "post">;

export function useSheets(filters: () => SheetFilters) {
  return useQuery({
    queryKey: computed(() => ["sheets", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories", { query: filters(), signal }),
    ...listOptions,
  });
}

export function readSheet(id: number, signal?: AbortSignal): Promise<Sheet> {
  return api.get("/api/v1/risk-inventories/{inventory_id}", { path: { inventory_id: id }, signal });
}

export function createSheet(body: SheetDraft): Promise<Sheet> {
  return api.post("/api/v1/risk-inventories", { body });
}

export function saveRows(id: number, version: number, rows: SheetRow[], keepalive = false): Promise<Sheet> {
  const options = { path: { inventory_id: id }, body: { rows }, ifMatch: tagOf({ version }), keepalive };
  return api.put("/api/v1/risk-inventories/{inventory_id}/rows", options);
}

/** Sheets, to-dos and numbers elsewhere are out of date after this. */
function refresh<T>(answer: T): T {
  for (const key of ["sheets", "overview", "reviews", "points", "point"]) {
    void queryClient.invalidateQueries({ queryKey: [key] });
  }
  return answer;
}

/** `reason` goes with a sheet without risk points. */
export async function submitSheet(sheet: { id: number; version: number }, reason?: string): Promise<Sheet> {
  const body = reason === undefined ? {} : { body: { no_risk_reason: reason } };
  const options = { path: { inventory_id: sheet.id }, ifMatch: tagOf(sheet), ...body };
  return refresh(await api.post("/api/v1/risk-inventories/{inventory_id}/submission", options));
}

export async function withdrawSheet(sheet: { id: number; version: number }): Promise<Sheet> {
  const options = { path: { inventory_id: sheet.id }, ifMatch: tagOf(sheet) };
  return refresh(await api.post("/api/v1/risk-inventories/{inventory_id}/withdrawal", options));
}

/** What the caller may do with the sheet's review; null asks nothing. */
export function useSheetReview(id: () => number | null) {
  return useQuery({
    queryKey: computed(() => ["reviews", id() ?? 0]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== null),
  });
}

/** Levels that are others now than when the sheet was approved. */
export function useLevelChanges(sheet: () => { id: number; state: string } | undefined) {
  return useQuery({
    queryKey: computed(() => ["sheets", sheet()?.id, "level-changes"]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories/{inventory_id}/level-changes", { path: { inventory_id: sheet()?.id ?? 0 }, signal }),
    select: (found) => found.items,
    enabled: computed(() => sheet()?.state === "approved" && can("assessments:read")),
  });
}

export function usePoints(filters: () => PointFilters) {
  return useQuery({
    queryKey: computed(() => ["points", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-points", { query: filters(), signal }),
    ...listOptions,
  });
}

export function readPoint(id: number, signal?: AbortSignal): Promise<Point> {
  return api.get("/api/v1/risk-points/{point_id}", { path: { point_id: id }, signal });
}

export function usePoint(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["point", id()]),
    queryFn: ({ signal }) => readPoint(id(), signal),
  });
}

/** One more row at the end of a sheet, also of a signed one by those who may amend it. */
export async function createPoint(body: PointDraft, idempotencyKey: string): Promise<Point> {
  return refresh(await api.post("/api/v1/risk-points", { body, idempotencyKey }));
}

export async function updatePoint(point: { id: number; version: number }, body: PointChange): Promise<Point> {
  const options = { path: { point_id: point.id }, body, ifMatch: tagOf(point) };
  return refresh(await api.patch("/api/v1/risk-points/{point_id}", options));
}

export async function retirePoint(point: { id: number; version: number }, reason: string): Promise<Point> {
  const options = { path: { point_id: point.id }, body: { reason }, ifMatch: tagOf(point) };
  return refresh(await api.post("/api/v1/risk-points/{point_id}/retirement", options));
}

/** 找、防、控 of a point, with the measures against it. */
export function useCourse(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["point", id(), "course"]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/risk-points/{risk_point_id}", { path: { risk_point_id: id() }, signal }),
  });
}

export function useJudgements(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["point", id(), "assessments"]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-points/{point_id}/assessments", { path: { point_id: id() }, signal }),
  });
}

export function useLevelRule() {
  return useQuery({
    queryKey: ["level-rule"],
    queryFn: ({ signal }) => api.get("/api/v1/assessments/rule", { signal }),
    staleTime: Infinity,
  });
}

export async function assess(body: Judgement): Promise<Result> {
  return refresh(await api.post("/api/v1/assessments", { body }));
}

export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}

/** The college's name heads the official form. */
export function useCollege() {
  return useQuery({
    queryKey: ["site"],
    queryFn: ({ signal }) => api.get("/api/v1/site", { signal }),
    select: (site) => site.college_name,
    staleTime: Infinity,
  });
}

export function usePostsOfMine() {
  return useQuery({
    queryKey: ["people", "me"],
    queryFn: ({ signal }) => api.get("/api/v1/people/me", { signal }),
    retry: false,
  });
}

/** `version` grows with every save while somebody walks the guide; it stays 0 where only names are wanted. */
export function useGuide(id: () => number | undefined, version: () => number) {
  return useQuery({
    queryKey: computed(() => ["guide", id(), version()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories/{inventory_id}/guide", { path: { inventory_id: id() ?? 0 }, signal }),
    enabled: computed(() => id() !== undefined),
    ...listOptions,
  });
}
