import { describe, expect, it } from "vitest";

import { reached } from "@/features/communications/audience";
import { toField, toInstant } from "@/features/communications/moments";

const units = [
  { id: 1, kind: "college", parent_id: null, path: "/1/" },
  { id: 2, kind: "office", parent_id: 1, path: "/1/2/" },
  { id: 3, kind: "section", parent_id: 2, path: "/1/2/3/" },
  { id: 20, kind: "faculty", parent_id: 1, path: "/1/20/" },
];
const nobody = { is_for_all: false, kinds: [], department_ids: [] };
const ids = (found: { id: number }[]): number[] => found.map(({ id }) => id);

describe("to whom a notice goes", () => {
  it("adds up kinds and single departments, each once", () => {
    expect(ids(reached(units, true, 1, { is_for_all: false, kinds: ["office"], department_ids: [2, 20] }))).toEqual([2, 20]);
  });
  it("is everybody but the college itself when the whole school is meant", () => {
    expect(ids(reached(units, true, 2, { ...nobody, is_for_all: true }))).toEqual([2, 3, 20]);
  });
  it("is the department and what lies below for a department's own notice", () => {
    expect(ids(reached(units, false, 2, { ...nobody, is_for_all: true }))).toEqual([2, 3]);
  });
  it("is nobody before anything is chosen, nor from an unknown department", () => {
    expect(reached(units, true, 1, nobody)).toEqual([]);
    expect(reached(units, false, 99, { ...nobody, is_for_all: true })).toEqual([]);
  });
});

describe("instants in forms", () => {
  it("shows the campus clock wherever the browser stands", () => {
    expect(toField("2026-10-05T09:30:00Z")).toBe("2026-10-05T17:30");
    expect(toField("2026-12-31T16:05:00Z")).toBe("2027-01-01T00:05");
    expect(toField(null)).toBe("");
  });
  it("gives back the same instant", () => {
    expect(Date.parse(toInstant(toField("2026-10-05T09:30:00Z")) ?? "")).toBe(Date.parse("2026-10-05T09:30:00Z"));
    expect(toInstant("2026-10-05T17:30")).toBe("2026-10-05T17:30:00+08:00");
    expect(toInstant("")).toBeNull();
  });
});
