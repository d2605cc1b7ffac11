import type { Feature } from "@/lib/feature";
import { iconEye, iconRefresh } from "@/ui/icons";

const titles = {
  rechecks: { zh: "复核任务", en: "Rechecks" },
  adjustments: { zh: "动态调整", en: "Adjustments" },
  adjustment: { zh: "一项动态调整", en: "Adjustment" },
};
const READ = "rechecks:read";

export const adjustments: Feature = {
  room: "adjustments",
  routes: [
    { path: "/rechecks", name: "recheck-list", component: () => import("./pages/RecheckListPage.vue"), meta: { title: titles.rechecks, permission: READ, wide: true } },
    { path: "/adjustments", name: "adjustment-list", component: () => import("./pages/AdjustmentListPage.vue"), meta: { title: titles.adjustments, permission: READ, wide: true } },
    { path: "/adjustments/:id(\\d+)", name: "adjustment", component: () => import("./pages/AdjustmentPage.vue"), meta: { title: titles.adjustment, permission: READ, wide: true } },
  ],
  nav: [
    { to: "recheck-list", title: titles.rechecks, icon: iconEye, group: "work", order: 60, permission: READ },
    { to: "adjustment-list", title: titles.adjustments, icon: iconRefresh, group: "control", order: 60, permission: "rechecks:open" },
  ],
};
