/** The way through a sheet: duties → powers → flow → each step, power and duty to find risks at → what is left. */
import type { Gap, Guide, GuidePower, GuideStep } from "./queries";
import type { EditRow } from "./rows";
import { NO_TAGS } from "./tags";

export type Kind = "duties" | "powers" | "flow" | "step" | "power" | "duty" | "finish";
export type Stage = Guide["stages"][number]["stage"];
/** One place to stop at. */
export interface Stop {
  id: string;
  kind: Kind;
  stage: Stage;
  power?: GuidePower;
  step?: GuideStep;
  /** Which duty, from 0. */
  duty?: number;
  text?: string;
  gaps: readonly Gap[];
}

/** Steps people decide at; what only begins, ends or branches is no place for a risk. */
const isWalked = (step: GuideStep): boolean => step.is_worth_a_look || (step.kind !== "start" && step.kind !== "end");

function stopsOfPower(power: GuidePower, gaps: readonly Gap[]): Stop[] {
  const steps = power.steps.filter(isWalked);
  if (steps.length === 0) {
    const missing = gaps.filter((gap) => gap.stage === "risks" && gap.power_id === power.id);
    return [{ id: `power-${power.id}`, kind: "power", stage: "risks", power, gaps: missing }];
  }
  return steps.map((step) => ({
    id: `step-${step.id}`,
    kind: "step" as const,
    stage: "risks" as const,
    power,
    step,
    gaps: gaps.filter((gap) => gap.step_id === step.id),
  }));
}

export function walkOf(guide: Guide): Stop[] {
  const of = (stage: Stage): Gap[] => guide.gaps.filter((gap) => gap.stage === stage);
  const own = guide.powers.filter((power) => power.is_own);
  return [
    { id: "duties", kind: "duties", stage: "duties", gaps: of("duties") },
    { id: "powers", kind: "powers", stage: "powers", gaps: of("powers") },
    { id: "flow", kind: "flow", stage: "flow", gaps: of("flow") },
    ...own.flatMap((power) => stopsOfPower(power, guide.gaps)),
    ...guide.duties.map(({ text }, duty) => ({
      id: `duty-${duty}`,
      kind: "duty" as const,
      stage: "risks" as const,
      duty,
      text,
      gaps: guide.gaps.filter((gap) => gap.duty === duty),
    })),
    {
      id: "finish",
      kind: "finish",
      stage: "risks",
      gaps: guide.gaps.filter((gap) => gap.row_id !== null || gap.gap === "no_risk_unexplained"),
    },
  ];
}

const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");
/** Whether a row speaks of a duty, in the same words or in a part of them (the server's own measure). */
export function speaksOf(duty: string, text: string): boolean {
  const [one, other] = [letters(duty), letters(text)];
  return one !== "" && other !== "" && (one.includes(other) || other.includes(one));
}

export function isAt(stop: Stop, row: EditRow): boolean {
  if (stop.kind === "step") return row.tags?.step_id === stop.step?.id;
  if (stop.kind === "power") return row.tags?.power_id === stop.power?.id;
  return stop.kind === "duty" && speaksOf(stop.text ?? "", row.duty);
}

/** What a risk found at a stop begins with. A post with a single duty needs not be asked which one it is. */
export function beginningAt(stop: Stop, guide: Guide, way: string | undefined): Partial<EditRow> {
  const [only, ...others] = guide.duties;
  const duty = stop.text ?? (only && others.length === 0 ? only.text : "");
  const tags = {
    ...NO_TAGS,
    power_id: stop.power?.id ?? null,
    step_id: stop.step?.id ?? null,
    location: stop.step?.name ?? "",
    found_by: way ? [way] : [],
  };
  return { duty, tags };
}

/** The next stop after `at` where something is missing, from the beginning when there is none behind it. */
export function nextGap(stops: readonly Stop[], at: number): Stop | undefined {
  return [...stops.slice(at + 1), ...stops.slice(0, at + 1)].find((stop) => stop.gaps.length > 0);
}
