/** Calls of notices, their receipts and readings. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Notice = Data<"/api/v1/notices/{notice_id}", "get">;
export type NoticeItem = Data<"/api/v1/notices", "get">["items"][number];
export type NoticeBody = Body<"/api/v1/notices", "post">;
export type NoticeFilters = Query<"/api/v1/notices">;
export type Receipt = Data<"/api/v1/notices/{notice_id}/receipts", "get">["items"][number];
export type Reading = Data<"/api/v1/notices/{notice_id}/readings", "get">["items"][number];

export function useNotices(filters: () => NoticeFilters) {
  return useQuery({
    queryKey: computed(() => ["notices", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/notices", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useNoticeCounts() {
  return useQuery({
    queryKey: ["notices", "counts"],
    queryFn: ({ signal }) => api.get("/api/v1/notices/counts", { signal }),
  });
}
export function useNotice(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["notice", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/notices/{notice_id}", { path: { notice_id: id() }, signal }),
  });
}

function keep(notice: Notice): Notice {
  queryClient.setQueryData(["notice", notice.id], notice);
  void queryClient.invalidateQueries({ queryKey: ["notices"] });
  return notice;
}
const of = (notice: Notice) => ({ path: { notice_id: notice.id }, ifMatch: tagOf(notice) });

export async function createNotice(body: NoticeBody): Promise<Notice> {
  return keep(await api.post("/api/v1/notices", { body }));
}
export async function updateNotice(notice: Notice, body: Body<"/api/v1/notices/{notice_id}", "patch">): Promise<Notice> {
  return keep(await api.patch("/api/v1/notices/{notice_id}", { ...of(notice), body }));
}
export async function publishNotice(notice: Notice): Promise<Notice> {
  return keep(await api.post("/api/v1/notices/{notice_id}/publication", of(notice)));
}
export async function withdrawNotice(notice: Notice, reason: string): Promise<Notice> {
  return keep(await api.post("/api/v1/notices/{notice_id}/withdrawal", { ...of(notice), body: { reason } }));
}
/** Answers how many were reminded and how many had been within the last day. */
export async function remindUnsigned(id: number, message: string): Promise<{ sent: number; skipped: number }> {
  const options = { path: { notice_id: id }, body: { message } };
  const { created, skipped } = await api.post("/api/v1/notices/{notice_id}/reminders", options);
  void queryClient.invalidateQueries({ queryKey: ["nudges"] });
  return { sent: created.length, skipped: skipped.length };
}

export function useReceipts(id: () => number, filters: () => Query<"/api/v1/notices/{notice_id}/receipts">) {
  return useQuery({
    queryKey: computed(() => ["notice", id(), "receipts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/notices/{notice_id}/receipts", { path: { notice_id: id() }, query: filters(), signal }),
    ...listOptions,
  });
}
export function useReadings(id: () => number, filters: () => Query<"/api/v1/notices/{notice_id}/readings">) {
  return useQuery({
    queryKey: computed(() => ["notice", id(), "readings", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/notices/{notice_id}/readings", { path: { notice_id: id() }, query: filters(), signal }),
    ...listOptions,
  });
}
async function renew(id: number): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["notice", id] }),
    queryClient.invalidateQueries({ queryKey: ["notices"] }),
  ]);
}
export async function signNotice(id: number, department: number, note: string): Promise<void> {
  await api.post("/api/v1/notices/{notice_id}/receipts", { path: { notice_id: id }, body: { department_id: department, note } });
  await renew(id);
}
/** Opening it is reading it. */
export async function noteReading(id: number): Promise<void> {
  await api.post("/api/v1/notices/{notice_id}/readings", { path: { notice_id: id } });
  await renew(id);
}
