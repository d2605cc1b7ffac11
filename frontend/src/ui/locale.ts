/** Words of the components that every page may carry; see words.ts for the larger ones. */
import { type Messages, translate } from "@/lib/i18n";

const zh = {
  "action.cancel": "取消",
  "action.close": "关闭",
  "action.confirm": "确定",
  "action.clear": "清除",
  "action.retry": "重试",
  "action.home": "回到首页",
  "action.undo": "撤销",
  "action.more": "更多操作",
  "action.show": "显示",
  "action.hide": "隐藏",
  "action.copy": "复制",
  "action.copied": "已复制",
  "confirm.type": "请输入“{word}”以确认",
  "field.required": "必填",
  "field.optional": "选填",
  "field.count": "{used}/{limit} 字",
  "error.request": "请求编号",
  "loading": "正在加载",
} as const;

export const messages: Messages<typeof zh> = {
  "zh-CN": zh,
  en: {
    "action.cancel": "Cancel",
    "action.close": "Close",
    "action.confirm": "Confirm",
    "action.clear": "Clear",
    "action.retry": "Try again",
    "action.home": "To the first page",
    "action.undo": "Undo",
    "action.more": "More actions",
    "action.show": "Show",
    "action.hide": "Hide",
    "action.copy": "Copy",
    "action.copied": "Copied",
    "confirm.type": "Type “{word}” to confirm",
    "field.required": "required",
    "field.optional": "optional",
    "field.count": "{used}/{limit} characters",
    "error.request": "Request number",
    "loading": "Loading",
  },
};

export const t = translate(messages);
