import { describe, expect, it } from "vitest";

import { currentYear, dayOf, daysUntil, formatAgo, formatDay, formatDue, formatFullDay, formatTime } from "@/lib/dates";
import { prefs } from "@/lib/prefs";

/** 2026-09-21 07:30 in Shanghai, still the 20th in UTC. */
const NOW = new Date("2026-09-20T23:30:00Z");

describe("days on campus", () => {
  it("belong to Shanghai", () => {
    expect(dayOf("2026-09-20T16:00:00Z")).toBe("2026-09-21");
    expect(dayOf("2026-09-20T15:59:59Z")).toBe("2026-09-20");
    expect(dayOf("2026-09-30")).toBe("2026-09-30");
    expect(currentYear(new Date("2026-12-31T16:00:00Z"))).toBe(2027);
  });

  it("bear their year on paper", () => {
    expect(formatFullDay(new Date().toISOString().slice(0, 10))).toMatch(/^\d{4}年/);
    expect(formatFullDay("2026-12-31T16:30:00Z")).toBe("2027年1月1日");
  });

  it("count whole days", () => {
    expect(daysUntil("2026-09-30", NOW)).toBe(9);
    expect(daysUntil("2026-09-21", NOW)).toBe(0);
    expect(daysUntil("2026-09-01", NOW)).toBe(-20);
  });

  it("read as people write them", () => {
    expect(formatDue("2026-09-30", NOW)).toBe("9月30日（还有 9 天）");
    expect(formatDue("2026-09-21", NOW)).toBe("9月21日（今天截止）");
    expect(formatDue("2026-09-22", NOW)).toBe("9月22日（明天截止）");
    expect(formatDue("2026-09-18", NOW)).toBe("9月18日（已超期 3 天）");
    expect(formatDay("2027-01-31", NOW)).toBe("2027年1月31日");
    expect(formatTime("2026-06-22T09:30:00Z", NOW)).toBe("6月22日 17:30");
  });

  it("say how long ago", () => {
    expect(formatAgo("2026-09-20T23:29:40Z", NOW)).toBe("刚刚");
    expect(formatAgo("2026-09-20T23:25:00Z", NOW)).toBe("5 分钟前");
    expect(formatAgo("2026-09-20T20:30:00Z", NOW)).toBe("3 小时前");
    expect(formatAgo("2026-09-19T02:00:00Z", NOW)).toBe("9月19日 10:00");
  });

  it("speak English", () => {
    prefs.locale = "en";
    expect(formatDue("2026-09-30", NOW)).toBe("Sep 30 (9 days left)");
    expect(formatDay("2027-01-31", NOW)).toBe("Jan 31, 2027");
  });
});
