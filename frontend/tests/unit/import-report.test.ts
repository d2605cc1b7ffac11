import { describe, expect, it } from "vitest";

import type { Finding, Import, ImportForm, ImportItem } from "@/features/imports/queries";
import { doubtsOf, fieldName, findingsByItem, itemPlace, leftOut, pending, placeOf, problemList, sharedRefusal, textOf, viewsOf } from "@/features/imports/report";

function finding(part: Partial<Finding>): Finding {
  return { table: 1, row: 2, column: 3, field: "level", code: "unknown-level", severity: "error", raw: "", message: "看不懂这个等级", source: "", sheet: "", ...part };
}
function item(key: string, part: Partial<ImportItem> = {}): ImportItem {
  return { key, kind: "risk", table: 1, row: 2, values: { name: key }, status: "new", would_be: "new", stored_id: null, changes: [], reason: "", ...part };
}
const form = (items: ImportItem[], findings: Finding[]): ImportForm => ({ items, findings, counts: {}, blockers: [] as string[] }) as unknown as ImportForm;
const file = (forms: ImportForm[], findings: Finding[] = []): Import => ({ forms, findings, counts: { new: 2, changed: 1 } }) as unknown as Import;

describe("findings", () => {
  it("stand at the entry of their row and kind", () => {
    const duty = item("duty-1", { kind: "duty" });
    const power = item("power-1", { kind: "power" });
    const found = findingsByItem(form([duty, power], [finding({ field: "powers" }), finding({ field: "duties" }), finding({ row: null, column: null })]));
    expect(found.get("power-1")).toHaveLength(1);
    expect(found.get("duty-1")).toHaveLength(1);
    expect(found.get("")).toHaveLength(1);
  });

  it("find the entry they quote among several of one row", () => {
    const entries = [item("a", { values: { name: "询价走过场" } }), item("b", { values: { name: "泄露采购信息" } })];
    const found = findingsByItem(form(entries, [finding({ raw: "泄露采购", field: "risk_point" })]));
    expect([...found.keys()]).toEqual(["b"]);
  });

  it("stand at the entry they name, wherever their cell is", () => {
    const entries = [item("first", { row: 2, column: 2, entry: 2 }), item("second", { row: 2, column: 3, entry: 3 })];
    const found = findingsByItem(form(entries, [finding({ row: 5, column: 3, entry: 3 })]));
    expect([...found.keys()]).toEqual(["second"]);
    expect(entries.map(itemPlace)).toEqual(["表 1 第 2 行第 2 列", "表 1 第 2 行第 3 列"]);
  });

  it("name their place as people count", () => {
    expect(placeOf(finding({}))).toBe("表 1 第 2 行第 3 列");
    expect(placeOf(finding({ column: null }))).toBe("表 1 第 2 行");
    expect(placeOf(finding({ source: "附件二.xlsx", sheet: "教务处" }))).toBe("附件二.xlsx · 教务处 · 表 1 第 2 行第 3 列");
    expect(placeOf(finding({ table: null, row: null, column: null, field: "person_name" }))).toBe("姓名");
  });
});

describe("the list of problems", () => {
  it("holds errors, doubts and refused entries, not notes", () => {
    const refused = item("c", { status: "refused", reason: "一张排查表最多 200 行。" });
    const lines = problemList(file([form([refused], [finding({})])], [finding({ severity: "note" }), finding({ severity: "warning" })])).trim().split("\r\n");
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain("一张排查表最多 200 行。");
  });
  it("says once what a finding and its entry both say", () => {
    const said = finding({ message: "认不出风险等级。" });
    expect(problemList(file([form([item("c", { status: "refused", reason: said.message })], [said])])).trim().split("\r\n")).toHaveLength(2);
  });
  it("names the reason that keeps most entries of a form out", () => {
    const refused = (key: string, reason: string): ImportItem => item(key, { would_be: "refused", reason });
    expect(sharedRefusal(form([refused("a", "已认定"), refused("b", "认不出"), refused("c", "已认定"), item("d")], []))).toEqual({ count: 2, reason: "已认定" });
    expect(sharedRefusal(form([refused("a", "已认定"), item("d")], []))).toBeNull();
  });
  it("is empty when all is well", () => expect(problemList(file([form([item("a")], [])]))).toBe(""));
  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "＝1"])("does not let %s run in a spreadsheet", (raw) => {
    expect(problemList(file([form([], [finding({ raw })])]))).toContain(`"'${raw}"`);
  });
  it("doubles quotation marks", () => {
    expect(problemList(file([form([], [finding({ raw: 'a"b' })])]))).toContain('"a""b"');
  });
});

describe("views of an import", () => {
  const doubt = finding({ table: 2, row: 5, field: "risk_point", severity: "warning" });
  const items = [
    item("a"),
    item("b", { status: "excluded", would_be: "changed" }),
    item("c", { status: "refused", would_be: "refused", reason: "不能导入" }),
    item("d", { table: 2, row: 5, status: "unchanged", would_be: "unchanged" }),
  ];
  const one = file([{ ...form(items, [doubt]), index: 3 }]);

  it("count entries by what they would be, and those left out", () => {
    expect(viewsOf(one).map(({ value, count }) => `${value} ${count}`)).toEqual(["doubtful 2", "new 1", "changed 1", "unchanged 1", "refused 1", "excluded 1"]);
  });
  it("find the doubts in reading order", () => expect(doubtsOf(one)).toEqual([{ form: 3, key: "c" }, { form: 3, key: "d" }]));
  it("begin at the head of a form with open choices or rows that made no entry", () => {
    const [only] = one.forms as [ImportForm];
    expect(doubtsOf(file([{ ...only, blockers: ["请选择部门。"] }]))[0]).toEqual({ form: 3, key: "" });
    const lost = { ...only, findings: [finding({ table: 9, row: 9, code: "missing-risk-point" })] };
    expect(doubtsOf(file([lost])).map(({ key }) => key)).toEqual(["", "c"]);
  });
  it("leave out what is not wished, never what cannot be taken anyway", () => {
    const [only] = one.forms as [ImportForm];
    expect(leftOut(only, "all")).toEqual([]);
    expect(leftOut(only, "new")).toEqual(["b", "d"]);
    expect(leftOut(only, "changed")).toEqual(["a", "d"]);
    expect(leftOut(only, "none")).toEqual(["a", "b", "d"]);
  });
});

it("counts what would be written", () => expect(pending(file([]))).toBe(3));
it("shows any value as text", () => expect([textOf(null), textOf(["a", "b"]), textOf(3)]).toEqual(["", "a、b", "3"]));
it("names the fields of entries in the forms' words", () => expect([fieldName("duty"), fieldName("measures")]).toEqual(["职责", "防控措施"]));
