import type { Feature } from "@/lib/feature";
import { iconWarning } from "@/ui/icons";

const titles = { list: { zh: "预警处置", en: "Warnings" }, one: { zh: "预警记录", en: "Warning record" } };

export const warnings: Feature = {
  room: "warnings",
  routes: [
    {
      path: "/warnings",
      name: "warning-list",
      component: () => import("./pages/WarningListPage.vue"),
      meta: { title: titles.list, permission: "warnings:read", wide: true },
    },
    {
      path: "/warnings/:id(\\d+)",
      name: "warning",
      component: () => import("./pages/WarningPage.vue"),
      meta: { title: titles.one, permission: "warnings:read" },
    },
  ],
  nav: [
    { to: "warning-list", title: titles.list, icon: iconWarning, group: "control", order: 30, permission: "warnings:read" },
  ],
};
