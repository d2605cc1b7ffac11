/** Calls of the flows that wait for a review. */
import { computed } from "vue";

import { api, download } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";
import type { Tone } from "@/ui/StatusTag.vue";

export type Unreviewed = Data<"/api/v1/unreviewed-flows", "get">["items"][number];
export type UnreviewedFilters = Query<"/api/v1/unreviewed-flows">;
type Narrowed = Query<"/api/v1/unreviewed-flows/counts">;

export const GAP_TONE: Readonly<Record<Unreviewed["gap"], Tone>> = { never: "warn", changed: "info", old_checklist: "neutral" };

export const useUnreviewed = (filters: () => UnreviewedFilters) =>
  useQuery({
    queryKey: computed(() => ["flow-checks", "unreviewed", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/unreviewed-flows", { query: filters(), signal }),
    ...listOptions,
  });
export const useUnreviewedCounts = (filters: () => Narrowed) =>
  useQuery({
    queryKey: computed(() => ["flow-checks", "unreviewed-counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/unreviewed-flows/counts", { query: filters(), signal }),
    ...listOptions,
  });
export const downloadUnreviewed = (filters: Query<"/api/v1/unreviewed-flows/file">): Promise<void> =>
  download("/api/v1/unreviewed-flows/file", { query: filters });
