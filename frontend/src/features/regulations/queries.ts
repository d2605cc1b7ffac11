/** Calls of the regulations room, and what rests on a rule in the other rooms. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Rule = Data<"/api/v1/regulations/{regulation_id}", "get">;
export type RuleItem = Data<"/api/v1/regulations", "get">["items"][number];
export type RuleFilters = Query<"/api/v1/regulations">;
export type RuleDraft = Body<"/api/v1/regulations", "post">;
export type RuleChange = Body<"/api/v1/regulations/{regulation_id}", "patch">;
export type Enactment = Body<"/api/v1/regulations/{regulation_id}/enactment", "post">;
export type Revision = Body<"/api/v1/regulations/{regulation_id}/revisions", "post">;
export type Repeal = Body<"/api/v1/regulations/{regulation_id}/repeal", "post">;

/** How many of each kind the page of a rule names. */
const USES = 100;

export const useRules = (filters: () => RuleFilters) =>
  useQuery({
    queryKey: computed(() => ["regulations", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/regulations", { query: filters(), signal }),
    ...listOptions,
  });
export const readRule = (id: number, signal?: AbortSignal): Promise<Rule> =>
  api.get("/api/v1/regulations/{regulation_id}", { path: { regulation_id: id }, signal });
export const useRule = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["regulations", "one", id()]),
    queryFn: ({ signal }) => readRule(id(), signal),
  });
export const useEditions = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["regulations", "editions", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/regulations/{regulation_id}/revisions", { path: { regulation_id: id() }, signal }),
    select: (page) => page.items,
  });
export const useEdition = (id: () => number, edition: () => number) =>
  useQuery({
    queryKey: computed(() => ["regulations", "edition", id(), edition()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/regulations/{regulation_id}/revisions/{edition}", {
        path: { regulation_id: id(), edition: edition() },
        signal,
      }),
    enabled: computed(() => edition() > 0),
  });

export const useLinks = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["powers", "bases", "of-rule", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/power-bases", { query: { regulation_id: id(), size: USES }, signal }),
    enabled: computed(() => can("powers:read")),
  });
export const useMeasures = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["measures", "of-rule", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/measures", { query: { regulation_id: id(), size: USES }, signal }),
    enabled: computed(() => can("measures:read")),
  });
export const useCampaigns = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["campaigns", "of-rule", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/campaigns", { query: { regulation_id: id(), size: USES }, signal }),
    enabled: computed(() => can("campaigns:read")),
  });

function keep(rule: Rule): Rule {
  // What rests on the rule shows its title and its state.
  for (const key of ["regulations", "powers", "measures"]) void queryClient.invalidateQueries({ queryKey: [key] });
  queryClient.setQueryData(["regulations", "one", rule.id], rule);
  return rule;
}
const at = (rule: Pick<Rule, "id" | "version">) => ({ path: { regulation_id: rule.id }, ifMatch: tagOf(rule) });

export async function createRule(body: RuleDraft, idempotencyKey: string): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations", { body, idempotencyKey }));
}
export async function updateRule(rule: Rule, body: RuleChange): Promise<Rule> {
  return keep(await api.patch("/api/v1/regulations/{regulation_id}", { ...at(rule), body }));
}
export async function enactRule(rule: Rule, body: Enactment): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations/{regulation_id}/enactment", { ...at(rule), body }));
}
export async function amendRule(rule: Rule, reason: string): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations/{regulation_id}/amendment", { ...at(rule), body: { reason } }));
}
export async function keepRule(rule: Rule): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations/{regulation_id}/amendment/withdrawal", at(rule)));
}
export async function reviseRule(rule: Rule, body: Revision): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations/{regulation_id}/revisions", { ...at(rule), body }));
}
export async function repealRule(rule: Rule, body: Repeal): Promise<Rule> {
  return keep(await api.post("/api/v1/regulations/{regulation_id}/repeal", { ...at(rule), body }));
}

export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
/** The name of a department that came with the address. */
export async function readDepartment(id: number) {
  const unit = await api.get("/api/v1/departments/{department_id}", { path: { department_id: id } });
  return { value: String(unit.id), label: unit.name };
}
/** Rules that hold: only those take the place of another. */
export async function findSuccessors(text: string, signal: AbortSignal) {
  const query = { q: text || undefined, status: ["in_force" as const, "amending" as const], size: 50 };
  const { items } = await api.get("/api/v1/regulations", { query, signal });
  return items.map((rule) => ({ value: String(rule.id), label: rule.title, hint: rule.number }));
}
