import type { Feature } from "@/lib/feature";
import { iconEdit } from "@/ui/icons";

const titles = {
  list: { zh: "岗位廉政承诺", en: "Integrity pledges" },
  duty: { zh: "签订岗位廉政承诺", en: "Sign a pledge" },
  one: { zh: "岗位廉政承诺书", en: "Integrity pledge" },
};

export const education: Feature = {
  room: "education",
  routes: [
    {
      path: "/pledges",
      name: "pledge-list",
      component: () => import("./pages/PledgeListPage.vue"),
      meta: { title: titles.list, permission: "pledges:read", wide: true },
    },
    {
      path: "/pledges/duties/:id(\\d+)",
      name: "pledge-duty",
      component: () => import("./pages/PledgeDutyPage.vue"),
      meta: { title: titles.duty, permission: "pledges:read" },
    },
    {
      path: "/pledges/:id(\\d+)",
      name: "pledge",
      component: () => import("./pages/PledgePage.vue"),
      meta: { title: titles.one, permission: "pledges:read" },
    },
  ],
  nav: [
    { to: "pledge-list", title: titles.list, icon: iconEdit, group: "control", order: 55, permission: "pledges:read" },
  ],
};
