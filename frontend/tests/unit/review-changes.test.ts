/** What a reviewer is shown as changed, and what he says. */
import { describe, expect, it } from "vitest";

import { changesOf, editedSince, marked } from "@/features/reviews/changes";
import { useVerdict, withLine } from "@/features/reviews/verdict";

type Sheet = Parameters<typeof changesOf>[0];
type Review = Parameters<typeof editedSince>[0];
const sheet = {
  department_id: 2,
  position_name: "保管岗",
  rows: [
    { id: 1, updated_at: "2026-09-01T08:00:00Z" },
    { id: 2, updated_at: "2026-09-03T08:00:00Z" },
  ],
} as unknown as Sheet;
const side = (id: number) => ({ risk_point_id: id, name: "", manifestation: "", level: null, measures: "" });
const difference = (position_name: string, before: number | null, after: number | null, department_id = 2) => ({
  department_id,
  department_name: "",
  position_name,
  kinds: [],
  before: before === null ? null : side(before),
  after: after === null ? null : side(after),
});

describe("changes of a sheet", () => {
  it("takes the sheet's own rows and what its own post has lost, nothing of others", () => {
    const found = changesOf(sheet, [
      difference("保管岗", 91, 1),
      difference("保管岗", 92, null),
      difference("采购岗", 93, null),
      difference("保管岗", 94, null, 5),
      difference("采购岗", null, 8),
    ]);
    expect([...found.rows.keys()]).toEqual([1]);
    expect(found.removed.map((one) => one.before?.risk_point_id)).toEqual([92]);
  });

  it("knows which rows were edited since the last sending back, if there was one", () => {
    const back = { decision: "send_back", decided_at: "2026-09-02T00:00:00Z" };
    expect(editedSince({ decisions: [{ ...back, decision: "approve" }] } as unknown as Review, sheet)).toBeUndefined();
    expect([...(editedSince({ decisions: [back] } as unknown as Review, sheet) ?? [])]).toEqual([2]);
  });

  it("marks the stretch that is new", () => {
    expect(marked("两人验收签字", "两人当场验收签字")).toEqual([
      { text: "两人", isNew: false },
      { text: "当场", isNew: true },
      { text: "验收签字", isNew: false },
    ]);
    expect(marked("一样", "一样")).toEqual([{ text: "一样", isNew: false }]);
    expect(marked("", "全新")).toEqual([{ text: "全新", isNew: true }]);
    expect(marked("删去了尾巴", "删去了")).toEqual([{ text: "删去了", isNew: false }]);
  });
});

describe("the verdict", () => {
  it("takes a doubt over once, at its row or for the whole sheet", () => {
    const verdict = useVerdict();
    const doubt = { check: "slogan_measure", reason: "shallow", message: "像口号", row_id: 3, row_number: 1, cell: "measures" } as const;
    verdict.take(doubt, "a");
    verdict.take(doubt, "a");
    verdict.take({ ...doubt, message: "太笼统", check: "shallow" }, "b");
    expect(verdict.form.rows.get(3)).toEqual({ comment: "像口号\n太笼统", reasons: ["shallow"] });
    verdict.take({ ...doubt, check: "key_area_uncovered", reason: "incomplete", message: "没有涉及", row_id: null, row_number: null, cell: "" }, "c");
    expect(verdict.form.reasons).toEqual(["incomplete"]);
    expect(verdict.form.opinion).toBe("没有涉及");
    expect(verdict.taken.value.size).toBe(3);
    verdict.reset();
    expect(verdict.form.rows.size).toBe(0);
    expect(verdict.form.opinion).toBe("");
  });

  it("adds a sentence only once", () => {
    expect(withLine(withLine("", "甲"), "甲")).toBe("甲");
    expect(withLine("甲", "乙")).toBe("甲\n乙");
  });
});
