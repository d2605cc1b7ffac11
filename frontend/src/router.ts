/** All routes: the features' own lists, the shell around them, 404 at the end. */
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from "vue-router";

import { can, loadMe } from "@/api/session";
import { features } from "@/features";
import { bootError } from "@/lib/boot";
import { allows, NAV_GROUPS, type NavItem, type RecordKind } from "@/lib/feature";
import { say } from "@/lib/i18n";
import { pageTitle, resetTitle } from "@/lib/title";

export const navigation: readonly NavItem[] = features.flatMap((feature) => feature.nav ?? []);

/** Pages of records, for the global search. */
export const recordKinds: Readonly<Record<string, RecordKind>> = Object.assign({}, ...features.map((feature) => feature.records ?? {}));

/** The navigation a user really has, in order. */
export function allowedNav(has: (name: string) => boolean): NavItem[] {
  return navigation
    .filter((item) => allows(item.permission, has))
    .sort((a, b) => NAV_GROUPS.indexOf(a.group) - NAV_GROUPS.indexOf(b.group) || a.order - b.order);
}

export function buildRoutes(): RouteRecordRaw[] {
  const inside = features.flatMap((feature) => feature.routes ?? []);
  const hasHome = inside.some((route) => route.path === "/");
  return [
    ...features.flatMap((feature) => feature.bare ?? []),
    {
      path: "/",
      component: () => import("@/app/Shell.vue"),
      children: [
        ...(hasHome ? [] : [{ path: "", name: "home", component: () => import("@/app/HomeRedirect.vue") }]),
        ...inside,
        {
          path: "/:rest(.*)*",
          name: "not-found",
          component: () => import("@/app/NotFound.vue"),
          meta: { title: { zh: "没有这个页面", en: "Page not found" } },
        },
      ],
    },
  ];
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: buildRoutes(),
    scrollBehavior(to, from, saved) {
      if (saved) return saved;
      if (to.hash) return { el: to.hash };
      return to.path === from.path ? false : { top: 0 };
    },
  });

  router.beforeEach(async (to) => {
    if (to.meta.public) return true;
    try {
      const user = await loadMe();
      const due = user?.must_change_password && to.name !== "password-due";
      if (due) return { name: "password-due", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
      // The workbench is not for the three administrators: they start at their own first page.
      if (user && to.path === "/" && !allows(to.meta.permission, can)) return { name: allowedNav(can)[0]?.to ?? "account" };
      if (user) return true;
    } catch (error) {
      bootError.value = error;
      return true;
    }
    return { name: "login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
  });

  router.beforeEach((to, from) => {
    if (to.path !== from.path) resetTitle();
  });
  router.afterEach((to) => {
    pageTitle.value = () => (to.meta.title ? say(to.meta.title) : "");
  });

  // After a deployment the old chunks are gone: load the new page once, never in a loop.
  router.onError((error: unknown, to) => {
    const isChunk = error instanceof Error && /dynamically imported module|Importing a module|preload/i.test(error.message);
    if (isChunk && history.state?.reloaded !== to.fullPath) {
      history.replaceState({ ...history.state, reloaded: to.fullPath }, "");
      location.assign(to.fullPath);
    }
  });
  return router;
}
