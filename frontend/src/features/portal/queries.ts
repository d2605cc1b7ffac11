/** Calls of the portal room, inside. */
import { computed, onBeforeUnmount, ref, watch } from "vue";

import { api, fetchApi, tagOf } from "@/api/client";
import { me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { isDark } from "@/lib/prefs";
import { listOptions, queryClient, useQuery } from "@/lib/query";

const LIST = "/api/v1/publications";
const ONE = "/api/v1/publications/{publication_id}";
export type Publication = Data<typeof ONE, "get">;
export type PublicationItem = Data<typeof LIST, "get">["items"][number];
export type PublicationFilters = Query<typeof LIST>;
export type Preparation = Body<typeof LIST, "post">;
export type Wording = Body<typeof ONE, "patch">;
export type StepWords = NonNullable<Wording["steps"]>[number];

export function usePublications(filters: () => PublicationFilters) {
  return useQuery({
    queryKey: computed(() => ["publications", "list", filters()]),
    queryFn: ({ signal }) => api.get(LIST, { query: filters(), signal }),
    ...listOptions,
  });
}
export function useSummary() {
  return useQuery({
    queryKey: ["publications", "summary"],
    queryFn: ({ signal }) => api.get("/api/v1/publications/summary", { signal }),
  });
}
export function usePublication(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["publications", id()]),
    queryFn: ({ signal }) => api.get(ONE, { path: { publication_id: id() }, signal }),
  });
}

function keep(one: Publication): Publication {
  queryClient.setQueryData(["publications", one.id], one);
  void queryClient.invalidateQueries({ queryKey: ["publications"], predicate: ({ queryKey }) => queryKey[1] !== one.id });
  return one;
}
const of = (one: Publication) => ({ path: { publication_id: one.id }, ifMatch: tagOf(one) });

export async function prepare(body: Preparation, idempotencyKey: string): Promise<Publication> {
  return keep(await api.post(LIST, { body, idempotencyKey }));
}
export async function reword(one: Publication, body: Wording): Promise<Publication> {
  return keep(await api.patch(ONE, { ...of(one), body }));
}
export async function renew(one: Publication): Promise<Publication> {
  return keep(await api.post("/api/v1/publications/{publication_id}/renewal", of(one)));
}
export async function discard(one: Publication): Promise<Publication> {
  return keep(await api.post("/api/v1/publications/{publication_id}/discard", of(one)));
}
export async function release(one: Publication, confirmed: string[]): Promise<Publication> {
  return keep(await api.post("/api/v1/publications/{publication_id}/release", { ...of(one), body: { confirmed } }));
}
export async function withdraw(one: Publication, reason: string): Promise<Publication> {
  return keep(await api.post("/api/v1/publications/{publication_id}/withdrawal", { ...of(one), body: { reason } }));
}

/** Departments the caller reads; who reaches the whole school searches all of them. */
export async function findDepartments(text: string, signal: AbortSignal) {
  const reach = me.value?.reaches.find((one) => one.permission === "publications:read");
  const within = reach && !reach.is_school ? reach.department_ids : [undefined];
  const pages = await Promise.all(
    within.map((within_id) => api.get("/api/v1/departments", { query: { q: text || undefined, size: 20, within_id }, signal })),
  );
  return pages.flatMap(({ items }) => items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code })));
}

export function useDepartment(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["departments", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/departments/{department_id}", { path: { department_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}

/** An object URL for <img>: the answer needs the session's token, which an address cannot carry. */
export function usePicture(one: () => Publication | undefined) {
  const url = ref("");
  let controller: AbortController | undefined;
  function drop(): void {
    if (url.value) URL.revokeObjectURL(url.value);
    url.value = "";
  }
  async function load(): Promise<void> {
    controller?.abort();
    const [found, own] = [one(), new AbortController()];
    controller = own;
    if (!found?.steps.length) return drop();
    const call = { path: { publication_id: found.id }, query: { theme: isDark.value ? "dark" : "light" }, signal: own.signal };
    try {
      const answer = await fetchApi("get", "/api/v1/publications/{publication_id}/flow.svg", { ...call, headers: { Accept: "image/svg+xml" } });
      const picture = await answer.blob();
      drop();
      url.value = URL.createObjectURL(picture);
    } catch {
      // The table below says the same.
      if (!own.signal.aborted) drop();
    }
  }
  watch([() => one()?.id, () => one()?.version, isDark], () => void load(), { immediate: true });
  onBeforeUnmount(() => {
    controller?.abort();
    drop();
  });
  return url;
}
