import type { Feature } from "@/lib/feature";
import { iconSearch } from "@/ui/icons";

const titles = {
  room: { zh: "检查考核", en: "Inspections" },
  findings: { zh: "监督检查问题", en: "Findings" },
  finding: { zh: "监督检查问题", en: "Finding" },
};

export const inspections: Feature = {
  room: "inspections",
  routes: [
    {
      path: "/findings",
      name: "finding-list",
      component: () => import("./pages/FindingListPage.vue"),
      meta: { title: titles.findings, permission: "findings:read", wide: true },
    },
    {
      path: "/findings/:id(\\d+)",
      name: "finding",
      component: () => import("./pages/FindingPage.vue"),
      meta: { title: titles.finding, permission: "findings:read" },
    },
  ],
  nav: [
    { to: "finding-list", title: titles.room, icon: iconSearch, group: "control", order: 40, permission: "findings:read" },
  ],
};
