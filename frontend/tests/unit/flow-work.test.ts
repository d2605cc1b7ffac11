import { describe, expect, it } from "vitest";

import { type Comparison, drawn, drawnLinks, named, said } from "@/features/powers/comparison";
import { blankStep, copyOf, type EditStep, pasted, withPasted } from "@/features/powers/flow";
import { layOut } from "@/features/powers/layout";
import { planted, uprooted } from "@/features/powers/templates";

function steps(...parts: Partial<EditStep>[]): EditStep[] {
  const list: EditStep[] = [];
  for (const part of parts) list.push({ ...blankStep(list), name: `环节${list.length + 1}`, ...part });
  return list;
}

describe("steps that are copied and pasted", () => {
  it("lose list markers and keep the cells of a sheet", () => {
    const text = "1．提出申请\t使用部门\t即时\r\n（2）预算审核\t财务处\n\n③ 公示\n第4步：归档\n5\t验收\t验收小组\t3日";
    expect(pasted(text)).toEqual([
      { name: "提出申请", handler: "使用部门", time_limit: "即时" },
      { name: "预算审核", handler: "财务处", time_limit: "" },
      { name: "公示", handler: "", time_limit: "" },
      { name: "归档", handler: "", time_limit: "" },
      { name: "验收", handler: "验收小组", time_limit: "3日" },
    ]);
  });

  it("fill an empty step, follow a written one, and take the handler before them", () => {
    const list = steps({ name: "", handler: "教务处" }, { name: "归档" });
    const after = withPasted(list, 0, pasted("申请\n审核\t财务处\n公示"));
    expect(after.map(({ name, handler }) => [name, handler])).toEqual([["申请", "教务处"], ["审核", "财务处"], ["公示", "财务处"], ["归档", ""]]);
    expect(withPasted(list, 1, pasted("甲\n乙")).map(({ name }) => name)).toEqual(["", "归档", "甲", "乙"]);
    expect(new Set(after.map(({ key }) => key)).size).toBe(4);
  });

  it("are copied with a key of their own and without ways", () => {
    const list = steps({ kind: "decision", materials: ["申请表"], branches: [{ to: "s2", label: "是" }] }, {});
    const copy = copyOf(list, list[0] as EditStep);
    expect(copy).toMatchObject({ kind: "task", branches: [], materials: ["申请表"], name: "环节1" });
    expect(list.map(({ key }) => key)).not.toContain(copy.key);
  });
});

describe("templates", () => {
  const template = [
    { key: "x-1", name: "申请", handler: "本部门" },
    { key: "x-2", name: "审核", handler: "本部门、财务处", kind: "decision" as const, branches: [{ to: "x-1", label: "退回" }, { to: "x-3", label: "通过" }] },
    { key: "x-3", name: "归档", handler: "纪委办", kind: "end" as const },
  ];

  it("take the name of the department and keys of their own", () => {
    const flow = planted(template, "资产处", "goods");
    expect(flow.map(({ handler }) => handler)).toEqual(["资产处", "资产处、财务处", "纪委办"]);
    expect(flow.map(({ key }) => key)).toEqual(["goods-1", "goods-2", "goods-3"]);
    expect(flow[1]?.branches.map(({ to }) => to)).toEqual(["goods-1", "goods-3"]);
  });

  it("are kept for any department", () => {
    expect(uprooted(planted(template, "资产处", "t7"), "资产处").map(({ handler }) => handler)).toEqual(["本部门", "本部门、财务处", "纪委办"]);
  });
});

describe("two versions beside each other", () => {
  const step = (key: string, name: string) => ({ key, name, materials: [], branches: [] });
  const row = (key: string, change: string, before: string | null, after: string | null) => ({
    key,
    change,
    is_moved: false,
    fields: change === "changed" ? ["name"] : [],
    before: before && step(key, before),
    after: after && step(key, after),
    before_number: before ? 1 : null,
    after_number: after ? 1 : null,
  });
  const found = {
    steps: [row("a", "changed", "申请", "提出申请"), row("b", "removed", "审核", null), row("c", "added", null, "公示")],
    links: [
      { source: "a", target: "c", change: "added", before: null, after: "" },
      { source: "a", target: "b", change: "removed", before: "同意", after: null },
      { source: "a", target: "gone", change: "removed", before: "", after: null },
    ],
  } as unknown as Comparison;

  it("are drawn as one flow with the ways of both", () => {
    const list = drawn(found.steps);
    expect(list.map(({ name }) => name)).toEqual(["提出申请", "审核", "公示"]);
    const links = drawnLinks(found);
    expect(links.map(({ link, change }) => [link.from, link.to, link.label, change])).toEqual([
      [0, 2, "", "added"],
      [0, 1, "同意", "removed"],
    ]);
    const picture = layOut(list, "无", undefined, links.map(({ link }) => link));
    expect(picture.ways).toHaveLength(2);
  });

  it("say in words what a field was and is", () => {
    const [first] = found.steps;
    expect(said(first?.before ?? null, "name", new Map())).toBe("申请");
    expect(said(first?.after ?? null, "supervision", new Map())).toBe("（未填）");
    expect(said(first?.after ?? null, "branches", named(found.steps, "after"))).toBe("（下一个环节）");
  });
});
