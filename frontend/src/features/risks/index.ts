import type { Feature } from "@/lib/feature";
import { iconList, iconSheet } from "@/ui/icons";

const titles = {
  sheets: { zh: "自查填报", en: "Self-check sheets" },
  sheet: { zh: "廉政风险排查表", en: "Self-check sheet" },
  register: { zh: "风险点库", en: "Risk register" },
  point: { zh: "廉政风险点", en: "Risk point" },
};

export const risks: Feature = {
  room: "risks",
  routes: [
    {
      path: "/sheets",
      name: "risk-inventory-list",
      component: () => import("./pages/SheetListPage.vue"),
      meta: { title: titles.sheets, permission: "risks:read", wide: true },
    },
    {
      path: "/sheets/new",
      name: "risk-inventory-new",
      component: () => import("./pages/NewSheetPage.vue"),
      meta: { title: titles.sheet, permission: "risks:write" },
    },
    {
      path: "/sheets/:id(\\d+)",
      name: "risk-inventory",
      component: () => import("./pages/SheetPage.vue"),
      meta: { title: titles.sheet, permission: "risks:read", wide: true },
    },
    {
      path: "/risks",
      name: "risk-point-list",
      component: () => import("./pages/RegisterPage.vue"),
      meta: { title: titles.register, permission: "risks:read", wide: true },
    },
    {
      path: "/risks/:id(\\d+)",
      name: "risk-point",
      component: () => import("./pages/RiskPointPage.vue"),
      meta: { title: titles.point, permission: "risks:read" },
    },
  ],
  nav: [
    {
      to: "risk-inventory-list",
      title: titles.sheets,
      icon: iconSheet,
      group: "work",
      order: 20,
      permission: "risks:write",
      phone: 20,
    },
    {
      to: "risk-point-list",
      title: titles.register,
      icon: iconList,
      group: "find",
      order: 30,
      permission: "risks:read",
      phone: 30,
    },
  ],
};
