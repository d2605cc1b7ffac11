/** The pages before the shell: the router knows them from the start. */
import type { RouteRecordRaw } from "vue-router";

export const entryRoutes: RouteRecordRaw[] = [
  {
    path: "/login",
    name: "login",
    component: () => import("./pages/LoginPage.vue"),
    meta: { room: "access", public: true, title: { zh: "登录", en: "Sign in" } },
  },
  {
    path: "/password-reset",
    name: "password-reset",
    component: () => import("./pages/PasswordResetPage.vue"),
    meta: { room: "access", public: true, title: { zh: "设置密码", en: "Set a password" } },
  },
  {
    path: "/bootstrap",
    name: "bootstrap",
    component: () => import("./pages/BootstrapPage.vue"),
    meta: { room: "access", public: true, title: { zh: "建立首批管理员", en: "First administrators" } },
  },
  {
    path: "/password",
    name: "password-due",
    component: () => import("./pages/PasswordDuePage.vue"),
    meta: { room: "access", title: { zh: "修改密码", en: "Change password" } },
  },
];
