import type { Feature } from "@/lib/feature";
import { iconBriefcase } from "@/ui/icons";

const title = { zh: "材料包", en: "Packages" };
const permission = "packages:read";

export const packages: Feature = {
  room: "packages",
  routes: [
    {
      path: "/packages",
      name: "package-list",
      component: () => import("./pages/PackageListPage.vue"),
      meta: { title, permission, wide: true },
    },
    {
      path: "/packages/:id(\\d+)",
      name: "package",
      component: () => import("./pages/PackagePage.vue"),
      meta: { title, permission },
    },
  ],
  nav: [{ to: "package-list", title, icon: iconBriefcase, group: "year", order: 70, permission }],
};
