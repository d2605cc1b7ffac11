/** What a reviewer is shown as changed, and what he says. */
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, describe, expect, it, vi } from "vitest";

import { marked } from "@/features/reviews/changes";
import { cellsOf, type ComparedRow as AnyRow, countsOf, type Side as AnySide } from "@/features/reviews/compared";
import SideBySide from "@/features/reviews/parts/SideBySide.vue";
import type { Comparison, Comparisons } from "@/features/reviews/queries";
import { useVerdict, withLine } from "@/features/reviews/verdict";
import { createQueryClient, installQuery } from "@/lib/query";

import { type Asked, json, serve } from "./server";

type ComparedRow = AnyRow<"risk_inventory">;
type Side = AnySide<"risk_inventory">;
const side = (id: number, more: Partial<Side> = {}): Side => ({
  id, number: id, duty: "核对教材款项", name: `风险${id}`, manifestation: "两人验收签字", cause_kinds: ["weak_supervision"], causes: "缺少复核",
  level: "low", measures: "双人签字", remark: "", categories: {}, subcategories: {}, found_by: ["self"], location: "", power_id: null,
  power_name: null, step_id: null, step_name: null, public_wording: "", ...more,
});
const pair = (before: Side | null, after: Side | null, cells: string[] = []): ComparedRow => {
  const both = cells.length ? "changed" : "unchanged";
  return { change: before && after ? both : after ? "added" : "removed", cells, before, after };
};
const rows = [
  pair(side(1), side(1, { manifestation: "两人当场验收签字", found_by: ["own_way"] }), ["manifestation", "found_by"]),
  pair(side(2, { number: 3 }), side(2)),
  pair(null, side(4, { number: 3, name: "新的风险" })),
  pair(side(3, { number: 2, name: "去掉的风险" }), null),
];

describe("cells of a row", () => {
  it("are those of the form, and of the others those that changed", () => {
    const [first, second] = rows.map((row) => cellsOf("risk_inventory", row));
    const changed = first?.filter((cell) => cell.isChanged).map((cell) => cell.column);
    expect(changed).toEqual(["manifestation", "found_by"]);
    expect(second?.map((cell) => cell.column)).toEqual(["duty", "name", "manifestation", "causes", "level", "measures"]);
    expect(second?.every((cell) => !cell.isChanged && cell.before === cell.after)).toBe(true);
    expect(first?.find((cell) => cell.column === "causes")?.after).toBe("监管缺失：缺少复核");
  });

  it("count their kinds and a power's step as one column each", () => {
    const moved = pair(side(1), side(1, { power_id: 2, power_name: "采购", step_id: 5, step_name: "验收", cause_kinds: [] }), ["step_id", "cause_kinds"]);
    const cells = cellsOf("risk_inventory", moved).filter((cell) => cell.isChanged);
    expect(cells.map((cell) => [cell.column, cell.before, cell.after])).toEqual([
      ["causes", "监管缺失：缺少复核", "缺少复核"],
      ["link", "", "采购 · 验收"],
    ]);
  });

  it("are counted by what became of the rows", () => {
    expect(countsOf(rows)).toEqual({ added: 1, removed: 1, changed: 1, unchanged: 1 });
  });

  it("mark the stretch that is new", () => {
    expect(marked("两人验收签字", "两人当场验收签字")).toEqual([
      { text: "两人", isNew: false },
      { text: "当场", isNew: true },
      { text: "验收签字", isNew: false },
    ]);
    expect(marked("一样", "一样")).toEqual([{ text: "一样", isNew: false }]);
    expect(marked("", "全新")).toEqual([{ text: "全新", isNew: true }]);
    expect(marked("删去了尾巴", "删去了")).toEqual([{ text: "删去了", isNew: false }]);
    expect(marked("接受供应商宴请后指定采购其教材，事后不登记", "接受两家供应商宴请后指定采购教材").filter((piece) => piece.isNew)).toEqual([{ text: "两家", isNew: true }]);
    expect(marked("甲一乙二丙", "丁一戊二己")).toEqual([{ text: "丁一戊二己", isNew: true }]);
    const long = "长".repeat(2_000);
    expect(marked(`甲${long}乙`, `丙${long}丁`)).toEqual([{ text: `丙${long}丁`, isNew: true }]);
  });
});

