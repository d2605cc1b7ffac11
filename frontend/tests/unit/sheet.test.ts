/** The editor of a sheet against a server that keeps versions, rows and levels. */
import { flushPromises, mount } from "@vue/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { defineComponent } from "vue";

import type { SheetRow } from "@/features/risks/queries";
import type { EditRow } from "@/features/risks/rows";
import { useSheet } from "@/features/risks/sheet";
import { toasts } from "@/lib/toast";

import { json, serve } from "./server";

const TEXTS = { duty: "", name: "", manifestation: "", causes: "", measures: "", remark: "" };
const PATH = "/api/v1/risk-inventories/7";

/** One sheet as the server holds it. */
function college() {
  const held = { version: 1, last: 0, rows: [] as (typeof TEXTS & { id: number; level: string | null })[], locked: false, down: false };
  const sheet = () => ({
    id: 7,
    kind: "position",
    version: held.version,
    state: held.locked ? "department_review" : "draft",
    allowed_actions: held.locked ? [] : ["edit", "submit"],
    rows: held.rows.map((row) => ({ ...row, likelihood: row.level, consequence: row.level, declared_level: null, level_explanation: "" })),
  });
  function put(rows: SheetRow[]): void {
    held.version += 1;
    held.rows = rows.map(({ id, ...texts }) => {
      const before = held.rows.find((row) => row.id === id);
      held.last += before ? 0 : 1;
      return { ...TEXTS, ...texts, id: before?.id ?? held.last, level: before?.level ?? null } as (typeof held.rows)[number];
    });
  }
  const log = serve({
    [`GET ${PATH}`]: () => json(sheet()),
    [`PUT ${PATH}/rows`]: ({ headers, body }) => {
      if (held.down) throw new TypeError("network");
      if (headers["If-Match"] !== `"v${held.version}"`) return json({ type: "/problems/stale", title: "已被修改", status: 412 }, 412);
      put((body as { rows: SheetRow[] }).rows);
      return json(sheet());
    },
    "POST /api/v1/assessments/batch": ({ body }) => {
      const items = (body as { items: { risk_point_id: number; likelihood: string }[] }).items.map((item) => {
        const row = held.rows.find((one) => one.id === item.risk_point_id);
        if (row) row.level = item.likelihood;
        held.version += 1;
        return { level: item.likelihood, explanation: "依据", inventory_version: held.version };
      });
      return json({ items }, 201);
    },
  });
  return { held, put, log };
}

async function open() {
  let editor!: ReturnType<typeof useSheet>;
  const page = mount(defineComponent({ setup: () => ((editor = useSheet(7)), () => null) }));
  await editor.load();
  const first = (): EditRow => {
    const [row] = editor.rows.value;
    if (!row) throw new Error("no row");
    return row;
  };
  return { editor, first, close: () => page.unmount() };
}
async function pause(): Promise<void> {
  await vi.advanceTimersByTimeAsync(1100);
  await flushPromises();
}

beforeEach(() => {
  vi.useFakeTimers();
  toasts.value = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("a sheet", () => {
  it("saves itself a second after the last key", async () => {
    const { held } = college();
    const { editor, first } = await open();
    editor.change(first(), "name", "验收把关不严");
    expect(editor.state.value).toBe("dirty");
    await pause();
    expect(editor.state.value).toBe("saved");
    expect(held.rows.map((row) => row.name)).toEqual(["验收把关不严"]);
  });

  it("keeps points and levels when a draft comes back after a crash", async () => {
    const { held } = college();
    const before = await open();
    before.editor.change(before.first(), "name", "验收把关不严");
    await pause();
    await before.editor.assessRow(before.first(), { likelihood: "high", consequence: "crime" });
    held.down = true;
    before.editor.change(before.first(), "causes", "一人验收");
    await pause();
    expect(before.editor.state.value).toBe("offline");
    before.close();

    held.down = false;
    const { editor, first } = await open();
    expect(editor.rows.value[0]?.causes).toBe("一人验收");
    await pause();
    expect(held.rows).toMatchObject([{ id: 1, causes: "一人验收", level: "high" }]);
    expect(editor.levels.value.get(first().key)?.level).toBe("high");
    editor.undoOnce();
    await pause();
    expect(held.rows).toMatchObject([{ id: 1, causes: "", level: "high" }]);
  });

  it("judges a deleted row anew when it is brought back", async () => {
    const { held } = college();
    const { editor, first } = await open();
    editor.change(first(), "name", "验收把关不严");
    await editor.assessRow(first(), { likelihood: "high", consequence: "crime" });
    editor.edit(() => []);
    await pause();
    expect(held.rows).toEqual([]);
    editor.undoOnce();
    await pause();
    expect(held.rows).toMatchObject([{ id: 2, name: "验收把关不严", level: "high" }]);
  });

  it("merges what another window saved and asks only about a clash", async () => {
    const { held, put } = college();
    const { editor, first } = await open();
    editor.change(first(), "name", "原来");
    await pause();
    put([{ ...TEXTS, id: 1, name: "那边", measures: "双人验收" } as SheetRow]);
    editor.change(first(), "name", "这里");
    await pause();
    expect(editor.clashes.value).toMatchObject([{ cell: "name", mine: "这里", theirs: "那边" }]);
    expect(toasts.value.map((one) => one.text)).toContain("别处保存的修改已经合并进来");
    expect(held.rows[0]?.name).toBe("那边");
    editor.settle(new Set());
    await flushPromises();
    expect(held.rows).toMatchObject([{ id: 1, name: "这里", measures: "双人验收" }]);
  });

  it("shows the sheet as it is when it was handed in elsewhere", async () => {
    const { held } = college();
    const { editor, first } = await open();
    editor.change(first(), "name", "原来");
    await pause();
    held.locked = true;
    held.version += 1;
    editor.change(first(), "name", "太晚了");
    await pause();
    expect(editor.mayEdit.value).toBe(false);
    expect(editor.rows.value[0]?.name).toBe("原来");
    expect(toasts.value.at(-1)?.text).toContain("部门审核");
  });
});
