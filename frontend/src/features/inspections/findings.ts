/** Calls of findings: raised, answered by the department, accepted or returned. */
import { computed } from "vue";

import { api, download, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Finding = Data<"/api/v1/findings/{finding_id}", "get">;
export type FindingItem = Data<"/api/v1/findings", "get">["items"][number];
export type FindingFile = Finding["files"][number];
export type FindingFilters = Query<"/api/v1/findings">;
export type CountFilters = Query<"/api/v1/findings/counts">;
export type FindingDraft = Body<"/api/v1/findings", "post">;
export type FindingChange = Body<"/api/v1/findings/{finding_id}", "patch">;
export type Answer = Body<"/api/v1/findings/{finding_id}/answers", "post">;
export type Return = Body<"/api/v1/findings/{finding_id}/return", "post">;

/** Kinds of files the server takes. */
export const FILES = [".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".doc", ".xls", ".csv", ".txt", ".zip"] as const;

export function useFindings(filters: () => FindingFilters) {
  return useQuery({
    queryKey: computed(() => ["findings", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/findings", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useCounts(filters: () => CountFilters) {
  return useQuery({
    queryKey: computed(() => ["findings", "counts", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/findings/counts", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useFinding(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["findings", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/findings/{finding_id}", { path: { finding_id: id() }, signal }),
  });
}

function refresh(): void {
  for (const key of ["findings", "overview", "todos"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
function kept(finding: Finding): Finding {
  refresh();
  return finding;
}
const at = (finding: Finding) => ({ path: { finding_id: finding.id }, ifMatch: tagOf(finding) });

export async function createFinding(body: FindingDraft, idempotencyKey: string): Promise<Finding> {
  return kept(await api.post("/api/v1/findings", { body, idempotencyKey }));
}
export async function changeFinding(finding: Finding, body: FindingChange): Promise<Finding> {
  return kept(await api.patch("/api/v1/findings/{finding_id}", { ...at(finding), body }));
}
export async function answerFinding(finding: Finding, body: Answer): Promise<Finding> {
  return kept(await api.post("/api/v1/findings/{finding_id}/answers", { ...at(finding), body }));
}
export async function acceptFinding(finding: Finding, note: string): Promise<Finding> {
  return kept(await api.post("/api/v1/findings/{finding_id}/acceptance", { ...at(finding), body: { note } }));
}
export async function returnFinding(finding: Finding, body: Return): Promise<Finding> {
  return kept(await api.post("/api/v1/findings/{finding_id}/return", { ...at(finding), body }));
}
export async function withdrawFinding(finding: Finding, reason: string): Promise<Finding> {
  return kept(await api.post("/api/v1/findings/{finding_id}/withdrawal", { ...at(finding), body: { reason } }));
}
/** The department's file is a proof, another's is material about the problem. */
export async function addFile(finding: Finding, isProof: boolean, file: File): Promise<void> {
  const body = new FormData();
  body.append("file", file);
  const options = { path: { finding_id: finding.id }, body, timeout: 0 };
  if (isProof) await api.post("/api/v1/findings/{finding_id}/proofs", options);
  else await api.post("/api/v1/findings/{finding_id}/materials", options);
  refresh();
}
export async function removeFile(file: FindingFile): Promise<void> {
  const options = { path: { finding_id: file.finding_id, file_id: file.id } };
  if (file.is_proof) await api.delete("/api/v1/findings/{finding_id}/proofs/{file_id}", options);
  else await api.delete("/api/v1/findings/{finding_id}/materials/{file_id}", options);
  refresh();
}
export async function saveFile(file: FindingFile): Promise<void> {
  await download("/api/v1/findings/{finding_id}/files/{file_id}", { path: { finding_id: file.finding_id, file_id: file.id } });
}
