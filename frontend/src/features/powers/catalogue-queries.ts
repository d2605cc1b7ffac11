/** Calls about 附件一 of a department and a year. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

import { refresh } from "./queries";

export type Catalogue = Data<"/api/v1/power-catalogues/{catalogue_id}", "get">;
export type CatalogueItem = Data<"/api/v1/power-catalogues", "get">["items"][number];
export type CatalogueFilters = Query<"/api/v1/power-catalogues">;
export type CatalogueRow = Catalogue["rows"][number];
export type Signature = Data<"/api/v1/reviews/{review_id}", "get">["decisions"][number];

export const useCatalogues = (filters: () => CatalogueFilters) =>
  useQuery({
    queryKey: computed(() => ["powers", "catalogues", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/power-catalogues", { query: filters(), signal }),
    ...listOptions,
  });
export const useCatalogue = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["powers", "catalogue", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/power-catalogues/{catalogue_id}", { path: { catalogue_id: id() }, signal }),
  });
/** Who signed, of every round. */
export const useSignatures = (review: () => number | undefined) =>
  useQuery({
    queryKey: computed(() => ["reviews", review()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: review() ?? 0 }, signal }),
    select: (found) => found.decisions,
    enabled: computed(() => review() !== undefined && can("reviews:read")),
    retry: false,
  });

/** Whether the caller may order the signed catalogue to be made anew; that is done where it is read and judged. */
export const useReopening = (review: () => number | undefined) =>
  useQuery({
    queryKey: computed(() => ["reviews", review()]),
    queryFn: ({ signal }) => api.get("/api/v1/reviews/{review_id}", { path: { review_id: review() ?? 0 }, signal }),
    select: (found) => found.state === "approved" && found.allowed_actions.includes("send_back"),
    enabled: computed(() => review() !== undefined && can("reviews:decide")),
    retry: false,
  });

/** The college's name heads the official form. */
export const useCollege = () =>
  useQuery({
    queryKey: ["site"],
    queryFn: ({ signal }) => api.get("/api/v1/site", { signal }),
    select: (site) => site.college_name,
    staleTime: Number.POSITIVE_INFINITY,
  });

function keep(catalogue: Catalogue): Catalogue {
  refresh(catalogue);
  void queryClient.invalidateQueries({ queryKey: ["reviews"] });
  queryClient.setQueryData(["powers", "catalogue", catalogue.id], catalogue);
  return catalogue;
}
export async function createCatalogue(department_id: number, year: number): Promise<Catalogue> {
  return keep(await api.post("/api/v1/power-catalogues", { body: { department_id, year } }));
}
export async function moveCatalogue(catalogue: Catalogue, step: "submission" | "withdrawal"): Promise<Catalogue> {
  const options = { path: { catalogue_id: catalogue.id }, ifMatch: tagOf(catalogue) };
  return keep(
    step === "submission"
      ? await api.post("/api/v1/power-catalogues/{catalogue_id}/submission", options)
      : await api.post("/api/v1/power-catalogues/{catalogue_id}/withdrawal", options),
  );
}
