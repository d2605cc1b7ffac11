/** The way through a sheet, what rows are tied to, and samples as rows. */
import { describe, expect, it } from "vitest";

import { beginningAt, isAt, nextGap, speaksOf, walkOf } from "@/features/risks/guide";
import type { Guide } from "@/features/risks/queries";
import { emptyRow, isBlank, payload } from "@/features/risks/rows";
import { mergeTags, NO_TAGS, type Tags, tagsOf } from "@/features/risks/tags";

type Step = Guide["powers"][number]["steps"][number];
const step = (id: number, more: Partial<Step> = {}): Step => ({
  id, key: `s${id}`, ordinal: id, kind: "task", name: `环节${id}`, handler: "", phase: null,
  is_key: false, has_discretion: false, may_be_interfered: false, is_worth_a_look: false, row_ids: [], elsewhere_count: 0, ...more,
});
const power = (id: number, steps: Step[], is_own = true): Guide["powers"][number] => ({
  id, name: `职权${id}`, content: "", basis: "依据", kind: null, key_area: null, major_matters: [], discretion: "none",
  is_own, row_ids: [], elsewhere_count: 0, steps,
});
const gap = (more: Partial<Guide["gaps"][number]>): Guide["gaps"][number] => ({
  stage: "risks", gap: "step_without_risk", detail: "", duty: null, power_id: null, step_id: null, row_id: null, ...more,
});
const guide: Guide = {
  inventory_id: 7, kind: "position", year: 2026, department_id: 1, position_id: 2, current_stage: "flow", stages: [],
  duties: [{ text: "核对教材款项", row_ids: [] }, { text: "组织教材选用", row_ids: [] }],
  powers: [power(1, [step(11, { kind: "start" }), step(12), step(13, { kind: "end", is_worth_a_look: true })]), power(2, []), power(3, [step(31)], false)],
  gaps: [gap({ step_id: 13, power_id: 1 }), gap({ gap: "row_without_way", row_id: 5 })],
  rows_count: 0, open_suggestions: 0, needs_reason: false,
};
const tagged = (tags: Partial<Tags>): Tags => ({ ...NO_TAGS, ...tags });

describe("the way through a sheet", () => {
  const stops = walkOf(guide);

  it("goes duties, powers, flow, the steps of own powers, powers without a flow, duties, the end", () => {
    expect(stops.map(({ id }) => id)).toEqual(["duties", "powers", "flow", "step-12", "step-13", "power-2", "duty-0", "duty-1", "finish"]);
  });

  it("leads to the next gap, around the end if need be", () => {
    expect(nextGap(stops, 0)?.id).toBe("step-13");
    expect(nextGap(stops, 4)?.id).toBe("finish");
    expect(nextGap(stops, 8)?.id).toBe("step-13");
    expect(nextGap(walkOf({ ...guide, gaps: [] }), 0)).toBeUndefined();
  });

  it("begins a risk with the place it was found at", () => {
    const [, , , , at] = stops;
    if (!at) throw new Error("no stop");
    const row = emptyRow(beginningAt(at, guide, "self"));
    expect(row).toMatchObject({ duty: "", tags: { power_id: 1, step_id: 13, found_by: ["self"], location: "环节13" } });
    expect(stops.filter((one) => isAt(one, row)).map(({ id }) => id)).toEqual(["step-13"]);
    const [only] = guide.duties;
    expect(beginningAt(at, { ...guide, duties: only ? [only] : [] }, undefined)).toMatchObject({ duty: "核对教材款项", tags: { found_by: [] } });
  });

  it("knows a duty in a part of its words, and nothing in none", () => {
    expect(speaksOf("核对教材款项", "1. 核对教材款项；")).toBe(true);
    expect(speaksOf("核对教材款项", "")).toBe(false);
    expect(speaksOf("核对教材款项", "管理印章")).toBe(false);
  });
});

describe("what a row is tied to", () => {
  it("is sent with the row, and left alone where the page does not know it", () => {
    const [known, unknown] = payload([emptyRow({ tags: tagged({ power_id: 4 }) }), emptyRow({ name: "只有字" })], new Map());
    expect(known).toMatchObject({ power_id: 4, found_by: [] });
    expect(unknown).not.toHaveProperty("power_id");
  });

  it("says nothing when the server said nothing", () => {
    expect(tagsOf({})).toBeUndefined();
    expect(tagsOf({ location: "验收" })).toEqual(tagged({ location: "验收" }));
  });

  it("joins: what only the other side changed is taken, ways add up, mine stays where both changed", () => {
    const base = tagged({ power_id: 1, found_by: ["self"], categories: { a: "x" } });
    const mine = tagged({ ...base, power_id: 2, found_by: ["self", "colleague"] });
    const theirs = tagged({ ...base, power_id: 3, step_id: 9, found_by: ["superior"], categories: { a: "y" }, location: "验收" });
    expect(mergeTags(mine, base, theirs)).toEqual(
      tagged({ power_id: 2, step_id: null, found_by: ["colleague", "superior"], categories: { a: "y" }, location: "验收" }),
    );
    expect(mergeTags(mine, base, undefined)).toEqual(mine);
    expect(mergeTags(undefined, base, theirs)).toEqual(theirs);
  });

  it("does not make a row written: only what was chosen counts, the way it begins with does not", () => {
    expect(isBlank(emptyRow({ tags: tagged({ found_by: ["self"] }) }), new Map())).toBe(true);
    expect(isBlank(emptyRow({ tags: tagged({ power_id: 3 }) }), new Map())).toBe(false);
    expect(isBlank(emptyRow({ name: "违规用印" }), new Map())).toBe(false);
  });
});
