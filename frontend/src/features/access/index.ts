import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconPlug, iconUsers } from "@/ui/icons";

import { entryRoutes } from "./entry";

const titles = {
  account: { zh: "账号与会话", en: "Account and sessions" },
  users: { zh: "用户与角色", en: "Users and roles" },
  clients: { zh: "接口客户端", en: "API clients" },
  policy: { zh: "权限表", en: "Permission table" },
};
const id = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) });

export const access: Feature = {
  room: "access",
  bare: entryRoutes,
  routes: [
    { path: "/account", name: "account", component: () => import("./pages/AccountPage.vue"), meta: { title: titles.account } },
    { path: "/policy", name: "policy", component: () => import("./pages/PolicyPage.vue"), meta: { title: titles.policy, wide: true } },
    {
      path: "/users",
      name: "user-list",
      component: () => import("./pages/UserListPage.vue"),
      meta: { title: titles.users, permission: "users:read" },
    },
    {
      path: "/users/:id(\\d+)",
      name: "user",
      component: () => import("./pages/UserPage.vue"),
      props: id,
      meta: { title: titles.users, permission: "users:read" },
    },
    {
      path: "/api-clients",
      name: "api-client-list",
      component: () => import("./pages/ClientListPage.vue"),
      meta: { title: titles.clients, permission: "clients:read" },
    },
    {
      path: "/api-clients/:id(\\d+)",
      name: "api-client",
      component: () => import("./pages/ClientPage.vue"),
      props: id,
      meta: { title: titles.clients, permission: "clients:read" },
    },
  ],
  nav: [
    { to: "user-list", title: titles.users, icon: iconUsers, group: "admin", order: 10, permission: "users:read", phone: 40 },
    { to: "api-client-list", title: titles.clients, icon: iconPlug, group: "admin", order: 20, permission: "clients:read", phone: 50 },
  ],
};
