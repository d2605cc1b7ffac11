import { describe, expect, it } from "vitest";

import { count, decided, unexplained } from "@/features/years/carry";

describe("carrying a sheet on", () => {
  const choices = {
    1: { choice: "keep" as const, reason: "忘掉的理由" },
    2: { choice: "retire" as const, reason: " 职权已划走 " },
    3: { choice: "change" as const, reason: "" },
  };
  it("sends every row in order, with a reason only where one is dropped", () => {
    expect(decided([3, 1, 2], choices)).toEqual([
      { point_id: 3, choice: "change", reason: "" },
      { point_id: 1, choice: "keep", reason: "" },
      { point_id: 2, choice: "retire", reason: "职权已划走" },
    ]);
  });
  it("waits while a row is undecided", () => {
    expect(decided([1, 4], choices)).toBeUndefined();
    expect(decided([1, 5], { ...choices, 5: { choice: "", reason: "" } })).toBeUndefined();
  });
  it("points at the dropped row that says no reason", () => {
    const rows = decided([1, 2], { ...choices, 2: { choice: "retire", reason: " " } }) ?? [];
    expect(unexplained(rows)).toBe(2);
    expect(unexplained(decided([1, 2], choices) ?? [])).toBe(0);
  });
  it("counts what was decided", () => {
    const rows = decided([1, 2, 3], choices) ?? [];
    expect([count(rows, "keep"), count(rows, "retire"), count(rows, "change")]).toEqual([1, 1, 1]);
  });
});
