/** Calls of renaming and merging departments, and what a merger will touch. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import { can } from "@/api/session";
import type { Body } from "@/api/types";
import { useQuery } from "@/lib/query";

import type { Department } from "./queries";

const ROOM = "organization";

export type Renaming = Body<"/api/v1/departments/{department_id}/renaming", "post">;
export type Merger = Body<"/api/v1/departments/{department_id}/merger", "post">;

export async function renameDepartment(department: Department, body: Renaming) {
  const options = { path: { department_id: department.id }, body, ifMatch: tagOf(department) };
  return await api.post("/api/v1/departments/{department_id}/renaming", options);
}
export async function mergeDepartment(department: Department, body: Merger) {
  const options = { path: { department_id: department.id }, body, ifMatch: tagOf(department) };
  return await api.post("/api/v1/departments/{department_id}/merger", options);
}

export interface Load {
  positions: number;
  people: number;
  powers: number;
  /** Not approved: they go on in the new department. */
  openSheets: number;
  openPlans: number;
  /** Approved: they stay as they were signed. */
  signed: number;
}

/** Nothing of what the caller may not see. */
async function count(isSeen: boolean, read: () => Promise<{ total: number }>): Promise<number> {
  return isSeen ? (await read()).total : 0;
}

/** What hangs on a department and the units below it; counted by the server. */
export const useLoad = (id: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "merger", id()]),
    queryFn: async ({ signal }): Promise<Load> => {
      const query = { department_id: id(), size: 1 };
      const approved = { ...query, state: "approved" as const };
      const [positions, people, powers, sheets, signedSheets, plans, signedPlans] = await Promise.all([
        count(true, () => api.get("/api/v1/positions", { query, signal })),
        count(can("people:read"), () => api.get("/api/v1/people", { query, signal })),
        count(can("powers:read"), () => api.get("/api/v1/powers", { query, signal })),
        count(can("risks:read"), () => api.get("/api/v1/risk-inventories", { query, signal })),
        count(can("risks:read"), () => api.get("/api/v1/risk-inventories", { query: approved, signal })),
        count(can("measures:read"), () => api.get("/api/v1/measure-plans", { query, signal })),
        count(can("measures:read"), () => api.get("/api/v1/measure-plans", { query: approved, signal })),
      ]);
      return {
        positions,
        people,
        powers,
        openSheets: sheets - signedSheets,
        openPlans: plans - signedPlans,
        signed: signedSheets + signedPlans,
      };
    },
    enabled: () => id() > 0,
  });
