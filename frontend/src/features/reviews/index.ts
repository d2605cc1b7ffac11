import type { Feature } from "@/lib/feature";
import { iconInbox } from "@/ui/icons";

const titles = { chains: { zh: "审核次序", en: "Review chains" }, inbox: { zh: "审核", en: "Reviews" }, one: { zh: "审核", en: "Review" } };

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
      path: "/review-chains",
      name: "review-chains",
      component: () => import("./pages/ChainsPage.vue"),
      meta: { title: titles.chains, permission: "reviews:office" },
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
