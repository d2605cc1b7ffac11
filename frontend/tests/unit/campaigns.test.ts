import { describe, expect, it } from "vitest";

import { isWeekend, monthsOf, nextDay, toEntries, toRanges } from "@/features/campaigns/calendar";
import { formatDeadline, formatDueTime, formatSpan, instantOf, partsOf } from "@/features/campaigns/instants";
import { PLANS, TEMPLATE_NAMES } from "@/features/campaigns/templates";
import { currentIndex, extendedDues, nextDue, placesOf } from "@/features/campaigns/where";
import { prefs } from "@/lib/prefs";

const NOW = new Date("2026-09-05T02:00:00Z");

describe("due instants", () => {
  it("are the campus clock's, whatever the browser's zone", () => {
    expect(instantOf("2026-09-07", "17:30")).toBe("2026-09-07T17:30:00+08:00");
    expect(partsOf("2026-09-07T09:30:00Z")).toEqual({ day: "2026-09-07", time: "17:30" });
    expect(partsOf("2026-09-07T16:30:00Z")).toEqual({ day: "2026-09-08", time: "00:30" });
    expect(instantOf("", "17:30")).toBe("");
    expect(instantOf("2026-09-07", "")).toBe("");
  });
  it("say how long is left, to the minute on the last day and after it", () => {
    expect(formatDueTime("2026-09-07T09:30:00Z", NOW)).toBe("9月7日 17:30（还有 2 天）");
    expect(formatDueTime("2026-09-05T09:30:00Z", NOW)).toBe("9月5日 17:30（还有 7 小时 30 分钟）");
    expect(formatDueTime("2026-09-05T01:59:00Z", NOW)).toBe("9月5日 09:59（已超期 1 分钟）");
    expect(formatDeadline("2026-09-05T01:59:00Z", NOW)).toBe("9月5日 09:59（已截止）");
    prefs.locale = "en";
    expect(formatDueTime("2026-09-05T01:59:00Z", NOW)).toBe("Sep 5 09:59 (1 min overdue)");
    prefs.locale = "zh-CN";
  });
  it("measure spans by their two largest units", () => {
    expect(formatSpan(0)).toBe("0 分钟");
    expect(formatSpan(59)).toBe("59 分钟");
    expect(formatSpan(60)).toBe("1 小时");
    expect(formatSpan(1445)).toBe("1 天 5 分钟");
    expect(formatSpan(3 * 1440 + 125)).toBe("3 天 2 小时");
  });
});

const OPINION = [
  { id: 1, starts_on: null, ends_on: "2026-08-31" },
  { id: 2, starts_on: "2026-09-01", ends_on: "2026-09-30" },
  { id: 3, starts_on: "2026-10-01", ends_on: "2026-10-31" },
  { id: 4, starts_on: "2026-11-01", ends_on: "2026-12-31" },
  { id: 5, starts_on: null, ends_on: null },
];

