import type { Feature } from "@/lib/feature";
import { iconBook } from "@/ui/icons";

const titles = {
  list: { zh: "年度", en: "Years" },
  one: { zh: "年度", en: "Year" },
  comparison: { zh: "年度对比", en: "Two years compared" },
  carry: { zh: "沿用上年度排查表", en: "Carry last year's sheet on" },
};

export const years: Feature = {
  room: "years",
  routes: [
    {
      path: "/years",
      name: "year-list",
      component: () => import("./pages/YearListPage.vue"),
      meta: { title: titles.list, permission: "years:read" },
    },
    {
      path: "/years/:year(\\d{4})",
      name: "year",
      component: () => import("./pages/YearPage.vue"),
      meta: { title: titles.one, permission: "years:read" },
    },
    {
      path: "/years/:year(\\d{4})/comparison",
      name: "year-comparison",
      component: () => import("./pages/ComparisonPage.vue"),
      meta: { title: titles.comparison, permission: "years:read", wide: true },
    },
    {
      path: "/years/:year(\\d{4})/carry",
      name: "sheet-carry",
      component: () => import("./pages/CarryPage.vue"),
      meta: { title: titles.carry, permission: "risks:write", wide: true },
    },
  ],
  nav: [{ to: "year-list", title: titles.list, icon: iconBook, group: "year", order: 60, permission: "years:read" }],
};
