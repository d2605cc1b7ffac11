/** Calls about what colleagues have handed in, and what the caller has judged of it. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

export type PeerPoint = Data<"/api/v1/risk-points", "get">["items"][number];
export type PeerFilters = Query<"/api/v1/risk-points">;

export function usePeerPoints(filters: () => PeerFilters) {
  return useQuery({
    queryKey: computed(() => ["points", "peers", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-points", { query: { ...filters(), peers: true }, signal }),
    ...listOptions,
  });
}
/** Which points the caller has judged as a colleague. Under the points' key: a new judgement makes both lists stale. */
export function useCheckedPoints() {
  return useQuery({
    queryKey: ["points", "checked"],
    queryFn: async ({ signal }) => {
      const { items } = await api.get("/api/v1/assessments", { query: { step: "peer_check", mine: true, size: 200 }, signal });
      return new Set(items.map((one) => one.risk_point_id));
    },
  });
}
