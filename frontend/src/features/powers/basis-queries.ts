/** Calls about what a power rests on, and its confirmation. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data } from "@/api/types";
import { useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

import { type Power, refresh } from "./queries";

export type Bases = Data<"/api/v1/powers/{power_id}/bases", "get">;
export type Basis = Bases["bases"][number];
export type BasisBody = Body<"/api/v1/powers/{power_id}/bases", "put">["bases"][number];

export const useBases = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["powers", "bases", id()]),
    queryFn: ({ signal }) => readBases(id(), signal),
  });
export const readBases = (id: number, signal?: AbortSignal): Promise<Bases> =>
  api.get("/api/v1/powers/{power_id}/bases", { path: { power_id: id }, signal });
/** Replaces the whole list. */
export async function saveBases(id: number, version: number, bases: BasisBody[]): Promise<Bases> {
  const options = { path: { power_id: id }, body: { bases }, ifMatch: tagOf({ version }) };
  return refresh(await api.put("/api/v1/powers/{power_id}/bases", options));
}
export async function confirmPower(power: Power, note: string): Promise<Power> {
  const options = { path: { power_id: power.id }, body: { note }, ifMatch: tagOf(power) };
  return refresh(await api.post("/api/v1/powers/{power_id}/confirmation", options));
}
/** Rules that hold: only those can be chosen anew. */
export async function findRules(text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { q: text || undefined, status: ["in_force" as const, "amending" as const], size: 50 };
  const { items } = await api.get("/api/v1/regulations", { query, signal });
  return items.map((rule) => ({ value: String(rule.id), label: rule.title, hint: rule.number }));
}
