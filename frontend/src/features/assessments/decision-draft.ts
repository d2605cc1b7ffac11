/** A decision while it is being typed: lines with what people must see, and the body that is sent. */
import type { DecisionDraft, Point } from "./decision-queries";

type Item = NonNullable<DecisionDraft["items"]>[number];
type Setting = NonNullable<DecisionDraft["overrides"]>[number];
type Factors = Pick<Item, "likelihood" | "consequence">;

export interface PointLine {
  id: number;
  name: string;
  place: string;
  was: Point["level"];
  /** Both "" until they are chosen. */
  likelihood: string;
  consequence: string;
  opinion: string;
}
export interface PostLine {
  id: number;
  name: string;
  place: string;
  level: string;
  reason: string;
}
export interface EndLine {
  id: number;
  reason: string;
}
/** Named as in the body, so that the server's pointers find their line. */
export interface DraftValues {
  meeting_id: string;
  note: string;
  items: PointLine[];
  overrides: PostLine[];
  endings: EndLine[];
}

export const blankDraft = (): DraftValues => ({ meeting_id: "", note: "", items: [], overrides: [], endings: [] });
export const isBlank = (draft: DraftValues): boolean => JSON.stringify(draft) === JSON.stringify(blankDraft());

export function lineOf(point: Point): PointLine {
  return {
    id: point.id,
    name: point.name,
    place: [point.department_name, point.position_name, String(point.year)].filter(Boolean).join(" · "),
    was: point.level,
    likelihood: point.likelihood ?? "",
    consequence: point.consequence ?? "",
    opinion: "",
  };
}
export function bodyOf(draft: DraftValues): DecisionDraft {
  return {
    meeting_id: Number(draft.meeting_id),
    note: draft.note.trim(),
    items: draft.items.map((line) => ({
      risk_point_id: line.id,
      likelihood: line.likelihood as Factors["likelihood"],
      consequence: line.consequence as Factors["consequence"],
      opinion: line.opinion.trim(),
    })),
    overrides: draft.overrides.map((line) => ({ position_id: line.id, level: line.level as Setting["level"], reason: line.reason.trim() })),
    endings: draft.endings.map((line) => ({ position_id: line.id, reason: line.reason.trim() })),
  };
}

export interface Words {
  meeting: string;
  factors: string;
  reason: string;
}
/** What is still missing, by the place in the body. */
export function missing(draft: DraftValues, words: Words): Record<string, string> {
  const found: Record<string, string> = {};
  if (!draft.meeting_id) found.meeting_id = words.meeting;
  draft.items.forEach((line, at) => {
    if (!line.likelihood || !line.consequence) found[`items.${at}.likelihood`] = words.factors;
  });
  draft.overrides.forEach((line, at) => {
    if (!line.level || line.reason.trim().length < 2) found[`overrides.${at}.reason`] = words.reason;
  });
  draft.endings.forEach((line, at) => {
    if (line.reason.trim().length < 2) found[`endings.${at}.reason`] = words.reason;
  });
  return found;
}
