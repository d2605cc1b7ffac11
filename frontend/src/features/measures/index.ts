import type { Feature } from "@/lib/feature";
import { iconShield } from "@/ui/icons";

const titles = {
  list: { zh: "防控措施", en: "Measures" },
  one: { zh: "防控措施", en: "Measure" },
  plans: { zh: "防控措施方案", en: "Plans of measures" },
  plan: { zh: "防控措施方案", en: "Plan of measures" },
};

export const measures: Feature = {
  room: "measures",
  routes: [
    {
      path: "/measures",
      name: "measure-list",
      component: () => import("./pages/MeasureListPage.vue"),
      meta: { title: titles.list, permission: "measures:read", wide: true },
    },
    {
      path: "/measures/:id(\\d+)",
      name: "measure",
      component: () => import("./pages/MeasurePage.vue"),
      meta: { title: titles.one, permission: "measures:read" },
    },
    {
      path: "/measure-plans",
      name: "measure-plan-list",
      component: () => import("./pages/PlanListPage.vue"),
      meta: { title: titles.plans, permission: "measures:read", wide: true },
    },
    {
      path: "/measure-plans/:id(\\d+)",
      name: "measure-plan",
      component: () => import("./pages/PlanPage.vue"),
      meta: { title: titles.plan, permission: "measures:read", wide: true },
    },
  ],
  nav: [
    { to: "measure-list", also: ["measure-plan-list"], title: titles.list, icon: iconShield, group: "control", order: 10, permission: "measures:read" },
  ],
};
