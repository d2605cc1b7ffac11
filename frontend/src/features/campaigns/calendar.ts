/** The days a year departs from the week, as people write them: ranges of days. Pure. */
import type { CalendarDayKind } from "@/api/labels";

export interface Entry {
  day_on: string;
  kind: CalendarDayKind;
  name: string;
}
export interface Range {
  from: string;
  to: string;
  kind: CalendarDayKind;
  name: string;
}

const DAY = 86_400_000;
const MONTHS = 12;
const toTime = (day: string): number => Date.parse(`${day}T00:00:00Z`);
const toDay = (time: number): string => new Date(time).toISOString().slice(0, 10);

export function nextDay(day: string): string {
  return toDay(toTime(day) + DAY);
}
export function isWeekend(day: string): boolean {
  const weekday = new Date(toTime(day)).getUTCDay();
  return weekday === 0 || weekday === 6;
}

/** Neighbouring days of one kind and name are one range; the weekend between two of them does not part them. */
export function toRanges(entries: readonly Entry[]): Range[] {
  const ranges: Range[] = [];
  for (const entry of [...entries].sort((a, b) => a.day_on.localeCompare(b.day_on))) {
    const last = ranges[ranges.length - 1];
    if (last && last.kind === entry.kind && last.name === entry.name && touches(last.to, entry.day_on)) last.to = entry.day_on;
    else ranges.push({ from: entry.day_on, to: entry.day_on, kind: entry.kind, name: entry.name });
  }
  return ranges;
}
function touches(before: string, after: string): boolean {
  let day = nextDay(before);
  while (day < after && isWeekend(day)) day = nextDay(day);
  return day === after;
}

/** Every day of the ranges once; a later range wins. */
export function toEntries(ranges: readonly Range[]): Entry[] {
  const days = new Map<string, Entry>();
  for (const { from, to, kind, name } of ranges) {
    for (let day = from; day <= to; day = nextDay(day)) days.set(day, { day_on: day, kind, name });
  }
  return [...days.values()].sort((a, b) => a.day_on.localeCompare(b.day_on));
}

/** The weeks of each month, Monday first; empty places are "". */
export function monthsOf(year: number): string[][][] {
  return Array.from({ length: MONTHS }, (_, month) => {
    const first = Date.UTC(year, month, 1);
    const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
    const lead = (new Date(first).getUTCDay() + 6) % 7;
    const cells = [...Array.from({ length: lead }, () => ""), ...Array.from({ length: count }, (_day, at) => toDay(first + at * DAY))];
    const rest = (7 - (cells.length % 7)) % 7;
    const filled = [...cells, ...Array.from({ length: rest }, () => "")];
    return Array.from({ length: filled.length / 7 }, (_week, at) => filled.slice(at * 7, at * 7 + 7));
  });
}
