import type { Feature } from "@/lib/feature";
import { iconChart, iconGavel, iconMegaphone, iconScale, iconUsers } from "@/ui/icons";

import { opinionEntry } from "./entry";

const titles = {
  drives: { zh: "征求意见", en: "Opinion drives" },
  drive: { zh: "一次征求意见", en: "Opinion drive" },
  opinions: { zh: "群众意见", en: "Opinions" },
  decisions: { zh: "班子决定", en: "Leadership decisions" },
  decision: { zh: "一项班子决定", en: "Leadership decision" },
  newDecision: { zh: "登记班子决定", en: "Record a decision" },
  scale: { zh: "本校量表", en: "Own scale" },
  newScale: { zh: "拟订一版量表", en: "Draft a scale" },
  rules: { zh: "岗位定级规则", en: "Position level rules" },
  peers: { zh: "互相查", en: "Peer check" },
  progress: { zh: "五步评估进度", en: "Progress of the five steps" },
};
const OPINIONS = "opinions:read";
const ASSESSMENTS = "assessments:read";

export const assessments: Feature = {
  room: "assessments",
  bare: opinionEntry,
  routes: [
    { path: "/opinion-drives", name: "opinion-drive-list", component: () => import("./pages/DriveListPage.vue"), meta: { title: titles.drives, permission: OPINIONS, wide: true } },
    { path: "/opinion-drives/:id(\\d+)", name: "opinion-drive", component: () => import("./pages/DrivePage.vue"), meta: { title: titles.drive, permission: OPINIONS } },
    { path: "/opinions", name: "opinion-list", component: () => import("./pages/OpinionListPage.vue"), meta: { title: titles.opinions, permission: OPINIONS, wide: true } },
    { path: "/assessment-progress", name: "assessment-progress", component: () => import("./pages/ProgressPage.vue"), meta: { title: titles.progress, permission: ASSESSMENTS, wide: true } },
    { path: "/peer-checks", name: "peer-check-list", component: () => import("./pages/PeerCheckPage.vue"), meta: { title: titles.peers, permission: "assessments:write", wide: true } },
    { path: "/leadership-decisions", name: "leadership-decision-list", component: () => import("./pages/DecisionListPage.vue"), meta: { title: titles.decisions, permission: ASSESSMENTS, wide: true } },
    { path: "/leadership-decisions/new", name: "leadership-decision-new", component: () => import("./pages/NewDecisionPage.vue"), meta: { title: titles.newDecision, permission: "decisions:record", wide: true } },
    { path: "/leadership-decisions/:id(\\d+)", name: "leadership-decision", component: () => import("./pages/DecisionPage.vue"), meta: { title: titles.decision, permission: ASSESSMENTS } },
    { path: "/position-level-rules", name: "position-level-rules", component: () => import("./pages/LevelRulesPage.vue"), meta: { title: titles.rules, permission: ASSESSMENTS, wide: true } },
    { path: "/level-scales/new", name: "level-scale-new", component: () => import("./pages/ScalePage.vue"), meta: { title: titles.newScale, permission: "level-rules:write" } },
    { path: "/level-scales/:id(\\d+)", name: "level-scale", component: () => import("./pages/ScalePage.vue"), meta: { title: titles.scale, permission: ASSESSMENTS } },
  ],
  nav: [
    { to: "assessment-progress", title: titles.progress, icon: iconChart, group: "control", order: 2, permission: ASSESSMENTS },
    { to: "peer-check-list", title: titles.peers, icon: iconUsers, group: "control", order: 3, permission: "assessments:write" },
    { to: "opinion-drive-list", title: titles.drives, icon: iconMegaphone, group: "control", order: 4, permission: OPINIONS },
    { to: "leadership-decision-list", title: titles.decisions, icon: iconGavel, group: "control", order: 6, permission: ASSESSMENTS },
    { to: "position-level-rules", title: titles.rules, icon: iconScale, group: "admin", order: 60, permission: "level-rules:write" },
  ],
};
