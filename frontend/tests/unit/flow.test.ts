import { describe, expect, it } from "vitest";

import { asDecision, blankStep, copyOf, editable, type EditStep, errorsByStep, freshKey, linksOf, marksOf, pasted, payload, risksByStep, withPasted, without } from "@/features/powers/flow";
import { type Comparison, drawn, drawnLinks, named, said } from "@/features/powers/comparison";
import { layOut, wrap } from "@/features/powers/layout";
import type { Flow, Point } from "@/features/powers/queries";
import { moved } from "@/features/powers/reorder";
import { planted, uprooted } from "@/features/powers/templates";

function steps(...parts: Partial<EditStep>[]): EditStep[] {
  const list: EditStep[] = [];
  for (const part of parts) list.push({ ...blankStep(list), name: `环节${list.length + 1}`, ...part });
  return list;
}

describe("risk points on steps", () => {
  const stored = [
    { id: 7, key: "s1" },
    { id: 8, key: "s2" },
  ] as Flow["steps"];
  const point = (id: number, level: string | null, step_id: number | null) => ({ id, name: `风险${id}`, level, step_id }) as Point;

  it("stand at their step, the gravest first; points of no step or a removed one stand nowhere", () => {
    const found = risksByStep([point(1, null, 7), point(2, "low", 7), point(3, "high", 7), point(4, "high", null), point(5, "high", 99)], stored);
    expect([...found.keys()]).toEqual(["s1"]);
    expect(found.get("s1")?.map(({ id }) => id)).toEqual([3, 2, 1]);
  });

  it("are counted by level", () => {
    const risks = risksByStep([point(1, "medium", 8), point(2, "medium", 8), point(3, "high", 8)], stored).get("s2") ?? [];
    expect(marksOf(risks).map((mark) => [mark.level, mark.risks.length])).toEqual([
      ["high", 1],
      ["medium", 2],
    ]);
  });
});

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

describe("steps of a flow", () => {
  it("get keys that were never used by another live step", () => {
    const list = steps({ key: "s1" }, { key: "s3" });
    expect(freshKey(list)).toBe("s4");
    expect(blankStep(list, "教务处")).toMatchObject({ key: "s4", handler: "教务处", kind: "task" });
  });

  it("lead to the next one unless they branch or end", () => {
    const list = steps({}, { branches: [{ to: "s1", label: "退回" }, { to: "s3", label: "" }] }, { kind: "end" }, {});
    expect(linksOf(list)).toEqual([
      { from: 0, to: 1, label: "" },
      { from: 1, to: 0, label: "退回" },
      { from: 1, to: 2, label: "" },
    ]);
  });

  it("stay whole when one is taken out", () => {
    const list = steps({ branches: [{ to: "s2", label: "是" }, { to: "s3", label: "否" }] }, { branches: [{ to: "s4", label: "" }] }, {}, {});
    expect(without(list, "s2")[0]?.branches).toEqual([{ to: "s4", label: "是" }, { to: "s3", label: "否" }]);
    expect(without(list, "nowhere")).toHaveLength(4);
  });

  it("offer two ways when one becomes a decision, and keep those it has", () => {
    const list = steps({}, {}, {});
    expect(asDecision(list, "s1", ["是", "否"])).toEqual([{ to: "s2", label: "是" }, { to: "s3", label: "否" }]);
    const [first] = steps({ branches: [{ to: "s3", label: "通过" }, { to: "s2", label: "" }] });
    expect(asDecision([first as EditStep], "s1", ["是", "否"]).map(({ label }) => label)).toEqual(["通过", "否"]);
  });

  it("are sent trimmed, without empty materials, and an end without ways on", () => {
    const [sent] = payload(steps({ name: " 验收 ", kind: "end", materials: [" 清单 ", " "], branches: [{ to: "s9", label: "" }] }));
    expect(sent).toMatchObject({ name: "验收", materials: ["清单"], branches: [] });
  });

  it("come from the server without its ids", () => {
    const [step] = editable([{ id: 7, ordinal: 0, ...blankStep([]), name: "受理" }]);
    expect(step).not.toHaveProperty("id");
    expect(step?.name).toBe("受理");
  });

  it("show the server's errors at their step", () => {
    const found = errorsByStep([{ pointer: "/steps/1/branches/0/label", detail: "没有写条件" }, { pointer: "/steps", detail: "走不到结束" }], steps({}, {}));
    expect([...found]).toEqual([["s2", { "branches/0/label": "没有写条件" }]]);
  });

  it("move inside the list only", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
    expect(moved(["a", "b"], 5, 0)).toEqual(["a", "b"]);
  });
});

describe("the live picture", () => {
  it("breaks long names and counts Latin letters half", () => {
    expect(wrap("是否达到招标限额", 4)).toEqual(["是否达到", "招标限额"]);
    expect(wrap("abcdefgh", 5)).toEqual(["abcdefgh"]);
    expect(wrap("一二三四五六七八九", 2, 2)).toEqual(["一二", "三…"]);
  });

  it("gives each handler a lane and nobody one of its own", () => {
    const { lanes } = layOut(steps({ handler: "教务处" }, {}, { handler: " 教务处 " }), "未写主体");
    expect(lanes.map(({ name }) => name)).toEqual(["教务处", "未写主体"]);
  });

  it("is empty without steps", () => expect(layOut([], "未写主体").boxes).toEqual([]));

  /** A small generator with a seed, so that a failure can be repeated. */
  function random(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 48271) % 2147483647) / 2147483647;
  }
  it("never draws a way through a box or two boxes over each other (300 random flows)", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const next = random(seed);
      const count = 2 + Math.floor(next() * 14);
      const list = steps(
        ...Array.from({ length: count }, () => ({
          handler: `部门${Math.floor(next() * 5)}`,
          name: "审核材料并报批".repeat(1 + Math.floor(next() * 4)),
          time_limit: next() < 0.5 ? "5个工作日" : "",
          kind: next() < 0.3 ? ("decision" as const) : ("task" as const),
          branches: next() < 0.4 ? Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({ to: `s${1 + Math.floor(next() * count)}`, label: "是" })) : [],
        })),
      );
      const { boxes, ways, width, height } = layOut(list, "未写主体");
      boxes.forEach((box, index) => {
        expect(box.y - box.height / 2).toBeGreaterThan((boxes[index - 1]?.y ?? 0) + (boxes[index - 1]?.height ?? 0) / 2);
        expect(box.y + box.height / 2).toBeLessThanOrEqual(height);
      });
      for (const { points } of ways) {
        for (let at = 1; at < points.length; at += 1) {
          const [[x1, y1], [x2, y2]] = [points[at - 1] ?? [0, 0], points[at] ?? [0, 0]];
          expect(x1 === x2 || y1 === y2, `seed ${seed}: right angles`).toBe(true);
          expect(Math.max(x1, x2)).toBeLessThanOrEqual(width);
          for (const box of boxes) {
            const [left, right, top, bottom] = [box.x - box.width / 2, box.x + box.width / 2, box.y - box.height / 2, box.y + box.height / 2];
            const inside = Math.max(x1, x2) > left && Math.min(x1, x2) < right && Math.max(y1, y2) > top && Math.min(y1, y2) < bottom;
            expect(inside, `seed ${seed}: through ${box.key}`).toBe(false);
          }
        }
      }
    }
  });
});
