import { describe, expect, it } from "vitest";

import { buildRoutes, navigation } from "@/app/registry";
import { features } from "@/features";
import { entryRoutes } from "@/features/access/entry";
import { opinionEntry } from "@/features/assessments/entry";
import { publicEntry } from "@/features/portal/entry";

const routes = features.flatMap((feature) => [...(feature.routes ?? []), ...(feature.bare ?? [])]);

/** Every source file as text, for what no compiler checks. */
const sources = import.meta.glob<string>(["../../src/**/*.vue", "../../src/**/*.ts", "!../../src/api/**"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const files = Object.entries(sources).map(([path, text]) => ({ file: path.replace("../../src/", ""), text }));
const named = new Set([...routes, ...entryRoutes, ...publicEntry].map((route) => String(route.name)));

describe("links", () => {
  it("name only routes that exist, or ask first whether this client has the page", () => {
    const found = files.flatMap(({ file, text }) =>
      [...text.matchAll(/\{ ?name: ?["']([a-z][a-z-]*)["']/g)].map(([, name = ""]) => ({ file, name, text })),
    );
    expect(found.length).toBeGreaterThan(100);
    const isAsked = (text: string, name: string): boolean => text.includes(`hasRoute("${name}")`) || text.includes(`known({ name: "${name}"`);
    const lost = found.filter(({ name, text }) => !named.has(name) && !isAsked(text, name));
    expect(lost.map(({ file, name }) => `${file}: ${name}`)).toEqual([]);
  });

  it("are made by name, never by address", () => {
    const found = files
      .filter(({ file }) => file.endsWith(".vue"))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/\bto=["'][`'/]\/?[^"'`]+["'`]|\{ ?path: ?[`"']\/[^,}]*/g)].map(([link]) => `${file}: ${link}`),
      );
    expect(found.filter((one) => !one.endsWith('to="/"'))).toEqual([]);
  });
});

describe("the list of features", () => {
  it("calls each by its folder: the words of its pages are fetched by that name", () => {
    const folders = files.flatMap(({ file }) => /^features\/(\w+)\/index\.ts$/.exec(file)?.[1] ?? []);
    expect(features.map(({ room }) => room).sort()).toEqual(folders.sort());
    const rooms = new Set(folders);
    const speechless = [...entryRoutes, ...opinionEntry, ...publicEntry].filter(({ meta }) => !rooms.has(meta?.room ?? ""));
    expect(speechless).toEqual([]);
  });
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
      for (const other of item.also ?? []) expect(named.has(other), other).toBe(true);
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
