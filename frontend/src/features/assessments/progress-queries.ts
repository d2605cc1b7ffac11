/** Calls about how far the five steps have come, and the nudge to whoever owes the next one. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type SheetSteps = Data<"/api/v1/assessment-progress/sheets", "get">["items"][number];
export type DepartmentSteps = Data<"/api/v1/assessment-progress/departments", "get">["items"][number];
export type SheetFilters = Query<"/api/v1/assessment-progress/sheets">;
export type DepartmentFilters = Query<"/api/v1/assessment-progress/departments">;

export function useSheetSteps(filters: () => SheetFilters, isShown: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["assessment-progress", "sheets", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/assessment-progress/sheets", { query: filters(), signal }),
    enabled: computed(isShown),
    ...listOptions,
  });
}
export function useDepartmentSteps(filters: () => DepartmentFilters) {
  return useQuery({
    queryKey: computed(() => ["assessment-progress", "departments", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/assessment-progress/departments", { query: filters(), signal }),
    ...listOptions,
  });
}
/** 409 when the department was nudged about this sheet within a day. */
export async function nudgeAbout(sheet: SheetSteps, message: string): Promise<void> {
  const body = { department_ids: [sheet.department_id], target_kind: "risk_inventory" as const, target_id: sheet.inventory_id, message };
  await api.post("/api/v1/nudges", { body });
  await queryClient.invalidateQueries({ queryKey: ["nudges"] });
}
