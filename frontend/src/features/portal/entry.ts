/** The public pages, known to the router from the start: whoever reads them has no account. */
import type { RouteRecordRaw } from "vue-router";

export const publicEntry: RouteRecordRaw[] = [
  {
    path: "/public",
    name: "public-powers",
    component: () => import("./pages/PublicListPage.vue"),
    meta: { room: "portal", public: true, title: { zh: "权力公开", en: "Published powers" } },
  },
  {
    path: "/public/powers/:code",
    name: "public-power",
    component: () => import("./pages/PublicPowerPage.vue"),
    meta: { room: "portal", public: true, title: { zh: "权力公开", en: "Published power" } },
  },
];
