import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconFile } from "@/ui/icons";

const titles = {
  list: { zh: "制度依据库", en: "Rules" },
  one: { zh: "制度依据", en: "Rule" },
};

export const regulations: Feature = {
  room: "regulations",
  routes: [
    {
      path: "/regulations",
      name: "regulations",
      component: () => import("./pages/LibraryPage.vue"),
      meta: { title: titles.list, permission: "regulations:read", wide: true },
    },
    {
      path: "/regulations/:id(\\d+)",
      name: "regulation",
      component: () => import("./pages/RulePage.vue"),
      props: (route: RouteLocationNormalized) => ({ id: Number(route.params.id) }),
      meta: { title: titles.one, permission: "regulations:read", wide: true },
    },
  ],
  nav: [{ to: "regulations", title: titles.list, icon: iconFile, group: "find", order: 25, permission: "regulations:read" }],
};
