/** Calls of the packages room. What is worked on is asked for again, the more rarely the longer it takes. */
import { computed } from "vue";

import { api, download, tagOf } from "@/api/client";
import { me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Package = Data<"/api/v1/packages/{package_id}", "get">;
export type PackageDraft = Body<"/api/v1/packages", "post">;
export type Filters = Query<"/api/v1/packages">;

/** Somebody works on it, or will. */
export const isOpen = (found: Package): boolean => found.state === "queued" || found.state === "running";

/** Milliseconds until the next look: a second at first, five after two minutes; false when nothing is worked on. */
export function nextLook(rows: readonly Package[] | undefined, now = Date.now()): number | false {
  const open = (rows ?? []).filter(isOpen);
  if (!open.length) return false;
  const age = now - Math.max(...open.map((found) => Date.parse(found.created_at)));
  return age < 20_000 ? 1000 : age < 120_000 ? 2000 : 5000;
}

export function usePackages(filters: () => Filters) {
  return useQuery({
    queryKey: computed(() => ["packages", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/packages", { query: filters(), signal }),
    refetchInterval: (query) => nextLook(query.state.data?.items),
    ...listOptions,
  });
}
export function usePackage(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["packages", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/packages/{package_id}", { path: { package_id: id() }, signal }),
    refetchInterval: (query) => nextLook(query.state.data ? [query.state.data] : undefined),
  });
}

function keep(found: Package): Package {
  queryClient.setQueryData(["packages", "one", found.id], found);
  void queryClient.invalidateQueries({ queryKey: ["packages", "list"] });
  return found;
}

export async function createPackage(body: PackageDraft): Promise<Package> {
  return keep(await api.post("/api/v1/packages", { body }));
}
export type Step = "cancel" | "retry" | "discard";
/** The version is that of now: progress changes nothing that somebody decides about. */
export async function take(found: Package, step: Step): Promise<Package> {
  const options = { path: { package_id: found.id }, ifMatch: tagOf(found) };
  if (step === "cancel") return keep(await api.post("/api/v1/packages/{package_id}/cancellation", options));
  if (step === "retry") return keep(await api.post("/api/v1/packages/{package_id}/retry", options));
  return keep(await api.post("/api/v1/packages/{package_id}/discard", options));
}
export const fetchFile = (found: Package): Promise<void> =>
  download("/api/v1/packages/{package_id}/file", { path: { package_id: found.id } }, found.file_name);

export async function findDepartments(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, include_retired: true, size: 50 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}

/** The department a package is most likely for: one's own, or for the whole school the college. */
export function useHome() {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === "packages:build");
  const own = reach?.department_ids[0];
  return useQuery({
    queryKey: ["packages", "home", own ?? 0],
    queryFn: async ({ signal }): Promise<Choice | null> => {
      if (own && !reach?.is_school) {
        const unit = await api.get("/api/v1/departments/{department_id}", { path: { department_id: own }, signal });
        return { value: String(unit.id), label: unit.name };
      }
      const { items } = await api.get("/api/v1/departments", { query: { kind: "college", size: 1 }, signal });
      return items[0] ? { value: String(items[0].id), label: items[0].name } : null;
    },
  });
}
export function useCampaignsOf(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["packages", "campaigns", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/campaigns", { query: { year: year(), size: 50 }, signal }),
    select: ({ items }) =>
      items.filter((item) => item.state !== "draft").map((item) => ({ value: String(item.id), label: item.name })),
  });
}
