import type { Feature } from "@/lib/feature";
import { iconEye } from "@/ui/icons";

const title = { zh: "质量检查", en: "Quality checks" };
/** Those who answer for more than their own sheet. */
const watchers = ["reviews:office", "reviews:leadership", "reviews:supervising", "reviews:department"];

export const quality: Feature = {
  room: "quality",
  routes: [
    {
      path: "/quality",
      name: "quality-summary",
      component: () => import("./pages/SummaryPage.vue"),
      meta: { title, permission: watchers, wide: true },
    },
  ],
  nav: [{ to: "quality-summary", title, icon: iconEye, group: "find", order: 60, permission: watchers }],
};
