import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { defineComponent } from "vue";

import { me } from "@/api/session";
import { useFlow } from "@/features/powers/editor";
import { asDecision, blankStep, editable, type EditStep, errorsByStep, freshKey, linksOf, marksOf, payload, risksByStep, unnamed, withWay, without } from "@/features/powers/flow";
import { t } from "@/features/powers/flow-locale";
import { layOut, wrap } from "@/features/powers/layout";
import type { Flow, Point } from "@/features/powers/queries";
import { moved, placeAt, pull } from "@/features/powers/reorder";

import { json, serve } from "./server";

function steps(...parts: Partial<EditStep>[]): EditStep[] {
  const list: EditStep[] = [];
  for (const part of parts) list.push({ ...blankStep(list), key: `s${list.length + 1}`, name: `环节${list.length + 1}`, ...part });
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

describe("steps of a flow", () => {
  it("get keys that no step had before, also not one taken out and saved", () => {
    const list = steps({}, {});
    const gone = blankStep(list, "教务处");
    expect(gone).toMatchObject({ handler: "教务处", kind: "task" });
    expect(gone.key).toMatch(/^s3-[0-9a-z]+$/);
    expect(freshKey(list)).not.toBe(gone.key);
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

  it("keep the way to the next one when they get a way back", () => {
    const list = steps({}, {}, {});
    expect(withWay(list, list[1] as EditStep)).toEqual([{ to: "s3", label: "" }, { to: "", label: "" }]);
    expect(withWay(list, list[2] as EditStep)).toEqual([{ to: "", label: "" }]);
    const [led] = steps({ branches: [{ to: "s1", label: "退回" }] });
    expect(withWay(list, led as EditStep)).toHaveLength(2);
  });

  it("are sent trimmed, without empty materials, and an end without ways on", () => {
    const [sent] = payload(steps({ name: " 验收 ", kind: "end", materials: [" 清单 ", " "], branches: [{ to: "s9", label: "" }] }));
    expect(sent).toMatchObject({ name: "验收", materials: ["清单"], branches: [] });
  });

  it("come from the server without its ids", () => {
    const [step] = editable([{ id: 7, ordinal: 0, ...blankStep([]), key: "s1", name: "受理" }]);
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

  it("are aimed between the middles of the others, and the list is pulled along near its edges", () => {
    const middles = [50, 150, 250];
    expect([10, 120, 200, 400].map((y) => placeAt(middles, 0, y))).toEqual([0, 0, 1, 2]);
    expect([10, 120, 400].map((y) => placeAt(middles, 2, y))).toEqual([0, 1, 2]);
    expect([300, 72, 528].map((y) => pull(y, 0, 600))).toEqual([0, 0, 0]);
    expect(pull(0, 0, 600)).toBe(-14);
    expect(pull(700, 0, 600)).toBe(14);
    expect(pull(36, 0, 600)).toBe(-7);
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

describe("the editor of a flow", () => {
  const stored = (version: number, name: string, flow_version = version) => ({
    power_id: 3,
    power_name: "货物采购",
    flow_version,
    version,
    steps: [{ id: 1, ordinal: 0, ...blankStep([]), key: "s1", name }],
  });
  const path = "/api/v1/powers/3/flow";
  type Editor = ReturnType<typeof useFlow>;
  function open(): Editor {
    let editor: Editor | undefined;
    mount(defineComponent({ setup: () => ((editor = useFlow(3)), () => null) }));
    return editor as Editor;
  }
  beforeEach(() => {
    localStorage.clear();
    me.value = { id: 9 } as typeof me.value;
  });

  it("saves under the version it read and forgets the draft", async () => {
    const log = serve({ [`GET ${path}`]: () => json(stored(1, "受理")), [`PUT ${path}`]: () => json(stored(2, "受理申请")) });
    const editor = open();
    await editor.load(true);
    expect(editor.state.value).toBe("saved");
    editor.change("s1", { name: "受理申请" });
    expect(editor.state.value).toBe("dirty");
    expect(localStorage.length).toBe(1);
    expect(await editor.save()).toBe(true);
    expect(log[log.length - 1]?.headers["If-Match"]).toBe('"v1"');
    expect([editor.state.value, localStorage.length]).toEqual(["saved", 0]);
  });

  it("refuses a way that has a condition and leads nowhere, before anything is sent", async () => {
    const log = serve({ [`GET ${path}`]: () => json(stored(1, "受理")) });
    const editor = open();
    await editor.load(true);
    editor.change("s1", { branches: [{ to: "", label: "退回" }] });
    expect(await editor.save()).toBe(false);
    expect(editor.errors.value.get("s1")).toEqual({ "branches/0/to": "第 1 步“受理”的第 1 个去向还没有选环节，请选择，或去掉这个去向。" });
    expect([log.length, editor.state.value, localStorage.length]).toEqual([1, "failed", 1]);
  });

  it("joins the letters of one word into one step of undo", async () => {
    serve({ [`GET ${path}`]: () => json(stored(1, "受理")) });
    const editor = open();
    await editor.load(true);
    for (const name of ["受理申", "受理申请"]) editor.change("s1", { name });
    editor.undoOnce();
    expect(editor.steps.value[0]?.name).toBe("受理");
    expect(editor.state.value).toBe("saved");
    editor.redoOnce();
    expect(editor.steps.value[0]?.name).toBe("受理申请");
  });

  it("brings back what was not saved, and asks when the flow changed since", async () => {
    serve({ [`GET ${path}`]: () => json(stored(1, "受理")) });
    const first = open();
    await first.load(true);
    first.change("s1", { name: "受理申请" });
    const second = open();
    await second.load(true);
    expect(second.steps.value[0]?.name).toBe("受理申请");
    expect(second.conflict.value).toBeNull();
    serve({ [`GET ${path}`]: () => json(stored(2, "登记")) });
    const third = open();
    await third.load(true);
    expect(third.conflict.value?.version).toBe(2);
    third.takeTheirs();
    expect(third.steps.value[0]?.name).toBe("登记");
  });

  it("offers no draft to those who may only read", async () => {
    serve({ [`GET ${path}`]: () => json(stored(1, "受理")) });
    const first = open();
    await first.load(true);
    first.change("s1", { name: "受理申请" });
    const reader = open();
    await reader.load(false);
    expect(reader.steps.value[0]?.name).toBe("受理");
  });

  it("keeps mine over a newer version when told so", async () => {
    let version = 1;
    const log = serve({
      [`GET ${path}`]: () => json(stored(version, version === 1 ? "受理" : "登记")),
      [`PUT ${path}`]: ({ headers }) =>
        headers["If-Match"] === `"v${version}"` ? json(stored(version + 1, "我的")) : json({ type: "/problems/stale", title: "已被修改" }, 412),
    });
    const editor = open();
    await editor.load(true);
    version = 2;
    editor.change("s1", { name: "我的" });
    expect(await editor.save()).toBe(false);
    expect(editor.conflict.value?.version).toBe(2);
    await editor.keepMine();
    await flushPromises();
    expect(log[log.length - 1]?.headers["If-Match"]).toBe('"v2"');
    expect(editor.state.value).toBe("saved");
  });

  it("shows flaws beside their step and keeps the draft", async () => {
    const flaw = { pointer: "/steps/0/name", code: "too-long", detail: "环节名称最多 100 个字。" };
    serve({ [`GET ${path}`]: () => json(stored(1, "受理")), [`PUT ${path}`]: () => json({ type: "/problems/invalid", title: "内容有误", errors: [flaw] }, 422) });
    const editor = open();
    await editor.load(true);
    editor.change("s1", { name: "受理".repeat(60) });
    await editor.save();
    expect(editor.errors.value.get("s1")).toEqual({ name: flaw.detail });
    expect([editor.state.value, localStorage.length]).toEqual(["failed", 1]);
    editor.change("s1", { name: "" });
    await editor.save();
    expect(editor.errors.value.get("s1")).toEqual({ name: t("flaws.unnamed", { number: 1 }) });
    expect(localStorage.length).toBe(1);
  });
});

it("steps without a name are told by their place, blanks being no name", () => {
  const named = { ...blankStep([]), name: "受理" };
  expect(unnamed([named, { ...blankStep([]), name: "  " }, blankStep([])])).toEqual([1, 2]);
  expect(unnamed([named])).toEqual([]);
});