describe("cells of other rows", () => {
  const power = (more: Partial<AnySide<"power_catalogue">> = {}): AnySide<"power_catalogue"> => ({
    id: 1, number: 1, name: "教材选用", content: "选用", handling_body: "教务处", basis: "《办法》", bases: [], boundary: "", kind: null, key_area: null,
    major_matters: [], discretion: "none", must_publish: false, is_concentrated: false, position_id: 3, position_name: "教材管理岗", ...more,
  });
  const measure = (more: Partial<AnySide<"measure_plan">> = {}): AnySide<"measure_plan"> => ({
    id: 1, number: 1, kind: "post", title: "双人验收", content: "两人核对", line_of_defence: "institution", treatment: "reduce", position_id: 3,
    position_name: "保管岗", due_on: "2026-06-30", evidence: "", indicator: "", power_id: null, power_name: null, rule_action: null,
    regulation_id: null, regulation_title: null, rule_title: "", risk_points: [{ id: 5, name: "验收不实" }], basis: [], ...more,
  });

  it("show of 附件一 the columns of the form, and what else changed", () => {
    const rule = { regulation_id: 2, title: "教材管理办法", number: "", clause: "第五条" };
    const row = { change: "changed", cells: ["bases", "must_publish"], before: power(), after: power({ bases: [rule], must_publish: true }) } as const;
    const cells = cellsOf("power_catalogue", { ...row, cells: [...row.cells] });
    expect(cells.map((cell) => cell.column)).toEqual(["name", "content", "handling_body", "basis", "boundary", "must_publish"]);
    expect(cells.filter((cell) => cell.isChanged).map((cell) => [cell.before, cell.after])).toEqual([["《办法》", "《办法》；《教材管理办法》第五条"], ["否", "是"]]);
  });

  it("show of a measure its day, its post and the risks it answers as they read", () => {
    const after = measure({ due_on: null, risk_points: [{ id: 6, name: "登记不全" }] });
    const cells = cellsOf("measure_plan", { change: "changed", cells: ["due_on", "risk_points"], before: measure(), after });
    expect(cells.map((cell) => cell.column)).toEqual(["title", "content", "position_id", "due_on", "evidence", "indicator", "risk_points"]);
    const changed = cells.filter((cell) => cell.isChanged);
    expect(changed.map((cell) => cell.after)).toEqual(["", "登记不全"]);
    expect(changed[0]?.before).toContain("6月30日");
    expect(cells[2]?.after).toBe("保管岗");
  });
});

describe("a sheet side by side", () => {
  const PATH = "/api/v1/risk-inventories/7/comparison";
  const base = { subject_id: 7, year: 2026, round: 1, is_reconfirmed: false, submitted_at: "2026-09-03T02:00:00Z", submitted_by_name: "王老师", note: "" };
  const answer: Comparisons["risk_inventory"] = { subject_id: 7, against: "last_submission", year: 2026, round: 2, note: "", base, gap: null, rows };
  let log: Asked[];
  async function show(body: Comparison, kind: keyof Comparisons = "risk_inventory", path = PATH) {
    log = serve({
      [`GET ${path}`]: () => json(body),
      "GET /api/v1/risk-lists": () => json({ ways: [{ key: "own_way", label: "热线反映" }], schemes: [] }),
    });
    const review = { subject_kind: kind, subject_id: 7, version: 4 };
    const props = { review, against: body.against, chosen: new Map(), selectable: true, commentable: false, comments: [], remarks: new Map() };
    const page = mount(SideBySide, { props, global: { plugins: [(app: Parameters<typeof installQuery>[0]) => installQuery(app, createQueryClient())] } });
    await flushPromises();
    return page;
  }
  afterEach(() => vi.unstubAllGlobals());

  it("says in words what was added, taken out and changed, and marks the very words", async () => {
    const page = await show(answer);
    expect(log[0]?.url).toContain("against=last_submission");
    expect(page.get("[role=status]").text()).toContain("新增 1 行，删去 1 行，已改 1 行，未改 1 行");
    const [first, second, added, gone] = page.findAll("article");
    expect(first?.find("header").text()).toContain("已改");
    expect(first?.findAll("ins").map((one) => one.text())).toEqual(["当场", "热线反映"]);
    expect(second?.find("header").text()).toBe("第 2 行（原第 3 行）未改");
    expect(second?.findAll("ins, del")).toHaveLength(0);
    expect(added?.find("header").text()).toContain("新增");
    expect(gone?.find("header").text()).toBe("原第 2 行删去");
    expect(gone?.find("del").text()).toContain("核对教材款项");
    expect(page.findAll("article input[type=checkbox]")).toHaveLength(3);
    page.unmount();
  });

  it("says that what was reconfirmed is the other side", async () => {
    const page = await show({ ...answer, base: { ...base, is_reconfirmed: true, submitted_by_name: "陈处长" } });
    expect(page.get("[role=status]").text()).toMatch(/^与第 1 次提交认定后复核确认的内容（.*陈处长）对照/);
    page.unmount();
  });

  it.each([
    ["power_catalogue", "/api/v1/power-catalogues/7/comparison"],
    ["measure_plan", "/api/v1/measure-plans/7/comparison"],
  ] as const)("asks for what is reviewed: %s", async (kind, path) => {
    const page = await show({ ...answer, base: null, gap: "first", rows: [] }, kind, path);
    expect(log.map((one) => one.url.split("?")[0])).toEqual([path]);
    expect(page.text()).toContain("这是第一次提交");
    page.unmount();
  });

  it("shows the changed rows alone, and sends the chosen ones on", async () => {
    const page = await show(answer);
    const [only, first] = page.findAll("input[type=checkbox]");
    await first?.setValue(true);
    expect(page.emitted("toggle")).toEqual([[1, true]]);
    await only?.setValue(true);
    expect(page.findAll("article")).toHaveLength(3);
    page.unmount();
  });

  it.each([
    ["first", "这是第一次提交"],
    ["not_kept", "上次提交的内容没有留存"],
    ["no_sheet", "以前年度没有已认定的表"],
  ] as const)("says why there is nothing beside it: %s", async (gap, text) => {
    const page = await show({ ...answer, base: null, gap, rows: [] });
    expect(page.text()).toContain(text);
    expect(page.findAll("article")).toHaveLength(0);
    page.unmount();
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
