/** 附件一 of a year: its way through the signatures, and what its powers rest on. */
import { describe, expect, it } from "vitest";

import { basisOf, stepsOf, storyOf } from "@/features/powers/catalogue";

type Signatures = Parameters<typeof stepsOf>[1];
const signature = (id: number, round: number, state: string, decision: string, name: string) => ({
  id,
  round,
  state,
  decision,
  decided_by_name: name,
  decided_at: "2026-09-01T02:00:00Z",
  reasons: decision === "send_back" ? ["beyond_authority"] : [],
  opinion: "",
});
const RULE = { regulation_id: 1, title: "教材管理办法", number: "示院教〔2025〕9号", clause: "第五条" };

describe("the steps of a catalogue", () => {
  const signatures = [
    signature(1, 1, "department_review", "approve", "甲"),
    signature(2, 1, "supervising_review", "send_back", "乙"),
    signature(3, 2, "department_review", "approve", "丙"),
  ] as unknown as Signatures;

  it("names who signed in this round, and nobody of the round before", () => {
    const steps = stepsOf({ state: "supervising_review", round: 2 }, signatures);
    expect(steps.map((step) => step.state)).toEqual(["done", "done", "current"]);
    expect(steps[1]?.note).toContain("丙");
  });
  it("begins again when it was sent back, and says so", () => {
    const steps = stepsOf({ state: "sent_back", round: 1 }, signatures);
    expect(steps.map((step) => step.state)).toEqual(["current", "todo", "todo"]);
    expect(steps[0]?.alert).not.toBe(undefined);
  });
  it("is done with the approval", () => {
    expect(stepsOf({ state: "approved", round: 1 }, signatures).every((step) => step.state === "done")).toBe(true);
  });
  it("tells its story newest first, with the coded reason", () => {
    const story = storyOf(signatures);
    expect(story.map((one) => one.by)).toEqual(["丙", "乙", "甲"]);
    expect(story[1]?.detail).toContain("超出职权范围");
    expect(story[1]?.tone).toBe("danger");
  });
});

describe("the legal basis of a row", () => {
  it("joins what is written with the rules of the library", () => {
    expect(basisOf({ basis: "教材选用规定", bases: [RULE] })).toBe("教材选用规定；《教材管理办法》（示院教〔2025〕9号）第五条");
    expect(basisOf({ basis: "", bases: [] })).toBe("");
  });
});
