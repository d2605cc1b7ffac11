/** A measure's form, and the plan's way through its signatures. */
import { describe, expect, it } from "vitest";

import { stepsOf } from "@/features/measures/chain";
import { bodyOf, draftFrom, emptyDraft } from "@/features/measures/draft";

type Signatures = Parameters<typeof stepsOf>[1];
const signature = (round: number, state: string, decision: string, name: string) => ({
  round,
  state,
  decision,
  decided_by_name: name,
  decided_at: "2026-09-01T02:00:00Z",
});

describe("the steps of a plan", () => {
  it("shows who signed the stages that were passed in this round", () => {
    const signatures = [
      signature(1, "department_review", "approve", "甲"),
      signature(1, "supervising_review", "send_back", "乙"),
      signature(2, "department_review", "approve", "丙"),
    ] as unknown as Signatures;
    const steps = stepsOf({ state: "supervising_review", round: 2 }, signatures);
    expect(steps.map((step) => step.state)).toEqual(["done", "done", "current", "todo", "todo"]);
    expect(steps[1]?.note).toContain("丙");
    expect(steps[2]?.note).toBe("");
  });

  it("goes back to the draft when it is sent back, and says so", () => {
    const steps = stepsOf({ state: "sent_back", round: 1 }, []);
    expect(steps.map((step) => step.state)).toEqual(["current", "todo", "todo", "todo", "todo"]);
    expect(steps[0]?.alert).toBeTruthy();
  });

  it("is done all along once approved", () => {
    expect(stepsOf({ state: "approved", round: 1 }, []).every((step) => step.state === "done")).toBe(true);
  });
});

describe("the body of a measure", () => {
  it("keeps nothing of another kind that no longer shows", () => {
    const draft = { ...emptyDraft(), kind: "openness", power_id: "3", rule_action: "new", rule_title: "办法", regulation_id: "9" };
    expect(bodyOf(draft)).toMatchObject({ power_id: null, rule_action: null, rule_title: "", regulation_id: null });
    expect(bodyOf({ ...draft, kind: "rule" })).toMatchObject({ rule_action: "new", rule_title: "办法", regulation_id: null });
    expect(bodyOf({ ...draft, kind: "rule", rule_action: "amend" })).toMatchObject({ rule_title: "", regulation_id: 9 });
    expect(bodyOf({ ...draft, kind: "flow_redesign" })).toMatchObject({ power_id: 3 });
  });

  it("starts from the risk point and what its sheet says already", () => {
    const gap = { risk_point_id: 7, name: "验收不实", position_id: 4, position_name: "保管岗", level: "high", measures: "两人验收", suggested_kinds: [] };
    const body = bodyOf(draftFrom({ gap, kind: "education" } as Parameters<typeof draftFrom>[0]));
    expect(body).toMatchObject({ kind: "education", content: "两人验收", risk_point_ids: [7], position_id: 4, due_on: null });
  });
});
