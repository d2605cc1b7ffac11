import type { Feature } from "@/lib/feature";
import { iconInbox } from "@/ui/icons";

const titles = { inbox: { zh: "审核", en: "Reviews" }, one: { zh: "审核", en: "Review" } };

export const reviews: Feature = {
  room: "reviews",
  routes: [
    {
      path: "/reviews",
      name: "review-list",
      component: () => import("./pages/InboxPage.vue"),
      meta: { title: titles.inbox, permission: "reviews:read", wide: true },
    },
    {
      path: "/reviews/:id(\\d+)",
      name: "review",
      component: () => import("./pages/ReviewPage.vue"),
      meta: { title: titles.one, permission: "reviews:read", wide: true },
    },
  ],
  nav: [
    { to: "review-list", title: titles.inbox, icon: iconInbox, group: "work", order: 30, permission: "reviews:read", phone: 40 },
  ],
};
