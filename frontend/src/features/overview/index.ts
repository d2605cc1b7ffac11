import type { Feature } from "@/lib/feature";
import { iconGrid } from "@/ui/icons";

const titles = { workbench: { zh: "工作台", en: "Workbench" }, audit: { zh: "审计记录", en: "Audit trail" } };

export const overview: Feature = {
  room: "overview",
  routes: [
    {
      path: "/",
      name: "workbench",
      component: () => import("./pages/WorkbenchPage.vue"),
      meta: { title: titles.workbench, permission: "overview:read", wide: true },
    },
    {
      path: "/audit",
      name: "audit",
      component: () => import("./pages/AuditPage.vue"),
      meta: { title: titles.audit, permission: "audit:read", wide: true },
    },
  ],
  nav: [
    {
      to: "workbench",
      title: titles.workbench,
      icon: iconGrid,
      group: "work",
      order: 10,
      permission: "overview:read",
      phone: 10,
    },
    { to: "audit", title: titles.audit, icon: iconGrid, group: "admin", order: 40, permission: "audit:read" },
  ],
};
