import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconUpload } from "@/ui/icons";

const titles = {
  list: { zh: "导入表格", en: "Import forms" },
  one: { zh: "核对导入", en: "Check an import" },
};

export const imports: Feature = {
  room: "imports",
  routes: [
    {
      path: "/imports",
      name: "import-list",
      component: () => import("./pages/ImportListPage.vue"),
      meta: { title: titles.list, permission: "imports:read" },
    },
    {
      path: "/imports/:id(\\d+)",
      name: "import",
      component: () => import("./pages/ImportPage.vue"),
      props: (route: RouteLocationNormalized) => ({ id: Number(route.params.id) }),
      meta: { title: titles.one, permission: "imports:read", wide: true },
    },
  ],
  nav: [{ to: "import-list", title: titles.list, icon: iconUpload, group: "find", order: 80, permission: "imports:read" }],
};
