import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconGavel } from "@/ui/icons";

const titles = {
  list: { zh: "职权目录", en: "Powers" },
  one: { zh: "职权", en: "Power" },
  catalogues: { zh: "年度职权目录", en: "Yearly catalogues of powers" },
  catalogue: { zh: "年度职权目录", en: "Catalogue of powers" },
  flow: { zh: "权力运行流程", en: "Flow of a power" },
};
const id = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) });

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
  ],
  nav: [{ to: "power-list", title: titles.list, icon: iconGavel, group: "find", order: 20, permission: "powers:read" }],
  records: {
    power: { title: titles.one, icon: iconGavel, to: (record) => ({ name: "power", params: { id: record } }) },
  },
};
