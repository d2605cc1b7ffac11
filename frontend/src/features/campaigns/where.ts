/** Where a campaign stands on a day. */
import type { CampaignState } from "@/api/labels";

export interface DatedStage {
  id: number;
  starts_on: string | null;
  ends_on: string | null;
}
export type Place = "done" | "current" | "todo";

const isDated = (stage: DatedStage): boolean => stage.starts_on !== null || stage.ends_on !== null;
const isOver = (stage: DatedStage, today: string): boolean => stage.ends_on !== null && stage.ends_on < today;
const holds = (stage: DatedStage, today: string): boolean =>
  isDated(stage) && !isOver(stage, today) && (stage.starts_on === null || stage.starts_on <= today);

/**
 * The running stage by its window; -1 when no window holds today. A single stage without dates fills the gap between
 * its neighbours; with several of them nobody can tell.
 */
export function currentIndex(stages: readonly DatedStage[], today: string): number {
  const running = stages.findIndex((stage) => holds(stage, today));
  if (running >= 0) return running;
  const before = stages.map((stage) => isOver(stage, today)).lastIndexOf(true);
  const rest = stages.slice(before + 1);
  const next = rest.findIndex(isDated);
  const gap = next < 0 ? rest : rest.slice(0, next);
  return gap.length === 1 ? before + 1 : -1;
}

/** The place of each stage, in order. */
export function placesOf(stages: readonly DatedStage[], state: CampaignState, today: string): Place[] {
  if (state === "draft") return stages.map(() => "todo");
  if (state === "ended") return stages.map(() => "done");
  const current = currentIndex(stages, today);
  return stages.map((stage, index) => {
    if (index === current) return "current";
    return isOver(stage, today) || index < current ? "done" : "todo";
  });
}

/** Due instants as extensions for everybody have moved them. */
export function extendedDues(
  extensions: readonly { deliverable_id: number; department_id: number | null; due_at: string; revoked_at: string | null }[],
): Map<number, string> {
  const dues = new Map<number, string>();
  for (const { deliverable_id, department_id, due_at, revoked_at } of extensions) {
    if (department_id !== null || revoked_at !== null) continue;
    const known = dues.get(deliverable_id);
    if (known === undefined || Date.parse(known) < Date.parse(due_at)) dues.set(deliverable_id, due_at);
  }
  return dues;
}

/** What is due next; undefined when nothing is any more. */
export function nextDue<T extends { due_at: string }>(deliverables: readonly T[], now: Date): T | undefined {
  return deliverables
    .filter((one) => Date.parse(one.due_at) >= now.getTime())
    .sort((a, b) => Date.parse(a.due_at) - Date.parse(b.due_at))[0];
}
