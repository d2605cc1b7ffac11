/** The steps of a flow while they are typed: pure, so that undo, drafts and the live picture share one shape. */
import type { RiskLevel } from "@/api/labels";

import type { Flow, Point, StepBody } from "./queries";

export type EditStep = Omit<Required<StepBody>, "branches"> & { branches: { to: string; label: string }[] };
export type StepField = keyof EditStep;

/** A risk point of the register that hangs on a step. */
export interface StepRisk {
  id: number;
  name: string;
  level: RiskLevel | null;
}
export type RisksByStep = ReadonlyMap<string, readonly StepRisk[]>;

const GRAVEST: readonly (RiskLevel | null)[] = ["high", "medium", "low", null];

export function blankStep(steps: readonly EditStep[], handler = ""): EditStep {
  return {
    key: freshKey(steps),
    kind: "task",
    name: "",
    handler,
    conditions: "",
    procedure: "",
    time_limit: "",
    supervision: "",
    materials: [],
    phase: null,
    is_key: false,
    has_discretion: false,
    may_be_interfered: false,
    branches: [],
  };
}

/** A copy beside the original: its own key, and no ways that lead somewhere else. */
export function copyOf(steps: readonly EditStep[], step: EditStep): EditStep {
  const kind = step.kind === "task" || step.kind === "end" ? step.kind : "task";
  return { ...step, key: freshKey(steps), kind, materials: [...step.materials], branches: [] };
}

const MARKER = /^\s*(?:第\s*\d+\s*步\s*[：:、.．]?|\d+\s*[.．、)）]|[（(]\s*\d+\s*[)）]|[①-⑳]|[-•·])\s*/;

/** Lines copied from a document or a sheet: name, handler and time limit of a step each, without list markers. */
export function pasted(text: string): Pick<EditStep, "name" | "handler" | "time_limit">[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.split("\t").map((cell) => cell.trim()))
    .filter((cells) => cells.some(Boolean))
    .map((cells) => (/^\d+$/.test(cells[0] ?? "") && cells.length > 1 ? cells.slice(1) : cells))
    .map(([name = "", handler = "", time_limit = ""]) => ({ name: name.replace(MARKER, "").slice(0, 200), handler: handler.slice(0, 200), time_limit: time_limit.slice(0, 200) }))
    .filter(({ name }) => name !== "");
}

/** The lines as steps from `index` on; the first fills the step itself while it has no name yet. */
export function withPasted(steps: readonly EditStep[], index: number, rows: ReturnType<typeof pasted>): EditStep[] {
  const result = [...steps];
  let at = index;
  let handler = steps[index]?.handler ?? "";
  rows.forEach((row, number) => {
    handler = row.handler || handler;
    const part = { name: row.name, handler, time_limit: row.time_limit };
    const current = result[at];
    if (number === 0 && current && !current.name.trim()) result[at] = { ...current, ...part };
    else {
      at += 1;
      result.splice(at, 0, { ...blankStep(result), ...part });
    }
  });
  return result;
}

/**
 * A key no step of this flow ever had, also not one taken out long ago: risk points hang on keys, and a step that comes
 * back under an old one inherits them.
 */
export function freshKey(steps: readonly EditStep[]): string {
  const used = new Set(steps.map((step) => step.key));
  let key = "";
  do key = `s${steps.length + 1}-${Math.random().toString(36).slice(2, 8)}`;
  while (used.has(key));
  return key;
}

export function editable(steps: readonly (StepBody | Flow["steps"][number])[]): EditStep[] {
  return steps.map((step) => {
    const { id: _id, ordinal: _ordinal, ...rest } = { id: 0, ordinal: 0, ...step };
    return {
      ...blankStep([]),
      ...rest,
      materials: [...(rest.materials ?? [])],
      branches: (rest.branches ?? []).map(({ to, label }) => ({ to, label: label ?? "" })),
    };
  });
}

/** What is sent: trimmed, without empty lines of material and empty ways, ends without ways on. */
export function payload(steps: readonly EditStep[]): StepBody[] {
  return steps.map((step) => ({
    ...step,
    name: step.name.trim(),
    handler: step.handler.trim(),
    time_limit: step.time_limit.trim(),
    materials: step.materials.map((line) => line.trim()).filter(Boolean),
    branches: step.kind === "end" ? [] : step.branches.filter(({ to, label }) => to || label.trim()).map(({ to, label }) => ({ to, label: label.trim() })),
  }));
}

