/** The sidebar keeps the place one is at in sight. */
import { flushPromises, mount } from "@vue/test-utils";
import { createMemoryHistory, createRouter, type RouteRecordRaw } from "vue-router";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { me, type Me } from "@/api/session";
import { buildRoutes } from "@/app/registry";
import SideMenu from "@/app/SideMenu.vue";
import { isStill } from "@/lib/media";

let seen: [string, unknown][];
const scroll = HTMLElement.prototype.scrollIntoView;

/** Every place of the menu is there; their pages are not loaded. */
async function open(path: string) {
  const resolver = createRouter({ history: createMemoryHistory(), routes: buildRoutes() });
  const places = resolver.getRoutes().filter(({ name }) => name);
  const routes = places.map((one) => ({ name: one.name, path: one.path, component: { render: () => null } }) as RouteRecordRaw);
  const router = createRouter({ history: createMemoryHistory(), routes });
  await router.push(path);
  const page = mount(SideMenu, { attachTo: document.body, global: { plugins: [router] } });
  await flushPromises();
  return { page, router };
}

beforeEach(() => {
  seen = [];
  me.value = { id: 1, permissions: ["risks:read", "risks:write", "warnings:read", "users:read", "organization:read"] } as unknown as Me;
  HTMLElement.prototype.scrollIntoView = function note(this: HTMLElement, options) {
    seen.push([this.textContent?.trim() ?? "", options]);
  };
});
afterEach(() => {
  me.value = null;
  isStill.value = false;
  HTMLElement.prototype.scrollIntoView = scroll;
});

describe("the sidebar", () => {
  it("shows the place one begins at without motion, and moves to the next one", async () => {
    const { page, router } = await open("/warnings");
    expect(seen).toEqual([["预警处置", { block: "nearest", behavior: "auto" }]]);
    await router.push("/risks");
    await flushPromises();
    expect(seen.slice(1)).toEqual([["风险点库", { block: "nearest", behavior: "smooth" }]]);
    page.unmount();
  });

  it("does not move for whoever wants no motion", async () => {
    const { page, router } = await open("/warnings");
    isStill.value = true;
    await router.push("/risks/7");
    await flushPromises();
    expect(seen.slice(1)).toEqual([["风险点库", { block: "nearest", behavior: "auto" }]]);
    page.unmount();
  });

  it("stays where it is on a page that has no place in it", async () => {
    const { page } = await open("/nowhere");
    expect(seen).toEqual([]);
    page.unmount();
  });
});
