/** Calls of taking a flow out and in. */
import { computed } from "vue";

import { api, download } from "@/api/client";
import type { Data } from "@/api/types";
import { isDark } from "@/lib/prefs";
import { queryClient, useQuery } from "@/lib/query";

export type Drawing = Data<"/api/v1/powers/{power_id}/flow/drawings", "get">["items"][number];
export type FlowForm = "svg" | "png" | "bpmn";
export type ReadFlow = Data<"/api/v1/powers/{power_id}/flow/import", "post">;

/** A picture of the colours that are on; on paper and in Word the light ones are wanted. */
export async function downloadFlow(powerId: number, form: FlowForm, title: string): Promise<void> {
  const path = { power_id: powerId };
  const name = `${title}.${form}`;
  if (form === "bpmn") return download("/api/v1/powers/{power_id}/flow.bpmn", { path }, name);
  if (form === "png") return download("/api/v1/powers/{power_id}/flow.png", { path, query: { scale: 2 } }, name);
  const theme = isDark.value ? "dark" : "light";
  return download("/api/v1/powers/{power_id}/flow.svg", { path, query: { theme } }, name);
}

/** A dry run: the steps as they would be, with what could not be taken over. */
export function readFlowFile(powerId: number, file: File, signal: AbortSignal): Promise<ReadFlow> {
  const body = new FormData();
  body.append("file", file);
  return api.post("/api/v1/powers/{power_id}/flow/import", { path: { power_id: powerId }, body, signal });
}

const keyOf = (powerId: number) => ["powers", "drawings", powerId] as const;
const at = (powerId: number, drawing: Drawing) => ({ path: { power_id: powerId, drawing_id: drawing.id } });
const changed = (powerId: number): Promise<void> => queryClient.invalidateQueries({ queryKey: keyOf(powerId) });

export const useDrawings = (powerId: () => number) =>
  useQuery({
    queryKey: computed(() => keyOf(powerId())),
    queryFn: ({ signal }) => api.get("/api/v1/powers/{power_id}/flow/drawings", { path: { power_id: powerId() }, signal }),
  });
export async function addDrawing(powerId: number, file: File): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  await api.post("/api/v1/powers/{power_id}/flow/drawings", { path: { power_id: powerId }, body, timeout: 0 });
  await changed(powerId);
}
export async function removeDrawing(powerId: number, drawing: Drawing): Promise<void> {
  await api.delete("/api/v1/powers/{power_id}/flow/drawings/{drawing_id}", at(powerId, drawing));
  await changed(powerId);
}
export async function restoreDrawing(powerId: number, drawing: Drawing): Promise<void> {
  await api.post("/api/v1/powers/{power_id}/flow/drawings/{drawing_id}/restoration", at(powerId, drawing));
  await changed(powerId);
}
export const saveDrawing = (powerId: number, drawing: Drawing): Promise<void> =>
  download("/api/v1/powers/{power_id}/flow/drawings/{drawing_id}/content", at(powerId, drawing), drawing.name);
