/** Words of signing in, the account page and the administration of access. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "login.title": "登录",
  "login.college": "岗位廉政风险防控管理",
  "login.username": "工号",
  "login.password": "密码",
  "login.submit": "登录",
  "login.caps": "大写锁定已打开，请留意密码的大小写。",
  "login.missingUsername": "请填写工号。",
  "login.missingPassword": "请填写密码。",
  "login.wait": "请在 {time} 后再试。",
  "login.help": "忘记密码或账号被锁定，请联系纪委办。",
  "login.motto1": "查找风险",
  "login.motto2": "是为了保护岗位上的每一个人",
  "login.motto3": "找 · 防 · 控 —— 以岗位为点、以程序为线、以制度为面",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "login.title": "Sign in",
    "login.college": "Integrity risk prevention and control",
    "login.username": "Staff number",
    "login.password": "Password",
    "login.submit": "Sign in",
    "login.caps": "Caps lock is on; mind upper and lower case.",
    "login.missingUsername": "Please enter your staff number.",
    "login.missingPassword": "Please enter your password.",
    "login.wait": "Please try again in {time}.",
    "login.help": "Forgot your password, or locked out? Ask the discipline office.",
    "login.motto1": "Looking for risks",
    "login.motto2": "protects everyone who holds a post",
    "login.motto3": "Find · prevent · control: posts, procedures, rules",
  },
};

export const t = translate(messages);