describe("where a campaign stands", () => {
  it("is the stage whose window holds today", () => {
    expect(currentIndex(OPINION, "2026-08-31")).toBe(0);
    expect(currentIndex(OPINION, "2026-09-01")).toBe(1);
    expect(currentIndex(OPINION, "2026-12-31")).toBe(3);
    expect(placesOf(OPINION, "running", "2026-10-15")).toEqual(["done", "done", "current", "todo", "todo"]);
  });
  it("is the one stage without dates once the others are over, and nobody's guess among several", () => {
    expect(currentIndex(OPINION, "2027-01-10")).toBe(4);
    const handout = [1, 2, 3].map((id) => ({ id, starts_on: null, ends_on: null }));
    const dated = { id: 9, starts_on: "2026-06-01", ends_on: "2026-06-30" };
    expect(currentIndex([...handout.slice(0, 1), dated, ...handout], "2026-05-01")).toBe(0);
    expect(currentIndex([dated, ...handout], "2026-07-15")).toBe(-1);
    expect(placesOf([dated, ...handout], "running", "2026-07-15")).toEqual(["done", "todo", "todo", "todo"]);
  });
  it("is nowhere before the start and everything after the end", () => {
    expect(placesOf(OPINION, "draft", "2026-10-15")).not.toContain("current");
    expect(new Set(placesOf(OPINION, "ended", "2026-10-15"))).toEqual(new Set(["done"]));
    expect(currentIndex([], "2026-10-15")).toBe(-1);
  });
  it("names what is due next, late things left out", () => {
    const late = { id: 1, due_at: "2026-09-01T09:30:00Z" };
    const soon = { id: 2, due_at: "2026-09-07T09:30:00Z" };
    const far = { id: 3, due_at: "2026-12-15T09:30:00Z" };
    expect(nextDue([far, late, soon], NOW)).toBe(soon);
    expect(nextDue([late], NOW)).toBeUndefined();
  });
  it("knows only extensions for everybody that still hold", () => {
    const one = { deliverable_id: 7, department_id: null, due_at: "2026-10-01T09:30:00Z", revoked_at: null };
    const later = { ...one, due_at: "2026-10-20T09:30:00Z" };
    const revoked = { ...one, due_at: "2026-11-20T09:30:00Z", revoked_at: "2026-09-01T00:00:00Z" };
    const single = { ...one, deliverable_id: 8, department_id: 3 };
    expect([...extendedDues([later, one, revoked, single])]).toEqual([[7, later.due_at]]);
  });
});

describe("the working calendar", () => {
  const holiday = (from: string, to: string, name = "国庆节") => ({ from, to, kind: "holiday" as const, name });
  it("turns ranges into days and back", () => {
    const ranges = [holiday("2026-10-01", "2026-10-07"), { from: "2026-10-10", to: "2026-10-10", kind: "workday" as const, name: "调休" }];
    const days = toEntries(ranges);
    expect(days).toHaveLength(8);
    expect(days[0]).toEqual({ day_on: "2026-10-01", kind: "holiday", name: "国庆节" });
    expect(toRanges([...days].reverse())).toEqual(ranges);
  });
  it("keeps a holiday in one piece over a weekend that was not entered, and apart over a working day", () => {
    const entries = ["2026-10-01", "2026-10-02", "2026-10-05"].map((day_on) => ({ day_on, kind: "holiday" as const, name: "国庆节" }));
    expect(toRanges(entries)).toEqual([holiday("2026-10-01", "2026-10-05")]);
    const parted = ["2026-10-01", "2026-10-06"].map((day_on) => ({ day_on, kind: "holiday" as const, name: "国庆节" }));
    expect(toRanges(parted)).toHaveLength(2);
    expect(toRanges([])).toEqual([]);
  });
  it("lets the later line win where two hold the same day", () => {
    const days = toEntries([holiday("2026-05-01", "2026-05-02", "劳动节"), { from: "2026-05-02", to: "2026-05-02", kind: "workday", name: "调休" }]);
    expect(days.map((day) => day.kind)).toEqual(["holiday", "workday"]);
  });
  it("lays months out from Monday, leap days too", () => {
    expect(nextDay("2028-02-28")).toBe("2028-02-29");
    expect(isWeekend("2026-10-10")).toBe(true);
    const months = monthsOf(2026);
    expect(months).toHaveLength(12);
    expect(months.flat(2).filter(Boolean)).toHaveLength(365);
    expect(months[0]?.[0]).toEqual(["", "", "", "2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]);
  });
});

describe("the templates' preview", () => {
  it("places every deliverable in a stage of its template", () => {
    for (const plan of Object.values(PLANS)) {
      for (const one of plan.deliverables) expect(plan.stages[one.stage]).toBeDefined();
    }
    expect(PLANS.opinion.stages).toHaveLength(5);
    expect(PLANS.handout.stages).toHaveLength(6);
    expect(TEMPLATE_NAMES.opinion(2027)).toBe("2027 年廉政风险防控工作");
  });
});
