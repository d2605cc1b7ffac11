import { mount } from "@vue/test-utils";
import { describe, expect, it } from "vitest";
import { defineComponent, h, nextTick } from "vue";
import { createMemoryHistory, createRouter, type Router } from "vue-router";

import { readQuery, useUrlState, writeQuery } from "@/lib/url-state";

const DEFAULTS = { q: "", level: [] as string[], page: 1, size: 50, sort: "-id", mine: false } as const;

describe("a query", () => {
  it("leaves defaults out of the address", () => {
    expect(writeQuery(DEFAULTS, { q: "采购", level: ["high"], page: 1, mine: true })).toEqual({
      q: "采购",
      level: ["high"],
      mine: "1",
    });
  });

  it("takes nonsense for the default", () => {
    expect(readQuery(DEFAULTS, { page: "x", size: "1e999", level: [null, "low"], mine: "yes", q: null })).toEqual({
      q: "",
      level: ["low"],
      page: 1,
      size: 50,
      sort: "-id",
      mine: false,
    });
  });
});

async function open(path: string) {
  let state: ReturnType<typeof useUrlState<typeof DEFAULTS>> | undefined;
  const Page = defineComponent({
    setup() {
      state = useUrlState(DEFAULTS);
      return () => h("p", `${state?.values.q}/${state?.values.page}`);
    },
  });
  const router: Router = createRouter({ history: createMemoryHistory(), routes: [{ path: "/list", component: Page }] });
  await router.push(path);
  const page = mount(Page, { global: { plugins: [router] } });
  if (!state) throw new Error("setup did not run");
  return { state, router, page };
}

describe("a list", () => {
  it("reads its state from the address and returns to page 1 with a new filter", async () => {
    const { state, router, page } = await open("/list?q=合同&page=3&tab=all");
    expect(page.text()).toBe("合同/3");
    state.set({ q: "采购" });
    await nextTick();
    await router.isReady();
    await new Promise((done) => setTimeout(done));
    expect(router.currentRoute.value.query).toEqual({ q: "采购", tab: "all" });
    expect(page.text()).toBe("采购/1");
  });

  it("keeps both of two changes in one tick", async () => {
    const { state, router } = await open("/list");
    state.set({ q: "采购" });
    state.set({ level: ["high"] });
    await new Promise((done) => setTimeout(done));
    expect(router.currentRoute.value.query).toEqual({ q: "采购", level: ["high"] });
    expect(state.active.value).toBe(2);
  });

  it("clears the filters and nothing else", async () => {
    const { state, router } = await open("/list?q=合同&page=3&tab=all");
    state.clear();
    await new Promise((done) => setTimeout(done));
    expect(router.currentRoute.value.query).toEqual({ tab: "all" });
  });
});
