import type { RouteLocationNormalized } from "vue-router";

import type { Feature } from "@/lib/feature";
import { iconPlug, iconUsers } from "@/ui/icons";

const titles = {
  login: { zh: "登录", en: "Sign in" },
  due: { zh: "修改密码", en: "Change password" },
  reset: { zh: "设置密码", en: "Set a password" },
  bootstrap: { zh: "建立首批管理员", en: "First administrators" },
  account: { zh: "账号与会话", en: "Account and sessions" },
  users: { zh: "用户与角色", en: "Users and roles" },
  clients: { zh: "接口客户端", en: "API clients" },
  policy: { zh: "权限表", en: "Permission table" },
};
const id = (route: RouteLocationNormalized) => ({ id: Number(route.params.id) });

export const access: Feature = {
  room: "access",
  bare: [
    { path: "/login", name: "login", component: () => import("./pages/LoginPage.vue"), meta: { public: true, title: titles.login } },
    {
      path: "/password-reset",
      name: "password-reset",
      component: () => import("./pages/PasswordResetPage.vue"),
      meta: { public: true, title: titles.reset },
    },
    {
      path: "/bootstrap",
      name: "bootstrap",
      component: () => import("./pages/BootstrapPage.vue"),
      meta: { public: true, title: titles.bootstrap },
    },
    { path: "/password", name: "password-due", component: () => import("./pages/PasswordDuePage.vue"), meta: { title: titles.due } },
  ],
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
