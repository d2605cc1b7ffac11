import type { Feature } from "@/lib/feature";
import { iconBook, iconCalendar, iconClock, iconInfo, iconMegaphone } from "@/ui/icons";

const titles = {
  notices: { zh: "通知", en: "Notices" },
  notice: { zh: "通知", en: "Notice" },
  meetings: { zh: "会议", en: "Meetings" },
  meeting: { zh: "会议", en: "Meeting" },
  record: { zh: "会议记录", en: "Meeting record" },
  questions: { zh: "咨询答复", en: "Questions" },
  question: { zh: "咨询", en: "Question" },
  knowledge: { zh: "答疑与经验", en: "Shared answers" },
  nudges: { zh: "催办", en: "Nudges" },
};

export const communications: Feature = {
  room: "communications",
  routes: [
    {
      path: "/notices",
      name: "notice-list",
      component: () => import("./pages/NoticeListPage.vue"),
      meta: { title: titles.notices, permission: "notices:read", wide: true },
    },
    {
      path: "/notices/:id(\\d+)",
      name: "notice",
      component: () => import("./pages/NoticePage.vue"),
      meta: { title: titles.notice, permission: "notices:read" },
    },
    {
      path: "/meetings",
      name: "meeting-list",
      component: () => import("./pages/MeetingListPage.vue"),
      meta: { title: titles.meetings, permission: "meetings:read", wide: true },
    },
    {
      path: "/meetings/:id(\\d+)",
      name: "meeting",
      component: () => import("./pages/MeetingPage.vue"),
      meta: { title: titles.meeting, permission: "meetings:read" },
    },
    {
      path: "/meetings/:id(\\d+)/record",
      name: "meeting-record",
      component: () => import("./pages/MeetingRecordPage.vue"),
      meta: { title: titles.record, permission: "meetings:write" },
    },
    {
      path: "/questions",
      name: "question-list",
      component: () => import("./pages/QuestionListPage.vue"),
      meta: { title: titles.questions, permission: "questions:read", wide: true },
    },
    {
      path: "/questions/:id(\\d+)",
      name: "question",
      component: () => import("./pages/QuestionPage.vue"),
      meta: { title: titles.question, permission: "questions:read" },
    },
    {
      path: "/knowledge",
      name: "knowledge-list",
      component: () => import("./pages/KnowledgePage.vue"),
      meta: { title: titles.knowledge, permission: "notices:read" },
    },
    {
      path: "/nudges",
      name: "nudge-list",
      component: () => import("./pages/NudgeListPage.vue"),
      meta: { title: titles.nudges, permission: "nudges:read" },
    },
  ],
  nav: [
    { to: "notice-list", title: titles.notices, icon: iconMegaphone, group: "year", order: 40, permission: "notices:read" },
    { to: "meeting-list", title: titles.meetings, icon: iconCalendar, group: "year", order: 42, permission: "meetings:read" },
    { to: "nudge-list", title: titles.nudges, icon: iconClock, group: "year", order: 44, permission: "nudges:read" },
    { to: "question-list", title: titles.questions, icon: iconInfo, group: "year", order: 46, permission: "questions:read" },
    { to: "knowledge-list", title: titles.knowledge, icon: iconBook, group: "year", order: 48, permission: "notices:read" },
  ],
};
