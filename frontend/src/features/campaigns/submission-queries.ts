/** Calls about what is handed in: obligations, submissions and their files, ledger, nudges. */
import { computed } from "vue";

import { api, download, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { keepPreviousData, listOptions, queryClient, useQuery } from "@/lib/query";

export type Obligation = Data<"/api/v1/obligations", "get">["items"][number];
export type ObligationFilters = Query<"/api/v1/obligations">;
export type SummaryFilters = Query<"/api/v1/obligations/summary">;
export type Summary = Data<"/api/v1/obligations/summary", "get">["items"][number];
export type Submission = Data<"/api/v1/submissions/{submission_id}", "get">;
export type SubmissionItem = Data<"/api/v1/submissions", "get">["items"][number];
export type SubmissionFilters = Query<"/api/v1/submissions">;
export type SubmissionFile = Submission["files"][number];
export type SubmissionVersion = Submission["versions"][number];
export type CustodyRecord = Data<"/api/v1/custody-records", "get">["items"][number];
export type CustodyFilters = Query<"/api/v1/custody-records">;
export type CustodyDraft = Body<"/api/v1/custody-records", "post">;
export type NudgeDraft = Body<"/api/v1/nudges", "post">;

export function useObligations(filters: () => ObligationFilters, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["obligations", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/obligations", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}
export function useSummary(filters: () => SummaryFilters, enabled: () => boolean = () => true) {
  return useQuery({
    queryKey: computed(() => ["obligations", "summary", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/obligations/summary", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
}

/** Choices of the filters; a campaign's deliverables once it is chosen. */
export function useCampaignChoices() {
  return useQuery({
    queryKey: ["campaigns", "choices"],
    queryFn: ({ signal }) => api.get("/api/v1/campaigns", { query: { size: 50 }, signal }),
    select: ({ items }) =>
      items.filter((item) => item.state !== "draft").map((item) => ({ value: String(item.id), label: item.name })),
  });
}
export function useDeliverableChoices(campaign: () => number) {
  return useQuery({
    queryKey: computed(() => ["campaigns", "deliverables", campaign()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/deliverables", { query: { campaign_id: campaign() || undefined, sort: "programme", size: 100 }, signal }),
    select: ({ items }) => items.map((item) => ({ value: String(item.id), label: item.name })),
    placeholderData: keepPreviousData,
  });
}

export function useSubmissions(filters: () => SubmissionFilters) {
  return useQuery({
    queryKey: computed(() => ["submissions", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/submissions", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useSubmission(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["submissions", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/submissions/{submission_id}", { path: { submission_id: id() }, signal }),
  });
}

function keep(submission: Submission): Submission {
  queryClient.setQueryData(["submissions", "one", submission.id], submission);
  for (const key of [["submissions", "list"], ["obligations"], ["extensions"], ["overview"]]) {
    void queryClient.invalidateQueries({ queryKey: key });
  }
  return submission;
}

export async function beginSubmission(deliverable_id: number, department_id: number): Promise<Submission> {
  return keep(await api.post("/api/v1/submissions", { body: { deliverable_id, department_id } }));
}
export async function saveNote(submission: Submission, note: string): Promise<Submission> {
  const options = { path: { submission_id: submission.id }, body: { note }, ifMatch: tagOf(submission) };
  return keep(await api.patch("/api/v1/submissions/{submission_id}", options));
}
export async function addFile(submission: Submission, part: string, role: SubmissionFile["role"], file: File): Promise<Submission> {
  const body = new FormData();
  body.append("part", part);
  body.append("role", role);
  body.append("file", file);
  const options = { path: { submission_id: submission.id }, body, timeout: 0 };
  return keep(await api.post("/api/v1/submissions/{submission_id}/files", options));
}
export async function removeFile(submission: Submission, file: SubmissionFile): Promise<void> {
  const path = { submission_id: submission.id, file_id: file.id };
  await api.delete("/api/v1/submissions/{submission_id}/files/{file_id}", { path });
  await queryClient.invalidateQueries({ queryKey: ["submissions"] });
}
export function downloadFile(submission: number, file: { id: number; name: string }): Promise<void> {
  const path = { submission_id: submission, file_id: file.id };
  return download("/api/v1/submissions/{submission_id}/files/{file_id}", { path }, file.name);
}

type Stored = Pick<Submission, "id" | "version">;
export async function handIn(submission: Stored): Promise<Submission> {
  const options = { path: { submission_id: submission.id }, ifMatch: tagOf(submission) };
  return keep(await api.post("/api/v1/submissions/{submission_id}/delivery", options));
}
export async function withdraw(submission: Stored): Promise<Submission> {
  const options = { path: { submission_id: submission.id }, ifMatch: tagOf(submission) };
  return keep(await api.post("/api/v1/submissions/{submission_id}/withdrawal", options));
}
export async function receive(submission: Stored): Promise<Submission> {
  const options = { path: { submission_id: submission.id }, ifMatch: tagOf(submission) };
  return keep(await api.post("/api/v1/submissions/{submission_id}/receipt", options));
}
export async function sendBack(submission: Stored, reason: string, due_at: string | null): Promise<Submission> {
  const options = { path: { submission_id: submission.id }, body: { reason, due_at }, ifMatch: tagOf(submission) };
  return keep(await api.post("/api/v1/submissions/{submission_id}/return", options));
}

export function useCustody(filters: () => CustodyFilters) {
  return useQuery({
    queryKey: computed(() => ["custody", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/custody-records", { query: filters(), signal }),
    ...listOptions,
  });
}
async function refreshCustody(): Promise<void> {
  const keys = ["custody", "submissions", "obligations"];
  await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
export async function recordCustody(body: CustodyDraft): Promise<void> {
  await api.post("/api/v1/custody-records", { body });
  await refreshCustody();
}
export async function retireCustody(line: CustodyRecord, reason: string): Promise<void> {
  const options = { path: { record_id: line.id }, body: { reason }, ifMatch: tagOf(line) };
  await api.post("/api/v1/custody-records/{record_id}/retirement", options);
  await refreshCustody();
}

export async function nudge(body: NudgeDraft) {
  const answer = await api.post("/api/v1/nudges", { body });
  void queryClient.invalidateQueries({ queryKey: ["nudges"] });
  return answer;
}
