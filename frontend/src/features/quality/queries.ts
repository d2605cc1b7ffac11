/** Calls of the quality room. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Data } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

export type Summary = Data<"/api/v1/quality/summary", "get">;
export type DepartmentQuality = Summary["departments"][number];

export function useSummary(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["quality", "summary", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/quality/summary", { query: { year: year() }, signal }),
    ...listOptions,
  });
}
