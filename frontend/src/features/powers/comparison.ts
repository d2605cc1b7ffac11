/** Two versions of a flow beside each other. */
import { computed } from "vue";

import { StepKind, StepPhase } from "@/api/labels";
import { api } from "@/api/client";
import type { Data } from "@/api/types";
import { listOptions, useQuery } from "@/lib/query";
import { label } from "@/lib/terms";

import { t } from "./comparison-locale";
import { editable, type EditStep, type Link } from "./flow";

export type Comparison = Data<"/api/v1/powers/{power_id}/flow/revisions/{number}/comparison", "get">;
export type ComparedStep = Comparison["steps"][number];
export type ComparedLink = Comparison["links"][number];
type Field = ComparedStep["fields"][number];

export const useComparison = (powerId: () => number, number: () => number, against: () => number) =>
  useQuery({
    queryKey: computed(() => ["powers", "comparison", powerId(), number(), against()]),
    queryFn: ({ signal }) =>
      api.get("/api/v1/powers/{power_id}/flow/revisions/{number}/comparison", {
        path: { power_id: powerId(), number: number() },
        query: { against: against() || undefined },
        signal,
      }),
    ...listOptions,
  });

/** Every step of either version as one list to draw: removed ones stand where they stood. */
export const drawn = (rows: readonly ComparedStep[]): EditStep[] =>
  rows.flatMap((row) => {
    const step = row.after ?? row.before;
    return step ? editable([step]) : [];
  });

/** The ways of either version between the steps of that list, beside what became of them. */
export function drawnLinks(found: Comparison): { link: Link; change: ComparedLink["change"] }[] {
  const place = new Map(found.steps.map((row, index) => [row.key, index]));
  return found.links.flatMap(({ source, target, change, before, after }) => {
    const [from, to] = [place.get(source), place.get(target)];
    return from === undefined || to === undefined ? [] : [{ link: { from, to, label: after ?? before ?? "" }, change }];
  });
}

/** What one field says, in words. Steps it leads to are named by their number and name of that version. */
export function said(step: ComparedStep["before"], field: Field, steps: ReadonlyMap<string, string>): string {
  const [one] = step ? editable([step]) : [];
  if (!one) return "";
  if (field === "kind") return label(StepKind, one.kind);
  if (field === "phase") return label(StepPhase, one.phase) || t("none");
  if (field === "materials") return one.materials.join("；") || t("none");
  if (field === "branches") return one.branches.map(({ to, label: on }) => `${on ? `${on} ` : ""}→ ${steps.get(to) ?? to}`).join("；") || t("next");
  const value = one[field];
  if (typeof value === "boolean") return value ? t("yes") : t("no");
  return value || t("none");
}

/** Key → “3 预算审核”, as the steps are called before or after. */
export function named(rows: readonly ComparedStep[], side: "before" | "after"): Map<string, string> {
  return new Map(rows.flatMap((row) => (row[side] ? [[row.key, `${row[`${side}_number`]} ${row[side].name}`] as const] : [])));
}
