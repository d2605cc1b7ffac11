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
    {
      path: "/document-templates",
      name: "document-template-list",
      component: () => import("./pages/TemplatesPage.vue"),
      meta: { title: { zh: "表格模板", en: "Form templates" }, permission: "documents:read", wide: true },
    },
  ],
  nav: [
    {
      to: "document-list",
      also: ["document-template-list"],
      title,
      icon: iconFile,
      group: "find",
      order: 90,
      permission: "documents:read",
    },
  ],
};
