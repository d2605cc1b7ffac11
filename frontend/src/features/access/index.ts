import type { Feature } from "@/lib/feature";
import { iconKey } from "@/ui/icons";

const titles = {
  login: { zh: "登录", en: "Sign in" },
  account: { zh: "账号与会话", en: "Account and sessions" },
  users: { zh: "用户与角色", en: "Users and roles" },
  clients: { zh: "接口客户端", en: "API clients" },
};

export const access: Feature = {
  room: "access",
  bare: [
    {
      path: "/login",
      name: "login",
      component: () => import("./pages/LoginPage.vue"),
      meta: { public: true, title: titles.login },
    },
  ],
  routes: [
    {
      path: "/account",
      name: "account",
      component: () => import("./pages/AccountPage.vue"),
      meta: { title: titles.account },
    },
  ],
  nav: [{ to: "account", title: titles.account, icon: iconKey, group: "admin", order: 90 }],
};
