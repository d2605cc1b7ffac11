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
export type Limits = Data<"/api/v1/imports/limits", "get">;
export type Reversal = Data<"/api/v1/imports/{import_id}/reversal", "get">;
export type ReversalEntry = Reversal["entries"][number];
export type TableSeen = Import["tables"][number];
export type Meanings = Body<"/api/v1/imports/{import_id}/mapping", "put">;
export type KeptMapping = Data<"/api/v1/import-mappings", "get">["items"][number];
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

export const useLimits = () =>
  useQuery({ queryKey: ["imports", "limits"], queryFn: ({ signal }) => api.get("/api/v1/imports/limits", { signal }), staleTime: Infinity });

export const useReversal = (id: () => number, wanted: () => boolean) =>
  useQuery({
    queryKey: computed(() => ["imports", "reversal", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/imports/{import_id}/reversal", { path: { import_id: id() }, signal, timeout: READING_MS }),
    enabled: computed(wanted),
    // What can be taken back changes with everybody's work.
    staleTime: 0,
  });

export const useKeptMappings = (page: () => number) =>
  useQuery({
    queryKey: computed(() => ["imports", "mappings", page()]),
    queryFn: ({ signal }) => api.get("/api/v1/import-mappings", { query: { page: page(), size: 50 }, signal }),
    ...listOptions,
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
export async function choose(stored: Import, forms: FormChoice[]): Promise<Import> {
  const options = { path: { import_id: stored.id }, body: { forms }, ifMatch: tagOf(stored) };
  return keep(await api.patch("/api/v1/imports/{import_id}", options));
}
/** Ends an upload of 附件四 that is not wanted. */
export async function discard(stored: Import): Promise<void> {
  await api.delete("/api/v1/imports/{import_id}", { path: { import_id: stored.id } });
  queryClient.removeQueries({ queryKey: ["imports", "one", stored.id] });
  void queryClient.invalidateQueries({ queryKey: ["imports", "list"] });
}
export async function apply(stored: Import): Promise<Import> {
  const options = { path: { import_id: stored.id }, ifMatch: tagOf(stored), timeout: READING_MS };
  const done = keep(await api.post("/api/v1/imports/{import_id}/application", options));
  await forgetOthers();
  return done;
}
/** Departments, positions, powers, sheets and risk points may all have come in, or gone. */
async function forgetOthers(): Promise<void> {
  await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "imports" });
}

/** Says what headers and level words mean; the server reads the file again. */
export async function say(stored: Import, meanings: Meanings): Promise<Import> {
  const options = { path: { import_id: stored.id }, body: meanings, ifMatch: tagOf(stored), timeout: READING_MS };
  const read = keep(await api.put("/api/v1/imports/{import_id}/mapping", options));
  void queryClient.invalidateQueries({ queryKey: ["imports", "mappings"] });
  return read;
}
export async function forget(one: KeptMapping): Promise<void> {
  await api.delete("/api/v1/import-mappings/{mapping_id}", { path: { mapping_id: one.id } });
  await queryClient.invalidateQueries({ queryKey: ["imports", "mappings"] });
}
export async function rememberAgain({ department_id, part, text, column, level, kind }: KeptMapping): Promise<void> {
  await api.post("/api/v1/import-mappings", { body: { department_id, part, text, column, level, kind } });
  await queryClient.invalidateQueries({ queryKey: ["imports", "mappings"] });
}

export async function reverse(preview: Reversal): Promise<Reversal> {
  const partly = preview.allowed_actions.includes("reverse_partly");
  const options = { path: { import_id: preview.import_id }, body: { is_partial: partly }, ifMatch: tagOf(preview), timeout: READING_MS };
  const done = await api.post("/api/v1/imports/{import_id}/reversal", options);
  queryClient.setQueryData(["imports", "reversal", done.import_id], done);
  await queryClient.invalidateQueries({ queryKey: ["imports", "one", done.import_id] });
  void queryClient.invalidateQueries({ queryKey: ["imports", "list"] });
  await forgetOthers();
  return done;
}

/** Departments this person imports for; the whole school needs no choice. */
export function importReach(): { school: boolean; departments: readonly number[] } {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === "imports:write");
  return { school: reach?.is_school ?? false, departments: reach?.department_ids ?? [] };
}

/** A department by its number, for the name of one that the address presets. */
export const useDepartment = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["departments", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/departments/{department_id}", { path: { department_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
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
