/** Calls about campaigns: stages, deliverables, extensions, calendar. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

export type Campaign = Data<"/api/v1/campaigns/{campaign_id}", "get">;
export type CampaignItem = Data<"/api/v1/campaigns", "get">["items"][number];
export type CampaignFilters = Query<"/api/v1/campaigns">;
export type CampaignDraft = Body<"/api/v1/campaigns", "post">;
export type CampaignChange = Body<"/api/v1/campaigns/{campaign_id}", "patch">;
export type Stage = Campaign["stages"][number];
export type StageDraft = Body<"/api/v1/campaign-stages", "post">;
export type StageChange = Body<"/api/v1/campaign-stages/{stage_id}", "patch">;
export type Deliverable = Campaign["deliverables"][number];
export type DeliverableDraft = Body<"/api/v1/deliverables", "post">;
export type DeliverableChange = Body<"/api/v1/deliverables/{deliverable_id}", "patch">;
export type Extension = Data<"/api/v1/extensions", "get">["items"][number];
export type ExtensionDraft = Body<"/api/v1/extensions", "post">;
export type WorkCalendar = Data<"/api/v1/work-calendars/{year}", "get">;
export type CalendarDay = WorkCalendar["days"][number];
export type Basis = Body<"/api/v1/campaigns/{campaign_id}/bases", "put">["bases"][number];

export function useCampaigns(filters: () => CampaignFilters) {
  return useQuery({
    queryKey: computed(() => ["campaigns", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/campaigns", { query: filters(), signal }),
    ...listOptions,
  });
}
export function useCampaign(id: () => number) {
  return useQuery({
    queryKey: computed(() => ["campaigns", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/campaigns/{campaign_id}", { path: { campaign_id: id() }, signal }),
  });
}

/** Dates and stages show in many places. */
async function refresh(): Promise<void> {
  const keys = ["campaigns", "obligations", "submissions", "extensions", "overview"];
  await Promise.all(keys.map((key) => queryClient.invalidateQueries({ queryKey: [key] })));
}
async function keep(campaign: Campaign): Promise<Campaign> {
  await refresh();
  queryClient.setQueryData(["campaigns", "one", campaign.id], campaign);
  return campaign;
}

export async function createCampaign(body: CampaignDraft): Promise<Campaign> {
  return keep(await api.post("/api/v1/campaigns", { body }));
}
export async function updateCampaign(campaign: Campaign, body: CampaignChange): Promise<Campaign> {
  const options = { path: { campaign_id: campaign.id }, body, ifMatch: tagOf(campaign) };
  return keep(await api.patch("/api/v1/campaigns/{campaign_id}", options));
}
export async function setBases(campaign: Campaign, bases: Basis[]): Promise<Campaign> {
  const options = { path: { campaign_id: campaign.id }, body: { bases }, ifMatch: tagOf(campaign) };
  return keep(await api.put("/api/v1/campaigns/{campaign_id}/bases", options));
}
export async function launch(campaign: Campaign): Promise<Campaign> {
  return keep(
    await api.post("/api/v1/campaigns/{campaign_id}/launch", { path: { campaign_id: campaign.id }, ifMatch: tagOf(campaign) }),
  );
}
export async function end(campaign: Campaign, reason: string): Promise<Campaign> {
  const options = { path: { campaign_id: campaign.id }, body: { reason }, ifMatch: tagOf(campaign) };
  return keep(await api.post("/api/v1/campaigns/{campaign_id}/ending", options));
}
export async function attachDocument(campaign: Campaign, file: File): Promise<Campaign> {
  const body = new FormData();
  body.append("file", file);
  const options = { path: { campaign_id: campaign.id }, body, ifMatch: tagOf(campaign), timeout: 0 };
  return keep(await api.post("/api/v1/campaigns/{campaign_id}/document", options));
}

