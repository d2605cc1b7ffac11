import type { Feature } from "@/lib/feature";
import { iconBell } from "@/ui/icons";

const titles = { inbox: { zh: "消息", en: "Messages" }, mail: { zh: "邮件提醒", en: "Mail reminders" } };

export const notifications: Feature = {
  room: "notifications",
  routes: [
    {
      path: "/notifications",
      name: "notification-list",
      component: () => import("./pages/InboxPage.vue"),
      meta: { title: titles.inbox, permission: "notifications:self" },
    },
    {
      path: "/notifications/settings",
      name: "mail-setting",
      component: () => import("./pages/MailSettingPage.vue"),
      meta: { title: titles.mail, permission: "notifications:self" },
    },
  ],
  nav: [
    { to: "notification-list", title: titles.inbox, icon: iconBell, group: "work", order: 15, permission: "notifications:self" },
  ],
};
