/** Calls of the warnings room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Warning = Data<"/api/v1/warnings/{warning_id}", "get">;
export type WarningItem = Data<"/api/v1/warnings", "get">["items"][number];
export type WarningDraft = Body<"/api/v1/warnings", "post">;
export type Disposition = Body<"/api/v1/warnings/{warning_id}/disposition", "post">;
export type Filters = Query<"/api/v1/warnings">;

export function useWarnings(filters: () => Filters) {
  return useQuery({
    queryKey: computed(() => ["warnings", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/warnings", { query: filters(), signal }),
    ...listOptions,
  });
}

export function useWarning(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["warning", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/warnings/{warning_id}", { path: { warning_id: id() }, signal }),
  });
}

/** The answer of a step is the new sheet; reading it again would leave another trace. */
function keep(warning: Warning): Warning {
  queryClient.setQueryData(["warning", warning.id], warning);
  void queryClient.invalidateQueries({ queryKey: ["warnings"] });
  void queryClient.invalidateQueries({ queryKey: ["overview"] });
  return warning;
}

export async function createWarning(body: WarningDraft): Promise<Warning> {
  return keep(await api.post("/api/v1/warnings", { body }));
}
export async function updateWarning(warning: Warning, body: Body<"/api/v1/warnings/{warning_id}", "patch">): Promise<Warning> {
  const path = { warning_id: warning.id };
  return keep(await api.patch("/api/v1/warnings/{warning_id}", { path, body, ifMatch: tagOf(warning) }));
}
export async function disposeWarning(warning: Warning, body: Disposition): Promise<Warning> {
  const path = { warning_id: warning.id };
  return keep(await api.post("/api/v1/warnings/{warning_id}/disposition", { path, body, ifMatch: tagOf(warning) }));
}
export async function promiseRectification(warning: Warning, rectification: string): Promise<Warning> {
  const options = { path: { warning_id: warning.id }, body: { rectification }, ifMatch: tagOf(warning) };
  return keep(await api.post("/api/v1/warnings/{warning_id}/promise", options));
}
export async function endWarning(warning: Warning, step: "closure" | "cancellation", reason: string): Promise<Warning> {
  const options = { path: { warning_id: warning.id }, body: { reason }, ifMatch: tagOf(warning) };
  return keep(
    step === "closure"
      ? await api.post("/api/v1/warnings/{warning_id}/closure", options)
      : await api.post("/api/v1/warnings/{warning_id}/cancellation", options),
  );
}

/** Readers stand in the sheet: a change reads it anew. */
export async function admitReader(id: number, body: Body<"/api/v1/warnings/{warning_id}/readers", "post">): Promise<void> {
  await api.post("/api/v1/warnings/{warning_id}/readers", { path: { warning_id: id }, body });
  await queryClient.invalidateQueries({ queryKey: ["warning", id] });
}
export async function dismissReader(id: number, user: number): Promise<void> {
  await api.delete("/api/v1/warnings/{warning_id}/readers/{user_id}", { path: { warning_id: id, user_id: user } });
  await queryClient.invalidateQueries({ queryKey: ["warning", id] });
}

/** Only people who can sign in can be let in. */
export async function searchAccounts(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/people", { query: { q: text || undefined, has_account: true, size: 20 }, signal });
  return items.flatMap(({ user_id, name, department_name }) =>
    user_id === null ? [] : [{ value: String(user_id), label: name, hint: department_name }],
  );
}

/** Posts a person holds today. */
export function usePostsOf(person: () => number) {
  return useQuery({
    queryKey: computed(() => ["people", person(), "posts"]),
    queryFn: ({ signal }) => api.get("/api/v1/people/{person_id}", { path: { person_id: person() }, signal }),
    select: (found) => found.appointments,
    enabled: computed(() => person() > 0),
  });
}

export async function searchPeople(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/people", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((person) => ({ value: String(person.id), label: person.name, hint: person.job_title || person.staff_no }));
}