export async function createStage(body: StageDraft): Promise<void> {
  await api.post("/api/v1/campaign-stages", { body });
  await refresh();
}
export async function updateStage(stage: Stage, body: StageChange): Promise<void> {
  await api.patch("/api/v1/campaign-stages/{stage_id}", { path: { stage_id: stage.id }, body, ifMatch: tagOf(stage) });
  await refresh();
}
export async function retireStage(stage: Stage, reason: string): Promise<void> {
  const options = { path: { stage_id: stage.id }, body: { reason }, ifMatch: tagOf(stage) };
  await api.post("/api/v1/campaign-stages/{stage_id}/retirement", options);
  await refresh();
}

export async function createDeliverable(body: DeliverableDraft): Promise<void> {
  await api.post("/api/v1/deliverables", { body });
  await refresh();
}
export async function updateDeliverable(deliverable: Deliverable, body: DeliverableChange): Promise<void> {
  const options = { path: { deliverable_id: deliverable.id }, body, ifMatch: tagOf(deliverable) };
  await api.patch("/api/v1/deliverables/{deliverable_id}", options);
  await refresh();
}
export async function retireDeliverable(deliverable: Deliverable, reason: string): Promise<void> {
  const options = { path: { deliverable_id: deliverable.id }, body: { reason }, ifMatch: tagOf(deliverable) };
  await api.post("/api/v1/deliverables/{deliverable_id}/retirement", options);
  await refresh();
}

export function useExtensions(campaign: () => number, enabled: () => boolean) {
  return useQuery({
    queryKey: computed(() => ["extensions", campaign()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/extensions", { query: { campaign_id: campaign(), include_revoked: true, size: 100 }, signal }),
    enabled: computed(enabled),
  });
}
export async function extend(body: ExtensionDraft): Promise<void> {
  await api.post("/api/v1/extensions", { body });
  await refresh();
}
export async function revokeExtension(extension: Extension, reason: string): Promise<void> {
  const options = { path: { extension_id: extension.id }, body: { reason }, ifMatch: tagOf(extension) };
  await api.post("/api/v1/extensions/{extension_id}/revocation", options);
  await refresh();
}

export function useCalendar(year: () => number) {
  return useQuery({
    queryKey: computed(() => ["work-calendars", year()]),
    queryFn: ({ signal }) => api.get("/api/v1/work-calendars/{year}", { path: { year: year() }, signal }),
  });
}
export async function setCalendar(calendar: WorkCalendar, days: CalendarDay[]): Promise<WorkCalendar> {
  const options = { path: { year: calendar.year }, body: { days }, ifMatch: tagOf(calendar) };
  const stored = await api.put("/api/v1/work-calendars/{year}", options);
  queryClient.setQueryData(["work-calendars", stored.year], stored);
  void queryClient.invalidateQueries({ queryKey: ["working-days"] });
  void refresh();
  return stored;
}

/** Each day itself when it is worked, or the next one that is; and whether the years' calendars were entered. */
export function useWorkingDays(days: () => readonly string[]) {
  return useQuery({
    queryKey: computed(() => ["working-days", days()]),
    queryFn: async ({ signal }) => {
      const asked = await Promise.all(
        days().map((from_on) => api.get("/api/v1/working-days", { query: { from_on, days: 1 }, signal })),
      );
      return {
        entered: asked.every((answer) => answer.is_entered),
        days: new Map(asked.map((answer) => [answer.from_on, answer.is_from_working ? answer.from_on : answer.to_on])),
      };
    },
    ...listOptions,
  });
}

export async function findDepartments(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/departments", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((unit) => ({ value: String(unit.id), label: unit.name, hint: unit.code }));
}
export async function findRegulations(text: string, signal: AbortSignal) {
  const { items } = await api.get("/api/v1/regulations", { query: { q: text || undefined, size: 20 }, signal });
  return items.map((rule) => ({ value: String(rule.id), label: rule.title, hint: rule.number }));
}
