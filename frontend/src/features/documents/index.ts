import type { Feature } from "@/lib/feature";
import { iconFile } from "@/ui/icons";

const title = { zh: "表格下载", en: "Forms" };

export const documents: Feature = {
  room: "documents",
  routes: [
    {
      path: "/documents",
      name: "document-list",
      component: () => import("./pages/FormsPage.vue"),
      meta: { title, permission: "documents:read" },
    },
  ],
  nav: [{ to: "document-list", title, icon: iconFile, group: "find", order: 90, permission: "documents:read" }],
};