/** Without the step; ways that led to it go where it led, so that the flow stays whole. */
export function without(steps: readonly EditStep[], key: string): EditStep[] {
  const at = steps.findIndex((step) => step.key === key);
  const gone = steps[at];
  if (!gone) return [...steps];
  const next = gone.branches[0]?.to ?? steps[at + 1]?.key;
  return steps
    .filter((step) => step !== gone)
    .map((step) => {
      if (!step.branches.some(({ to }) => to === key)) return step;
      const taken = new Set(step.branches.map(({ to }) => to));
      const mended = step.branches.flatMap((branch) => {
        if (branch.to !== key) return [branch];
        return next && next !== step.key && !taken.has(next) ? [{ ...branch, to: next }] : [];
      });
      return { ...step, branches: mended };
    });
}

/** A decision needs two ways on; offer the following step and leave the other to be chosen. */
export function asDecision(steps: readonly EditStep[], key: string, words: readonly [string, string]): EditStep["branches"] {
  const at = steps.findIndex((step) => step.key === key);
  const kept = steps[at]?.branches ?? [];
  if (kept.length >= 2) return kept.map((branch, place) => ({ ...branch, label: branch.label || (words[place] ?? "") }));
  const first = kept[0]?.to ?? steps[at + 1]?.key ?? "";
  const other = steps.slice(at + 1).find((step) => step.key !== first)?.key ?? steps[at - 1]?.key ?? "";
  return [
    { to: first, label: kept[0]?.label || words[0] },
    { to: other, label: words[1] },
  ];
}

/** One way more, still to be aimed; the first one leaves the way to the next step open, which it would replace. */
export function withWay(steps: readonly EditStep[], step: EditStep): EditStep["branches"] {
  const next = step.branches.length ? undefined : steps[steps.findIndex(({ key }) => key === step.key) + 1];
  return [...step.branches, ...(next ? [{ to: next.key, label: "" }] : []), { to: "", label: "" }];
}

/** Ways with a condition that lead nowhere yet: they would be lost when the flow is saved. */
export function unaimed(steps: readonly EditStep[]): { step: number; way: number }[] {
  return steps.flatMap(({ kind, branches }, step) =>
    kind === "end" ? [] : branches.flatMap(({ to, label }, way) => (to || !label.trim() ? [] : [{ step, way }])),
  );
}

/** Places of the steps without a name, which cannot be saved. */
export function unnamed(steps: readonly EditStep[]): number[] {
  return steps.flatMap(({ name }, step) => (name.trim() ? [] : [step]));
}

export interface Link {
  from: number;
  to: number;
  label: string;
}

/** Every way from step to step, as the server reads it: without branches to the next one. */
export function linksOf(steps: readonly EditStep[]): Link[] {
  const index = new Map(steps.map((step, place) => [step.key, place]));
  return steps.flatMap((step, from) => {
    if (step.branches.some(({ to }) => to)) {
      return step.branches.flatMap(({ to, label }) => {
        const target = index.get(to);
        return target === undefined || target === from ? [] : [{ from, to: target, label }];
      });
    }
    return step.kind !== "end" && from + 1 < steps.length ? [{ from, to: from + 1, label: "" }] : [];
  });
}

/** The server's field errors by step: `/steps/3/branches/0/label` → key of the 4th step → sentences by field. */
export function errorsByStep(
  problems: readonly { pointer: string; detail: string }[],
  steps: readonly EditStep[],
): Map<string, Record<string, string>> {
  const found = new Map<string, Record<string, string>>();
  for (const { pointer, detail } of problems) {
    const [, place = "", field = ""] = /^\/steps\/(\d+)\/?([\w/]*)/.exec(pointer) ?? [];
    const key = place === "" ? undefined : steps[Number(place)]?.key;
    if (key === undefined) continue;
    const fields = found.get(key) ?? {};
    fields[field] ??= detail;
    found.set(key, fields);
  }
  return found;
}

/** Points by the key of their step, the gravest first; a step that was taken out shows none. */
export function risksByStep(points: readonly Point[], steps: Flow["steps"]): Map<string, StepRisk[]> {
  const keys = new Map(steps.map((step) => [step.id, step.key]));
  const found = new Map<string, StepRisk[]>();
  for (const { id, name, level, step_id } of points) {
    const key = step_id === null ? undefined : keys.get(step_id);
    if (key !== undefined) found.set(key, [...(found.get(key) ?? []), { id, name, level }]);
  }
  for (const one of found.values()) one.sort((a, b) => GRAVEST.indexOf(a.level) - GRAVEST.indexOf(b.level));
  return found;
}

/** One mark a level, the gravest first. */
export function marksOf(risks: readonly StepRisk[]): { level: RiskLevel | null; risks: StepRisk[] }[] {
  return GRAVEST.map((level) => ({ level, risks: risks.filter((risk) => risk.level === level) })).filter((mark) => mark.risks.length > 0);
}
