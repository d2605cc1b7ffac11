import type { Feature } from "@/lib/feature";
import { iconCheck, iconSearch } from "@/ui/icons";

const titles = {
  list: { zh: "检查考核", en: "Inspections" },
  one: { zh: "检查考核", en: "Inspection" },
  scorecard: { zh: "质量目标记分卡", en: "Quality goals" },
  standards: { zh: "检查评估标准", en: "Check standards" },
  standard: { zh: "检查评估标准", en: "Check standard" },
  supervision: { zh: "监督检查", en: "Supervision" },
  findings: { zh: "监督检查问题", en: "Findings" },
  visits: { zh: "纪律作风监督检查", en: "Discipline inspections" },
  visit: { zh: "纪律作风监督检查", en: "Discipline inspection" },
  finding: { zh: "监督检查问题", en: "Finding" },
};

export const inspections: Feature = {
  room: "inspections",
  routes: [
    {
      path: "/inspections",
      name: "inspection-list",
      component: () => import("./pages/InspectionListPage.vue"),
      meta: { title: titles.list, permission: "inspections:read", wide: true },
    },
    {
      path: "/inspections/:id(\\d+)",
      name: "inspection",
      component: () => import("./pages/InspectionPage.vue"),
      meta: { title: titles.one, permission: "inspections:read", wide: true },
    },
    {
      path: "/inspections/scorecard",
      name: "inspection-scorecard",
      component: () => import("./pages/ScorecardPage.vue"),
      meta: { title: titles.scorecard, permission: "inspections:read", wide: true },
    },
    {
      path: "/check-standards",
      name: "check-standard-list",
      component: () => import("./pages/StandardListPage.vue"),
      meta: { title: titles.standards, permission: "inspections:read", wide: true },
    },
    {
      path: "/check-standards/:id(\\d+)",
      name: "check-standard",
      component: () => import("./pages/StandardPage.vue"),
      meta: { title: titles.standard, permission: "inspections:read" },
    },
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
    {
      path: "/discipline-inspections",
      name: "discipline-inspection-list",
      component: () => import("./pages/VisitListPage.vue"),
      meta: { title: titles.visits, permission: "findings:read", wide: true },
    },
    {
      path: "/discipline-inspections/:id(\\d+)",
      name: "discipline-inspection",
      component: () => import("./pages/VisitPage.vue"),
      meta: { title: titles.visit, permission: "findings:read" },
    },
  ],
  nav: [
    {
      to: "inspection-list",
      also: ["inspection-scorecard", "check-standard-list"],
      title: titles.list,
      icon: iconCheck,
      group: "control",
      order: 40,
      permission: "inspections:read",
    },
    {
      to: "finding-list",
      also: ["discipline-inspection-list"],
      title: titles.supervision,
      icon: iconSearch,
      group: "control",
      order: 42,
      permission: "findings:read",
    },
  ],
};
