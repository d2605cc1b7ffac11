import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconBriefcase, iconTree, iconUser } from "@/ui/icons";

const titles = {
  departments: { zh: "组织机构", en: "Organisation" },
  department: { zh: "部门", en: "Department" },
  positions: { zh: "岗位", en: "Positions" },
  position: { zh: "岗位", en: "Position" },
  people: { zh: "人员", en: "People" },
  person: { zh: "人员", en: "Person" },
  load: { zh: "批量载入", en: "Bulk load" },
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
    { to: "position-list", title: titles.positions, icon: iconBriefcase, group: "find", order: 12, permission: "organization:read" },
    { to: "person-list", title: titles.people, icon: iconUser, group: "find", order: 14, permission: "people:read" },
  ],
  records: {
    department: { title: titles.department, icon: iconTree, to: (record) => ({ name: "department", params: { id: record } }) },
    position: { title: titles.position, icon: iconBriefcase, to: (record) => ({ name: "position", params: { id: record } }) },
    person: { title: titles.person, icon: iconUser, to: (record) => ({ name: "person", params: { id: record } }) },
  },
};
