/** Calls of flow templates, and how one becomes the flow of a department. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { Body, Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";

import { editable, type EditStep, payload } from "./flow";
import type { StepBody } from "./queries";

export type Starter = Data<"/api/v1/flow-templates/starters", "get">["items"][number];
export type TemplateItem = Data<"/api/v1/flow-templates", "get">["items"][number];
export type TemplateDraft = Body<"/api/v1/flow-templates", "post">;
export type TemplateChange = Body<"/api/v1/flow-templates/{template_id}", "patch">;

/** Stands for the department a template is used in. */
const OWN = "本部门";
const PATH = "/api/v1/flow-templates/{template_id}";

export const useStarters = (enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: ["flow-templates", "starters"],
    queryFn: ({ signal }) => api.get("/api/v1/flow-templates/starters", { signal }),
    staleTime: Infinity,
    enabled: computed(enabled),
  });
export const useTemplates = (filters: () => Query<"/api/v1/flow-templates">, enabled: () => boolean = () => true) =>
  useQuery({
    queryKey: computed(() => ["flow-templates", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/flow-templates", { query: filters(), signal }),
    enabled: computed(enabled),
    ...listOptions,
  });
export const readTemplate = (id: number) => api.get(PATH, { path: { template_id: id } });

function kept<T>(answer: T): T {
  void queryClient.invalidateQueries({ queryKey: ["flow-templates", "list"] });
  return answer;
}
const at = (one: TemplateItem) => ({ path: { template_id: one.id }, ifMatch: tagOf(one) });
export async function createTemplate(body: TemplateDraft) {
  return kept(await api.post("/api/v1/flow-templates", { body }));
}
export async function changeTemplate(one: TemplateItem, body: TemplateChange) {
  return kept(await api.patch(PATH, { ...at(one), body }));
}
export async function retireTemplate(one: TemplateItem, reason: string) {
  return kept(await api.post(`${PATH}/retirement`, { ...at(one), body: { reason } }));
}

/** The steps of a template in a department: its name stands where 本部门 stood, and keys are not those of former steps. */
export function planted(steps: readonly StepBody[], department: string, prefix: string): EditStep[] {
  const keys = new Map(steps.map((step, place) => [step.key, `${prefix}-${place + 1}`.slice(0, 40)]));
  return editable(steps).map((step) => ({
    ...step,
    key: keys.get(step.key) ?? step.key,
    handler: step.handler.split(OWN).join(department),
    branches: step.branches.map((branch) => ({ ...branch, to: keys.get(branch.to) ?? branch.to })),
  }));
}

/** The other way round: a flow that is kept for other departments. */
export const uprooted = (steps: readonly EditStep[], department: string): StepBody[] =>
  payload(steps).map((step) => ({ ...step, handler: department ? (step.handler ?? "").split(department).join(OWN) : step.handler }));
