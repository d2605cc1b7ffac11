/** Calls about the rotation clock of key posts. */
import { computed } from "vue";

import { api } from "@/api/client";
import type { Data, Query } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";
import type { Choice } from "@/ui/choices";

import { updatePosition } from "./queries";

export type Rotation = Data<"/api/v1/rotations", "get">["items"][number];
export type RotationFilters = Query<"/api/v1/rotations">;

const ROOM = "organization";

export const useRotations = (filters: () => RotationFilters) =>
  useQuery({
    queryKey: computed(() => [ROOM, "rotations", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/rotations", { query: filters(), signal }),
    ...listOptions,
  });

/** How many holders of key posts stand there. */
export const useRotationCounts = (within_days: () => number) =>
  useQuery({
    queryKey: computed(() => [ROOM, "rotations", "counts", within_days()]),
    queryFn: async ({ signal }) => {
      const of = async (status: "overdue" | "due_soon") =>
        (await api.get("/api/v1/rotations", { query: { status, within_days: within_days(), size: 1 }, signal })).total;
      const [overdue, soon] = await Promise.all([of("overdue"), of("due_soon")]);
      return { overdue, soon };
    },
  });

/** Only key posts have a clock. */
export async function findKeyPositions(text: string, signal: AbortSignal): Promise<Choice[]> {
  const { items } = await api.get("/api/v1/positions", { query: { q: text || undefined, is_key: true, size: 50 }, signal });
  return items.map((position) => ({ value: String(position.id), label: position.name, hint: position.department_name }));
}
export async function readYears(position_id: number): Promise<number | null> {
  return (await api.get("/api/v1/positions/{position_id}", { path: { position_id } })).rotation_years;
}
export async function setYears(position_id: number, rotation_years: number | null) {
  const position = await api.get("/api/v1/positions/{position_id}", { path: { position_id } });
  return await updatePosition(position, { rotation_years });
}
