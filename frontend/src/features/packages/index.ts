import type { Feature } from "@/lib/feature";
import { iconBriefcase } from "@/ui/icons";

const titles = { list: { zh: "材料包", en: "Packages" }, one: { zh: "材料包", en: "Package" } };

export const packages: Feature = {
  room: "packages",
  routes: [
    {
      path: "/packages",
      name: "package-list",
      component: () => import("./pages/PackageListPage.vue"),
      meta: { title: titles.list, permission: "packages:read", wide: true },
    },
    {
      path: "/packages/:id(\\d+)",
      name: "package",
      component: () => import("./pages/PackagePage.vue"),
      meta: { title: titles.one, permission: "packages:read" },
    },
  ],
  nav: [{ to: "package-list", title: titles.list, icon: iconBriefcase, group: "year", order: 70, permission: "packages:read" }],
};
