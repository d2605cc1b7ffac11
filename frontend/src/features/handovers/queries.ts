/** Calls of the handovers room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Handover = Data<"/api/v1/handovers/{handover_id}", "get">;
export type HandoverItem = Data<"/api/v1/handovers", "get">["items"][number];
export type Filters = Query<"/api/v1/handovers">;

export function useHandovers(filters: () => Filters) {
  return useQuery({
    queryKey: computed(() => ["handovers", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/handovers", { query: filters(), signal }),
    ...listOptions,
  });
}

/** How many of one's own wait. */
export function useWaiting() {
  return useQuery({
    queryKey: ["handovers", "waiting"],
    queryFn: ({ signal }) => api.get("/api/v1/handovers", { query: { mine: true, state: "waiting", size: 1 }, signal }),
    select: (page) => page.total,
  });
}

export function useHandover(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["handover", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/handovers/{handover_id}", { path: { handover_id: id() }, signal }),
  });
}

/** `content_digest` says what was on the page: the server refuses when it shows something else by now. */
export async function acknowledge(handover: Handover, note: string): Promise<void> {
  const options = {
    path: { handover_id: handover.id },
    body: { content_digest: handover.content_digest, pledges: true, note },
    ifMatch: tagOf(handover),
  };
  const done = await api.post("/api/v1/handovers/{handover_id}/acknowledgement", options);
  queryClient.setQueryData(["handover", handover.id], done);
  await queryClient.invalidateQueries({ queryKey: ["handovers"] });
}
