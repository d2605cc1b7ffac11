/** Calls of the overview room. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";

export type Workbench = Data<"/api/v1/overview/workbench", "get">;
export type Todo = Workbench["todos"][number];
export type AuditRow = Data<"/api/v1/audit", "get">["items"][number];
export type Verification = Data<"/api/v1/audit/verification", "get">;

export function useWorkbench(filters: () => Query<"/api/v1/overview/workbench">) {
  return useQuery({
    queryKey: computed(() => ["overview", "workbench", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/workbench", { query: filters(), signal }),
    ...listOptions,
  });
}

export function useAudit(filters: () => Query<"/api/v1/audit">) {
  return useQuery({
    queryKey: computed(() => ["audit", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/audit", { query: filters(), signal }),
    ...listOptions,
  });
}

/** Stretch after stretch until the end or the first row that does not fit. */
export async function verifyChain(onProgress: (checked: number) => void): Promise<Verification> {
  let after = 0;
  let checked = 0;
  for (;;) {
    const part = await api.get("/api/v1/audit/verification", { query: { after_seq: after } });
    checked += part.checked;
    onProgress(checked);
    if (!part.is_intact || !part.has_more) return { ...part, checked };
    after = part.last_seq;
  }
}
