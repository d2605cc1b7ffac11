/** What the features declare, put together: routes, navigation, pages of records. Loaded with the first signed-in page. */
import type { RouteRecordRaw } from "vue-router";

import { features } from "@/features";
import { allows, NAV_GROUPS, type NavItem, type RecordKind } from "@/lib/feature";

export const navigation: readonly NavItem[] = features.flatMap((feature) => feature.nav ?? []);

/** Pages of records, for the global search. */
export const recordKinds: Readonly<Record<string, RecordKind>> = Object.assign(
  {},
  ...features.map((feature) => feature.records ?? {}),
);

/** The navigation a user really has, in order. */
export function allowedNav(has: (name: string) => boolean): NavItem[] {
  return navigation
    .filter((item) => allows(item.permission, has))
    .sort((a, b) => NAV_GROUPS.indexOf(a.group) - NAV_GROUPS.indexOf(b.group) || a.order - b.order);
}

/** The routes of all features, each saying whose words it needs. */
function routesOf(part: "bare" | "routes"): RouteRecordRaw[] {
  return features.flatMap(({ room, [part]: routes = [] }) => routes.map((route) => ({ ...route, meta: { room, ...route.meta } }) as RouteRecordRaw));
}

/** Pages with their own layout, then the shell with all others, 404 at the end. */
export function buildRoutes(): RouteRecordRaw[] {
  const inside = routesOf("routes");
  const hasHome = inside.some((route) => route.path === "/");
  return [
    ...routesOf("bare"),
    {
      path: "/",
      component: () => import("./Shell.vue"),
      children: [
        ...(hasHome ? [] : [{ path: "", name: "home", component: () => import("./HomeRedirect.vue") }]),
        ...inside,
        {
          path: "/:rest(.*)*",
          name: "not-found",
          component: () => import("./NotFound.vue"),
          meta: { title: { zh: "没有这个页面", en: "Page not found" } },
        },
      ],
    },
  ];
}
