/** Calls of the assessments room: opinions, decisions of the leadership, rules and progress. */
import { computed } from "vue";

import { api, fetchApi, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Drive = Data<"/api/v1/opinion-drives/{drive_id}", "get">;
export type DriveItem = Data<"/api/v1/opinion-drives", "get">["items"][number];
export type DriveDraft = Body<"/api/v1/opinion-drives", "post">;
export type DriveUpdate = Body<"/api/v1/opinion-drives/{drive_id}", "patch">;
export type DriveFilters = Query<"/api/v1/opinion-drives">;
export type Question = Drive["questions"][number];
export type Opinion = Data<"/api/v1/opinions/{opinion_id}", "get">;
export type OpinionItem = Data<"/api/v1/opinions", "get">["items"][number];
export type OpinionDraft = Body<"/api/v1/opinions", "post">;
export type OpinionFilters = Query<"/api/v1/opinions">;
export type OpinionDecision = Body<"/api/v1/opinions/{opinion_id}/decision", "post">;
export type DriveStep = "open" | "close" | "cancel" | "renew_link";

export function useDrives(filters: () => DriveFilters) {
  return useQuery({
    queryKey: computed(() => ["opinion-drives", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/opinion-drives", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useDrive(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["opinion-drive", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/opinion-drives/{drive_id}", { path: { drive_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
export function useSummary(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["opinion-drive", id(), "summary"]),
    queryFn: ({ signal }) => api.get("/api/v1/opinion-drives/{drive_id}/summary", { path: { drive_id: id() }, signal }),
  });
}

/** The answer of a step is the drive as it is now. */
function keep(drive: Drive): Drive {
  queryClient.setQueryData(["opinion-drive", drive.id], drive);
  void queryClient.invalidateQueries({ queryKey: ["opinion-drives"] });
  return drive;
}
export async function createDrive(body: DriveDraft): Promise<Drive> {
  return keep(await api.post("/api/v1/opinion-drives", { body }));
}
export async function updateDrive(drive: Drive, body: DriveUpdate): Promise<Drive> {
  return keep(await api.patch("/api/v1/opinion-drives/{drive_id}", { path: { drive_id: drive.id }, body, ifMatch: tagOf(drive) }));
}
const STEPS = {
  open: "/api/v1/opinion-drives/{drive_id}/opening",
  close: "/api/v1/opinion-drives/{drive_id}/closing",
  cancel: "/api/v1/opinion-drives/{drive_id}/cancellation",
  renew_link: "/api/v1/opinion-drives/{drive_id}/link",
} as const;
export async function stepDrive(drive: Drive, step: DriveStep): Promise<Drive> {
  return keep(await api.post(STEPS[step], { path: { drive_id: drive.id }, ifMatch: tagOf(drive) }));
}
export async function extendDrive(drive: Drive, closes_at: string): Promise<Drive> {
  const options = { path: { drive_id: drive.id }, body: { closes_at }, ifMatch: tagOf(drive) };
  return keep(await api.post("/api/v1/opinion-drives/{drive_id}/extension", options));
}
/** The QR code as an image address of its own; it needs the session, so an <img> cannot fetch it. */
export async function qrCode(id: number): Promise<string> {
  const response = await fetchApi("get", "/api/v1/opinion-drives/{drive_id}/qr-code", { path: { drive_id: id }, query: { format: "png" }, headers: { Accept: "image/png" } });
  return URL.createObjectURL(await response.blob());
}

export function useOpinions(filters: () => OpinionFilters) {
  return useQuery({
    queryKey: computed(() => ["opinions", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/opinions", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useOpinion(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["opinion", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/opinions/{opinion_id}", { path: { opinion_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
function keepOpinion(opinion: Opinion): Opinion {
  queryClient.setQueryData(["opinion", opinion.id], opinion);
  for (const key of ["opinions", "opinion-drives", "opinion-drive", "assessment-progress"]) void queryClient.invalidateQueries({ queryKey: [key] });
  return opinion;
}
export async function createOpinion(body: OpinionDraft): Promise<Opinion> {
  return keepOpinion(await api.post("/api/v1/opinions", { body }));
}
export async function decideOpinion(opinion: Opinion, body: OpinionDecision): Promise<Opinion> {
  const options = { path: { opinion_id: opinion.id }, body, ifMatch: tagOf(opinion) };
  return keepOpinion(await api.post("/api/v1/opinions/{opinion_id}/decision", options));
}

export async function findDepartments(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
export async function findPositions(text: string, signal: AbortSignal, department_id?: number): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, department_id, size: 30 }, signal });
  return items.map((post) => ({ value: String(post.id), label: post.name, hint: post.department_name }));
}
export type PointItem = Data<"/api/v1/risk-points", "get">["items"][number];
export async function findPoints(text: string, signal: AbortSignal, filters: Query<"/api/v1/risk-points"> = {}): Promise<PointItem[]> {
  return (await api.get("/api/v1/risk-points", { query: { ...filters, q: text || undefined, size: 20 }, signal })).items;
}
/** A risk point as a choice: its name, where it is, which year. */
export function choiceOf(point: PointItem): Choice {
  const place = [point.department_name, point.position_name, String(point.year)].filter(Boolean).join(" · ");
  return { value: String(point.id), label: point.name, hint: place };
}
