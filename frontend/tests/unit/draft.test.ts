import { describe, expect, it, vi } from "vitest";

import { draftBox, forgetDrafts, sweepDrafts } from "@/lib/draft";

describe("a draft", () => {
  it("comes back with its version", () => {
    const box = draftBox<string[]>(1, "risk-inventory", 42);
    expect(box.read()).toBeNull();
    expect(box.write(["验收把关不严"], 7)).toBe(true);
    expect(draftBox<string[]>(1, "risk-inventory", 42).read()).toMatchObject({ version: 7, content: ["验收把关不严"] });
    box.clear();
    expect(box.read()).toBeNull();
  });

  it("belongs to one user on a shared computer", () => {
    draftBox(1, "sheet", 1).write("a", 1);
    draftBox(12, "sheet", 1).write("b", 1);
    expect(draftBox(2, "sheet", 1).read()).toBeNull();
    forgetDrafts(1);
    expect(draftBox(1, "sheet", 1).read()).toBeNull();
    expect(draftBox(12, "sheet", 1).read()?.content).toBe("b");
  });

  it.each(["{", "null", "[]", '{"version":"1","savedAt":1,"content":2}', '{"version":1,"savedAt":1}'])(
    "ignores the unreadable %s",
    (text) => {
      localStorage.setItem("lf.draft.1.sheet.1", text);
      expect(draftBox(1, "sheet", 1).read()).toBeNull();
    },
  );

  it("is swept after thirty days", () => {
    draftBox(1, "sheet", 1).write("a", 1);
    sweepDrafts(Date.now() + 29 * 86_400_000);
    expect(draftBox(1, "sheet", 1).read()).not.toBeNull();
    sweepDrafts(Date.now() + 31 * 86_400_000);
    expect(draftBox(1, "sheet", 1).read()).toBeNull();
  });

  it("says when the storage is full", () => {
    const setItem = (): never => {
      throw new DOMException("full", "QuotaExceededError");
    };
    vi.stubGlobal("localStorage", { setItem });
    expect(draftBox(1, "sheet", 1).write("a", 1)).toBe(false);
    vi.unstubAllGlobals();
  });
});
