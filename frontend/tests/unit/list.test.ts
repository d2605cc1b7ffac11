/** The shared parts of a list page: filters, sort and pages in the address; a failed answer, an empty one. */
import { flushPromises, mount } from "@vue/test-utils";
import { computed, defineComponent, h } from "vue";
import { createMemoryHistory, createRouter, RouterView } from "vue-router";
import { describe, expect, it, vi } from "vitest";

import { api } from "@/api/client";
import { createQueryClient, installQuery, listOptions, useQuery } from "@/lib/query";
import { given, useUrlState } from "@/lib/url-state";
import type { SheetItem } from "@/features/risks/queries";
import ListFilters from "@/ui/ListFilters.vue";
import ListTable from "@/ui/ListTable.vue";
import Select from "@/ui/Select.vue";

import { type Asked, json, serve } from "./server";

let stepwise = false;
const Page = defineComponent(() => {
  const state = useUrlState({ kind: "", mine: false, department_id: 0, sort: "name", page: 1, size: 20 });
  const list = useQuery({
    queryKey: computed(() => ["sheets", given(state.values)]),
    queryFn: ({ signal }) => api.get("/api/v1/risk-inventories", { query: given(state.values) as never, signal }),
    ...listOptions,
  });
  const filters = [{ key: "kind", name: "种类", choices: [{ value: "position", label: "岗位" }] }];
  const columns = [{ key: "name", title: "名称", sort: "name" }];
  return () => [
    h(ListFilters, { state, filters, width: "9rem" }),
    h(ListTable<SheetItem>, { list, state, caption: "表", columns, stepwise }, { empty: () => "没有表" }),
  ];
});

async function open(answer: (asked: Asked) => Response, path = "/list") {
  const log = serve({ "GET /api/v1/risk-inventories": answer });
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/list", component: Page }] });
  await router.push(path);
  const page = mount(RouterView, { global: { plugins: [router, (app) => installQuery(app, createQueryClient())] } });
  await flushPromises();
  return { page, router, log };
}
const rows = (from: number, count: number) => Array.from({ length: count }, (_, index) => ({ id: from + index, name: `第 ${from + index} 张` }));

describe("a list page", () => {
  it("asks for what its address says, and nothing else", async () => {
    const { page, log } = await open(() => json({ items: rows(1, 2), total: 2 }), "/list?kind=position");
    expect(log.map(({ url }) => url)).toEqual(["/api/v1/risk-inventories?kind=position&sort=name&page=1&size=20"]);
    expect(page.findAll("tbody tr").map((row) => row.text())).toEqual(["第 1 张", "第 2 张"]);
  });

  it("filters, sorts and turns pages in the address; a filter leads back to the first page", async () => {
    const { page, router, log } = await open(() => json({ items: rows(1, 20), total: 41 }));
    await page.get("button[aria-label='下一页']").trigger("click");
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ page: "2" });
    await page.get("th button").trigger("click");
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ sort: "-name" });
    await router.push("/list?page=3");
    await flushPromises();
    page.getComponent(Select).vm.$emit("update:modelValue", "position");
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ kind: "position" });
    expect(log.at(-1)?.url).toContain("kind=position");
  });

  it.each([
    [true, { kind: "position", page: "2" }],
    [false, {}],
  ])("returns to the page before by the back button where pages are steps (%s)", async (isStepwise, before) => {
    stepwise = isStepwise;
    const { page, router } = await open(() => json({ items: rows(1, 20), total: 61 }));
    await router.push("/list?kind=position");
    await flushPromises();
    for (const _ of [2, 3]) {
      await page.get("button[aria-label='下一页']").trigger("click");
      await flushPromises();
    }
    expect(router.currentRoute.value.query).toEqual({ kind: "position", page: "3" });
    router.back();
    await vi.waitFor(() => expect(router.currentRoute.value.query).not.toHaveProperty("page", "3"));
    expect(router.currentRoute.value.query).toEqual(before);
    stepwise = false;
  });

  it("shows more on a page, from the first", async () => {
    const { page, router } = await open(() => json({ items: rows(21, 20), total: 41 }), "/list?page=2");
    await page.get("select:not([aria-label])").setValue("50");
    await flushPromises();
    expect(router.currentRoute.value.query).toEqual({ size: "50" });
  });

  it("says why it failed, and tries again", async () => {
    let isBroken = true;
    const { page } = await open(() =>
      isBroken ? json({ type: "/problems/internal", title: "服务器出错了", status: 500 }, 500) : json({ items: [], total: 0 }),
    );
    expect([page.text().includes("服务器出错了"), page.find("table").exists()]).toEqual([true, false]);
    isBroken = false;
    await page.get("button.button").trigger("click");
    await flushPromises();
    expect([page.text().includes("没有表"), page.text().includes("服务器出错了")]).toEqual([true, false]);
  });
});

describe("what is asked for", () => {
  it("leaves out what says nothing", () => {
    expect(given({ q: "", year: 0, mine: false, page: 1, tags: ["a"] })).toEqual({ page: 1, tags: ["a"] });
  });
});
