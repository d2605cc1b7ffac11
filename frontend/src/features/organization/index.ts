import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconBriefcase, iconPlug, iconRefresh, iconTree, iconUser, iconUsers } from "@/ui/icons";

const titles = {
  departments: { zh: "组织机构", en: "Organisation" },
  department: { zh: "部门", en: "Department" },
  positions: { zh: "岗位", en: "Positions" },
  position: { zh: "岗位", en: "Position" },
  people: { zh: "人员", en: "People" },
  person: { zh: "人员", en: "Person" },
  load: { zh: "批量载入", en: "Bulk load" },
  merger: { zh: "部门合并", en: "Merge departments" },
  groups: { zh: "领导小组与工作小组", en: "Leading and working groups" },
  group: { zh: "工作小组", en: "Working groups" },
  liaisons: { zh: "联络员", en: "Liaison officers" },
  rotations: { zh: "轮岗到期", en: "Rotation" },
};
const id = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) });
const departments = () => import("./pages/DepartmentsPage.vue");

export const organization: Feature = {
  room: "organization",
  routes: [
    {
      path: "/departments",
      name: "department-list",
      component: departments,
      meta: { title: titles.departments, permission: "organization:read", wide: true },
    },
    {
      path: "/departments/:id(\\d+)",
      name: "department",
      component: departments,
      props: id,
      meta: { title: titles.department, permission: "organization:read", wide: true },
    },
    {
      path: "/departments/:id(\\d+)/merger",
      name: "department-merger",
      component: () => import("./pages/MergerPage.vue"),
      props: id,
      meta: { title: titles.merger, permission: "organization:write" },
    },
    {
      path: "/groups",
      name: "group-list",
      component: () => import("./pages/GroupListPage.vue"),
      meta: { title: titles.groups, permission: "groups:read", wide: true },
    },
    {
      path: "/groups/:id(\\d+)",
      name: "group",
      component: () => import("./pages/GroupPage.vue"),
      props: id,
      meta: { title: titles.group, permission: "groups:read" },
    },
    {
      path: "/liaisons",
      name: "liaison-list",
      component: () => import("./pages/LiaisonListPage.vue"),
      meta: { title: titles.liaisons, permission: "organization:read", wide: true },
    },
    {
      path: "/rotations",
      name: "rotation-list",
      component: () => import("./pages/RotationListPage.vue"),
      meta: { title: titles.rotations, permission: "people:read", wide: true },
    },
    {
      path: "/positions",
      name: "position-list",
      component: () => import("./pages/PositionListPage.vue"),
      meta: { title: titles.positions, permission: "organization:read", wide: true },
    },
    {
      path: "/positions/:id(\\d+)",
      name: "position",
      component: () => import("./pages/PositionPage.vue"),
      props: id,
      meta: { title: titles.position, permission: "organization:read" },
    },
    {
      path: "/positions/load",
      name: "bulk-load",
      component: () => import("./pages/LoadPage.vue"),
      meta: { title: titles.load, permission: ["positions:bulk", "organization:write"] },
    },
    {
      path: "/people",
      name: "person-list",
      component: () => import("./pages/PersonListPage.vue"),
      meta: { title: titles.people, permission: "people:read", wide: true },
    },
    {
      path: "/people/:id(\\d+)",
      name: "person",
      component: () => import("./pages/PersonPage.vue"),
      props: id,
      meta: { title: titles.person, permission: "people:read" },
    },
  ],
  nav: [
    { to: "department-list", title: titles.departments, icon: iconTree, group: "find", order: 10, permission: "organization:read" },
    { to: "group-list", title: titles.group, icon: iconUsers, group: "find", order: 11, permission: "groups:read" },
    { to: "liaison-list", title: titles.liaisons, icon: iconPlug, group: "find", order: 11.5, permission: "organization:read" },
    { to: "position-list", title: titles.positions, icon: iconBriefcase, group: "find", order: 12, permission: "organization:read" },
    { to: "rotation-list", title: titles.rotations, icon: iconRefresh, group: "find", order: 13, permission: "people:read" },
    { to: "person-list", title: titles.people, icon: iconUser, group: "find", order: 14, permission: "people:read" },
  ],
  records: {
    department: { title: titles.department, icon: iconTree, to: (record) => ({ name: "department", params: { id: record } }) },
    group: { title: titles.group, icon: iconUsers, to: (record) => ({ name: "group", params: { id: record } }) },
    position: { title: titles.position, icon: iconBriefcase, to: (record) => ({ name: "position", params: { id: record } }) },
    person: { title: titles.person, icon: iconUser, to: (record) => ({ name: "person", params: { id: record } }) },
  },
};
