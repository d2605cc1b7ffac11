/** Reads of access, and what to forget after a write. */
import { computed, type MaybeRefOrGetter, toValue } from "vue";

import { api } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Session = Data<"/api/v1/auth/sessions", "get">["items"][number];
export type Token = Data<"/api/v1/personal-tokens", "get">["items"][number];
export type UserRow = Data<"/api/v1/users", "get">["items"][number];
export type User = Data<"/api/v1/users/{user_id}", "get">;
export type Grant = Data<"/api/v1/users/{user_id}/grants", "get">["grants"][number];
export type ClientRow = Data<"/api/v1/api-clients", "get">["items"][number];
export type Client = Data<"/api/v1/api-clients/{api_client_id}", "get">;
export type Policy = Data<"/api/v1/policy", "get">;

export const useSessions = () =>
  useQuery({
    queryKey: ["access", "sessions"],
    queryFn: ({ signal }) => api.get("/api/v1/auth/sessions", { query: { size: 100 }, signal }),
  });

export const useTokens = () =>
  useQuery({
    queryKey: ["access", "tokens"],
    queryFn: ({ signal }) => api.get("/api/v1/personal-tokens", { query: { size: 100 }, signal }),
  });

/** Changes with a deployment only. */
export const usePolicy = () =>
  useQuery({
    queryKey: ["access", "policy"],
    queryFn: ({ signal }) => api.get("/api/v1/policy", { signal }),
    staleTime: Infinity,
  });

export const useUsers = (filters: () => Query<"/api/v1/users">) =>
  useQuery({
    queryKey: computed(() => ["access", "users", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/users", { query: filters(), signal }),
    ...listOptions,
  });

export const useUser = (id: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ["access", "user", toValue(id)]),
    queryFn: ({ signal }) => api.get("/api/v1/users/{user_id}", { path: { user_id: toValue(id) }, signal }),
  });

export const useGrants = (id: MaybeRefOrGetter<number>, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => ["access", "grants", toValue(id)]),
    queryFn: ({ signal }) => api.read("get", "/api/v1/users/{user_id}/grants", { path: { user_id: toValue(id) }, signal }),
    enabled,
  });

export const useClients = (filters: () => Query<"/api/v1/api-clients">) =>
  useQuery({
    queryKey: computed(() => ["access", "clients", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/api-clients", { query: filters(), signal }),
    ...listOptions,
  });

export const useClient = (id: MaybeRefOrGetter<number>) =>
  useQuery({
    queryKey: computed(() => ["access", "client", toValue(id)]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/api-clients/{api_client_id}", { path: { api_client_id: toValue(id) }, signal }),
  });

type Part = "sessions" | "tokens" | "users" | "user" | "grants" | "clients" | "client";
/** Fetch these again; resolves when the visible ones are fresh. */
export async function refetch(...parts: readonly Part[]): Promise<void> {
  await Promise.all(parts.map((part) => queryClient.invalidateQueries({ queryKey: ["access", part] })));
}

/** People to choose an owner from. */
export async function findUsers(text: string, signal: AbortSignal) {
  const page = await api.get("/api/v1/users", { query: { q: text || null, size: 20, status: "active" }, signal });
  return page.items.map((user) => ({ value: String(user.id), label: user.display_name, hint: user.username }));
}

export async function findDepartments(text: string, signal: AbortSignal) {
  const page = await api.get("/api/v1/departments", { query: { q: text || null, size: 20 }, signal });
  return page.items.map((department) => ({ value: String(department.id), label: department.name, hint: department.code }));
}
