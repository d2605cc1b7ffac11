import type { Feature } from "@/lib/feature";
import { iconEye } from "@/ui/icons";

const titles = {
  list: { zh: "公示", en: "Announcements" },
  one: { zh: "公示", en: "Announcement" },
};

export const announcements: Feature = {
  room: "announcements",
  routes: [
    {
      path: "/announcements",
      name: "announcement-list",
      component: () => import("./pages/AnnouncementListPage.vue"),
      meta: { title: titles.list, permission: "announcements:read", wide: true },
    },
    {
      path: "/announcements/:id(\\d+)",
      name: "announcement",
      component: () => import("./pages/AnnouncementPage.vue"),
      meta: { title: titles.one, permission: "announcements:read", wide: true },
    },
  ],
  nav: [
    {
      to: "announcement-list",
      title: titles.list,
      icon: iconEye,
      group: "find",
      order: 36,
      permission: "announcements:read",
    },
  ],
};
