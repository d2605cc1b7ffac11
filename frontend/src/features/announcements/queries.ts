/** Calls of the announcements room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Announcement = Data<"/api/v1/announcements/{announcement_id}", "get">;
export type AnnouncementItem = Data<"/api/v1/announcements", "get">["items"][number];
export type AnnouncementFilters = Query<"/api/v1/announcements">;
export type AnnouncementDraft = Body<"/api/v1/announcements", "post">;
export type AnnouncedRow = Data<"/api/v1/announcements/{announcement_id}/rows", "get">["items"][number];
export type RowFilters = Query<"/api/v1/announcements/{announcement_id}/rows">;
export type Objection = Data<"/api/v1/objections/{objection_id}", "get">;
export type Ruling = Body<"/api/v1/objections/{objection_id}/decision", "post">;

export function useAnnouncements(filters: () => AnnouncementFilters) {
  return useQuery({
    queryKey: computed(() => ["announcements", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/announcements", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useAnnouncement(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["announcements", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/announcements/{announcement_id}", { path: { announcement_id: id() }, signal }),
  });
}
export function useRows(id: () => number, filters: () => RowFilters) {
  return useQuery({
    queryKey: computed(() => ["announcements", id(), "rows", filters()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/announcements/{announcement_id}/rows", { path: { announcement_id: id() }, query: filters(), signal }),
    ...listOptions,
  });
}
/** One's own, and for those who announce all of them. */
export function useObjections(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["objections", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/objections", { query: { announcement_id: id(), size: 200 }, signal }),
    ...listOptions,
  });
}

function refresh(): void {
  for (const key of ["announcements", "objections", "overview", "todos"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
export async function announce(body: AnnouncementDraft, idempotencyKey: string): Promise<Announcement> {
  const made = await api.post("/api/v1/announcements", { body, idempotencyKey });
  refresh();
  return made;
}
export async function endAnnouncement(one: Announcement): Promise<Announcement> {
  const options = { path: { announcement_id: one.id }, ifMatch: tagOf(one) };
  const ended = await api.post("/api/v1/announcements/{announcement_id}/ending", options);
  refresh();
  return ended;
}
export async function reportAnnouncement(one: Announcement, body: { reported_on: string; note: string }): Promise<Announcement> {
  const options = { path: { announcement_id: one.id }, body, ifMatch: tagOf(one) };
  const reported = await api.post("/api/v1/announcements/{announcement_id}/report", options);
  refresh();
  return reported;
}
export async function withdrawAnnouncement(one: Announcement, reason: string): Promise<Announcement> {
  const options = { path: { announcement_id: one.id }, body: { reason }, ifMatch: tagOf(one) };
  const withdrawn = await api.post("/api/v1/announcements/{announcement_id}/withdrawal", options);
  refresh();
  return withdrawn;
}
export async function raiseObjection(id: number, row_id: number | null, reason: string, idempotencyKey: string): Promise<Objection> {
  const options = { path: { announcement_id: id }, body: { row_id, reason }, idempotencyKey };
  const raised = await api.post("/api/v1/announcements/{announcement_id}/objections", options);
  refresh();
  return raised;
}
export async function ruleObjection(one: Objection, body: Ruling, idempotencyKey: string): Promise<Objection> {
  const options = { path: { objection_id: one.id }, body, ifMatch: tagOf(one), idempotencyKey };
  const decided = await api.post("/api/v1/objections/{objection_id}/decision", options);
  refresh();
  return decided;
}
export async function takeBack(one: Objection): Promise<Objection> {
  const options = { path: { objection_id: one.id }, ifMatch: tagOf(one) };
  const withdrawn = await api.post("/api/v1/objections/{objection_id}/withdrawal", options);
  refresh();
  return withdrawn;
}

/** The last of so many working days, the first one included; null while the calendar is being asked. */
export function useLastDay(from: () => string, days: number) {
  return useQuery({
    queryKey: computed(() => ["working-days", "last", from(), days]),
    queryFn: async ({ signal }) => {
      const before = new Date(`${from()}T00:00:00Z`);
      before.setUTCDate(before.getUTCDate() - 1);
      const query = { from_on: before.toISOString().slice(0, 10), days };
      return (await api.get("/api/v1/working-days", { query, signal })).to_on;
    },
    enabled: computed(() => Boolean(from())),
    ...listOptions,
  });
}
/** How many risk points the register of a department has, and how many of them are approved. */
export function useCounts(department: () => number, year: () => number) {
  const count = async (state: "approved" | undefined, signal: AbortSignal) => {
    const query = { department_id: department(), year: year(), state, size: 1 };
    return (await api.get("/api/v1/risk-points", { query, signal })).total;
  };
  return useQuery({
    queryKey: computed(() => ["risk-points", "announceable", department(), year()]),
    queryFn: async ({ signal }) => {
      const [approved, all] = await Promise.all([count("approved", signal), count(undefined, signal)]);
      return { approved, pending: all - approved };
    },
    enabled: computed(() => department() > 0),
  });
}
/** Departments the caller announces for; who reaches the whole school searches all of them. */
export async function findDepartments(text: string, signal: AbortSignal) {
  const reach = me.value?.reaches.find((one) => one.permission === "announcements:write");
  const within = reach && !reach.is_school ? reach.department_ids : [undefined];
  const pages = await Promise.all(
    within.map((within_id) => api.get("/api/v1/departments", { query: { q: text || undefined, size: 20, within_id }, signal })),
  );
  return pages.flatMap(({ items }) => items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code })));
}
export async function nameOf(department_id: number): Promise<string> {
  return (await api.get("/api/v1/departments/{department_id}", { path: { department_id } })).name;
}
export async function findSuggestions(department_id: number, text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/risk-suggestions", { query: { department_id, size: 50 }, signal });
  return items
    .filter((one) => one.name.includes(text))
    .map((one) => ({ value: String(one.id), label: one.name, hint: one.position_name ?? one.department_name }));
}
