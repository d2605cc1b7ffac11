/** Words of the page that makes the first administrators. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  title: "建立首批管理员",
  detail: "系统管理员管账号，安全管理员管授权，须由两个人担任。",
  tokenHint: "在服务器上运行 python -m backend create-admin 得到，只能用一次。",
  system: "系统管理员（您自己）",
  security: "安全管理员（另一个人）",
  securityHint: "建立后会显示一个一次性令牌，请当面交给本人设置密码。",
  submit: "建立两个账号",
  done: "两个管理员账号已建立，请用您的新账号登录。",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    title: "First administrators",
    detail: "The system administrator keeps accounts, the security administrator grants roles: two persons.",
    tokenHint: "Printed on the server by python -m backend create-admin; works once.",
    system: "System administrator (you)",
    security: "Security administrator (somebody else)",
    securityHint: "A one-time token will be shown; hand it over in person.",
    submit: "Make both accounts",
    done: "Both accounts exist; please sign in with yours.",
  },
};

export const t = translate(messages);
