import { describe, expect, it } from "vitest";

import type { Finding, Import, ImportForm, ImportItem } from "@/features/imports/queries";
import { remarks } from "@/features/imports/returned";

function finding(part: Partial<Finding>): Finding {
  return { table: 1, row: 2, column: 3, field: "level", code: "level-unknown", severity: "error", raw: "", message: "看不懂这个等级", source: "", sheet: "", ...part };
}
function item(part: Partial<ImportItem>): ImportItem {
  return { key: "risk-1-2-1", kind: "risk", table: 1, row: 2, values: { name: "照顾" }, status: "refused", stored_id: null, changes: [], reason: "", ...part } as ImportItem;
}
const form = (part: Partial<ImportForm>): ImportForm => ({ is_skipped: false, items: [], findings: [], blockers: [], ...part }) as unknown as ImportForm;
const file = (forms: ImportForm[], findings: Finding[] = []): Import => ({ forms, findings }) as unknown as Import;

describe("what the returned file is good for", () => {
  it("counts errors, doubts and open choices, not notes", () => {
    const one = form({ findings: [finding({}), finding({ severity: "warning" }), finding({ severity: "note" })], blockers: ["请选择部门。"] });
    expect(remarks(file([one], [finding({ severity: "note" })]))).toBe(3);
  });
  it("counts a reason that several entries share once, and none that a finding gives already", () => {
    const reason = "2026 年的排查表现在是“审核中”，不能修改；请先撤回或退回。";
    const items = [item({ reason }), item({ reason, row: 3 }), item({ reason: "看不懂这个等级" })];
    expect(remarks(file([form({ items, findings: [finding({})] })]))).toBe(2);
  });
  it("leaves out forms that are not imported, and is nothing when all is well", () => {
    expect(remarks(file([form({ is_skipped: true, findings: [finding({})] }), form({ items: [item({ status: "new" })] })]))).toBe(0);
  });
});
