/** Calls of the powers room. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can, me } from "@/api/session";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

export type Power = Data<"/api/v1/powers/{power_id}", "get">;
export type PowerFilters = Query<"/api/v1/powers">;
export type PowerDraft = Body<"/api/v1/powers", "post">;
export type Flow = Data<"/api/v1/powers/{power_id}/flow", "get">;
export type StepBody = Body<"/api/v1/powers/{power_id}/flow", "put">["steps"][number];
export type Revision = Data<"/api/v1/powers/{power_id}/flow/revisions", "get">["items"][number];
export type Point = Data<"/api/v1/risk-points", "get">["items"][number];
export type DepartmentNode = Data<"/api/v1/departments/tree", "get">[number];

const ROOM = "powers";
const PAGE = 200;
/** A department's catalogue ends here; the server takes no longer order either. */
const MOST = 2000;

export const usePowers = (filters: () => PowerFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/powers", { query: filters(), signal }),
    ...listOptions,
  });

export const usePower = (id: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "one", id()]),
    queryFn: ({ signal }) => readPower(id(), signal),
  });

export const readPower = (id: number, signal?: AbortSignal): Promise<Power> =>
  api.get("/api/v1/powers/{power_id}", { path: { power_id: id }, signal });

export const useTree = () =>
  useQuery({
    queryKey: [ROOM, "departments"],
    // Ordinary staff see their own powers without the organisation around them.
    queryFn: async ({ signal }) => (can("organization:read") ? api.get("/api/v1/departments/tree", { signal }) : []),
    staleTime: 5 * 60_000,
  });

/** The points of the register that hang on this power, of the newest year that has any: a risk of two years is one. */
export const usePoints = (powerId: () => number, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => [ROOM, "points", powerId()]),
    queryFn: async ({ signal }) => {
      const page = await api.get("/api/v1/risk-points", { query: { power_id: powerId(), size: PAGE }, signal });
      const newest = Math.max(...page.items.map((point) => point.year));
      const items = page.items.filter((point) => point.year === newest);
      return items.length === page.items.length ? page : { items, total: items.length };
    },
    enabled,
  });

export const useRevisions = (powerId: () => number, enabled: () => boolean) =>
  useQuery({
    queryKey: computed(() => [ROOM, "revisions", powerId()]),
    queryFn: ({ signal }) => api.get("/api/v1/powers/{power_id}/flow/revisions", { path: { power_id: powerId() }, signal }),
    enabled,
  });

export const readFlow = (id: number, signal?: AbortSignal): Promise<Flow> =>
  api.get("/api/v1/powers/{power_id}/flow", { path: { power_id: id }, signal });

export const readRevision = (id: number, number: number, signal?: AbortSignal) =>
  api.get("/api/v1/powers/{power_id}/flow/revisions/{number}", { path: { power_id: id, number }, signal });

/** Lists, the record and the numbers of other rooms are out of date after a write. */
export function refresh<T>(answer: T): T {
  for (const key of [ROOM, "points", "overview"]) void queryClient.invalidateQueries({ queryKey: [key] });
  return answer;
}

export async function saveFlow(id: number, version: number, steps: StepBody[]): Promise<Flow> {
  const options = { path: { power_id: id }, body: { steps }, ifMatch: tagOf({ version }) };
  return refresh(await api.put("/api/v1/powers/{power_id}/flow", options));
}
export async function createPower(body: PowerDraft, idempotencyKey: string): Promise<Power> {
  return refresh(await api.post("/api/v1/powers", { body, idempotencyKey }));
}
export async function updatePower(power: Power, body: Body<"/api/v1/powers/{power_id}", "patch">): Promise<Power> {
  return refresh(await api.patch("/api/v1/powers/{power_id}", { path: { power_id: power.id }, body, ifMatch: tagOf(power) }));
}
export async function retirePower(power: Power, reason: string): Promise<Power> {
  const options = { path: { power_id: power.id }, body: { reason }, ifMatch: tagOf(power) };
  return refresh(await api.post("/api/v1/powers/{power_id}/retirement", options));
}
export async function reorderPowers(department_id: number, power_ids: number[]): Promise<void> {
  refresh(await api.post("/api/v1/powers/order", { body: { department_id, power_ids } }));
}

/** Every live power of the department itself, in the order of its catalogue. */
export async function readCatalogue(departmentId: number): Promise<Power[]> {
  const all: Power[] = [];
  for (let page = 1; all.length < MOST; page += 1) {
    const query = { department_id: departmentId, sort: "catalogue" as const, page, size: PAGE };
    const { items, total } = await api.get("/api/v1/powers", { query });
    // The filter of the API takes the units below along.
    all.push(...items.filter((power) => power.department_id === departmentId));
    if (items.length === 0 || page * PAGE >= total) break;
  }
  return all;
}

/** From the root to the department; empty when the tree does not hold it. */
export function pathTo(nodes: readonly DepartmentNode[], id: number): DepartmentNode[] {
  for (const node of nodes) {
    if (node.id === id) return [node];
    const below = pathTo(node.children, id);
    if (below.length > 0) return [node, ...below];
  }
  return [];
}

/** Whether the caller may change the powers of this department; the server asks again. */
export function mayWrite(tree: readonly DepartmentNode[], departmentId: number): boolean {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === "powers:write");
  if (!reach) return false;
  if (reach.is_school) return true;
  const granted = new Set(reach.department_ids);
  return granted.has(departmentId) || pathTo(tree, departmentId).some((above) => granted.has(above.id));
}

/** The one department somebody writes powers for, with what is below it; 0 when there are several or the whole school. */
export function ownDepartment(): number {
  const reach = me.value?.reaches.find((candidate) => candidate.permission === "powers:write");
  return reach && !reach.is_school && reach.department_ids.length === 1 ? (reach.department_ids[0] ?? 0) : 0;
}

/** Departments as choices, each with the one above it; only those the caller may write to when `writable`. */
export function departmentChoices(tree: readonly DepartmentNode[], writable = false): Choice[] {
  const walk = (nodes: readonly DepartmentNode[], above: string): Choice[] =>
    nodes.flatMap((node) => [
      { value: String(node.id), label: node.name, ...(above ? { hint: above } : {}) },
      ...walk(node.children, node.name),
    ]);
  const all = walk(tree, "");
  return writable ? all.filter((choice) => mayWrite(tree, Number(choice.value))) : all;
}

export async function findPositions(departmentId: number, text: string, signal: AbortSignal): Promise<Choice[]> {
  const query = { q: text || undefined, department_id: departmentId || undefined, size: 50 };
  const { items } = await api.get("/api/v1/positions", { query, signal });
  return items.map((position) => ({ value: String(position.id), label: position.name, hint: position.department_name }));
}
