/** Calls of meetings. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Meeting = Data<"/api/v1/meetings/{meeting_id}", "get">;
export type MeetingItem = Data<"/api/v1/meetings", "get">["items"][number];
export type MeetingBody = Body<"/api/v1/meetings", "post">;
export type MeetingRecord = Body<"/api/v1/meetings/{meeting_id}/record", "post">;
export type Conveyance = Body<"/api/v1/meetings/{meeting_id}/conveyances", "post">;
export type MeetingFilters = Query<"/api/v1/meetings">;

export function useMeetings(filters: () => MeetingFilters) {
  return useQuery({
    queryKey: computed(() => ["meetings", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/meetings", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useMeeting(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["meeting", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/meetings/{meeting_id}", { path: { meeting_id: id() }, signal }),
  });
}

function keep(meeting: Meeting): Meeting {
  queryClient.setQueryData(["meeting", meeting.id], meeting);
  void queryClient.invalidateQueries({ queryKey: ["meetings"] });
  return meeting;
}
const of = (meeting: Meeting) => ({ path: { meeting_id: meeting.id }, ifMatch: tagOf(meeting) });

export async function createMeeting(body: MeetingBody): Promise<Meeting> {
  return keep(await api.post("/api/v1/meetings", { body }));
}
export async function updateMeeting(meeting: Meeting, body: Body<"/api/v1/meetings/{meeting_id}", "patch">): Promise<Meeting> {
  return keep(await api.patch("/api/v1/meetings/{meeting_id}", { ...of(meeting), body }));
}
export async function recordMeeting(meeting: Meeting, body: MeetingRecord): Promise<Meeting> {
  return keep(await api.post("/api/v1/meetings/{meeting_id}/record", { ...of(meeting), body }));
}
export async function fileMeeting(meeting: Meeting): Promise<Meeting> {
  return keep(await api.post("/api/v1/meetings/{meeting_id}/filing", of(meeting)));
}
export async function cancelMeeting(meeting: Meeting, reason: string): Promise<Meeting> {
  return keep(await api.post("/api/v1/meetings/{meeting_id}/cancellation", { ...of(meeting), body: { reason } }));
}
export async function conveyMeeting(id: number, body: Conveyance): Promise<Meeting> {
  return keep(await api.post("/api/v1/meetings/{meeting_id}/conveyances", { path: { meeting_id: id }, body }));
}
