/** Lists and names that several pages of the room use; each resource has its own calls beside. */
import { computed } from "vue";

import { api, download } from "@/api/client";
import { me } from "@/api/session";
import type { Data } from "@/api/types";
import { queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Attached = Data<"/api/v1/notices/{notice_id}", "get">["files"][number];
export type Owner = "notices" | "meetings" | "questions";
type Department = Data<"/api/v1/departments", "get">["items"][number];

async function everyDepartment(signal: AbortSignal): Promise<Department[]> {
  const found: Department[] = [];
  for (let page = 1; ; page += 1) {
    const { items, total } = await api.get("/api/v1/departments", { query: { page, size: 200 }, signal });
    found.push(...items);
    if (items.length === 0 || found.length >= total) return found;
  }
}
/** Live departments in the order of the tree. */
export function useDepartments(enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: ["departments", "all-live"],
    queryFn: ({ signal }) => everyDepartment(signal),
    staleTime: 5 * 60_000,
    enabled: computed(enabled),
  });
}
export type { Department };

/** How far a permission of the caller goes. */
export function reachOf(permission: string): { school: boolean; departments: readonly number[] } {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === permission);
  return { school: reach?.is_school ?? false, departments: reach?.department_ids ?? [] };
}
/** The departments a permission of the caller covers: all, or those named and what lies below. */
export function within(permission: string, departments: readonly Department[]): Department[] {
  const { school, departments: roots } = reachOf(permission);
  return departments.filter(({ path }) => school || roots.some((root) => path.includes(`/${root}/`)));
}
export function choicesOf(departments: readonly Department[]): Choice[] {
  return departments.map(({ id, name, code }) => ({ value: String(id), label: name, hint: code }));
}

export async function searchPeople(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/people", { query: { q: text || undefined, size: 20 }, signal });
  return items.map(({ id, name, department_name }) => ({ value: String(id), label: name, hint: department_name }));
}
/** Everybody on the roster of a department and those below, for the list of those invited. */
export async function peopleOf(department: number): Promise<{ id: number; name: string }[]> {
  const { items } = await api.get("/api/v1/people", { query: { department_id: department, size: 200 } });
  return items.map(({ id, name }) => ({ id, name }));
}

const ONE = { notices: "notice", meetings: "meeting", questions: "question" } as const;

export async function attach(owner: Owner, id: number, file: File): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  const options = { body, timeout: 0 };
  if (owner === "notices") await api.post("/api/v1/notices/{notice_id}/files", { path: { notice_id: id }, ...options });
  else if (owner === "meetings") await api.post("/api/v1/meetings/{meeting_id}/files", { path: { meeting_id: id }, ...options });
  else await api.post("/api/v1/questions/{question_id}/files", { path: { question_id: id }, ...options });
  await queryClient.invalidateQueries({ queryKey: [ONE[owner], id] });
}
/** What was said in a thread stays; only drafts of notices and open records lose a file again. */
export async function detach(owner: Exclude<Owner, "questions">, id: number, file: number): Promise<void> {
  if (owner === "notices") {
    await api.delete("/api/v1/notices/{notice_id}/files/{file_id}", { path: { notice_id: id, file_id: file } });
  } else {
    await api.delete("/api/v1/meetings/{meeting_id}/files/{file_id}", { path: { meeting_id: id, file_id: file } });
  }
  await queryClient.invalidateQueries({ queryKey: [ONE[owner], id] });
}
export async function saveFile(owner: Owner, id: number, file: Attached): Promise<void> {
  const path = { [`${ONE[owner]}_id`]: id, file_id: file.id };
  await download(`/api/v1/${owner}/{${ONE[owner]}_id}/files/{file_id}` as "/api/v1/notices/{notice_id}/files/{file_id}", { path }, file.name);
}
