/**
 * Routing. The pages before signing in are known at once; everything else is registered when it is first needed,
 * so that the sign-in page does not grow with the product.
 */
import { createRouter, createWebHistory, type RouteLocationNormalized, type Router } from "vue-router";

import { api } from "@/api/client";
import { can, loadMe } from "@/api/session";
import type * as registryModule from "@/app/registry";
import { entryRoutes } from "@/features/access/entry";
import { opinionEntry } from "@/features/assessments/entry";
import { publicEntry } from "@/features/portal/entry";
import { bootError } from "@/lib/boot";
import { ahead, enter } from "@/lib/english";
import { allows } from "@/lib/feature";
import { say } from "@/lib/i18n";
import { pageTitle, resetTitle } from "@/lib/title";

/** Stands for every address until the features are registered; the guard never lets it be shown. */
const PENDING = { path: "/:rest(.*)*", name: "pending", component: { render: () => null } };

type Registry = typeof registryModule;

/** Registers the features' routes; true when it happened just now and the address must be resolved again. */
function installer(router: Router): () => Promise<{ fresh: boolean; registry: Registry }> {
  return async () => {
    const registry = await import("@/app/registry");
    const fresh = router.hasRoute(PENDING.name);
    if (fresh) {
      router.removeRoute(PENDING.name);
      for (const route of registry.buildRoutes()) router.addRoute(route);
    }
    return { fresh, registry };
  };
}

/** Where a signed-in user is sent instead, if anywhere. */
function detour(to: RouteLocationNormalized, mustChangePassword: boolean, registry: Registry) {
  const next = to.fullPath === "/" ? {} : { next: to.fullPath };
  if (mustChangePassword && to.name !== "password-due") return { name: "password-due", query: next };
  // The workbench is not for the three administrators: they start at their own first page.
  if (to.path === "/" && !allows(to.meta.permission, can)) return { name: registry.allowedNav(can)[0]?.to ?? "account" };
  return true;
}

function guard(router: Router) {
  const install = installer(router);
  return async (to: RouteLocationNormalized) => {
    if (to.meta.public) return true;
    try {
      const [user, { fresh, registry }] = await Promise.all([loadMe(), install()]);
      if (fresh && to.name === PENDING.name) return { ...router.resolve(to.fullPath), replace: true };
      if (user) return detour(to, user.must_change_password, registry);
    } catch (error) {
      bootError.value = error;
      return true;
    }
    return { name: "login", query: to.fullPath === "/" ? {} : { next: to.fullPath } };
  };
}

/**
 * After a deployment the old chunks are gone: load the new page once, never in a loop. Without a connection one stays
 * where one is, with what one has typed.
 */
async function reloadOnce(error: unknown, to: RouteLocationNormalized): Promise<void> {
  const isChunk = error instanceof Error && /dynamically imported module|Importing a module|preload/i.test(error.message);
  if (!isChunk || history.state?.reloaded === to.fullPath) return;
  try {
    await api.get("/api/v1/site");
  } catch (failure) {
    (await import("@/lib/toast")).toastProblem(failure);
    return;
  }
  history.replaceState({ ...history.state, reloaded: to.fullPath }, "");
  location.assign(to.fullPath);
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(import.meta.env.BASE_URL),
    routes: [...entryRoutes, ...opinionEntry, ...publicEntry, PENDING],
    scrollBehavior(to, from, saved) {
      if (saved) return saved;
      if (to.hash) return { el: to.hash };
      return to.path === from.path ? false : { top: 0 };
    },
  });
  router.beforeEach(guard(router));
  router.beforeEach((to, from) => {
    if (to.path !== from.path) resetTitle();
  });
  router.beforeEach((to) => ahead(to.meta.room));
  router.beforeResolve((to) => enter(to.meta.room));
  router.afterEach((to) => {
    pageTitle.value = () => (to.meta.title ? say(to.meta.title) : "");
  });
  router.onError(reloadOnce);
  return router;
}
