import { describe, expect, it } from "vitest";

import { buildRoutes, navigation } from "@/app/registry";
import { features } from "@/features";

const routes = features.flatMap((feature) => [...(feature.routes ?? []), ...(feature.bare ?? [])]);

describe("the list of features", () => {
  it("finds pages", () => expect(routes.length).toBeGreaterThan(0));

  it("names every page once and gives it a title in both languages", () => {
    const names = routes.map((route) => String(route.name));
    expect(new Set(names).size).toBe(names.length);
    for (const route of routes.filter((candidate) => !candidate.redirect)) {
      expect(route.meta?.title?.zh, String(route.name)).toBeTruthy();
      expect(route.meta?.title?.en, String(route.name)).toBeTruthy();
    }
  });

  it("leads only to pages that exist, and asks for a permission where the page does", () => {
    for (const item of navigation) {
      const route = routes.find((candidate) => candidate.name === item.to);
      expect(route, item.to).toBeDefined();
      expect(item.permission === undefined, item.to).toBe(route?.meta?.permission === undefined);
    }
  });

  it("ends with 404 inside the shell", () => {
    const shell = buildRoutes().find((route) => route.path === "/");
    expect(shell?.children?.[shell.children.length - 1]?.name).toBe("not-found");
  });

  it("loads every page", async () => {
    for (const route of routes.filter(({ component }) => typeof component === "function")) {
      const page = await (route.component as () => Promise<{ default: unknown }>)();
      expect(page.default, String(route.name)).toBeTruthy();
    }
  }, 120_000);
});
