/** Calls of the overview room. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

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

export type College = Data<"/api/v1/overview/college", "get">;
export type Glance = Data<"/api/v1/overview/departments", "get">["items"][number];
export type Progress = Data<"/api/v1/overview/progress", "get">["items"][number];
export type Laggard = Progress["laggards"][number];
export type OwnPost = Data<"/api/v1/overview/posts", "get">["items"][number];

export function useCollege(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["overview", "college", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/college", { query: { year: year() }, signal }),
    ...listOptions,
  });
}

export function useProgress(filters: () => Query<"/api/v1/overview/progress">, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["overview", "progress", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/progress", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}

export function useGlances(filters: () => Query<"/api/v1/overview/departments">) {
  return useQuery({
    queryKey: computed(() => ["overview", "departments", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/departments", { query: filters(), signal }),
    ...listOptions,
  });
}

export function useOwnPosts(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["overview", "posts", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/overview/posts", { query: { year: year() }, signal }),
    ...listOptions,
  });
}

/** A word to a department's officers, or to one person of it; the same thing is not said twice within a day. */
export async function nudge(body: Body<"/api/v1/nudges", "post">): Promise<void> {
  await api.post("/api/v1/nudges", { body });
  await queryClient.invalidateQueries({ queryKey: ["overview", "progress"] });
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
