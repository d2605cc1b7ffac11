import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconFlow, iconGavel } from "@/ui/icons";

const titles = {
  list: { zh: "职权目录", en: "Powers" },
  one: { zh: "职权", en: "Power" },
  catalogues: { zh: "年度职权目录", en: "Yearly catalogues of powers" },
  catalogue: { zh: "年度职权目录", en: "Catalogue of powers" },
  flow: { zh: "权力运行流程", en: "Flow of a power" },
  redesigns: { zh: "流程审查与再造", en: "Reviews of flows" },
  redesign: { zh: "流程再造", en: "Redesign of a flow" },
  checks: { zh: "流程审查", en: "Reviews of flows" },
  check: { zh: "流程审查", en: "Review of a flow" },
  unreviewed: { zh: "待审查流程", en: "Flows to review" },
  checklists: { zh: "流程审查清单", en: "Checklists for flows" },
  checklist: { zh: "流程审查清单", en: "Checklist for flows" },
  templates: { zh: "流程模板", en: "Flow templates" },
};
const id = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) });

/** Not for somebody who sees only the powers of his own post. */
const WIDE = ["submissions:read"];

export const powers: Feature = {
  room: "powers",
  routes: [
    {
      path: "/powers",
      name: "power-list",
      component: () => import("./pages/PowerListPage.vue"),
      meta: { title: titles.list, permission: "powers:read", wide: true },
    },
    {
      path: "/powers/:id(\\d+)",
      name: "power",
      component: () => import("./pages/PowerPage.vue"),
      props: id,
      meta: { title: titles.one, permission: "powers:read", wide: true },
    },
    {
      path: "/powers/:id(\\d+)/flow",
      name: "power-flow",
      component: () => import("./pages/FlowPage.vue"),
      props: id,
      meta: { title: titles.flow, permission: "powers:read", wide: true },
    },
    {
      path: "/power-catalogues",
      name: "power-catalogue-list",
      component: () => import("./pages/CatalogueListPage.vue"),
      meta: { title: titles.catalogues, permission: "powers:read", wide: true },
    },
    {
      path: "/power-catalogues/:id(\\d+)",
      name: "power-catalogue",
      component: () => import("./pages/CataloguePage.vue"),
      props: id,
      meta: { title: titles.catalogue, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-redesigns",
      name: "flow-redesign-list",
      component: () => import("./pages/FlowRedesignListPage.vue"),
      meta: { title: titles.redesigns, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-redesigns/:id(\\d+)",
      name: "flow-redesign",
      component: () => import("./pages/FlowRedesignPage.vue"),
      meta: { title: titles.redesign, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-checks",
      name: "flow-check-list",
      component: () => import("./pages/FlowCheckListPage.vue"),
      meta: { title: titles.checks, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-checks/:id(\\d+)",
      name: "flow-check",
      component: () => import("./pages/FlowCheckPage.vue"),
      meta: { title: titles.check, permission: "powers:read", wide: true },
    },
    {
      path: "/unreviewed-flows",
      name: "unreviewed-flow-list",
      component: () => import("./pages/UnreviewedPage.vue"),
      meta: { title: titles.unreviewed, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-checklists",
      name: "flow-checklist-list",
      component: () => import("./pages/ChecklistListPage.vue"),
      meta: { title: titles.checklists, permission: "powers:read", wide: true },
    },
    {
      path: "/flow-checklists/:id(\\d+)",
      name: "flow-checklist",
      component: () => import("./pages/ChecklistPage.vue"),
      meta: { title: titles.checklist, permission: "powers:read" },
    },
    {
      path: "/flow-templates",
      name: "flow-template-list",
      component: () => import("./pages/TemplateListPage.vue"),
      meta: { title: titles.templates, permission: "powers:read" },
    },
  ],
  nav: [
    { to: "power-list", title: titles.list, icon: iconGavel, group: "find", order: 20, permission: "powers:read" },
    {
      to: "flow-redesign-list",
      also: ["flow-check-list", "unreviewed-flow-list", "flow-checklist-list", "flow-template-list"],
      title: titles.redesigns,
      icon: iconFlow,
      group: "find",
      order: 22,
      permission: WIDE,
    },
  ],
  records: {
    power: { title: titles.one, icon: iconGavel, to: (record) => ({ name: "power", params: { id: record } }) },
  },
};
