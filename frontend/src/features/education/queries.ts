/** Calls of the education room: wordings of the pledge, who has signed, signing. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Duty = Data<"/api/v1/pledge-duties", "get">["items"][number];
export type DutyDetail = Data<"/api/v1/pledge-duties/{appointment_id}", "get">;
export type Share = Data<"/api/v1/pledge-shares", "get">["items"][number];
export type Pledge = Data<"/api/v1/pledges/{pledge_id}", "get">;
export type PledgeItem = Data<"/api/v1/pledges", "get">["items"][number];
export type Wording = Data<"/api/v1/pledge-texts/current", "get">;
export type WordingBody = Body<"/api/v1/pledge-texts", "post">;
export type DutyFilters = Query<"/api/v1/pledge-duties">;
export type ShareFilters = Query<"/api/v1/pledge-shares">;
export type PledgeFilters = Query<"/api/v1/pledges">;
export type CountFilters = Query<"/api/v1/pledge-duties/counts">;

export function useDuties(filters: () => DutyFilters, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["pledges", "duties", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledge-duties", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
/** How many of one's own posts wait. */
export function useWaiting() {
  return useQuery({
    queryKey: ["pledges", "waiting"],
    queryFn: ({ signal }) => api.get("/api/v1/pledge-duties", { query: { mine: true, is_signed: false, size: 1 }, signal }),
    select: (page) => page.total,
  });
}
export function useCounts(filters: () => CountFilters) {
  return useQuery({
    queryKey: computed(() => ["pledges", "counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledge-duties/counts", { query: filters(), signal }),
  });
}
export function useDuty(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["pledges", "duty", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledge-duties/{appointment_id}", { path: { appointment_id: id() }, signal }),
  });
}
export function useShares(filters: () => ShareFilters, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["pledges", "shares", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledge-shares", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
export function usePledges(filters: () => PledgeFilters, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["pledges", "signed", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledges", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
export function usePledge(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["pledges", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/pledges/{pledge_id}", { path: { pledge_id: id() }, signal }),
  });
}

/** `text_number` says which wording was read: the server refuses when another one is in force by now. */
export async function sign(duty: DutyDetail): Promise<Pledge> {
  const options = { path: { appointment_id: duty.id }, body: { text_number: duty.text_number, pledges: true } };
  const made = await api.post("/api/v1/pledge-duties/{appointment_id}/signature", options);
  await Promise.all(["pledges", "todos"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  return made;
}

export function useWording(tier: () => string, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["pledge-texts", "current", tier()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/pledge-texts/current", { query: (tier() ? { tier: tier() } : {}) as Query<"/api/v1/pledge-texts/current">, signal }),
    enabled: computed(enabled),
  });
}
export async function publishWording(body: WordingBody): Promise<Wording> {
  const made = await api.post("/api/v1/pledge-texts", { body });
  await Promise.all(["pledges", "pledge-texts"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
  return made;
}

export function useDepartment(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["departments", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/departments/{department_id}", { path: { department_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });
}
export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
