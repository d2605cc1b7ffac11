import type { Feature } from "@/lib/feature";
import { iconUsers } from "@/ui/icons";

const titles = { list: { zh: "岗位交接", en: "Handovers" }, one: { zh: "岗位交接", en: "Handover" } };

export const handovers: Feature = {
  room: "handovers",
  routes: [
    {
      path: "/handovers",
      name: "handover-list",
      component: () => import("./pages/HandoverListPage.vue"),
      meta: { title: titles.list, permission: "handovers:read", wide: true },
    },
    {
      path: "/handovers/:id(\\d+)",
      name: "handover",
      component: () => import("./pages/HandoverPage.vue"),
      meta: { title: titles.one, permission: "handovers:read" },
    },
  ],
  nav: [
    { to: "handover-list", title: titles.list, icon: iconUsers, group: "control", order: 60, permission: "handovers:read" },
  ],
};
