/** Things of other rooms that inspections name. */
import { computed } from "vue";

import { api } from "@/api/client";
import { useQuery } from "@/lib/query";

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
export async function findPosts(department: number, text: string, signal: AbortSignal) {
  const query = { department_id: department, q: text || undefined, size: 30 };
  const { items } = await api.get("/api/v1/positions", { query, signal });
  return items.map((post) => ({ value: String(post.id), label: post.name, hint: post.department_name }));
}
export async function findPowers(department: number, text: string, signal: AbortSignal) {
  const query = { department_id: department, q: text || undefined, size: 30 };
  const { items } = await api.get("/api/v1/powers", { query, signal });
  return items.map((power) => ({ value: String(power.id), label: power.name, hint: power.department_name }));
}
export async function findRisks(department: number, text: string, signal: AbortSignal) {
  const query = { department_id: department, q: text || undefined, size: 30 };
  const { items } = await api.get("/api/v1/risk-points", { query, signal });
  return items.map((point) => ({ value: String(point.id), label: point.name }));
}
/** The steps of a power's flow; those where somebody may interfere say so (opinion.txt line 69). */
export function useSteps(power: () => number) {
  return useQuery({
    queryKey: computed(() => ["powers", power(), "flow"]),
    queryFn: ({ signal }) => api.get("/api/v1/powers/{power_id}/flow", { path: { power_id: power() }, signal }),
    enabled: computed(() => power() > 0),
  });
}
