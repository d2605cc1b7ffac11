import type { Feature } from "@/lib/feature";
import { iconRefresh } from "@/ui/icons";

const titles = {
  list: { zh: "复核任务", en: "Rechecks" },
  one: { zh: "复核任务", en: "Recheck" },
  changes: { zh: "动态调整", en: "Adjustments" },
  change: { zh: "动态调整", en: "Adjustment" },
};

export const adjustments: Feature = {
  room: "adjustments",
  routes: [
    {
      path: "/rechecks",
      name: "recheck-list",
      component: () => import("./pages/RecheckListPage.vue"),
      meta: { title: titles.list, permission: "rechecks:read", wide: true },
    },
    {
      path: "/rechecks/:id(\\d+)",
      name: "recheck",
      component: () => import("./pages/RecheckPage.vue"),
      meta: { title: titles.one, permission: "rechecks:read" },
    },
    {
      path: "/adjustments",
      name: "adjustment-list",
      component: () => import("./pages/AdjustmentListPage.vue"),
      meta: { title: titles.changes, permission: "rechecks:read", wide: true },
    },
    {
      path: "/adjustments/:id(\\d+)",
      name: "adjustment",
      component: () => import("./pages/RecheckPage.vue"),
      meta: { title: titles.change, permission: "rechecks:read" },
    },
  ],
  nav: [
    {
      to: "recheck-list",
      also: ["adjustment-list"],
      title: titles.list,
      icon: iconRefresh,
      group: "control",
      order: 20,
      permission: "rechecks:read",
    },
  ],
};
