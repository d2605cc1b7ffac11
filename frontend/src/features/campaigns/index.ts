import { can } from "@/api/session";
import type { Feature } from "@/lib/feature";
import { iconCalendar, iconUpload } from "@/ui/icons";

const titles = {
  list: { zh: "活动安排", en: "Campaigns" },
  one: { zh: "活动", en: "Campaign" },
  create: { zh: "新建活动", en: "New campaign" },
  calendar: { zh: "校历", en: "Working calendar" },
  area: { zh: "材料报送", en: "Submissions" },
  submission: { zh: "报送材料", en: "Submission" },
  progress: { zh: "报送进度", en: "Progress of submissions" },
  receiving: { zh: "接收材料", en: "Receiving desk" },
  custody: { zh: "台账", en: "Ledger" },
  ledger: { zh: "台账总览", en: "Overview of the ledger" },
};

export const campaigns: Feature = {
  room: "campaigns",
  routes: [
    {
      path: "/campaigns",
      name: "campaign-list",
      component: () => import("./pages/CampaignListPage.vue"),
      meta: { title: titles.list, permission: "campaigns:read", wide: true },
    },
    {
      path: "/campaigns/new",
      name: "campaign-new",
      component: () => import("./pages/NewCampaignPage.vue"),
      meta: { title: titles.create, permission: "campaigns:write" },
    },
    {
      path: "/campaigns/calendar",
      name: "work-calendar",
      component: () => import("./pages/CalendarPage.vue"),
      meta: { title: titles.calendar, permission: "campaigns:read", wide: true },
    },
    {
      path: "/campaigns/:id(\\d+)",
      name: "campaign",
      component: () => import("./pages/CampaignPage.vue"),
      meta: { title: titles.one, permission: "campaigns:read", wide: true },
    },
    {
      path: "/submissions",
      name: "submission-list",
      component: () => import("./pages/MinePage.vue"),
      // Who hands nothing in himself, or receives what others hand in, starts with the progress.
      beforeEnter: () => (can("submissions:receive") || !can("submissions:write") ? { name: "obligation-list" } : true),
      meta: { title: titles.area, permission: "submissions:read" },
    },
    {
      path: "/submissions/progress",
      name: "obligation-list",
      component: () => import("./pages/ProgressPage.vue"),
      meta: { title: titles.progress, permission: "submissions:read", wide: true },
    },
    {
      path: "/submissions/receiving",
      name: "receiving-desk",
      component: () => import("./pages/ReceivingPage.vue"),
      meta: { title: titles.receiving, permission: "submissions:receive", wide: true },
    },
    {
      path: "/submissions/ledger",
      name: "ledger",
      component: () => import("./pages/LedgerPage.vue"),
      meta: { title: titles.ledger, permission: "submissions:read", wide: true },
    },
    {
      path: "/submissions/custody",
      name: "custody-list",
      component: () => import("./pages/CustodyPage.vue"),
      meta: { title: titles.custody, permission: "submissions:read", wide: true },
    },
    {
      path: "/submissions/:id(\\d+)",
      name: "submission",
      component: () => import("./pages/SubmissionPage.vue"),
      meta: { title: titles.submission, permission: "submissions:read", wide: true },
    },
  ],
  nav: [
    { to: "campaign-list", title: titles.list, icon: iconCalendar, group: "year", order: 10, permission: "campaigns:read" },
    { to: "submission-list", title: titles.area, icon: iconUpload, group: "year", order: 12, permission: "submissions:read" },
  ],
};
