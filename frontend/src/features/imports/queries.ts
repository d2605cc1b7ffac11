/** Calls of the imports room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Import = Data<"/api/v1/imports/{import_id}", "get">;
export type ImportForm = Import["forms"][number];
export type ImportItem = ImportForm["items"][number];
export type Finding = Import["findings"][number];
export type Target = ImportForm["department"];
export type ImportRow = Data<"/api/v1/imports", "get">["items"][number];
export type FormChoice = Body<"/api/v1/imports/{import_id}", "patch">["forms"][number];

/** The server reads a file in a child process; a long catalogue takes its time. */
const READING_MS = 120_000;

export const useImports = (filters: () => Query<"/api/v1/imports">) =>
  useQuery({
    queryKey: computed(() => ["imports", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/imports", { query: filters(), signal }),
    ...listOptions,
  });

export const useImport = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["imports", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/imports/{import_id}", { path: { import_id: id() }, signal }),
  });

/** The answer of a write is the newest copy. */
export function keep(stored: Import): Import {
  queryClient.setQueryData(["imports", "one", stored.id], stored);
  void queryClient.invalidateQueries({ queryKey: ["imports", "list"] });
  return stored;
}

export async function upload(file: File, departmentId: number | null): Promise<Import> {
  const body = new FormData();
  body.append("file", file);
  if (departmentId) body.append("department_id", String(departmentId));
  return keep(await api.post("/api/v1/imports", { body, timeout: READING_MS }));
}
export async function choose(stored: Import, form: FormChoice): Promise<Import> {
  const options = { path: { import_id: stored.id }, body: { forms: [form] }, ifMatch: tagOf(stored) };
  return keep(await api.patch("/api/v1/imports/{import_id}", options));
}
export async function apply(stored: Import): Promise<Import> {
  const options = { path: { import_id: stored.id }, ifMatch: tagOf(stored), timeout: READING_MS };
  const done = keep(await api.post("/api/v1/imports/{import_id}/application", options));
  // Departments, positions, powers, sheets and risk points may all have come in.
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "imports" });
  return done;
}

/** Departments this person imports for; the whole school needs no choice. */
export function importReach(): { school: boolean; departments: readonly number[] } {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === "imports:write");
  return { school: reach?.is_school ?? false, departments: reach?.department_ids ?? [] };
}

export async function findDepartments(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 50 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
export async function findPositions(departmentId: number | null, text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { q: text || undefined, department_id: departmentId ?? undefined, size: 50 };
  const { items } = await api.get("/api/v1/positions", { query, signal });
  return items.map((position) => ({ value: String(position.id), label: position.name, hint: position.department_name }));
}
export async function findPeople(departmentId: number | null, text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { q: text || undefined, department_id: departmentId ?? undefined, size: 50 };
  const { items } = await api.get("/api/v1/people", { query, signal });
  return items.map((person) => ({ value: String(person.id), label: person.name, hint: person.job_title || person.department_name }));
}
