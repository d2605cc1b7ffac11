import type { Feature } from "@/lib/feature";
import { iconGlobe } from "@/ui/icons";

const titles = {
  list: { zh: "权力公开", en: "Publication" },
  one: { zh: "公开内容", en: "Published content" },
};

export const portal: Feature = {
  room: "portal",
  routes: [
    {
      path: "/publications",
      name: "publication-list",
      component: () => import("./pages/PublicationListPage.vue"),
      meta: { title: titles.list, permission: "publications:read", wide: true },
    },
    {
      path: "/publications/:id(\\d+)",
      name: "publication",
      component: () => import("./pages/PublicationPage.vue"),
      meta: { title: titles.one, permission: "publications:read", wide: true },
    },
  ],
  nav: [
    {
      to: "publication-list",
      title: titles.list,
      icon: iconGlobe,
      group: "find",
      order: 38,
      permission: "publications:read",
    },
  ],
};
