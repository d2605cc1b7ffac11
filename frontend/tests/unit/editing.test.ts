import { flushPromises } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { effectScope, nextTick, shallowRef } from "vue";

import { Problem } from "@/api/problem";
import { useEditing } from "@/lib/editing";

interface Doc {
  id: number;
  version: number;
  title: string;
}
const doc = (version: number, title: string, id = 1): Doc => ({ id, version, title });

function begun(answer: (one: Doc, title: string) => Promise<Doc>) {
  const newest = shallowRef<Doc | undefined>(doc(1, "初稿"));
  const read = (one: Doc | null) => ({ title: one?.title ?? "" });
  const editing = effectScope().run(() => useEditing(() => newest.value, () => true, read, (one, values) => answer(one, values.title)));
  if (!editing) throw new Error("no scope");
  return { newest, editing };
}

describe("a document that is edited as a whole", () => {
  it("is filled, becomes dirty, and is saved about the copy it is based on", async () => {
    const sent: [number, string][] = [];
    const { editing } = begun(async (one, title) => {
      sent.push([one.version, title]);
      return doc(one.version + 1, title);
    });
    expect([editing.values.title, editing.isDirty.value]).toEqual(["初稿", false]);
    expect(await editing.save()).toBe(true);
    editing.values.title = "二稿";
    expect(editing.isDirty.value).toBe(true);
    expect(await editing.save()).toBe(true);
    expect([sent, editing.isDirty.value, editing.base.value?.version]).toEqual([[[1, "二稿"]], false, 2]);
  });

  it("never gives what is typed for somebody else's copy, until told so", async () => {
    const { newest, editing } = begun(async (one) => {
      throw new Problem({ type: "/problems/stale", title: `版本 ${one.version}` }, 412);
    });
    editing.values.title = "我写的";
    newest.value = doc(2, "别人写的");
    await nextTick();
    expect(editing.values.title).toBe("我写的");
    expect(await editing.save()).toBe(false);
    expect(editing.problem.value?.title).toBe("版本 1");
    editing.reload();
    expect([editing.values.title, editing.problem.value, editing.isDirty.value]).toEqual(["别人写的", null, false]);
    newest.value = doc(3, "又一稿");
    await nextTick();
    expect(editing.values.title).toBe("又一稿");
  });

  it("keeps what is typed while it is saved, and goes to another document at once", async () => {
    let finish: (saved: Doc) => void = () => undefined;
    const { newest, editing } = begun(() => new Promise((resolve) => (finish = resolve)));
    editing.values.title = "二";
    const saving = editing.save();
    editing.values.title = "二稿";
    newest.value = doc(2, "二");
    await flushPromises();
    finish(doc(2, "二"));
    expect(await saving).toBe(true);
    expect([editing.values.title, editing.isDirty.value, editing.base.value?.version]).toEqual(["二稿", true, 2]);
    newest.value = doc(1, "另一份", 7);
    await nextTick();
    expect(editing.values.title).toBe("另一份");
  });
});
