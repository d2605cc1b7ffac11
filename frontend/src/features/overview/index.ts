import type { Feature } from "@/lib/feature";
import { iconChart, iconGrid, iconTree } from "@/ui/icons";

const titles = { workbench: { zh: "工作台", en: "Workbench" }, audit: { zh: "审计记录", en: "Audit trail" } };
const cockpits = {
  progress: { zh: "排查进度", en: "Progress of finding" },
  departments: { zh: "部门一览", en: "Departments at a glance" },
};
/** Not for somebody who sees only what is his own. */
const WIDE = ["submissions:read"];

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
      path: "/progress",
      name: "finding-progress",
      component: () => import("./pages/ProgressPage.vue"),
      meta: { title: cockpits.progress, permission: WIDE, wide: true },
    },
    {
      path: "/department-overview",
      name: "department-overview",
      component: () => import("./pages/DepartmentsPage.vue"),
      meta: { title: cockpits.departments, permission: WIDE, wide: true },
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
    { to: "finding-progress", title: cockpits.progress, icon: iconChart, group: "work", order: 12, permission: WIDE },
    { to: "department-overview", title: cockpits.departments, icon: iconTree, group: "work", order: 14, permission: WIDE },
    { to: "audit", title: titles.audit, icon: iconGrid, group: "admin", order: 40, permission: "audit:read" },
  ],
};
