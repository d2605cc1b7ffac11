/** Calls of the college's own templates. */
import { computed } from "vue";

import { api, tagOf } from "@/api/client";
import type { DocumentKind, TemplateState } from "@/api/labels";
import type { Data, Query } from "@/api/types";
import { listOptions, queryClient, useQuery } from "@/lib/query";
import type { Tone } from "@/ui/StatusTag.vue";

export type Template = Data<"/api/v1/documents/templates/{template_id}", "get">;
export type TemplateRow = Data<"/api/v1/documents/templates", "get">["items"][number];
export type KindRow = Data<"/api/v1/documents/templates/kinds", "get">["items"][number];
export type Act = "adopt" | "withdraw" | "discard" | "restore";

/** The server fills the template and reads the result again. */
const CHECKING_MS = 120_000;
export const TONES: Readonly<Record<TemplateState, Tone>> = {
  checked: "warn",
  adopted: "ok",
  replaced: "neutral",
  withdrawn: "neutral",
  discarded: "neutral",
};

export const useKinds = () =>
  useQuery({
    queryKey: ["document-templates", "kinds"],
    queryFn: ({ signal }) => api.get("/api/v1/documents/templates/kinds", { signal }),
  });

export const useVersions = (filters: () => Query<"/api/v1/documents/templates">) =>
  useQuery({
    queryKey: computed(() => ["document-templates", "list", filters()]),
    queryFn: ({ signal }) => api.get("/api/v1/documents/templates", { query: filters(), signal }),
    ...listOptions,
  });

export const useVersion = (id: () => number) =>
  useQuery({
    queryKey: computed(() => ["document-templates", "one", id()]),
    queryFn: ({ signal }) => api.get("/api/v1/documents/templates/{template_id}", { path: { template_id: id() }, signal }),
    enabled: computed(() => id() > 0),
  });

export const useGuide = (kind: () => DocumentKind) =>
  useQuery({
    queryKey: computed(() => ["document-templates", "guide", kind()]),
    queryFn: ({ signal }) => api.get("/api/v1/documents/templates/kinds/{kind}/guide", { path: { kind: kind() }, signal }),
    staleTime: Infinity,
  });

function keep(stored: Template): Template {
  queryClient.setQueryData(["document-templates", "one", stored.id], stored);
  void queryClient.invalidateQueries({ queryKey: ["document-templates"] });
  return stored;
}

export async function uploadTemplate(kind: DocumentKind, file: File, note: string, idempotencyKey: string): Promise<Template> {
  const body = new FormData();
  body.append("file", file);
  body.append("note", note);
  return keep(await api.post("/api/v1/documents/templates/kinds/{kind}", { path: { kind }, body, idempotencyKey, timeout: CHECKING_MS }));
}

/** One step in the life of a version. */
export async function step(template: Template, act: Act, reason = ""): Promise<Template> {
  const at = { path: { template_id: template.id }, ifMatch: tagOf(template) };
  if (act === "adopt") return keep(await api.post("/api/v1/documents/templates/{template_id}/adoption", { ...at, body: { reason } }));
  if (act === "withdraw") return keep(await api.post("/api/v1/documents/templates/{template_id}/withdrawal", { ...at, body: { reason } }));
  if (act === "discard") return keep(await api.post("/api/v1/documents/templates/{template_id}/discarding", at));
  return keep(await api.post("/api/v1/documents/templates/{template_id}/restoration", at));
}
