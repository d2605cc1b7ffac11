import { flushPromises, mount } from "@vue/test-utils";
import { beforeEach, describe, expect, it } from "vitest";
import { defineComponent } from "vue";

import { me } from "@/api/session";
import { useFlow } from "@/features/powers/editor";
import { blankStep } from "@/features/powers/flow";

import { json, serve } from "./server";

describe("the editor of a flow", () => {
  const stored = (version: number, name: string, flow_version = version) => ({
    power_id: 3,
    power_name: "货物采购",
    flow_version,
    version,
    steps: [{ id: 1, ordinal: 0, ...blankStep([]), name }],
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
    const flaw = { pointer: "/steps/0/name", code: "missing", detail: "请填写环节名称。" };
    serve({ [`GET ${path}`]: () => json(stored(1, "受理")), [`PUT ${path}`]: () => json({ type: "/problems/invalid", title: "内容有误", errors: [flaw] }, 422) });
    const editor = open();
    await editor.load(true);
    editor.change("s1", { name: "" });
    await editor.save();
    expect(editor.errors.value.get("s1")).toEqual({ name: flaw.detail });
    expect([editor.state.value, localStorage.length]).toEqual(["failed", 1]);
  });
});
