/** The public page, known to the router from the start: who fills it in has no account. */
import type { RouteRecordRaw } from "vue-router";

export const opinionEntry: RouteRecordRaw[] = [
  {
    path: "/opinions/:token",
    name: "opinion-form",
    component: () => import("./pages/OpinionFormPage.vue"),
    meta: { room: "assessments", public: true, title: { zh: "征求意见", en: "Your opinion" } },
  },
];
