/** Calls about working groups: the leading group of the college and the groups of the units. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

export type Group = Data<"/api/v1/groups/{group_id}", "get">;
export type GroupItem = Data<"/api/v1/groups", "get">["items"][number];
export type GroupGap = Data<"/api/v1/groups/gaps", "get">["items"][number];
export type GroupFilters = Query<"/api/v1/groups">;
export type GroupGapFilters = Query<"/api/v1/groups/gaps">;
export type GroupDraft = Body<"/api/v1/groups", "post">;
export type GroupChange = Body<"/api/v1/groups/{group_id}", "patch">;
export type Member = Group["members"][number];
export type MemberDraft = Body<"/api/v1/groups/{group_id}/members", "post">;
export type MemberChange = Body<"/api/v1/groups/{group_id}/members/{member_id}", "patch">;

const ROOM = "organization";

export const useGroups = (filters: () => GroupFilters, enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => [ROOM, "groups", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/groups", { query: filters(), signal }),
    enabled,
    ...listOptions,
  });

/** Units without a working group today. */
export const useGroupGaps = (filters: () => GroupGapFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "group-gaps", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/groups/gaps", { query: filters(), signal }),
    ...listOptions,
  });

export const useGroup = (id: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "group", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/groups/{group_id}", { path: { group_id: id() }, signal }),
  });

export async function createGroup(body: GroupDraft): Promise<Group> {
  return await api.post("/api/v1/groups", { body });
}
export async function updateGroup(group: Group, body: GroupChange): Promise<Group> {
  return await api.patch("/api/v1/groups/{group_id}", { path: { group_id: group.id }, body, ifMatch: tagOf(group) });
}
export async function endGroup(group: Group, ended_on: string | null, reason: string): Promise<Group> {
  const options = { path: { group_id: group.id }, body: { ended_on, reason }, ifMatch: tagOf(group) };
  return await api.post("/api/v1/groups/{group_id}/ending", options);
}
export async function addMember(group: Group, body: MemberDraft): Promise<Group> {
  return await api.post("/api/v1/groups/{group_id}/members", { path: { group_id: group.id }, body, ifMatch: tagOf(group) });
}
export async function updateMember(group: Group, member: Member, body: MemberChange): Promise<Group> {
  const options = { path: { group_id: group.id, member_id: member.id }, body, ifMatch: tagOf(group) };
  return await api.patch("/api/v1/groups/{group_id}/members/{member_id}", options);
}
export async function endMember(group: Group, member: Member, ended_on: string | null): Promise<Group> {
  const options = { path: { group_id: group.id, member_id: member.id }, body: { ended_on }, ifMatch: tagOf(group) };
  return await api.post("/api/v1/groups/{group_id}/members/{member_id}/ending", options);
}
