/**
 * The live picture: one row a step, one lane a handler, right-angled ways between them.
 * Rows hold one box each, so ways run free in the gaps between rows and in the gutters between lanes.
 * (The official picture is drawn by the server from what is saved.)
 */
import { type EditStep, type Link, linksOf } from "./flow";

export interface Box {
  key: string;
  x: number;
  y: number;
  width: number;
  height: number;
  lines: string[];
  /** Time limit, and what makes the step risky. */
  notes: string[];
}
export interface Way {
  points: [number, number][];
  label: string;
  /** Where the label stands and whether it ends there. */
  at: [number, number];
  ends: boolean;
  back: boolean;
}
export interface Picture {
  width: number;
  height: number;
  lanes: { name: string; x: number; width: number }[];
  boxes: Box[];
  ways: Way[];
}

const BOX = 150;
const DIAMOND = 164;
export const LINE = 19;
export const NOTE = 17;
/** Room beside a box, also for the marks on its edge. */
const SIDE = 16;
export const HEAD = 46;
const TRACK = 11;
const LABELLED = 18;
const GAP = 30;

/** Broken into lines of at most `width` em; Latin letters count half. */
export function wrap(text: string, width: number, most = 3): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  for (const letter of text) {
    const size = letter.charCodeAt(0) < 0x2e80 ? 0.56 : 1;
    if (used + size > width) {
      lines.push(line);
      [line, used] = ["", 0];
    }
    line += letter;
    used += size;
  }
  lines.push(line);
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${(lines[most - 1] ?? "").slice(0, -1)}…`];
}

/** Words for what makes a step risky; the caller's, because they depend on the language. */
export type Features = (step: EditStep) => string;

function shape(step: EditStep, features: Features): Omit<Box, "x" | "y"> {
  const isDecision = step.kind === "decision";
  const lines = wrap(step.name || "…", isDecision ? 8 : 9.4);
  const width = isDecision ? 7 : 11;
  const notes = [step.time_limit.trim(), features(step)].filter(Boolean).flatMap((text) => wrap(text, width, 1));
  const text = lines.length * LINE + notes.length * NOTE;
  return { key: step.key, width: isDecision ? DIAMOND : BOX, height: isDecision ? text * 1.6 + 34 : text + 22, lines, notes };
}

/** Next free place in each of several rows of parallel tracks. */
class Tracks {
  readonly sizes = new Map<number, number>();
  take(at: number, size: number): number {
    const used = this.sizes.get(at) ?? 0;
    this.sizes.set(at, used + size);
    return used + size / 2;
  }
}

type Plan = { from: number; to: number; label: string; back: boolean; out: number | null; into: number | null } & (
  | { via: "lane"; lane: number }
  | { via: "gutter"; gutter: number; track: number }
);

export function layOut(
  steps: readonly EditStep[],
  nameless: string,
  features: Features = () => "",
  links: readonly Link[] = linksOf(steps),
): Picture {
  const names = [...new Set(steps.map((step) => step.handler.trim() || nameless))];
  const laneOf = steps.map((step) => names.indexOf(step.handler.trim() || nameless));
  const shapes = steps.map((step) => shape(step, features));
  const widths = names.map((_, lane) => Math.max(...shapes.filter((_one, row) => laneOf[row] === lane).map(({ width }) => width)) + 2 * SIDE);
  const channels = new Tracks();
  const gutters = new Tracks();
  /** Lane and row a vertical way already runs through. */
  const taken = new Set<string>();
  const free = (lane: number, from: number, to: number): boolean => {
    for (let row = from + 1; row < to; row += 1) if (laneOf[row] === lane || taken.has(`${lane}:${row}`)) return false;
    return true;
  };

  const plans = links.map(({ from, to, label }): Plan => {
    const [own, other] = [laneOf[from] ?? 0, laneOf[to] ?? 0];
    const size = label ? LABELLED : TRACK;
    const lane = to > from ? [other, own].find((candidate) => free(candidate, from, to)) : undefined;
    if (lane !== undefined) {
      for (let row = from + 1; row < to; row += 1) taken.add(`${lane}:${row}`);
      const out = own === lane ? null : channels.take(from, size);
      const into = other === lane ? null : channels.take(to - 1, TRACK);
      return { from, to, label, back: false, out, into, via: "lane", lane };
    }
    // Returns keep to the left, leaps ahead to the right of where they start.
    const gutter = to > from ? Math.max(own, other) : Math.min(own, other);
    const side = to > from ? gutter + 1 : gutter;
    const out = channels.take(from, size);
    return { from, to, label, back: to < from, out, into: channels.take(to - 1, TRACK), via: "gutter", gutter: side, track: gutters.take(side, TRACK) };
  });

  const lanes: Picture["lanes"] = [];
  const gutterX: number[] = [];
  let x = 0;
  names.forEach((name, lane) => {
    gutterX.push(x);
    x += gutters.sizes.get(lane) ?? 0;
    lanes.push({ name, x, width: widths[lane] ?? 0 });
    x += widths[lane] ?? 0;
  });
  gutterX.push(x);
  const width = x + (gutters.sizes.get(names.length) ?? 0);
  const middle = (lane: number): number => (lanes[lane]?.x ?? 0) + (lanes[lane]?.width ?? 0) / 2;

  let y = HEAD + GAP / 2 + (channels.sizes.get(-1) ?? 0);
  const channelY = new Map<number, number>([[-1, HEAD]]);
  const boxes = shapes.map((one, row): Box => {
    const box = { ...one, x: middle(laneOf[row] ?? 0), y: y + one.height / 2 };
    channelY.set(row, y + one.height + 8);
    y += one.height + GAP + (channels.sizes.get(row) ?? 0);
    return box;
  });

  const ways = plans.map((plan): Way => {
    const [a, b] = [boxes[plan.from] as Box, boxes[plan.to] as Box];
    const points: [number, number][] = [[a.x, a.y + a.height / 2]];
    const across = plan.via === "lane" ? middle(plan.lane) : (gutterX[plan.gutter] ?? 0) + plan.track;
    const first = plan.out === null ? null : (channelY.get(plan.from) ?? 0) + plan.out;
    if (first !== null) points.push([a.x, first], [across, first]);
    if (plan.into !== null) {
      const second = (channelY.get(plan.to - 1) ?? 0) + plan.into;
      points.push([across, second], [b.x, second]);
    }
    points.push([b.x, b.y - b.height / 2]);
    // Beside the turn, where no other way of the same step runs.
    const ends = first !== null && across > a.x;
    const at: [number, number] = first === null ? [a.x + 6, (channelY.get(plan.from) ?? 0) + (channels.sizes.get(plan.from) ?? 0) + 9] : [across + (ends ? -8 : 8), first - 4];
    return { points, label: plan.label, at, ends, back: plan.back };
  });
  return { width, height: steps.length ? y : HEAD, lanes, boxes, ways };
}

const CORNER = 6;

/** The point up to CORNER from `corner` on the way to `other`, at most half-way. */
function towards([x, y]: [number, number], [toX, toY]: [number, number]): string {
  const length = Math.abs(toX - x) + Math.abs(toY - y);
  const share = length > 0 ? Math.min(CORNER, length / 2) / length : 0;
  return `${x + (toX - x) * share} ${y + (toY - y) * share}`;
}

/** The line of a way with small round corners; it ends before the arrow, which covers its end. */
export function lineOf(points: readonly [number, number][]): string {
  const [first = [0, 0], last = [0, 0]] = [points[0], points[points.length - 1]];
  const turns = points.slice(1, -1).map((corner, at) => `L${towards(corner, points[at] ?? corner)}Q${corner.join(" ")} ${towards(corner, points[at + 2] ?? corner)}`);
  return `M${first.join(" ")}${turns.join("")}L${last[0]} ${last[1] - 7}`;
}

/** Where the marks of a box stand: down its right edge, down the slope of a decision, inside the bow of a pill. */
export function markAt(box: Box, kind: EditStep["kind"], place: number): [number, number] {
  const [w, h] = [box.width / 2, box.height / 2];
  if (kind === "decision") {
    const share = 0.42 + 0.26 * place;
    return [box.x + w * share, box.y - h * (1 - share)];
  }
  const inset = kind === "task" ? 3 : h * 0.3;
  return [box.x + w - inset, box.y - h + 1 + place * 24];
}
