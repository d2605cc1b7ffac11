import type { Feature } from "@/lib/feature";
import { iconList, iconMegaphone, iconSheet, iconTree } from "@/ui/icons";

const titles = {
  sheets: { zh: "自查填报", en: "Self-check sheets" },
  sheet: { zh: "廉政风险排查表", en: "Self-check sheet" },
  register: { zh: "风险点库", en: "Risk register" },
  point: { zh: "廉政风险点", en: "Risk point" },
  suggestions: { zh: "风险建议", en: "Risk suggestions" },
  suggest: { zh: "提出风险建议", en: "Suggest a risk" },
  lists: { zh: "分类与查找方法", en: "Categories and ways of finding" },
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
    {
      path: "/risk-suggestions",
      name: "risk-suggestion-list",
      component: () => import("./pages/SuggestionListPage.vue"),
      meta: { title: titles.suggestions, permission: "suggestions:read", wide: true },
    },
    {
      path: "/risk-suggestions/new",
      name: "risk-suggestion-new",
      component: () => import("./pages/SuggestionNewPage.vue"),
      meta: { title: titles.suggest, permission: "suggestions:write" },
    },
    {
      path: "/risk-lists",
      name: "risk-lists",
      component: () => import("./pages/RiskListsPage.vue"),
      meta: { title: titles.lists, permission: "risk-lists:write" },
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
    {
      to: "risk-suggestion-list",
      title: titles.suggestions,
      icon: iconMegaphone,
      group: "find",
      order: 35,
      permission: "suggestions:read",
    },
    { to: "risk-lists", title: titles.lists, icon: iconTree, group: "admin", order: 45, permission: "risk-lists:write" },
  ],
};
