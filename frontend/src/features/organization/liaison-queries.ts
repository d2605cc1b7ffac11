/** Calls about liaison officers: reported by the department, confirmed by the office. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

import type { Officer } from "./queries";

export type { Officer };
export type LiaisonGap = Data<"/api/v1/officers/gaps", "get">["items"][number];
export type OfficerFilters = Query<"/api/v1/officers">;
export type LiaisonGapFilters = Query<"/api/v1/officers/gaps">;

const ROOM = "organization";

export const useOfficers = (filters: () => OfficerFilters, enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => [ROOM, "officers", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/officers", { query: filters(), signal }),
    enabled,
    ...listOptions,
  });

/** Units without a confirmed liaison, and whom they have reported. */
export const useLiaisonGaps = (filters: () => LiaisonGapFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "liaison-gaps", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/officers/gaps", { query: filters(), signal }),
    ...listOptions,
  });

export async function reportLiaison(department_id: number, person_id: number, started_on: string | null): Promise<Officer> {
  return await api.post("/api/v1/officers/reports", { body: { department_id, person_id, started_on } });
}
export async function confirmLiaison(officer: Pick<Officer, "id" | "version">): Promise<Officer> {
  return await api.post("/api/v1/officers/{officer_id}/confirmation", { path: { officer_id: officer.id }, ifMatch: tagOf(officer) });
}
export async function declineLiaison(officer: Pick<Officer, "id" | "version">, reason: string): Promise<Officer> {
  const options = { path: { officer_id: officer.id }, body: { reason }, ifMatch: tagOf(officer) };
  return await api.post("/api/v1/officers/{officer_id}/refusal", options);
}
